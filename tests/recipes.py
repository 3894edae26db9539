"""What the tests of recipes for CI share: a small repository in git, a clean clone of it, and a runner of GitHub's steps."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

REPOSITORY = Path(__file__).parent.parent

ARTICLE = """\
<TITLE>Harbour line reopens</TITLE>
<SUMMARY>
The harbour line reopened on Monday after {months} months of work.
</SUMMARY>
<HIGHLIGHTS>
- The work cost £{cost} million.
</HIGHLIGHTS>
<CONTENT>
The harbour line reopened on Monday after nine months of work, the operator said. Tram {n} left the depot at 5.40 in the morning.

The work cost £{truth} million, the operator said, which is less than was planned.
</CONTENT>
"""


PIP = {
    "PIP_NO_INDEX": "1",
    "PIP_NO_DEPS": "1",
    "PIP_NO_BUILD_ISOLATION": "0",
}  # the last one is read the other way round
"""Settings of pip by which it fetches nothing: it builds with what is installed here, and installs what it is given alone."""


def article(n: int, *, wrong: bool = False) -> str:
    """A short tagged article; a wrong one has another sum in its highlight."""
    return ARTICLE.format(n=n, months="nine", truth=f"{n}.4", cost=f"{n}.9" if wrong else f"{n}.4")


def yaml(path: Path) -> Any:
    """A YAML file, by the rules of YAML 1.2: `on` is a word there."""
    return YAML(typ="safe").load(path.read_text("utf-8"))


def clean(**more: str) -> dict[str, str]:
    """The environment of a machine that runs no CI yet: nobody's settings of evalkit, pip, git or a CI."""
    alien = ("EVALKIT", "HF_", "PIP_", "GIT", "CI", "RUNNER_", "PRE_COMMIT", "PYTEST", "COLUMNS")
    kept = {key: value for key, value in os.environ.items() if not key.upper().startswith(alien)}
    who = {f"GIT_{role}_{what}": f"r.tarn{end}" for role in ("AUTHOR", "COMMITTER") for what, end in (("NAME", ""), ("EMAIL", "@news.example"))}  # fmt: skip
    safe = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "HF_HUB_OFFLINE": "1", "NO_COLOR": "1"}
    return {**kept, **who, **safe, "PYTHONUTF8": "1", "NO_PROXY": "*", **more}


def run(*words: str | Path, folder: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """A process, both of its streams in `stdout`."""
    return subprocess.run(
        list(map(str, words)), cwd=folder, env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip


def command(python: Path) -> Path:
    """Puts the command evalkit beside a python that sees evalkit, and gives the folder for PATH."""
    path = python.parent / "evalkit"
    path.write_text(f"#!{python}\nfrom evalkit.cli import entry\n\nentry()\n")
    path.chmod(0o755)
    return python.parent


def git(folder: Path, *words: str) -> str:
    """What git says, which must not fail."""
    done = run("git", *words, folder=folder, environment=clean())
    assert 0 == done.returncode, done.stdout
    return done.stdout


def commit(folder: Path, message: str = "A change") -> None:
    """Everything in a folder, committed; the first time a repository is made there."""
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)


def clone(folder: Path, target: Path) -> Path:
    """A clean clone of a repository."""
    git(folder, "clone", "--quiet", str(folder), str(target))
    return target


def as_committed(target: Path) -> Path:
    """The files of this checkout that git has or would take: what a clone has once they are committed, no more."""
    names = git(REPOSITORY, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    for name in filter(None, names):
        if (REPOSITORY / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / name, target / name)
    return target


# ---------------------------------------------------------------------------------------------------------------- GitHub

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<sign>&&|\|\||==|!=|!|[()])|(?P<name>[A-Za-z_][\w-]*(?:\.[\w-]+)*))"
)
_STATUS = ("always", "cancelled", "success", "failure")


