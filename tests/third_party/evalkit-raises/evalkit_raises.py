"""Scores a SUMMARY and raises on HIGHLIGHTS."""

from dataclasses import dataclass

from evalkit.metric import Measure, Metric, Score


@dataclass(frozen=True)
class Raises(Metric):
    name = "raises"
    measures = (Measure("words", 0, None, "words", "neither", "words of the block"),)

    def score(self, cases, ctx):
        return [self._score(case) for case in cases]

    def _score(self, case):
        if case.block == "HIGHLIGHTS":
            raise LookupError(f"no idea what to do with {case.id}")
        return Score("scored", {"words": len(case.text.split())})
