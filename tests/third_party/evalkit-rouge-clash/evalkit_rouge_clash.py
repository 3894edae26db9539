"""A metric of a name that evalkit's own metrics have."""

from dataclasses import dataclass

from evalkit.metric import Measure, Metric, Score


@dataclass(frozen=True)
class Rouge(Metric):
    name = "rouge"
    measures = (Measure("redness", 0, 1, "share", "neither", "share of the block's words that are red"),)

    def score(self, cases, ctx):
        return [Score("scored", {"redness": float("red" in case.text.split())}) for case in cases]
