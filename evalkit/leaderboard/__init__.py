"""Systems beside each other: means with intervals, paired tests, ranks, and the yardsticks that show when a metric is gamed.

Reads finished runs and nothing else; the statistics are `evalkit.stats`.
"""

from __future__ import annotations

from .abreast import abreast
from .board import STATES, TESTS, Board, Cell, Leaderboard, Made, Pair, Paired, Place, Standing, State, Test
from .columns import COLUMNS, Column
from .costs import Cost
from .making import leaderboard
from .sources import Source, parsed

__all__ = [
    "COLUMNS",
    "STATES",
    "TESTS",
    "Board",
    "Cell",
    "Column",
    "Cost",
    "Leaderboard",
    "Made",
    "Pair",
    "Paired",
    "Place",
    "Source",
    "Standing",
    "State",
    "Test",
    "abreast",
    "leaderboard",
    "parsed",
]
