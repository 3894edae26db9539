"""Counts words, and takes a while over each text."""

import time
from dataclasses import dataclass, field

from evalkit.metric import Measure, Metric, Score


@dataclass(frozen=True)
class Counting:
    """The Op: texts to their numbers of words."""

    pause: float
    id = "slow-counting"

    def __call__(self, batch):
        return [self._count(text) for text in batch]

    def _count(self, text):
        time.sleep(self.pause)
        return len(text.split())


@dataclass(frozen=True)
class Slow(Metric):
    name = "slow"
    measures = (Measure("words", 0, None, "words", "neither", "words of the block"),)
    pause: float = field(default=0.05, metadata={"help": "seconds that a text takes"})

    def score(self, cases, ctx):
        counts = ctx.run(Counting(self.pause), [case.text for case in cases])
        return [Score("scored", {"words": count}) for count in counts]
