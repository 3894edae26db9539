"""The table of a gate in a settings file: what it may hold, and where what it may not is told to stand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from evalkit.config import load_settings
from evalkit.errors import ConfigError
from evalkit.gate.outcome import Waiver

BAD: dict[str, tuple[str, str]] = {
    "no table": ("gate = 5\n", "evalkit.toml:1:1: gate = 5: expected a table, as in [gate]"),
    "unknown key": ("[gate]\nrequires = []\n", "evalkit.toml:2:1: gate has no key 'requires': did you mean 'require'? known are baseline, require"),
    "no list": ("[gate]\nrequire = 'support >= 1'\n", "evalkit.toml:2:1: gate.require = 'support >= 1': expected a list"),
    "no gate": ("[gate]\nrequire = ['support > = 1']\n", "evalkit.toml:2:13: 'support > = 1' is no gate"),
    "the second gate": ("[gate]\nrequire = [\n  'support >= 1',\n  'nonsense',\n]\n", "evalkit.toml:4:4: 'nonsense' is no gate"),
    "a number for a gate": ("[gate]\nrequire = [1]\n", 'evalkit.toml:2:1: gate.require = 1: expected a gate such as "support.mean >= 0.85"'),
    "a table without its gate": ("[[gate.require]]\nblock = 'SUMMARY'\n", "gate.require.that = None: expected a gate"),
    "a key of a gate": ("[[gate.require]]\nthat = 'support >= 1'\nsytem = 'x'\n", "evalkit.toml:3:1: gate.require has no key 'sytem': did you mean 'system'?"),
    "no kind of block": (
        "[[gate.require]]\nthat = 'support >= 1'\nblock = 'TITLE'\n", "evalkit.toml:3:1: gate.require.block = 'TITLE': expected SUMMARY or HIGHLIGHTS",
    ),
    "two kinds of block": ("[[gate.require]]\nthat = 'SUMMARY: support >= 1'\nblock = 'HIGHLIGHTS'\n", "is for SUMMARY, and its block is HIGHLIGHTS"),
    "no certainty": ("[[gate.require]]\nthat = 'findings == 0'\ncertainty = 'sure'\n", "gate.require.certainty = 'sure': expected certain or likely"),
    "few cases": ("[[gate.require]]\nthat = 'support >= 1'\nmin_cases = 0\n", "evalkit.toml:3:1: gate.require.min_cases = 0: expected a whole number from 1"),
    "a reason that is none": ("[[gate.require]]\nthat = 'support >= 1'\nmissing = true\n", "gate.require.missing = true: expected a reason in words"),
    "an empty reason": ("[gate.allow]\nno_answer = ' '\n", "evalkit.toml:2:1: gate.allow.no_answer = ' ': expected a reason in words"),
    "what cannot be allowed": ("[gate.allow]\nfaults = 'why'\n", "gate.allow has no key 'faults': known are bad_inputs, failed_scores, no_answer, gone, abstained"),
    "allow, no table": ("[gate]\nallow = true\n", "gate.allow = true: expected a table"),
    "a drop of nothing": ("[[gate.drop]]\nmax_drop = 0.1\n", 'gate.drop has no measure: expected one, as in measure = "support"'),
    "a drop without bound": ("[[gate.drop]]\nmeasure = 'support'\n", "evalkit.toml:2:12: gate.drop of support bounds nothing"),
    "a negative drop": ("[[gate.drop]]\nmeasure = 'support'\nmax_drop = -1\n", "evalkit.toml:3:1: gate.drop.max_drop = -1: expected a number from 0"),
    "alpha of one": ("[[gate.drop]]\nmeasure = 'support'\nalpha = 1\n", "gate.drop.alpha = 1.0: expected a number between 0 and 1"),
    "a switch for a number": ("[gate]\nnewly_unsupported = true\n", "gate.newly_unsupported = true: expected a whole number from 0"),
    "a waiver without claim": ("[[gate.waive]]\nreason = 'x'\n", "gate.waive has no claim"),
    "a waiver without reason": ("[[gate.waive]]\nclaim = 'abc'\n", "evalkit.toml:2:10: gate.waive of abc has no reason"),
    "a date in quotation marks": (
        "[[gate.waive]]\nclaim = 'abc'\nreason = 'x'\nuntil = '2027-01-01'\n", "evalkit.toml:4:1: gate.waive.until = '2027-01-01': expected a date without quotation marks",
    ),
    "a time": ("[[gate.waive]]\nclaim = 'abc'\nreason = 'x'\nuntil = 2027-01-01T00:00:00\n", "gate.waive.until"),
    "baseline of nothing": ("[gate]\nbaseline = ''\n", "evalkit.toml:2:1: gate.baseline = '': expected a file"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "told"), BAD.values(), ids=BAD)
def test_bad_settings(text: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a table cannot hold is told with its place and what was expected."""
    monkeypatch.chdir(tmp_path)
    Path("evalkit.toml").write_text(text, "utf-8")
    with pytest.raises(ConfigError) as error:
        load_settings(Path("evalkit.toml"))

    assert told in str(error.value)


FULL = """\
limit = 3

[gate]
baseline = "base.json"
newly_unsupported = 1
require = ["support.mean >= 0.85", { that = "findings.number == 0", block = "SUMMARY", system = "ours", certainty = "certain" }]
allow = { no_answer = "briefs" }

[[gate.drop]]
measure = "support"
max_drop = 0.02
alpha = 0.05
min_cases = 30
missing = "small"

[[gate.waive]]
claim = "89600e2bcab988ef"
reason = "the desk knows"
until = 2027-01-31
"""


@pytest.mark.parametrize("name", ["evalkit.toml", "pyproject.toml"])
def test_full(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that a gate can ask for is read; the baseline is seen from the settings' folder."""
    (tmp_path / "deeper").mkdir()
    monkeypatch.chdir(tmp_path / "deeper")
    text = FULL
    if name == "pyproject.toml":
        text = "[tool.evalkit]\n" + FULL.replace("[gate]", "[tool.evalkit.gate]").replace(
            "[[gate.", "[[tool.evalkit.gate."
        )
    (tmp_path / name).write_text(text, "utf-8")
    settings = load_settings(Path("..") / name)
    gate = settings.gate
    first, second = gate.require

    assert {"limit": 3} == settings.values
    assert ("../base.json", 1, {"no_answer": "briefs"}) == (gate.baseline, gate.newly_unsupported, gate.allow)
    assert ("support.mean >= 0.85", None) == (first.expression.text, first.system)
    assert ("SUMMARY", "ours", "certain") == (second.expression.block, second.system, second.certainty)
    assert ("support: max_drop 0.02, alpha 0.05", 30, "small") == (
        gate.drop[0].text,
        gate.drop[0].min_cases,
        gate.drop[0].missing,
    )
    assert (Waiver("89600e2bcab988ef", "the desk knows", dt.date(2027, 1, 31)),) == gate.waive
