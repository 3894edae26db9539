"""Mutants of an article's claims: drawn by hash, so that neither the order of articles nor other operators change one.

A mutant is drawn from all that its operator proposes by the hash of seed, claim id, operator and proposal. It is kept only if it
differs from its claim where it says and nowhere else, if CONTENT does not have it word for word, and if its block is still cut
into the same claims.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from .. import claims
from ..records import Article, Block, Case, Claim
from .operators import OPERATORS, Operator
from .scene import Change, Proposal, Scene, Source, applied, plain

__all__ = ["SEED", "Mutant", "altered", "drawn", "draws", "mutants_of", "spans"]

SEED = 12345
"""The seed, unless another one is given."""
_MOST = 2_000  # characters of a claim; a longer one is a table or a dump


@dataclass(frozen=True, slots=True)
class Mutant:
    """A claim that is changed, by an operator.

    Attributes:
        id: 16 hex digits; the system that its block is recorded under.
        before, after: the claim's words.
        changes: by offsets in `before`.
        start, end: where the changed claim stands, by its block's offsets.
    """

    id: str
    case: Case
    claim: Claim
    operator: Operator
    proposal: Proposal
    before: str
    after: str
    start: int
    end: int
    source: tuple[int, int] | None

    @property
    def block(self) -> Block:
        """The block with the changed claim in its place."""
        case = self.case
        first, last = self.claim.start - case.start, self.claim.end - case.start
        text = case.text[:first] + self.after + case.text[last:]
        return Block(case.block, text, case.start, case.line, case.column, self.id, case.field, case.path)


def draws(scene: Scene, operator: Operator, claim: str, seed: int, most: int) -> list[tuple[Proposal, str]]:
    """The proposals that are drawn, at most so many, each with the changed words."""
    found: dict[str, Proposal] = {}
    if len(scene.text) > _MOST:
        return []
    for proposal in operator.propose(scene):
        after = applied(scene.text, proposal.changes)
        if not _is_change(scene, proposal, after, operator):
            continue
        found.setdefault(after, proposal)
    ranked = sorted(found, key=lambda after: _hash(seed, claim, operator.name, after))
    return [(found[after], after) for after in _spread(ranked, found)[:most]]


def _spread(ranked: Sequence[str], found: dict[str, Proposal]) -> list[str]:
    """Rungs of a ladder take turns: first the rung of the first, then those not yet drawn."""
    first: dict[str | None, list[str]] = {}
    for after in ranked:
        first.setdefault(found[after].rung, []).append(after)
    rows = [list(group) for group in first.values()]
    return [row[place] for place in range(max(map(len, rows), default=0)) for row in rows if place < len(row)]


def _is_change(scene: Scene, proposal: Proposal, after: str, operator: Operator) -> bool:
    if after == scene.text or any(
        first < change.end and change.start < last for change in proposal.changes for first, last in scene.frames
    ):
        return False
    if operator.kind == "edit":
        return True
    changed = plain(after)
    return changed != plain(scene.text) and changed not in scene.source.plain


def _hash(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()


def drawn(
    case: Case,
    claim: Claim,
    source: Source,
    *,
    operators: Sequence[Operator] = OPERATORS,
    seed: int = SEED,
    most: int = 1,
) -> Iterator[Mutant]:
    """Yields the mutants of a claim, operator by operator."""
    scene = Scene.of(case, claim, source)
    for operator in operators:
        for proposal, after in draws(scene, operator, claim.id, seed, most):
            yield Mutant(
                _hash(seed, case.id, claim.id, operator.name, after)[:16], case, claim, operator, proposal, claim.text, after,
                claim.start, claim.start + len(after), (scene.best.start, scene.best.end) if scene.best else None,
            )  # fmt: skip


def mutants_of(
    article: Article,
    wanted: Callable[[Case, Claim], bool],
    *,
    operators: Sequence[Operator] = OPERATORS,
    seed: int = SEED,
    most: int = 1,
) -> tuple[list[Mutant], Counter[str]]:
    """The mutants of an article's claims, and how many proposals of each operator its blocks would not take.

    Args:
        article: with its blocks.
        wanted: which claims are changed.
        operators: which ones change them.
        seed: of the draw.
        most: mutants of each operator and claim.
    """
    cases = claims.cases(article)
    if not cases:
        return [], Counter()
    source = Source(cases[0].article)
    found = [
        mutant
        for case in cases
        for claim in case.claims
        if wanted(case, claim)
        for mutant in drawn(case, claim, source, operators=operators, seed=seed, most=most)
    ]
    unique = list({mutant.id: mutant for mutant in found}.values())
    changed = claims.cases(altered(article, unique)) if unique else ()
    kept: list[Mutant] = []
    lost: Counter[str] = Counter()
    for mutant, case in zip(unique, changed, strict=True):
        if _is_cut_alike(mutant, case):
            kept.append(mutant)
        else:
            lost[mutant.operator.name] += 1
    return kept, lost


def altered(article: Article, mutants: Sequence[Mutant]) -> Article:
    """The article with a block of each mutant in place of its own."""
    return dataclasses.replace(article, blocks=tuple(mutant.block for mutant in mutants))


def _is_cut_alike(mutant: Mutant, case: Case) -> bool:
    """Whether the changed block has the claims of the old one, the changed one among them."""
    return len(case.claims) == len(mutant.case.claims) and all(
        (new.start, new.text) == (mutant.start, mutant.after)
        if old is mutant.claim
        else re.sub(r"\s", "", new.text) == re.sub(r"\s", "", old.text)
        for old, new in zip(mutant.case.claims, case.claims, strict=True)
    )


def spans(changes: Sequence[Change]) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    """(start, end) of the changed characters, before and after, by offsets in the claim's words."""
    old, new = [], []
    moved = 0
    for change in changes:
        old.append((change.start, change.end))
        new.append((change.start + moved, change.start + moved + len(change.new)))
        moved += len(change.new) - (change.end - change.start)
    return tuple(old), tuple(new)
