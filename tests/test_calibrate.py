"""`evalkit calibrate`, from labels to the settings and to every signature after that."""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from scipy.special import expit

from evalkit.calibration import Calibration, with_calibration
from evalkit.cli import main
from evalkit.config import load_settings
from evalkit.errors import ConfigError
from evalkit.metric import Finding, Vote
from evalkit.runfile import read_run
from evalkit_metrics.rule import ruled
from evalkit_metrics.support import Support
from tests.conftest import Evalkit, article

MADE = '''\
from dataclasses import dataclass
from evalkit.metric import ClaimJudgement, Measure, Metric, Score, Vote

@dataclass(frozen=True)
class Made(Metric):
    """Believes the number that a claim ends with, as hundredths."""

    name = "support"
    measures = (Measure("support", 0.0, 1.0),)
    calibration: str = ""

    def score(self, cases, ctx):
        found = []
        for case in cases:
            own = [int(claim.judged_text.rstrip(".")[-2:]) / 100 for claim in case.claims]
            judged = tuple(
                ClaimJudgement(claim.id, "supported" if p >= 0.5 else "unsupported", p, "model", (Vote("model", "supported" if p >= 0.5 else "unsupported", p),))
                for claim, p in zip(case.claims, own)
            )
            found.append(Score("scored", {"support": sum(p >= 0.5 for p in own) / len(own)}, claims=judged))
        return found
'''
CALIBRATE = ("calibrate", "labels.jsonl", "--metric", "mine:Made", "-q", "--no-cache", "-o", "evalkit.toml")


def label(count: int = 200, documents: int = 40, intercept: float = -2.0, classes: Sequence[int] = (0, 1)) -> None:
    """Rows whose probabilities are off by an intercept, in the columns of labelled benchmarks."""
    draw = random.Random(5)
    with Path("labels.jsonl").open("w", encoding="utf-8") as file:
        for n in range(count):
            place = draw.gauss(0, 1.5)
            hundredths = min(99, max(1, round(100 * float(expit(place)))))
            value = int(draw.random() < expit(place + intercept))
            text = f"Report {n % documents} told of the count at the harbour and of the rain that fell on it."
            row = {
                "document": text,
                "claim": f"The harbour counted {n} boats and {hundredths:02d}.",
                "label": classes[value],
            }
            file.write(json.dumps(row) + "\n")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    Path("mine.py").write_text(MADE)


def test_nothing_gained(capsys: pytest.CaptureFixture[str]) -> None:
    """Where the probabilities are right already, that is said, the settings stay, and the exit code is 1."""
    label(intercept=0.0)
    Path("evalkit.toml").write_text("quiet = true\n")
    code = main([*CALIBRATE, "--odds", "data"])

    assert 1 == code
    assert "quiet = true\n" == Path("evalkit.toml").read_text()
    assert "no gain is shown" in capsys.readouterr().out


def test_nothing_gained_and_written_anyway() -> None:
    """--anyway writes what shows no gain, with its interval."""
    label(intercept=0.0)

    assert 0 == main([*CALIBRATE, "--odds", "data", "--anyway"])
    assert "calibration" in tomllib.loads(Path("evalkit.toml").read_text())


