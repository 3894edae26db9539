"""Settings in a file: what is read, where from, and what is told of what cannot be meant."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from evalkit.cli import main
from evalkit.config import SETTINGS, find_settings, load_settings
from evalkit.errors import ConfigError
from evalkit.runfile import TOLERANCE

Make = Callable[..., Path]

BAD: dict[str, tuple[str, str, str]] = {
    "unknown": (
        "evalkit.toml",
        "limit = 1\nmetric = ['rouge']\n",
        ("evalkit.toml:2:1: there is no setting 'metric': did you mean 'metrics'? known are paths, metrics, columns, verdict_from,"
        " judge, judge_labels, judge_url, judge_model, judge_price, limit, time_limit, part, out, parquet, markdown, junit, sarif, gitlab, cache, cache_limit, jobs, engine, address, device, profile, offline, resume, fresh, quiet, gate"),
    ),
    "unknown table": (
        "pyproject.toml",
        "[tool.other]\nlimits = 1\n[tool.evalkit]\n[tool.evalkit.limits]\nx = 1\n",
        "pyproject.toml:4:15: there is no setting 'limits': did you mean 'limit'?",
    ),
    "a heading too many": (
        "evalkit.toml",
        "[tool.evalkit]\nlimit = 1\n",
        "evalkit.toml:1:2: evalkit.toml holds evalkit's settings alone: expected the keys of [tool.evalkit] without that heading",
    ),
    "no TOML": ("evalkit.toml", "limit = 1\nout = report\n", "evalkit.toml:2:7: not TOML: invalid value"),
    "not UTF-8": ("evalkit.toml", "out = '\udce9'\n", "evalkit.toml: the settings are not UTF-8 (byte offset 7): save the file as UTF-8"),
    "text for a number": ("evalkit.toml", "limit = '5'\n", "evalkit.toml:1:1: limit = '5': expected a whole number from 1"),
    "zero": ("evalkit.toml", "limit = 0\n", "evalkit.toml:1:1: limit = 0: expected a whole number from 1"),
    "a switch as a number": ("evalkit.toml", "limit = true\n", "evalkit.toml:1:1: limit = true: expected a whole number from 1"),
    "text for a switch": ("evalkit.toml", "\n  offline = 'yes'\n", "evalkit.toml:2:3: offline = 'yes': expected true or false"),
    "text for a list": ("evalkit.toml", "metrics = 'rouge'\n", "evalkit.toml:1:1: metrics = 'rouge': expected a list of metrics"),
    "a list for a table": ("evalkit.toml", "columns = []\n", "evalkit.toml:1:1: columns = []: expected a table of evalkit's names and yours"),
    "cache = true": ("evalkit.toml", "cache = true\n", "evalkit.toml:1:1: cache = true: expected a folder, or false for none"),
    "no table": ("pyproject.toml", "[tool.other]\n", "pyproject.toml:1:1: no settings here: expected a table [tool.evalkit]"),
    "no such file": ("gone.toml", "", "gone.toml: the settings cannot be read: No such file or directory"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which every test works, and no settings from the environment."""
    for name in list(os.environ):
        if name.startswith("EVALKIT_"):
            monkeypatch.delenv(name)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


@pytest.mark.parametrize(("name", "text", "message"), BAD.values(), ids=BAD)
def test_settings_that_cannot_be_meant(name: str, text: str, message: str) -> None:
    """What is wrong is told with its place, what was expected and the nearest known key."""
    if text:
        Path(name).write_text(text, "utf-8", "surrogateescape")
    with pytest.raises(ConfigError) as told:
        load_settings(Path(name))

    assert str(told.value).startswith(message)


def test_the_nearest_file_counts(folder: Path) -> None:
    """Settings are looked for from the current folder upwards; a pyproject.toml without them is passed over."""
    (folder / "sub").mkdir()
    (folder / "sub" / "pyproject.toml").write_text("[tool.other]\n")
    assert find_settings(folder / "sub") is None
    (folder / "pyproject.toml").write_text("[tool.evalkit]\n")
    assert folder / "pyproject.toml" == find_settings(folder / "sub")
    (folder / "sub" / "evalkit.toml").write_text("")
    assert folder / "sub" / "evalkit.toml" == find_settings(folder / "sub")


