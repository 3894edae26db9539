"""Runs and outcomes made by hand for the tests of the reports for CI; the runs are those of `made.py`, which is passed in."""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType
from typing import Any

import msgspec

from evalkit.gate.outcome import Failure, Held, Outcome, Waived, Waiver
from evalkit.overview import Group
from evalkit.runfile import BadInputRecord, CaseRecord, FooterRecord, Record, ScoreRecord


def outcome(records: list[Record]) -> Outcome:
    """Of the hostile run: one claim newly fails, one is waived, a block gives no answer, a gate over the run fails and one holds."""
    cases = [one for one in records if isinstance(one, CaseRecord)]
    judged = next(one for one in cases if len(one.claims) == 4)
    empty = next(one for one in cases if one.text == "")
    contradicted, _, unsupported, _ = judged.claims
    return Outcome(
        failures=(
            Failure("newly unsupported", "was supported", case=judged, claims=(unsupported,), before="Somebody swam."),
            Failure("no answer", "the block is empty", case=empty),
            Failure("support.mean >= 0.9", "SUMMARY: 0.416 over 2 blocks", Group("SUMMARY", "")),
        ),
        held=(Held("support.mean >= 0.1", "SUMMARY: 0.416 over 2 blocks"),),
        waived=(
            Waived(
                Failure("contradicted", "it is", case=judged, claims=(contradicted,)),
                (Waiver(contradicted.id, "a known error of the checks", dt.date(2027, 1, 31)),),
            ),
        ),
        stale=("metric support has another signature",),
        notes=("a waiver matches nothing",),
        states=MappingProxyType({(judged.id, unsupported.id): "new", (judged.id, contradicted.id): "unchanged"}),
    )


def told_by(made: Any, text: str, path: str | None = None) -> list[Record]:
    """A run in which everything that an article, a model or a path can say is a text."""
    words = text or "."
    body = f"It says: {words}"
    one = made.article(path if path is not None else text, f"Before. {words} After.", text)
    fault = made.Fault(words, words, text)
    claim = made.claim(body, body, "contradicted", 0.1, one.content.text, (one.content.text, words), (fault, fault))
    scores = (ScoreRecord("support", "scored", {"support": 0.0}, None), ScoreRecord(text, "failed", {}, text))
    tagged = made.case(one, "SUMMARY", body, (claim,), text, scores)
    record = msgspec.structs.replace(
        tagged, id=text, field=text, column=None, claims=(msgspec.structs.replace(claim, column=None),)
    )
    nowhere = msgspec.structs.replace(tagged, path=None, line=None, column=None)
    bad = BadInputRecord(one.path or "", 1, 1, text)
    return [made.HEADER, one, tagged, record, nowhere, bad, FooterRecord(1, 3, 3, 0, 0, 3, 1)]