@pytest.mark.parametrize(
    ("count", "documents", "classes", "says"),
    [
        (49, 40, (0, 1), "there are 49 labelled rows that were judged: a calibration needs at least 50"),
        (200, 9, (0, 1), "there are 9 documents"),
        (200, 40, (1, 1), "there are 0 rows not supported"),
        (200, 40, (1, 0), "do not rank these labels"),
    ],
    ids=["few labels", "few documents", "one class", "the wrong way"],
)
def test_refused(
    count: int, documents: int, classes: Sequence[int], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Too few labels, documents or labels of a class, and probabilities that rank them the wrong way, are refused with what is needed."""
    label(count, documents, classes=classes)

    assert 2 == main([*CALIBRATE])
    assert says in capsys.readouterr().err
    assert not Path("evalkit.toml").exists()


def test_gained(capsys: pytest.CaptureFixture[str]) -> None:
    """What was planted is found; the table takes an older one's place, and all else in the file stays."""
    label()
    before = '# ours\nmetrics = ["rouge"]  # fast\n\n[gate]\nrequire = ["rouge1.fmeasure >= 0"]\n'
    Path("evalkit.toml").write_text(before)
    for _ in range(2):
        assert 0 == main([*CALIBRATE, "--odds", "data"])
        text = Path("evalkit.toml").read_text()

        assert text.startswith(before)
        assert 1 == text.count("[calibration]")
    table = tomllib.loads(text)["calibration"]

    assert abs(table["slope"] - 1) < 0.35
    assert abs(table["intercept"] + 2) < 0.5
    assert (200, 40, "data") == (table["labels"], table["documents"], table["odds"])
    assert table["gain_interval"][0] <= table["gain"] <= table["gain_interval"][1]
    out = capsys.readouterr().out
    assert "balanced" not in out
    assert "written to evalkit.toml" in out


def test_into_pyproject() -> None:
    """In pyproject.toml the table stands below [tool.evalkit]."""
    label()
    Path("pyproject.toml").write_text('[project]\nname = "x"\n\n[tool.evalkit]\nquiet = true\n')

    assert 0 == main([*CALIBRATE[:-1], "pyproject.toml", "--odds", "data"])
    settings = load_settings(Path("pyproject.toml"))
    assert settings.calibration is not None
    assert {"quiet": True} == settings.values
    assert "x" == tomllib.loads(Path("pyproject.toml").read_text())["project"]["name"]


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("calibration = 1\n", "1:1", "expected a table [calibration]"),
        ("[calibration]\nslope = -1\nintercept = 0\nmetric = 'm'\n", "2:1", "expected a number above 0"),
        ("[calibration]\nslop = 1\n", "2:1", "did you mean 'slope'?"),
        ("quiet = true\n[calibration]\nslope = 1\nintercept = 0\n", "2:1", "has no metric"),
    ],
    ids=["no table", "slope", "unknown", "missing"],
)
def test_settings_are_checked(text: str, place: str, says: str) -> None:
    """A table that does not fit is an error at its place."""
    Path("evalkit.toml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_settings(Path("evalkit.toml"))

    assert str(caught.value).startswith(f"evalkit.toml:{place}:")
    assert says in str(caught.value)


def settings(metric: str) -> None:
    Path("evalkit.toml").write_text(f"[calibration]\nslope = 1.0\nintercept = -9.0\nmetric = {json.dumps(metric)}\n")


def test_of_another_metric() -> None:
    """A calibration of another metric, model or judge is refused: its probabilities mean something else."""
    settings("support(model='older')|v3")
    found = load_settings(Path("evalkit.toml")).calibration

    with pytest.raises(ConfigError, match=r"^evalkit\.toml:1:1: .*calibrate again"):
        with_calibration([Support()], found, "support")


def test_one_that_is_named_stays() -> None:
    """A calibration that a metric is given by name goes before that of the settings."""
    settings("support(model='older')|v3")
    named = Support(calibration="1.5,0.25")

    assert (named,) == with_calibration([named], load_settings(Path("evalkit.toml")).calibration, "support")


@pytest.mark.parametrize("text", ["1", "1,2,3", "0,1", "-1,0", "nan,0", "1,inf", "a,b"])
def test_no_calibration(text: str) -> None:
    """What is no slope above 0 and intercept is refused when the metric is made."""
    with pytest.raises(ValueError, match="calibration="):
        Support(calibration=text)


def test_signature() -> None:
    """Without a calibration the signature says nothing of one; with it, it says which, in one way."""
    assert "calibration" not in Support().signature
    assert "calibration='1.5,-0.3'" in Support(calibration="1.50, -0.30").signature
    assert all(one.tier != "model" for one in Support(calibration="1.5,-0.3").reliability)


CERTAIN = (Finding("number", "certain", "says 3", 0, 1, 5, 6),)


@pytest.mark.parametrize("model", [0.0, 0.3, 0.5, 0.9, 1.0])
def test_certain_findings_stay(model: float) -> None:
    """What the checks are certain of no calibration moves."""
    plain = ruled(CERTAIN, aligned=0.5, model=model)[1]

    assert plain == ruled(CERTAIN, aligned=0.5, model=model, calibration=Calibration(1.0, 9.0))[1]


def test_rule() -> None:
    """The tier that decides is moved before the threshold, and says what it was; a judge's contradiction stays one while it is refused."""
    down, up = Calibration(1.0, -2.0), Calibration(1.0, 9.0)
    judge = Vote("judge", "contradicted", 0.2)

    assert (
        Vote("model", "unsupported", 0.3544, "0.8022 before calibration")
        == ruled((), aligned=0.5, model=0.8022, calibration=down)[1]
    )
    assert "contradicted" == ruled((), aligned=0.5, model=0.8, judge=judge, calibration=down)[1].verdict
    votes, decided = ruled((), aligned=0.5, model=0.8, judge=judge, calibration=up)
    assert "supported" == decided.verdict
    assert Vote("model", "supported", 0.8) in votes


def test_a_run_with_it(evalkit: Evalkit, tmp_path: Path) -> None:
    """A run takes the settings' calibration, judges with it, and says so in its signature; the run beside it without is as it was."""
    (tmp_path / "a.txt").write_text(article())
    plain = evalkit("run", "a.txt", "--metric", "support", "--out", "plain", "-q")
    before = read_run(tmp_path / "plain/run.jsonl")
    settings(before.header.metrics[0].signature)
    moved = evalkit("run", "a.txt", "--metric", "support", "--out", "moved", "-q")
    after = read_run(tmp_path / "moved/run.jsonl")

    assert (0, 0) == (plain.returncode, moved.returncode), moved.stderr
    assert "calibration='1.0,-9.0'" in after.header.metrics[0].signature
    claims = [(one, other) for case, case_after in zip(before.cases, after.cases, strict=True) for one, other in zip(case.claims, case_after.claims, strict=True)]  # fmt: skip
    assert any(one.verdict == "supported" for one, _ in claims)
    assert all(other.verdict != "supported" for _, other in claims)
    assert all(one.probability == other.probability for one, other in claims if one.tier == "checks")
    again = evalkit("explain", "a.txt", "--metric", "support")
    assert "before calibration" in again.stdout, again.stderr