class Expression:
    """An expression of GitHub Actions: names, texts, `!`, `==`, `!=`, `&&`, `||`, brackets and the functions of a job's status."""

    def __init__(self, text: str, contexts: Mapping[str, Any], *, failed: bool) -> None:
        self._tokens: list[tuple[str, str]] = []
        end = 0
        while text[end:].strip():
            match = _TOKEN.match(text, end)
            assert match, f"cannot be read: {text[end:]!r}"
            self._tokens.append((str(match.lastgroup), match[str(match.lastgroup)]))
            end = match.end()
        self._contexts = contexts
        self._functions = {"always": True, "cancelled": False, "success": not failed, "failure": failed}
        self.asks_for_status = any(word in _STATUS for kind, word in self._tokens if kind == "name")

    def value(self) -> Any:
        found = self._either()
        assert not self._tokens, self._tokens
        return found

    def _next(self, *signs: str) -> str | None:
        if self._tokens and self._tokens[0][0] == "sign" and self._tokens[0][1] in signs:
            return self._tokens.pop(0)[1]
        return None

    def _either(self) -> Any:
        found = self._both()
        while self._next("||"):
            other = self._both()
            found = found or other
        return found

    def _both(self) -> Any:
        found = self._compared()
        while self._next("&&"):
            other = self._compared()
            found = found and other
        return found

    def _compared(self) -> Any:
        found = self._single()
        while sign := self._next("==", "!="):
            found = (shown(found) == shown(self._single())) == (sign == "==")
        return found

    def _single(self) -> Any:
        if self._next("!"):
            return not self._single()
        if self._next("("):
            found = self._either()
            assert self._next(")")
            return found
        kind, word = self._tokens.pop(0)
        if kind == "text":
            return word[1:-1].replace("''", "'")
        assert kind == "name", word
        if self._next("("):
            assert self._next(")")
            return self._functions[word]
        return self._named(word)

    def _named(self, word: str) -> Any:
        """What a name stands for. A misspelt input or step is an error here, though GitHub takes it for nothing."""
        first, *rest = word.split(".")
        found = self._contexts[first]
        for depth, part in enumerate(rest):
            if first in ("inputs", "steps", "matrix") and depth == 0:
                assert part in found, f"there is no {word}"
            found = found.get(part, "") if isinstance(found, Mapping) else ""
        return found


def shown(value: Any) -> str:
    """A value as it stands in a text."""
    return (
        {None: "", True: "true", False: "false"}.get(value, value) if not isinstance(value, (dict, list)) else "Object"
    )


@dataclass
class Played:
    """What came of an action or a job.

    Attributes:
        failed: whether a step did.
        text: what the steps printed.
        outputs: of an action.
        used: the actions of others, which are not run, in their order, with their inputs.
        steps: each step's outcome by name: success, failure or skipped.
        code: the exit code of the last step that ran and failed; 0 where none did.
    """

    failed: bool = False
    text: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    used: dict[str, dict[str, str]] = field(default_factory=dict)
    steps: dict[str, str] = field(default_factory=dict)
    code: int = 0


