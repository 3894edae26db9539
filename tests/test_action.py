"""The GitHub Action and its example: each shell step for real, in its order, on a clean clone; the comment on a real server."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.recipes import (
    PIP,
    REPOSITORY,
    Played,
    Runner,
    article,
    as_committed,
    assert_valid,
    clean,
    clone,
    commit,
    run,
    yaml,
)

pytestmark = pytest.mark.skipif(
    bool(os.environ.get("EVALKIT_TEST_WHEEL")),
    reason="the repository's action, scripts and examples are not at hand beside an installed wheel",
)

SCRIPT = REPOSITORY / "ci" / "pull_request_comment.py"
EXAMPLE = REPOSITORY / "examples" / "github"
TOKEN = "ghs_secret"  # noqa: S105 - of a server that is played
PULL_REQUEST = {"pull_request": {"number": 5}, "repository": {"private": False}}
INSTALL = "Install evalkit"


# ------------------------------------------------------------------------------------------------------------ the comment


@dataclass
class Comments:
    """GitHub's comments of pull request 5 of news/desk.

    Attributes:
        comments: as they stand.
        asked: the requests, in their order.
        answers: the next answers instead of the proper ones: a status, and what is said.
    """

    comments: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)
    url: str = ""

    def answer(self, method: str, path: str, sent: dict[str, Any], token: str) -> tuple[int, Any]:
        self.asked.append(f"{method} {path}")
        if token != f"Bearer {TOKEN}":
            return 401, {"message": "Bad credentials"}
        if self.answers:
            status, said = self.answers.pop(0)
            return status, {"message": said}
        place = urlsplit(path)
        if method == "GET" and place.path == "/repos/news/desk/issues/5/comments":
            query = {name: int(value) for name, (value,) in parse_qs(place.query).items()}
            start = query["per_page"] * (query["page"] - 1)
            return 200, self.comments[start : start + query["per_page"]]
        if len(sent["body"]) > 65_536:
            return 422, {"message": "Body is too long"}
        if method == "POST" and place.path == "/repos/news/desk/issues/5/comments":
            self.comments.append({"id": len(self.comments) + 1, "html_url": "https://news.example/5", **sent})
            return 201, self.comments[-1]
        number = int(place.path.removeprefix("/repos/news/desk/issues/comments/"))
        assert method == "PATCH"
        self.comments[number - 1].update(sent)
        return 200, self.comments[number - 1]


@pytest.fixture
def github() -> Iterator[Comments]:
    """A server on a port of its own that plays the two addresses of GitHub's REST interface."""
    played = Comments()

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            sent = json.loads(self.rfile.read(length)) if length else {}
            status, value = played.answer(self.command, self.path, sent, self.headers.get("Authorization", ""))
            data = json.dumps(value).encode()
            self.send_response(status)
            if status == 301:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = _any  # noqa: N815 - names of the library's

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    played.url = f"http://127.0.0.1:{server.server_port}"
    yield played
    server.shutdown()
    server.server_close()
    thread.join()


Comment = Callable[..., tuple[int, str]]


@pytest.fixture
def comment(github: Comments, tmp_path: Path) -> Comment:
    """Runs the script as a process with a text, and gives its exit code and what it printed."""

    def comment(text: str, *words: str, event: object = PULL_REQUEST, **more: str) -> tuple[int, str]:
        (tmp_path / "event.json").write_text(json.dumps(event))
        (tmp_path / "comment.md").write_text(text, "utf-8")
        environment = clean(
            GITHUB_TOKEN=TOKEN, GITHUB_REPOSITORY="news/desk", GITHUB_API_URL=github.url,
            GITHUB_EVENT_PATH=str(tmp_path / "event.json"),
        )  # fmt: skip
        done = run(shutil.which("python3") or "python3", SCRIPT, *words, "comment.md", folder=tmp_path, environment={**environment, **more})  # fmt: skip
        assert TOKEN not in done.stdout
        assert "Traceback" not in done.stdout
        return done.returncode, done.stdout

    return comment


def test_no_comment_without_a_pull_request(comment: Comment, github: Comments) -> None:
    """On a push there is nothing to comment on: nothing is asked, and that is well."""
    assert (0, "evalkit: no pull request, so no comment\n") == comment("PASS", event={"ref": "main"})
    assert [] == github.asked


def test_no_environment(comment: Comment) -> None:
    """Outside GitHub Actions it is bad usage that names what is missing."""
    code, told = comment("PASS", GITHUB_TOKEN="", GITHUB_REPOSITORY="")

    assert 2 == code
    assert "GITHUB_TOKEN, GITHUB_REPOSITORY not set" in told


