from dataclasses import dataclass

from evalkit.metric import Measure, Metric, Score


@dataclass(frozen=True)
class Brevity(Metric):
    """Words of the block per word of CONTENT."""

    name = "brevity"
    measures = (Measure("length", 0, None, "ratio", "lower", "words of the block per word of CONTENT"),)

    def score(self, cases, ctx):
        return [self._score(case.text.split(), case.article.content.text.split()) for case in cases]

    def _score(self, words, source):
        if not words:
            return Score("not_applicable", note="the block is empty")
        return Score("scored", {"length": len(words) / len(source)})
