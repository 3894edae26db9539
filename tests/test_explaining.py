"""`evalkit explain-signature`: a signature in words."""

from __future__ import annotations

import pytest

from evalkit.plugins import build_all
from tests.conftest import Evalkit
from tests.gate.made import C, summary, write

NONE: dict[str, tuple[str, str]] = {
    "no signature": ("rouge stem", "'rouge stem' is no signature: expected a long one"),
    "no such metric": ("rogue(stem=False)|v1", "there is no metric 'rogue'"),
    "no run": ("rouge|v1#901731ff", "the run file cannot be read"),
}


@pytest.mark.parametrize("name", NONE)
def test_what_cannot_be_told(name: str, evalkit: Evalkit) -> None:
    """A text that is no signature, a metric that is not installed, and a short one without its run are told; exit code 2."""
    text, expected = NONE[name]
    done = evalkit("explain-signature", text)

    assert (2, "") == (done.returncode, done.stdout)
    assert expected in done.stderr


def test_a_short_one_of_another_run(evalkit: Evalkit, tmp_path) -> None:
    """A hash, or a version behind it, that the run has not leads to those that it has."""
    write(tmp_path / "evalkit-report" / "run.jsonl", {"a": summary(C("It met."))})
    for text in ("support|v1#00000000", "support|v2#fa24b9ec", "support|v1|seg:9#fa24b9ec"):
        done = evalkit("explain-signature", text)

        assert 2 == done.returncode
        assert "it has support|v1|seg:1|claims:2#fa24b9ec" in done.stderr


def test_a_short_one_is_looked_up(evalkit: Evalkit, tmp_path) -> None:
    """A short signature is told by the run that it is of, which is the default folder's unless another is named."""
    write(tmp_path / "evalkit-report" / "run.jsonl", {"a": summary(C("It met."))})
    done = evalkit("explain-signature", "support|v1|claims:2#fa24b9ec")

    assert 0 == done.returncode, done.stderr
    assert done.stdout.startswith(
        "support(model='made')|v1\nshort: support|v1#fa24b9ec, looked up in evalkit-report/run.jsonl\n"
    )
    assert "version 1 of its numbers; installed here is version 3" in done.stdout
    assert "claims = 2: version of what cuts blocks into claims" in done.stdout


def test_every_built_in_is_told(evalkit: Evalkit) -> None:
    """Each parameter of each built-in metric's signature has words, and the short form is that of the reports."""
    for metric in build_all(()):
        done = evalkit("explain-signature", metric.signature)

        assert 0 == done.returncode, done.stderr
        for name in metric.identity():
            (line,) = [one for one in done.stdout.split("\n") if one.startswith(f"    {name} = ")]
            assert len(line.partition(": ")[2].split()) >= 3, line