def test_a_token_that_may_not_write_is_a_warning(comment: Comment, github: Comments) -> None:
    """A fork's token is refused: a warning on one line, tried no second time, and no failure."""
    github.answers = [(403, "Resource not\naccessible")]
    code, told = comment("PASS")

    assert 0 == code
    assert told == (
        "::warning::evalkit could not comment on the pull request (403 Resource not%0Aaccessible): its token may not\n"
    )
    assert 1 == len(github.asked)


def test_a_redirect_is_not_followed(comment: Comment, github: Comments) -> None:
    """The token goes to the host that was named, and nowhere else."""
    github.answers = [(301, "Moved")]
    code, _ = comment("PASS")

    assert 1 == code
    assert 1 == len(github.asked)


def test_a_server_that_stays_away(comment: Comment, github: Comments) -> None:
    """After some tries it is told, with the last reason."""
    github.answers = 9 * [(503, "Unavailable")]
    code, told = comment("PASS")

    assert (1, "evalkit: no comment could be written: 503 Unavailable\n") == (code, told)
    assert 3 == len(github.asked)


def test_one_comment_is_kept_up_to_date(comment: Comment, github: Comments) -> None:
    """Made once, written over from then on, not touched where nothing changed, and found among hundreds."""
    github.comments = [{"id": n, "body": f"comment {n}, on <!-- evalkit: . -->"} for n in range(1, 251)]
    for text in ("FAIL", "PASS", "PASS"):
        assert 0 == comment(text)[0]
    listed = [f"GET /repos/news/desk/issues/5/comments?per_page=100&page={page}" for page in (1, 2, 3)]

    assert 251 == len(github.comments)
    assert "<!-- evalkit: . -->\nPASS" == github.comments[-1]["body"]
    assert github.asked == [
        *listed, "POST /repos/news/desk/issues/5/comments", *listed, "PATCH /repos/news/desk/issues/comments/251", *listed,
    ]  # fmt: skip


def test_each_name_has_a_comment(comment: Comment, github: Comments) -> None:
    """Two uses in one repository do not write over each other, whatever they are called."""
    for name in ("desk/sport", "desk -->/x", "desk/sport"):
        comment(f"of {name}", "--name", name)

    assert ["<!-- evalkit: desk/sport -->\nof desk/sport", "<!-- evalkit: desk --%3E/x -->\nof desk -->/x"] == [
        one["body"] for one in github.comments
    ]


def test_a_failed_try_is_made_again(comment: Comment, github: Comments) -> None:
    """One that seems to have failed is looked for before it is made anew."""
    github.answers = [(502, "Bad Gateway")]

    assert (0, "evalkit: comment https://news.example/5\n") == comment("PASS")
    assert ["GET", "GET", "POST"] == [one.split()[0] for one in github.asked]


def test_a_long_comment_is_cut_and_says_so(comment: Comment, github: Comments) -> None:
    """A comment holds 65,536 characters: what is kept ends with a line, and the cut is told at its top."""
    text = "".join(f"line {n} é\n" for n in range(9_000))
    comment(text)
    body = github.comments[0]["body"]
    start, told, empty, *lines = body.split("\n")

    assert 65_000 < len(body) <= 65_536
    assert ("<!-- evalkit: . -->", "") == (start, empty)
    assert f"> Cut: this is the beginning of {len(text):,} characters" in told
    assert text.startswith("\n".join(lines))


# ------------------------------------------------------------------------------------------------------------- the action


def test_the_action_is_valid() -> None:
    """action.yml and the example's workflow keep to GitHub's schemas."""
    assert_valid("github-actions", REPOSITORY / "action.yml")
    assert_valid("github-workflows", EXAMPLE / "evalkit.yml")


def test_nothing_from_outside_is_written_into_a_script() -> None:
    """No script of the action has an expression in it: inputs, branches and titles could run commands there."""
    scripts = [step["run"] for step in yaml(REPOSITORY / "action.yml")["runs"]["steps"] if "run" in step]

    assert len(scripts) >= 5
    assert [] == [script for script in scripts if "${{" in script]


def test_every_input_and_output_is_used_and_documented() -> None:
    """Each input stands in a step, and docs/ci.md names each input and output."""
    described = yaml(REPOSITORY / "action.yml")
    steps = json.dumps(described["runs"]["steps"])
    page = (REPOSITORY / "docs" / "ci.md").read_text("utf-8")

    assert [] == [name for name in described["inputs"] if f"inputs.{name}" not in steps]
    assert [] == [name for name in (*described["inputs"], *described["outputs"]) if f"`{name}`" not in page]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("action")


@pytest.fixture(scope="module")
def action(folder: Path) -> Path:
    """The action's own checkout, with no more than git has or would take."""
    return as_committed(folder / "evalkit")


