"""Writes what the reference pages say of the code: `python docs/reference.py [--check]`, or `make reference`.

`docs/commands.md` and `docs/settings.md` are written as a whole, from the command line, the settings' keys and the gate's; a page of
docs/metrics/ gets its tables of values and parameters between two marks. `--check` writes nothing and says which pages are not
what the code says, with exit code 1.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import typer

from evalkit.catalogue import Description, describe
from evalkit.cli import app
from evalkit.config import SETTINGS
from evalkit.errors import ConfigError
from evalkit.gate.settings import ALLOWED, gate_settings
from evalkit.plugins import DEFAULT_METRICS

DOCS = Path(__file__).parent
BEGIN, END = "<!-- written by docs/reference.py -->", "<!-- until here -->"

EXIT_CODES = {
    0: "done and passed",
    1: "a gate failed, or numbers differ",
    2: "not all that was asked could be done: bad usage, settings or input, a failed score, a stale baseline",
    130: "interrupted",
}

GATE_KEYS = {
    "baseline": "the baseline's file, seen from the settings' folder",
    "require": "gates on the run itself: a text, or a table with the keys below",
    "drop": "how far means may fall since the baseline: tables with the keys below",
    "newly_unsupported": "how many claims may be newly unsupported or contradicted; 0 if it is not given",
    "allow": "what does not fail, each with its reason in words",
    "waive": "claims that may stay as they are: tables with the keys below",
    "require.that": 'the gate, as in "support.mean >= 0.85"',
    "require.block": "SUMMARY or HIGHLIGHTS; both if it is not given",
    "require.system": "whose summaries; each system's if it is not given",
    "require.certainty": "of findings, which count: certain or likely",
    "require.min_cases": "how many blocks must have a value, at least 1",
    "require.missing": "why it is well that blocks have no value",
    "drop.measure": "the measure",
    "drop.max_drop": "by how much its mean may fall, in its own unit",
    "drop.max_relative_drop": "by which share of its older mean",
    "drop.alpha": "it fails only where the paired test's p-value is below this",
    "drop.min_cases": "how many blocks must have a value in both, at least 1",
    "drop.block": "SUMMARY or HIGHLIGHTS; each if it is not given",
    "drop.system": "whose summaries; each system's if it is not given",
    "drop.missing": "why it is well that blocks cannot be compared",
    "waive.claim": "the claim's id, as `evalkit gate` prints it",
    "waive.reason": "why it may stay",
    "waive.until": "the last day on which it may, as in 2027-01-31; no end if it is not given",
}
"""What each key of the gate's table means; which keys there are, the code says."""

ALSO_READ = {
    "EVALKIT_CACHE": "the folder of the cache; `--cache` names another",
    "EVALKIT_JUDGE_KEY": "the key of the judge's endpoint; else `OPENAI_API_KEY`",
    "EVALKIT_SYSTEM_KEY": "the key of a system's endpoint; else `OPENAI_API_KEY`",
    "OPENAI_API_KEY": "the key of an endpoint that has none of its own",
    "HF_HUB_OFFLINE": "1 forbids the network to models, as `--offline` does",
    "NO_COLOR": "anything takes the colours from what is printed",
    "GITHUB_ACTIONS": "true makes `evalkit gate` annotate lines, as `--github` does",
    "GITHUB_STEP_SUMMARY": "the file that `evalkit gate --github` adds the step's summary to",
    "GITHUB_WORKSPACE": "the repository's top, which paths of annotations are seen from; GitLab's is `CI_PROJECT_DIR`",
}
"""Variables of the environment that belong to no option, or to more than one command."""


def written() -> dict[Path, str]:
    """Every page with its text as it must be."""
    found = {DOCS / "commands.md": _commands(), DOCS / "settings.md": _settings()}
    for one in describe(DEFAULT_METRICS):
        path = DOCS / "metrics" / f"{one.name}.md"
        before, begin, rest = path.read_text("utf-8").partition(BEGIN)
        _, end, after = rest.partition(END)
        if not begin or not end:
            raise SystemExit(f"{path}: expected {BEGIN} and {END}, between which the tables stand")
        found[path] = f"{before}{BEGIN}\n\n{_metric(one)}\n{END}{after}"
    return found


# -------------------------------------------------------------------------------------------------------------- commands


def _commands() -> str:
    root: Any = typer.main.get_command(app)
    parts = [
        "# Commands\n\nEvery command, as `evalkit COMMAND --help` tells of it too. `make reference` writes this page from the code.\n",
        "| exit code | means |\n|---|---|\n" + "".join(f"| {code} | {what} |\n" for code, what in EXIT_CODES.items()),
        "Results go to standard output or into files, everything else to standard error. `evalkit --version` prints the version.\n",
    ]
    parts.extend(_command(f"evalkit {name}", command) for name, command in _every(root))
    return "\n".join(parts)


def _every(group: Any) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from ((f"{name} {inner}", one) for inner, one in _every(command))
        else:
            yield name, command


def _command(name: str, command: Any) -> str:
    said = [" ".join(part.split()) for part in (command.help or "").split("\n\n")]
    text = f"## {name}\n\n" + "\n\n".join(_escaped(part) for part in said) + "\n"
    arguments = [one for one in command.params if not one.opts[0].startswith("-")]
    options = [one for one in command.params if one.opts[0].startswith("-") and one.name != "help"]
    rows = [(f"`{_metavar(one)}`", _told(one)) for one in arguments]
    rows += [(_spelled(one), _told(one)) for one in options]
    if rows:
        text += "\n| | |\n|---|---|\n" + "".join(f"| {left} | {right} |\n" for left, right in rows)
    if command.epilog:
        text += f"\n{_example(command.epilog)}\n"
    return text