def test_two_files_with_settings_are_one_too_many(folder: Path) -> None:
    """Settings in both files of a folder are an error, not a guess."""
    (folder / "pyproject.toml").write_text("[tool.evalkit]\n")
    (folder / "evalkit.toml").write_text("")

    with pytest.raises(ConfigError, match=r"evalkit\.toml and \[tool\.evalkit\] in pyproject\.toml beside it"):
        find_settings(folder)


def test_paths_are_seen_from_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths in a file further up lead from its folder; written beside the work, they stay as they are."""
    (folder / "evalkit.toml").write_text("paths = ['a/', '/b', '-']\nout = 'o'\ncache = 'c'\n")
    assert {"paths": ["a/", "/b", "-"], "out": "o", "cache": "c"} == load_settings(folder / "evalkit.toml").values
    (folder / "sub").mkdir()
    monkeypatch.chdir(folder / "sub")

    found = load_settings(Path("../evalkit.toml")).values
    assert {"paths": ["../a", "/b", "-"], "out": "../o", "cache": "../c"} == found


FULL: Mapping[str, Any] = {
    "paths": ["articles"],
    "metrics": ["rouge", "extractive"],
    "columns": {"content": "text"},
    "verdict_from": "rouge",
    "limit": 2,
    "time_limit": 600,
    "part": "1/1",
    "out": "here",
    "cache": "kept",
    "cache_limit": "1MB",
    "parquet": True,
    "markdown": "summary.md",
    "junit": "junit.xml",
    "sarif": "evalkit.sarif",
    "gitlab": "quality.json",
    "jobs": 2,
    "engine": "local",
    "address": "10.0.0.1:6379",
    "device": "cpu",
    "profile": True,
    "offline": True,
    "resume": True,
    "quiet": True,
}


JUDGES: Mapping[str, str] = {
    "judge": "./no-model",
    "judge_labels": "entailment,other",
    "judge_url": "http://localhost:9/v1",
    "judge_model": "m",
    "judge_price": "0.15,0.60",
}


def _toml(values: Mapping[str, Any]) -> str:
    shown = {key: json.dumps(value).replace('{"content": ', "{ content = ") for key, value in values.items()}
    return "".join(f"{key} = {value}\n" for key, value in shown.items())


def _header(path: str) -> Any:
    return json.loads(Path(path, "run.jsonl").read_text("utf-8").splitlines()[0])


def _articles(folder: Path) -> None:
    (folder / "articles").mkdir()
    for n in range(3):
        row = {"text": "The council met on Tuesday.", "summary": "It met.", "content": ""}
        (folder / "articles" / f"{n}.jsonl").write_text(json.dumps(row) + "\n")


def test_every_setting_counts(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A file can hold every option of a run; what changes its numbers stands in the header."""
    _articles(folder)
    (folder / "evalkit.toml").write_text(_toml(FULL))
    assert set(SETTINGS) == {*FULL, *JUDGES, "fresh", "gate", "calibration"}, "a setting that this test does not know"

    assert 0 == main(["run"])
    header = _header("here")
    config = {
        "columns": {"content": "text"},
        "limit": 2,
        "time_limit": 600,
        "part": "1/1",
        "tolerance": TOLERANCE,
        "verdict_from": "rouge",
        "window": 16,
    }
    assert config == header["config"]
    assert ["rouge", "extractive"] == [metric["name"] for metric in header["metrics"]]
    assert (folder / "kept" / "results.sqlite").exists()
    assert all((folder / FULL[key]).exists() for key in ("markdown", "junit", "sarif", "gitlab"))
    said = capfd.readouterr().err
    assert "2 of them scored" in said  # quiet: nothing but the profile, which the file asks for
    assert "articles/s" not in said


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"judge": JUDGES["judge"]}, "no such model folder: ./no-model"),
        ({"judge_labels": JUDGES["judge_labels"]}, "judge_labels says what a judge's outputs mean"),
        ({"judge_url": JUDGES["judge_url"]}, "judge_url and judge_model belong together"),
        ({"judge_model": JUDGES["judge_model"]}, "judge_url and judge_model belong together"),
    ],
)
def test_a_judge_can_stand_in_the_file(
    folder: Path, settings: Mapping[str, str], message: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """A judge that a file names reaches `support`, whose complaint shows it."""
    _articles(folder)
    (folder / "evalkit.toml").write_text(_toml({"paths": ["articles"], "columns": {"content": "text"}, **settings}))

    assert 2 == main(["run", "--metric", "support"])
    assert message in capfd.readouterr().err


def test_the_command_line_goes_before_the_environment_before_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each option is taken from the strongest place that names it."""
    _articles(folder)
    (folder / "evalkit.toml").write_text(_toml({**FULL, "limit": 1, "quiet": False}))
    monkeypatch.setenv("EVALKIT_LIMIT", "2")
    assert 0 == main(["run"])
    assert 2 == _header("here")["config"]["limit"]
    assert "evalkit: settings of evalkit.toml\n" in capfd.readouterr().err
    assert 0 == main(["run", "--limit", "3", "--metric", "rouge", "--out", "there", "-q"])
    assert 3 == _header("there")["config"]["limit"]
    assert ["rouge"] == [metric["name"] for metric in _header("there")["metrics"]]


STRONGER: Mapping[str, tuple[str, Mapping[str, str], list[str], bool]] = {
    "--no-cache before a folder in the file": ("cache = 'kept'", {}, ["--no-cache"], False),
    "--cache before none in the file": ("cache = false", {}, ["--cache", "kept"], True),
    "the environment before the file": ("cache = false", {"EVALKIT_CACHE": "kept"}, [], True),
    "--no-cache before the environment": ("", {"EVALKIT_CACHE": "kept"}, ["--no-cache"], False),
    "the file alone": ("cache = 'kept'", {}, [], True),
}


@pytest.mark.parametrize(("text", "environment", "words", "kept"), STRONGER.values(), ids=STRONGER)
def test_of_options_that_exclude_each_other_the_stronger_counts(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    environment: Mapping[str, str],
    words: list[str],
    *,
    kept: bool,
) -> None:
    """An option on the command line is no conflict with its opposite in the file."""
    _articles(folder)
    (folder / "evalkit.toml").write_text(text + "\n")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert 0 == main(["run", "articles", "--columns", "content=text", "--metric", "rouge", "-q", *words])
    assert kept == (folder / "kept" / "results.sqlite").exists()


def test_switches_of_the_file_can_be_switched_off(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What a file switches on, the command line can switch off."""
    _articles(folder)
    (folder / "evalkit.toml").write_text(_toml(FULL))

    assert 0 == main(["run", "--no-quiet", "--no-resume", "--fresh", "--no-offline"])
    assert "report: here" in capfd.readouterr().err


def test_another_file_can_be_named(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """--config names the file, and then the one that would be found is not looked at."""
    _articles(folder)
    (folder / "evalkit.toml").write_text("nonsense = 1\n")
    (folder / "other.toml").write_text(_toml(FULL))

    assert 2 == main(["run"])
    assert "evalkit: evalkit.toml:1:1: there is no setting 'nonsense'" in capfd.readouterr().err
    assert 0 == main(["run", "--config", "other.toml"])


def test_columns_in_a_file_do_not_hinder_tagged_text(
    folder: Path, make_articles: Make, capfd: pytest.CaptureFixture[str]
) -> None:
    """Columns that stand in a file for other inputs are no mistake where this one has none; typed, they are."""
    path = str(make_articles(1))
    (folder / "evalkit.toml").write_text("columns = { content = 'text' }\n")

    assert 0 == main(["run", path, "--metric", "rouge", "-q"])
    assert 2 == main(["run", path, "--metric", "rouge", "-q", "--columns", "content=text"])
    assert "none of the inputs has any" in capfd.readouterr().err