@pytest.fixture(scope="module")
def machine(make_python: Callable[..., Path], folder: Path, warm: Path) -> dict[str, str]:
    """What a runner of GitHub brings, with a python of its own; pip fetches nothing, and sees what is installed here."""
    python = make_python()
    environment = clean(**PIP)
    return {
        **environment,
        "PATH": f"{python.parent}{os.pathsep}{environment['PATH']}",
        "HOME": str(folder),
        "EVALKIT_CACHE": str(warm),
    }


@pytest.fixture(scope="module")
def desk(folder: Path, machine: dict[str, str], action: Path) -> Path:
    """A repository as the example describes it, made by its commands; the action's install step has run."""
    place = folder / "desk"
    shutil.copytree(EXAMPLE, place)
    (place / ".github" / "workflows").mkdir(parents=True)
    (place / "evalkit.yml").rename(place / ".github" / "workflows" / "evalkit.yml")
    (place / "articles").mkdir()
    for n in (1, 2):
        (place / "articles" / f"{n}.txt").write_text(article(n), "utf-8")
    (place / ".gitignore").write_text("evalkit-report/\n")
    install = next(step for step in yaml(action / "action.yml")["runs"]["steps"] if step.get("name") == INSTALL)
    given = {**machine, "ACTION": str(action), "PACKAGE": ""}
    done = run("bash", "-eo", "pipefail", "-c", install["run"], folder=place, environment=given)
    assert 0 == done.returncode, done.stdout
    for words in (("run", "--quiet"), ("bless",)):
        done = run("evalkit", *words, folder=place, environment=machine)
        assert 0 == done.returncode, done.stdout
    commit(place)
    return place


@dataclass
class Used:
    """A use of the action: what it came to, and the folder and summary that it left."""

    played: Played
    clone: Path
    summary: str


Use = Callable[..., Used]


@pytest.fixture
def use(desk: Path, machine: dict[str, str], action: Path, github: Comments, tmp_path: Path) -> Use:
    """Uses the action, or the example's workflow where no inputs are given, on a clean clone that may be changed first.

    It is installed already but where that is asked for: the step takes seconds.
    """

    def use(
        change: Callable[[Path], object] = lambda _: None,
        inputs: dict[str, str] | None = None,
        *,
        event: dict[str, Any] = PULL_REQUEST,
        install: bool = False,
    ) -> Used:
        number = len(list(tmp_path.glob("clone*")))
        place = clone(desk, tmp_path / f"clone{number}")
        change(place)
        temp = tmp_path / f"temp{number}"
        temp.mkdir()
        (temp / "evalkit-cache").symlink_to(machine["EVALKIT_CACHE"])  # what actions/cache would bring back
        runner = Runner(
            place, temp, {**machine, "GITHUB_API_URL": github.url}, event=event, token=TOKEN,
            actions={"OWNER/evalkit": action}, skip=() if install else (INSTALL,),
        )  # fmt: skip
        if inputs is None:
            played = runner.job(place / ".github" / "workflows" / "evalkit.yml")
        else:
            played = runner.action(action, inputs)
        return Used(played, place, runner.summary.read_text("utf-8"))

    return use


def _worse(place: Path) -> None:
    (place / "articles" / "2.txt").write_text(article(2, wrong=True), "utf-8")


def _broken(place: Path) -> None:
    (place / "articles" / "3.txt").write_text("<TITLE>t</TITLE>\n<SUMMARY>\nx\n", "utf-8")


@pytest.mark.once
def test_the_example_passes(use: Use, github: Comments) -> None:
    """The example's workflow, from the install on: it passes, and all that it uploads is there."""
    used = use(install=True)
    played = used.played
    report = used.clone / "evalkit-report"

    assert (0, False) == (played.code, played.failed), played.text
    assert {"success"} == set(played.steps.values()), played.steps
    assert [
        "actions/checkout", "actions/setup-python", "actions/cache", "github/codeql-action/upload-sarif", "actions/upload-artifact",
    ] == list(played.used)  # fmt: skip
    assert {"sarif_file": str(report / "evalkit.sarif"), "category": "evalkit-."} == played.used[
        "github/codeql-action/upload-sarif"
    ]
    assert "2.1.0" == json.loads((report / "evalkit.sarif").read_text())["version"]
    files = played.used["actions/upload-artifact"]["path"].split()
    assert [str(report / "report.html"), str(report / "run.jsonl")] == files
    assert [True, True] == [Path(file).stat().st_size > 0 for file in files]
    assert "evalkit: PASS" in used.summary
    assert ["<!-- evalkit: . -->"] == [one["body"].partition("\n")[0] for one in github.comments]
    assert "evalkit: PASS" in github.comments[0]["body"]


