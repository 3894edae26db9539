"""benchmarks/accuracy.py: from finished cards to the page, its charts and the model card."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.report import cards

HERE = Path(__file__).parent
BENCHMARK = HERE.parent / "benchmarks" / "accuracy.py"
MODEL = "# A model\n\n<!-- accuracy:begin -->\nold\n<!-- accuracy:end -->\n\nafter\n"
FILES = ("accuracy-auc.svg", "accuracy-errors.svg", "accuracy-reliability.svg", "accuracy.md")

pytestmark = pytest.mark.skipif(not BENCHMARK.exists(), reason="benchmarks are not part of the wheel's tests")


@pytest.fixture(scope="module")
def accuracy() -> Any:
    """The script as a module."""
    specification = importlib.util.spec_from_file_location("evalkit_accuracy", BENCHMARK)
    module = importlib.util.module_from_spec(specification)
    sys.modules[specification.name] = module
    specification.loader.exec_module(module)
    return module


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    """A folder of two test sets, of which one has nothing but an AUC, and of a family of two development sets."""
    folder = tmp_path / "parts"
    hostile = "a|`b`$x$<i>"
    _put(folder / "test" / "frank.test", cards.card(cards.full("frank.test", error=hostile)))
    _put(folder / "test" / "one-story", cards.card(cards.bare()))
    _put(folder / "dev" / "summedits", cards.card(cards.full("summedits.a"), cards.full("summedits.b")))
    (folder / "dev" / "unfinished").mkdir()
    return folder


def _put(folder: Path, card: cards.Card) -> None:
    folder.mkdir(parents=True)
    (folder / "meta.json").write_bytes(msgspec.json.encode(card))
    (folder / "run.jsonl").write_text('{"record":"header","created":"2026-11-28T01:02:03Z"}\n', "utf-8")


def _written(accuracy: Any, finished: Path, out: Path, model: str = MODEL) -> int:
    out.mkdir()
    (out / "MODEL_CARD.md").write_text(model, "utf-8")
    return accuracy.main(["--from", str(finished), "--docs", str(out), "--card", str(out / "MODEL_CARD.md")])


@pytest.mark.parametrize(
    "model",
    [
        pytest.param("no marks\n", id="no marks"),
        pytest.param(MODEL + MODEL, id="twice"),
        pytest.param("<!-- accuracy:end --> <!-- accuracy:begin -->", id="turned"),
    ],
)
def test_a_model_card_without_marks(
    model: str, accuracy: Any, finished: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A model card without its marks is refused, and nothing is written."""
    assert 2 == _written(accuracy, finished, tmp_path / "out", model)
    assert "each once" in capsys.readouterr().err
    assert ["MODEL_CARD.md"] == [file.name for file in (tmp_path / "out").iterdir()]
    assert model == (tmp_path / "out" / "MODEL_CARD.md").read_text("utf-8")


def test_parts_that_do_not_belong_together(
    accuracy: Any, finished: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Parts of other signatures, broken ones and none at all are errors that name the part."""
    other = msgspec.structs.replace(cards.card(cards.bare()), signatures={"support": "support|v9"})
    _put(finished / "dev" / "other", other)
    assert 2 == _written(accuracy, finished, tmp_path / "a")
    assert "dev/other was made otherwise than test/frank.test" in capsys.readouterr().err
    (finished / "dev" / "other" / "meta.json").write_text("{}", "utf-8")
    assert 2 == _written(accuracy, finished, tmp_path / "b")
    assert "not a card of evalkit meta" in capsys.readouterr().err
    assert 2 == _written(accuracy, tmp_path / "nothing", tmp_path / "c")
    assert "no finished part: expected test/SET/meta.json" in capsys.readouterr().err


def test_no_sets(accuracy: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder without sets is an error that says what was expected."""
    assert 2 == accuracy.main([str(tmp_path)])
    assert "no sets: expected .jsonl.gz files in its folders test and dev" in capsys.readouterr().err


def test_families(accuracy: Any, tmp_path: Path) -> None:
    """Sets of one family are measured together, a single one under its own name."""
    for name in ("frank.valid", "summedits.a", "summedits.b"):
        (tmp_path / f"{name}.jsonl.gz").touch()

    assert {"frank.valid": 1, "summedits": 2} == {
        name: len(files) for name, files in accuracy.families(tmp_path).items()
    }
    assert {"summedits.a": 1} == {
        name: len(files) for name, files in accuracy.families(tmp_path, ["summedits.a"]).items()
    }


def test_what_is_written(accuracy: Any, finished: Path, tmp_path: Path) -> None:
    """The page has every set with its numbers, the mean of a family and published figures; the model card its test sets; bytes repeat."""
    assert 0 == _written(accuracy, finished, tmp_path / "out")
    assert 0 == _written(accuracy, finished, tmp_path / "again")
    text = (tmp_path / "out" / "accuracy.md").read_text("utf-8")
    model = (tmp_path / "out" / "MODEL_CARD.md").read_text("utf-8")

    assert sorted((*FILES, "MODEL_CARD.md")) == sorted(file.name for file in (tmp_path / "out").iterdir())
    for name in (*FILES, "MODEL_CARD.md"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()
    assert text.index("## Test sets: the final word") < text.index("## Development sets: what was chosen with")
    assert (
        "| frank.test | 120 | 40 | 0.40 | 0.794 (0.744 to 0.844) | 0.710 (0.660 to 0.760)"
        " | 0.700 (0.650 to 0.750) `rouge.rouge2.precision` | 0.094 (0.044 to 0.144) | 2 |\n"
    ) in text
    assert "| **summedits, mean of 2** | 240 | 80 | \u2013 | 0.697 (0.647 to 0.747) | 0.680 (0.630 to 0.730) |" in text
    assert "| frank.test | 71.0 (66.0 to 76.0) | SummaC-ZS 79.0, SummaC-Conv 81.6, QuestEval 82.1 |" in text
    assert "| frank.test | ``a\\|`b`$x$<i>`` | 30 | 20 | 0.800 (0.750 to 0.850) |" in text
    assert "- on 2026-11-28\n" in text
    assert model.startswith("# A model\n\n<!-- accuracy:begin -->\n`make accuracy DATA=...`, runs of 2026-11-28;")
    assert model.endswith("<!-- accuracy:end -->\n\nafter\n")
    assert "summedits" not in model
    assert "| 0.14 | 0.26 | 0.12 |" in model
    assert b"$x$" in (tmp_path / "out" / "accuracy-errors.svg").read_bytes()


def test_bins_are_pooled(accuracy: Any) -> None:
    """Sets that count the same add their bins by weight: 0.3 of one at 0.1 and 0.1 of another at 0.2 are 0.2 at 0.125."""

    def part(share: float, said: float) -> Any:
        point = cards.Bin(0.1, 0.2, said, cards.estimate(said), share, 5)
        empty = cards.Bin(0.0, 0.1, None, cards.none("no row"), 0.0, 0)
        own = msgspec.structs.replace(cards.calibration("even"), bins=(empty, point, *[empty] * 8))
        one = msgspec.structs.replace(cards.full(), calibration=(own,))
        return accuracy.Part("test", "x", cards.card(one), "")

    assert [pytest.approx((0.125, 0.125, 0.2))] == accuracy.pooled([part(0.3, 0.1), part(0.1, 0.2)])