def _metavar(option: Any) -> str:
    return str(option.metavar or option.name.upper())


def _spelled(option: Any) -> str:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    return names if option.is_flag else f"{names} `{_metavar(option)}`"


def _told(option: Any) -> str:
    text = _escaped(" ".join((option.help or "").split()))
    default = option.default
    shown = default not in (None, False, True, [], ()) and not callable(default) and "[default:" not in text
    more = [f"default: `{default}`"] if shown and option.show_default else []
    if option.envvar:
        more.append(f"environment: `{option.envvar}`")
    return f"{text} ({'; '.join(more)})" if more else text


def _example(epilog: str) -> str:
    command, blanks, rest = epilog.removeprefix("Example: ").partition("   ")
    return f"Example: `{command.strip()}`" + (f" {rest.strip()}" if blanks else "")


def _escaped(text: str) -> str:
    """Text that stands in a table's cell as it is."""
    return re.sub(r"([|<*_])", r"\\\1", text)


# -------------------------------------------------------------------------------------------------------------- settings


def _settings() -> str:
    root: Any = typer.main.get_command(app)
    options = {one.name: one for one in root.commands["run"].params}
    rows = []
    for key, setting in SETTINGS.items():
        option = options.get({"metrics": "metric"}.get(key, key))
        spelled = "" if option is None or not option.opts[0].startswith("-") else f"`{option.opts[0]}`"
        rows.append((f"`{key}`", _escaped(setting.expected), spelled))
    variables = {
        one.envvar: f"`{one.opts[0]}` of " + ", ".join(f"`{name}`" for name in _with(root, one.envvar))
        for _, command in _every(root)
        for one in command.params
        if one.envvar
    }
    parts = [
        (
            "# Settings\n\nIn `evalkit.toml`, or under `[tool.evalkit]` in `pyproject.toml`, in the current folder or the nearest one above it;"
            " `--config FILE` names another. The command line goes before the environment, the environment before the file. An unknown key"
            " is an error that names the nearest known one. `make reference` writes this page from the code.\n"
        ),
        _table(("key", "holds", "option of `evalkit run`"), rows),
        "## The table `[gate]`\n\nWhat each of them does to a gate: [gates and baselines](gates.md).\n",
        _table(("key", "holds"), [(f"`{key}`", _escaped(GATE_KEYS[key])) for key in gate_keys()]),
        "`allow` takes these, each with its reason:\n",
        _table(("key", "what would fail"), [(f"`{key}`", what) for key, what in ALLOWED.items()]),
        "## The environment\n\nEach option that has a variable, and the commands that have the option:\n",
        _table(("variable", "option"), [(f"`{name}`", what) for name, what in sorted(variables.items())]),
        "Also read:\n",
        _table(("variable", "what"), [(f"`{name}`", what) for name, what in ALSO_READ.items()]),
    ]
    return "\n".join(parts)


def _with(root: Any, variable: str) -> list[str]:
    return [name for name, command in _every(root) if any(one.envvar == variable for one in command.params)]


def gate_keys() -> list[str]:
    """Every key of the gate's table, as the code's own refusal of an unknown one lists them."""
    tables: Mapping[str, Mapping[str, Any]] = {
        "": {"?": 0},
        "require.": {"require": [{"?": 0}]},
        "drop.": {"drop": [{"?": 0}]},
        "waive.": {"waive": [{"?": 0}]},
    }
    found = []
    for prefix, table in tables.items():
        try:
            gate_settings(table, str)
        except ConfigError as error:
            found += [prefix + key for key in str(error).partition("known are ")[2].split(", ")]
    return found


# --------------------------------------------------------------------------------------------------------------- metrics


def _metric(one: Description) -> str:
    values = [
        (f"`{value.name}`", _range(value.low, value.high), value.unit, value.better, _escaped(value.help))
        for value in one.measures
    ]
    text = _table(("value", "range", "unit", "better", "what"), values)
    if not one.parameters:
        return f"{text}\nIt has no parameters.\n"
    parameters = [(f"`{each.name}`", each.type, f"`{each.default!r}`", _escaped(each.help)) for each in one.parameters]
    return f"{text}\n{_table(('parameter', 'type', 'default', 'what'), parameters)}"


def _range(low: float | None, high: float | None) -> str:
    return " to ".join("no bound" if bound is None else f"{bound:g}" for bound in (low, high))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines).replace("| --- ", "|---").replace("---| |", "---|")


def main(argv: list[str] | None = None) -> int:
    """Writes the pages, or says which would change."""
    parser = argparse.ArgumentParser(description="Writes the reference pages from the code.")
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if a page is not what the code says")
    options = parser.parse_args(argv)
    stale = {path: text for path, text in written().items() if not path.exists() or path.read_text("utf-8") != text}
    for path, text in stale.items():
        print(f"{path.relative_to(DOCS.parent)}: {'not what the code says' if options.check else 'written'}")
        if not options.check:
            path.write_text(text, "utf-8")
    return 1 if stale and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