class Runner:
    """Runs the steps of composite actions and of jobs in their order, as GitHub's runner does: `run:` for real, by bash.

    Args:
        workspace: the checkout that the steps work on.
        temp: an empty folder.
        environment: what the machine brings.
        event: that the workflow runs on.
        actions: actions that are run too, by name without the version; those of others are recorded.
        skip: names of steps that were done already.
        token: that the runner gives to its steps.
    """

    def __init__(
        self,
        workspace: Path,
        temp: Path,
        environment: Mapping[str, str],
        *,
        event: Mapping[str, Any] | None = None,
        actions: Mapping[str, Path] | None = None,
        skip: tuple[str, ...] = (),
        token: str = "t0ken",  # noqa: S107 - of a server that is played
    ) -> None:
        temp.mkdir(parents=True, exist_ok=True)
        self.summary = temp / "summary.md"
        self.summary.touch()
        self._workspace, self._temp, self._skip = workspace, temp, skip
        self._actions = actions or {}
        (temp / "event.json").write_text(json.dumps(event or {}))
        self._environment = {
            **environment,
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": environment.get("GITHUB_API_URL", "http://127.0.0.1:9"),
            "GITHUB_EVENT_PATH": str(temp / "event.json"),
            "GITHUB_REPOSITORY": "news/desk",
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_WORKSPACE": str(workspace),
            "RUNNER_TEMP": str(temp),
        }
        self._contexts: dict[str, Any] = {
            "github": {"token": token, "run_id": "7", "event": event or {}, "workspace": str(workspace)},
            "runner": {"os": "Linux", "temp": str(temp)},
        }

    def action(self, folder: Path, inputs: Mapping[str, str] | None = None) -> Played:
        """Runs the steps of a composite action with inputs, the others at their defaults."""
        described = yaml(folder / "action.yml")
        assert set(inputs or {}) <= set(described["inputs"])
        contexts = {**self._contexts, "github": {**self._contexts["github"], "action_path": str(folder)}}
        defaults = {name: self._filled(str(one["default"]), contexts) for name, one in described["inputs"].items()}
        contexts["inputs"] = {**defaults, **(inputs or {})}
        played = self._played(described["runs"]["steps"], contexts)
        played.outputs = {name: self._filled(one["value"], contexts) for name, one in described["outputs"].items()}
        return played

    def job(self, path: Path) -> Played:
        """Runs the steps of a workflow's only job."""
        described = yaml(path)
        (job,) = described["jobs"].values()
        defaults = job.get("defaults", described.get("defaults", {})).get("run", {})
        contexts = {**self._contexts}
        return self._played([{**defaults, **step} if "run" in step else step for step in job["steps"]], contexts)

    def _played(self, steps: list[dict[str, Any]], contexts: dict[str, Any]) -> Played:
        played = Played()
        contexts["steps"] = {step["id"]: {"outputs": {}} for step in steps if "id" in step}
        for step in steps:
            name = step.get("name") or step.get("uses") or step["run"]
            wanted = self._wanted(str(step.get("if", "success()")), contexts, failed=played.failed)
            if not wanted or name in self._skip:
                played.steps[name] = "skipped"
                continue
            code, outputs = self._step(step, name, contexts, played)
            played.steps[name] = "failure" if code else "success"
            if code and not step.get("continue-on-error"):
                played.failed, played.code = True, code
            if "id" in step:
                contexts["steps"][step["id"]] = {"outputs": outputs, "outcome": played.steps[name]}
        return played

    def _step(
        self, step: dict[str, Any], name: str, contexts: dict[str, Any], played: Played
    ) -> tuple[int, dict[str, str]]:
        """The exit code and the outputs of a step."""
        if "uses" in step:
            given = {key: self._filled(str(value), contexts) for key, value in step.get("with", {}).items()}
            action, _, version = step["uses"].partition("@")
            assert re.fullmatch(r"v\d+", version), "an action is pinned to a major version"
            if action not in self._actions:
                played.used[action] = given
                return 0, {}
            inner = self.action(self._actions[action], given)
            played.text += inner.text
            played.used.update(inner.used)
            played.steps.update(inner.steps)
            return inner.code, inner.outputs
        assert "${{" not in step["run"], "what comes from outside goes through the environment"
        files = {key: self._temp / key for key in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH")}
        for path in files.values():
            path.write_text("")
        script = self._temp / "script.sh"
        script.write_text(step["run"])
        environment = {key: self._filled(str(value), contexts) for key, value in step.get("env", {}).items()}
        folder = self._workspace / self._filled(str(step.get("working-directory", ".")), contexts)
        done = run(
            "bash", "--noprofile", "--norc", "-eo", "pipefail", script, folder=folder,
            environment={**self._environment, **{key: str(path) for key, path in files.items()}, **environment},
        )  # fmt: skip
        played.text += f"## {name}\n{done.stdout}"
        self._environment.update(_assignments(files["GITHUB_ENV"]))
        return done.returncode, dict(_assignments(files["GITHUB_OUTPUT"]))

    def _wanted(self, text: str, contexts: Mapping[str, Any], *, failed: bool) -> bool:
        expression = Expression(text.strip().removeprefix("${{").removesuffix("}}"), contexts, failed=failed)
        return bool(expression.value()) and (expression.asks_for_status or not failed)

    def _filled(self, text: str, contexts: Mapping[str, Any]) -> str:
        def value(match: re.Match[str]) -> str:
            return shown(Expression(match[1], contexts, failed=False).value())

        return re.sub(r"\$\{\{(.*?)\}\}", value, text)


def _assignments(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text("utf-8").splitlines():
        name, sign, value = line.partition("=")
        assert sign, f"only NAME=VALUE is played here: {line!r}"
        yield name, value


def assert_valid(schema: str, path: Path) -> None:
    """Holds a file against an official schema, as check-jsonschema carries it."""
    words = (sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}")
    done = run(*words, path, folder=path.parent, environment=clean())
    assert 0 == done.returncode, done.stdout
