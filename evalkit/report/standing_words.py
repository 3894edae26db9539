"""What a leaderboard says in words: its headline, how it was made, and what a reader must know beside its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..leaderboard import TESTS, Board, Leaderboard
from ..leaderboard.board import Made
from ..overview import counted
from ..signature import short_of_run
from .claimwise import short
from .standings import HOLM

__all__ = ["detectable_words", "headline", "made_lines", "method", "notes"]

_LONGEST = 60  # letters of a name
_KINDS = {"SUMMARY": "summaries", "HIGHLIGHTS": "highlights"}


def headline(found: Leaderboard) -> str:
    """What is compared, and who is first."""
    systems = len({one.system for board in found.boards for one in board.standings})
    told = [f"{counted(systems, 'system')} on {counted(max(board.articles for board in found.boards), 'article')}"]
    for board in found.boards:
        first = [one.system for one in board.standings if one.place and one.place.best]
        if not first:
            continue
        of = _KINDS[board.block]
        ranked = sum(one.place is not None for one in board.standings)
        if len(first) == 1 and ranked > 1:
            told.append(f"best supported {of}: {short(first[0], _LONGEST)}")
        elif len(first) == ranked and ranked > 1:
            told.append(f"{of}: no system is told apart from the others as better")
        elif ranked > 1:
            told.append(f"best supported {of}: {len(first)} systems that are not told apart")
    return "; ".join(told)


def method(found: Leaderboard, board: Board) -> str:
    """How a table was made: over how many articles, with which intervals, tests and correction."""
    tests = " and ".join(TESTS[name] for name in found.tests)
    parts = [
        f"{counted(board.articles, 'article')}, {board.common} of them answered by all systems",
        f"{found.confidence:.0%} intervals by a bootstrap of articles",
    ]
    if board.pairs and tests:
        against = "all pairs" if found.every_pair else f"each system against {board.baseline}"
        parts.append(f"{against} by {tests}, p after {HOLM}; ranks by the same over all pairs")
    return "; ".join(parts)


def detectable_words(board: Board) -> str | None:
    """From which size on a difference can be seen with so many articles; None where nothing says."""
    known = sorted(pair.common.detectable for pair in board.pairs if pair.common and pair.common.detectable is not None)
    if not known or not board.primary:
        return None
    low, high = (f"{size:.{board.primary.digits}f}" for size in (known[0], known[-1]))
    size = low if low == high else f"{low} to {high}, pair by pair,"
    return (
        f"differences of {board.primary.head} below {size} cannot be seen with {counted(board.common, 'article')}:"
        " larger ones are found in 8 of 10 such comparisons"
    )


def notes(found: Leaderboard, board: Board) -> Iterator[str]:
    """What a reader must know beside a table: what was left out, what failed, what it cannot say."""
    yield from board.notes
    yield from found.notes
    if seen := detectable_words(board):
        yield seen
    if any(one.yardstick for one in board.standings):
        yield (
            "a yardstick copies, takes the first sentences, or says nothing: where it comes out on top, the number is gamed by copying or"
            " silence, not earned"
        )


def made_lines(found: Leaderboard) -> Iterator[tuple[str, str]]:
    """How the runs were made, as names and values; what all runs share stands once."""
    if found.labels:
        one_file = found.labels
        yield (
            "labels",
            f"{one_file.path}, {counted(one_file.labels, 'label')}, {one_file.used} used, sha256 {one_file.sha256}",
        )
    for one in found.made:
        yield one.path, f"evalkit {one.evalkit}, run of {one.created}"
    yield from _shared("signature of", [one.signatures for one in found.made])
    yield from _shared("short signature of", [_shorts(one) for one in found.made])
    yield from _shared("version of", [one.versions for one in found.made])
    seen: dict[str, str] = {}
    for board in found.boards:
        for standing in board.standings:
            if standing.signature:
                seen[standing.system] = standing.signature
    for name, signature in seen.items():
        yield f"system {name}", signature


def _shorts(one: Made) -> dict[str, str]:
    versions = {**one.versions, "evalkit-faithfulness": one.evalkit}
    return {name: short_of_run(signature, versions) for name, signature in one.signatures.items()}


def _shared(words: str, several: Sequence[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    told: dict[str, list[str]] = {}
    for one in several:
        for name, value in one.items():
            if value not in told.setdefault(name, []):
                told[name].append(value)
    for name, values in told.items():
        yield f"{words} {name}", " | ".join(values)