def test_a_worse_summary_fails(use: Use, github: Comments) -> None:
    """A highlight with another sum fails with code 1 and is annotated on its line; the one comment follows it there and back."""
    failed = use(_worse, {})
    said = github.comments[0]["body"]
    passed = use(inputs={})

    assert (1, "failed", True) == (failed.played.code, failed.played.outputs["outcome"], failed.played.failed)
    assert "::error file=articles/2.txt,line=6," in failed.played.text
    assert "evalkit: FAIL" in failed.summary
    assert "evalkit: FAIL" in said
    assert "actions/upload-artifact" in failed.played.used
    assert (0, "passed") == (passed.played.code, passed.played.outputs["outcome"])
    assert str(passed.clone / "evalkit-report" / "run.jsonl") == passed.played.outputs["run"]
    assert str(passed.clone / "evalkit-report" / "report.html") == passed.played.outputs["report"]
    assert 1 == len(github.comments)
    assert "evalkit: PASS" in github.comments[0]["body"]


def test_a_bad_input_is_not_hidden(use: Use) -> None:
    """An input that cannot be read fails where the gate allows it too: with the code of the run."""

    def allowed(place: Path) -> None:
        _broken(place)
        with (place / "evalkit.toml").open("a") as file:
            file.write('allow = { bad_inputs = "mended later" }\n')

    used = use(allowed, {})

    assert "articles/3.txt:2:1: <SUMMARY> is not closed" in used.played.text
    assert (2, "passed") == (used.played.code, used.played.outputs["outcome"]), used.played.text


def test_nothing_to_gate(use: Use) -> None:
    """Where nothing could be read an older run is not gated in its place: an error, nothing uploaded, code 2."""

    def gone(place: Path) -> None:
        shutil.rmtree(place / "articles")
        (place / "evalkit-report").mkdir()
        (place / "evalkit-report" / "run.jsonl").write_text("{}\n")

    used = use(gone, {})

    assert (2, "error") == (used.played.code, used.played.outputs["outcome"])
    assert "articles:1:1: no such file or folder" in used.played.text
    assert not (used.clone / "evalkit-report" / "run.jsonl").exists()
    assert "github/codeql-action/upload-sarif" not in used.played.used


def test_a_stale_baseline(use: Use, github: Comments) -> None:
    """A baseline that no longer fits is told apart from a gate that fails, with code 2."""
    used = use(lambda place: (place / "articles" / "1.txt").write_text(article(3), "utf-8"), {})

    assert (2, "stale") == (used.played.code, used.played.outputs["outcome"]), used.played.text
    assert "evalkit: STALE" in github.comments[0]["body"]


def test_inputs_reach_evalkit_as_they_are(use: Use, tmp_path: Path) -> None:
    """Names with blanks, signs and commands in them are names; metrics, gates and folders are what the inputs say."""
    odd = "o'dd $(touch ran) `touch ran`; -x.txt"

    def moved(place: Path) -> None:
        (place / "desk a").mkdir()
        (place / "desk a" / odd).write_text(article(1, wrong=True), "utf-8")

    inputs = {
        "working-directory": "desk a",
        "paths": f"\n{odd}\n",
        "metrics": "rouge\nsupport(evidence=3)",
        "require": "support.mean >= 0.99",
        "baseline": "",
        "out": "out put",
        "artifact": "desk-a",
        "comment": "false",
        "sarif": "false",
        "cache": "false",
    }
    used = use(lambda place: [moved(place), (place / "evalkit.toml").unlink()], inputs)
    header = json.loads((used.clone / "desk a" / "out put" / "run.jsonl").read_text("utf-8").splitlines()[0])

    assert (1, "failed") == (used.played.code, used.played.outputs["outcome"]), used.played.text
    assert ["rouge", "support"] == [one["name"] for one in header["metrics"]]
    assert "evidence=3" in header["metrics"][1]["signature"]
    assert [] == [*used.clone.rglob("ran")]
    assert ["actions/setup-python", "actions/upload-artifact"] == list(used.played.used)
    assert "desk-a" == used.played.used["actions/upload-artifact"]["name"]
    assert "skipped" == used.played.steps["Comment on the pull request"]


def test_a_private_repository_and_a_fork(use: Use, github: Comments) -> None:
    """Code scanning is not asked where it has to be paid for, and a refused comment changes nothing."""
    github.answers = [(403, "Resource not accessible by integration")]
    used = use(inputs={}, event={**PULL_REQUEST, "repository": {"private": True}})

    assert (0, "passed") == (used.played.code, used.played.outputs["outcome"])
    assert "github/codeql-action/upload-sarif" not in used.played.used
    assert "::warning::evalkit could not comment on the pull request (403 Resource" in used.played.text
