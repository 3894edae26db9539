"""evalkit from Python."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

import evalkit
from evalkit.errors import ConfigError, InputError, ModelError, PluginError

SOURCE = (
    'The council met on Tuesday. It voted 9 to 4 to mend the bridge. Mayor Lena Aske called the cost of £2.4m "fair".'
)


def test_empty_source() -> None:
    """Nothing can be judged against no text."""
    with pytest.raises(InputError, match="source:1:1: the source is empty"):
        evalkit.score("  \n", "The council met.")


def test_unknown_metric() -> None:
    """A metric that is not there is told before anything is done."""
    with pytest.raises(PluginError, match="there is no metric 'rogue'"):
        evalkit.score(SOURCE, "The council met.", metrics=["rogue"])


def test_offline_asks_no_hub() -> None:
    """Offline, a model that is not on disk is an error at once, and the switch is put back."""
    before = os.environ.get("HF_HUB_OFFLINE")

    with pytest.raises(ModelError, match="forbids the network"):
        evalkit.score(SOURCE, "The council met.", metrics=["semantic(model='nobody/no-such-model')"], offline=True)
    assert before == os.environ.get("HF_HUB_OFFLINE")


def test_empty_summary_is_not_applicable() -> None:
    """An empty summary has no claim and no score, and no metric calls it perfect."""
    result = evalkit.score(SOURCE, " ")

    assert ((), None, ()) == (result.claims, result.support, result.findings)
    assert {"not_applicable"} == {score.status for score in result.scores.values()}


def test_a_pair_in_three_lines() -> None:
    """One wrong number is found on its words, in the summary and in the source; the rest is supported."""
    summary = "The council met on Tuesday. The mayor called the cost of £3.9m fair."
    result = evalkit.score(SOURCE, summary)
    (finding,) = result.findings

    assert ["supported", "contradicted"] == [claim.judgement and claim.judgement.verdict for claim in result.claims]
    assert 0.5 == result.support
    assert ("£3.9m", "£2.4m") == (
        summary[finding.start : finding.end],
        SOURCE[finding.source_start or 0 : finding.source_end],
    )
    assert "number: says £3.9m, the article says £2.4m" in str(result)


def test_highlights() -> None:
    """As HIGHLIGHTS every bullet is one claim, two sentences and all."""
    result = evalkit.score(SOURCE, "- It voted 9 to 4. It met.\n- Fair.", block="HIGHLIGHTS", metrics=["support"])

    assert ["It voted 9 to 4. It met.", "Fair."] == [claim.claim.text for claim in result.claims]


def test_run_keeps_no_file_unless_asked(
    tmp_path: Path, make_articles: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run without `out` leaves nothing in the current folder."""
    folder = make_articles(2)
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    found = evalkit.run(str(folder), metrics=["extractive"], cache=False)

    assert (2, 4) == (found.footer.articles, len(found.cases))
    assert [] == list(empty.iterdir())


def test_public_names() -> None:
    """The package says what it offers."""
    assert ["Result", "Run", "__version__", "read_run", "run", "score"] == dir(evalkit)
    assert all(getattr(evalkit, name) for name in dir(evalkit))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        evalkit.nothing  # noqa: B018 - the look-up is the test


def test_columns_of_records(tmp_path: Path) -> None:
    """Records with other names of columns are read by a mapping; a wrong one is told."""
    (tmp_path / "a.jsonl").write_text('{"text": "The council met.", "out": "It met.", "who": "ours"}\n')
    named = {"content": "text", "summary": "out", "system": "who"}
    found = evalkit.run(tmp_path / "a.jsonl", metrics=["rouge"], columns=named, cache=False)

    assert ["ours"] == found.scores["system"].unique().tolist()
    with pytest.raises(ConfigError, match="did you mean content=text"):
        evalkit.run(tmp_path / "a.jsonl", metrics=["rouge"], columns={"text": "content"}, cache=False)
