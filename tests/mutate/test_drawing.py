"""Mutants differ where they say and nowhere else, and nothing but seed, claim and operator decides which they are."""

from __future__ import annotations

import dataclasses
import functools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit import claims
from evalkit.mutate.drawing import Mutant, altered, mutants_of, spans
from evalkit.mutate.operators import OPERATORS
from evalkit.reading import Columns, find, read_sources
from evalkit.records import Article
from tests.mutate.made import COUNCIL, article

SEEDS = Path(__file__).parent.parent.parent / "seeds"


@functools.cache
def _seeds() -> tuple[Article, ...]:
    return tuple(one for one in read_sources(find([str(SEEDS)]), Columns()) if isinstance(one, Article))


def _all(one: Article, **changes: object) -> list[Mutant]:
    return mutants_of(one, lambda case, claim: True, **changes)[0]  # type: ignore[arg-type]


@functools.cache
def _mutants() -> tuple[Mutant, ...]:
    return tuple(mutant for one in _seeds() for mutant in _all(one))


def test_there_are_many() -> None:
    """Over the seeds there are hundreds of mutants, of every kind of fault."""
    assert 500 < len(_mutants())
    assert {one.name for one in OPERATORS if one.kind == "fault"} <= {one.operator.name for one in _mutants()}


def test_only_where_they_say() -> None:
    """Outside the spans that it names a mutant has the claim's own characters."""
    for mutant in _mutants():
        old, new = spans(mutant.proposal.changes)
        assert _outside(mutant.before, old) == _outside(mutant.after, new), mutant.after
        assert mutant.before != mutant.after
        assert [mutant.after[slice(*span)] for span in new] == [one.new for one in mutant.proposal.changes]


def _outside(text: str, held: tuple[tuple[int, int], ...]) -> str:
    places = {place for start, end in held for place in range(start, end)}
    return "".join("\0" if place in places else sign for place, sign in enumerate(text)).replace("\0", "")


def test_the_block_around_it_stays() -> None:
    """A mutant's block has the other claims' words, and is cut into as many claims; CONTENT is untouched."""
    for one in _seeds()[:4]:
        mutants = _all(one)
        changed = altered(one, mutants)
        for mutant, case in zip(mutants, claims.cases(changed), strict=True):
            assert changed.content == one.content
            assert len(mutant.case.claims) == len(case.claims)
            assert mutant.after in [claim.text for claim in case.claims]
            assert case.text.replace(mutant.after, mutant.before, 1) == mutant.case.text


def test_a_fault_is_not_in_the_article() -> None:
    """No planted fault stands in CONTENT word for word."""
    for mutant in _mutants():
        if mutant.operator.kind == "fault":
            assert mutant.after not in mutant.case.article.content.text


def test_same_seed_same_mutants() -> None:
    """The same seed gives the same mutants; another seed gives others."""
    one = _seeds()[0]

    assert [m.after for m in _all(one)] == [m.after for m in _all(one)]
    assert [m.after for m in _all(one)] != [m.after for m in _all(one, seed=1)]


def test_nothing_else_decides() -> None:
    """A mutant is the same with other operators, and with more mutants of each."""
    one = _seeds()[0]
    number = next(op for op in OPERATORS if op.name == "number-up")
    alone = [m.after for m in _all(one, operators=[number])]

    assert alone == [m.after for m in _all(one) if m.operator is number]
    assert set(alone) <= {m.after for m in _all(one, most=5) if m.operator is number}


def test_other_blocks_do_not_decide() -> None:
    """A claim's mutants are the same when its article has other blocks before it."""
    one = _seeds()[0]
    turned = dataclasses.replace(one, blocks=one.blocks[::-1])

    assert sorted(m.id for m in _all(one)) == sorted(m.id for m in _all(turned))


SIGNS = st.text(alphabet=st.sampled_from('ab Tue. "“”’\n%€£1,5-()not was said Hale\x1b<b>=+@\u202e'), max_size=80)


@settings(max_examples=60, deadline=None)
@given(summary=SIGNS, content=SIGNS)
def test_hostile_text(summary: str, content: str) -> None:
    """No operator stumbles over any text, and what it makes differs where it says."""
    for mutant in _all(article(summary, content or "x")):
        old, new = spans(mutant.proposal.changes)
        assert _outside(mutant.before, old) == _outside(mutant.after, new)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(COUNCIL.split(". ")), min_size=1, max_size=3), SIGNS)
def test_hostile_beside_good(parts: list[str], noise: str) -> None:
    """Noise between good sentences makes no operator stumble."""
    for mutant in _all(article(noise.join(parts) + ".")):
        assert mutant.before != mutant.after


def test_long_claims_are_left_alone() -> None:
    """A claim as long as a table takes no time."""
    assert [] == _all(article("word " * 2000))


@pytest.mark.parametrize("kind", ["fault", "edit"])
def test_frames_are_left_alone(kind: str) -> None:
    """What only reports ("The article highlights ...") is never changed."""
    for mutant in _mutants():
        for frame in mutant.claim.frames:
            start, end = frame.start - mutant.claim.start, frame.end - mutant.claim.start
            assert all(one.end <= start or end <= one.start for one in mutant.proposal.changes)
