"""The conformance test for metrics: what it refuses, with which words, and what it lets pass."""

from __future__ import annotations

import dataclasses
import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np
import pytest

from evalkit import plugins
from evalkit.metric import Case, ClaimJudgement, Context, Evidence, Finding, Measure, Metric, Origin, Piece, Score, Vote
from evalkit.records import Span
from evalkit.specimens import specimens
from evalkit.testing import check_metric

PLAIN = "the case 'plain:SUMMARY:a'"
FIRST = next(case for case in specimens() if case.id == "plain:SUMMARY:a")
CLAIM = FIRST.claims[0].id
COUNT = itertools.count()


@dataclass(frozen=True)
class Good(Metric):
    """Judges the claims whose letters it knows: it keeps every rule."""

    name: ClassVar[str] = "good"
    measures: ClassVar[tuple[Measure, ...]] = (Measure("words", 0, 1000, "words", "neither", "words"),)
    least: int = 1
    chatty: bool = field(default=False, compare=False)

    def score(self, cases: Sequence[Case], ctx: Context) -> Sequence[Score]:
        return [self._score(case) for case in cases]

    def _score(self, case: Case) -> Score:
        judged = tuple(_judged(case, place) for place in range(len(case.claims)))
        words = len(case.text.split())
        if words < self.least:
            return Score("not_applicable", note="too short", claims=judged)
        return Score("scored", {"words": float(words)}, claims=judged)

    def identity(self) -> dict[str, object]:
        return {"least": self.least}


def _judged(case: Case, place: int) -> ClaimJudgement:
    claim = case.claims[place]
    if not case.article.content.text.startswith("The council"):
        return ClaimJudgement(claim.id, "abstained", None, None)
    source = case.article.sentences[0]
    return ClaimJudgement(
        claim.id,
        "contradicted",
        0.1,
        "rules",
        (Vote("rules", "contradicted", 0.1),),
        (Evidence(source.text, source.start, source.end, 0.5),),
        (Finding("number", "likely", "no", claim.start, claim.end, source.start, source.end),),
    )


Spoil = Callable[[Sequence[Case], list[Score]], Any]


def _each(**changes: Any) -> Spoil:
    """Changes every score."""
    return lambda cases, scores: [replace(score, **changes) for score in scores]


def _scored(values: dict[str, Any]) -> Spoil:
    """Changes the values of what is scored."""
    return lambda cases, scores: [
        replace(score, values=values) if score.status == "scored" else score for score in scores
    ]


def _judgement(**changes: Any) -> Spoil:
    """Changes every judgement of what is judged."""
    return lambda cases, scores: [
        replace(
            score, claims=tuple(replace(one, **changes) if one.verdict != "abstained" else one for one in score.claims)
        )
        for score in scores
    ]


def _evidence(move: int) -> Spoil:
    def spoil(cases: Sequence[Case], scores: list[Score]) -> list[Score]:
        one = scores[[case.id for case in cases].index(FIRST.id)].claims[0].evidence[0] if FIRST in cases else None
        return (
            _judgement(evidence=(replace(one, start=one.start + move, end=one.end + move),))(cases, scores)
            if one
            else scores
        )

    return spoil


def _finding(**changes: Any) -> Spoil:
    start = FIRST.start
    return _judgement(findings=(replace(Finding("name", "certain", "no", start, start + 3), **changes),))


def _seen(make: Callable[[Case], dict[str, Any]]) -> Spoil:
    """Adds what a metric without a verdict says of the first case."""
    return lambda cases, scores: [
        replace(score, **make(case)) if case.id == FIRST.id else score
        for case, score in zip(cases, scores, strict=True)
    ]


def _origin(**changes: Any) -> Spoil:
    start, end = FIRST.claims[0].start, FIRST.claims[0].end
    content = FIRST.article.content.start
    piece = Piece("equal", start, end, content, content + 5)
    return _seen(lambda case: {"origins": (replace(Origin(case.claims[0].id, "edited", 1, 0.5, (piece,)), **changes),)})


def _raises(cases: Sequence[Case], scores: list[Score]) -> None:
    for case in cases:
        if not case.text:
            raise ZeroDivisionError("division by zero")


def _raises_on_many(cases: Sequence[Case], scores: list[Score]) -> list[Score]:
    if len(cases) > 1:
        raise MemoryError("too much")
    return scores


def _turns_the_list(cases: list[Case], scores: list[Score]) -> list[Score]:
    cases.reverse()
    return scores


def _writes_into_a_case(cases: Sequence[Case], scores: list[Score]) -> list[Score]:
    object.__setattr__(cases[0], "text", "other")
    return scores


def _ranks(cases: Sequence[Case], scores: list[Score]) -> list[Score]:
    """A rank among the cases, whatever their order."""
    order = sorted(case.id for case in cases)
    return [
        replace(score, values={"words": float(order.index(case.id))} if score.values else {})
        for case, score in zip(cases, scores, strict=True)
    ]


def _depends_on_the_one_before(cases: Sequence[Case], scores: list[Score]) -> list[Score]:
    before = [0.0, *(float(len(case.claims)) for case in cases)]
    return [
        replace(score, values={"words": one} if score.values else {})
        for one, score in zip(before, scores, strict=False)
    ]


SPOILED: dict[str, tuple[Spoil, str]] = {
    "raises on a case": (_raises, "it raised ZeroDivisionError: division by zero, on the case 'an empty block:SUMMARY'"),
    "raises on many": (_raises_on_many, "it raised MemoryError: too much, on 28 cases together, on none of them alone"),
    "too few": (lambda cases, scores: scores[1:], "it gave 27 for 28 cases"),
    "none": (lambda cases, scores: None, "it gave None for 28 cases"),
    "no Score": (lambda cases, scores: [0.5 for _ in scores], f"it gave 0.5 for {PLAIN}"),
    "turns the list": (_turns_the_list, "the cases are others after scoring"),
    "writes into a case": (_writes_into_a_case, "the cases are others after scoring"),
    "status": (_each(status="ok", values={}), f"{PLAIN} has the status 'ok'\nthe rule: a status is one of scored, abstained,"),
    "note": (_each(note=3), f"{PLAIN} has the note 3"),
    "values without score": (_each(status="abstained", note="no"), f"{PLAIN} is abstained and has {{'words': "),
    "no note": (_each(status="failed", values={}), f"{PLAIN} is failed without a note"),
    "no value": (_scored({}), f"{PLAIN} is scored and has no value"),
    "undeclared": (_scored({"letters": 1.0}), f"{PLAIN} has the value 'letters': declared are words"),
    "nan": (_scored({"words": float("nan")}), f"{PLAIN} has words=nan\nthe rule: a value is a finite int or float"),
    "infinite": (_scored({"words": float("inf")}), f"{PLAIN} has words=inf\nthe rule: a value is a finite"),
    "text": (_scored({"words": "3"}), f"{PLAIN} has words='3'\nthe rule: a value is a finite"),
    "float32": (_scored({"words": np.float32(3)}), f"{PLAIN} has words=np.float32(3.0)\nthe rule: a value is a finite"),
    "below": (_scored({"words": -1}), f"{PLAIN} has words=-1: declared is 0 to 1000"),
    "above": (_scored({"words": 1000.5}), f"{PLAIN} has words=1000.5: declared is 0 to 1000"),
    "scores nothing": (_each(status="abstained", values={}, note="no idea"), "it scored none of 28 cases: no idea"),
    "claims in a list": (_each(claims=[]), f"{PLAIN} has claims=[]"),
    "another's claim": (_judgement(claim_id="f00"), f"{PLAIN} has judgements of ['f00', "),
    "a claim twice": (
        lambda cases, scores: [replace(score, claims=score.claims * 2) for score in scores],
        f"{PLAIN} has judgements of ['{CLAIM}', ",
    ),
    "claims out of order": (
        lambda cases, scores: [replace(score, claims=score.claims[::-1]) for score in scores],
        f"its claims are ['{CLAIM}', ",
    ),
    "verdict": (_judgement(verdict="true"), f"{PLAIN}, claim {CLAIM}: the judgement has the verdict 'true'"),
    "a vote's verdict": (_judgement(votes=(Vote("model", "no"),)), "the vote of model has the verdict 'no'"),
    "a verdict without probability": (_judgement(probability=None), "the verdict is contradicted and the probability None"),
    "abstained with a probability": (_judgement(verdict="abstained"), "the verdict is abstained and the probability 0.1"),
    "probability": (_judgement(probability=1.1), f"claim {CLAIM}: 1.1\nthe rule: probabilities, and the scores of evidence"),
    "a vote's probability": (_judgement(votes=(Vote("model", "supported", -0.1),)), f"claim {CLAIM}: -0.1\nthe rule: prob"),
    "evidence's score": (_judgement(evidence=(Evidence("x", 0, 1, 7.0),)), f"claim {CLAIM}: 7.0\nthe rule: prob"),
    "evidence counted from 0": (_evidence(-FIRST.article.content.start), "does not stand at 0-92"),
    "evidence one further": (_evidence(1), "does not stand at "),
    "no evidence": (_judgement(evidence=(Evidence("", 400, 400, 0.5),)), "the evidence '' does not stand at 400-400"),
    "finding's type": (_finding(type="typo"), "a finding has 'typo'\nthe rule: expected one of number, unit, date,"),
    "certainty": (_finding(certainty="sure"), "a finding has 'sure'\nthe rule: expected one of certain, likely"),
    "finding before the block": (_finding(start=0), f"a finding at 0-{FIRST.start + 3}, the block is {FIRST.start}-"),
    "finding behind the block": (_finding(end=9999), f"a finding at {FIRST.start}-9999, the block is {FIRST.start}-"),
    "empty finding": (_finding(end=FIRST.start), f"a finding at {FIRST.start}-{FIRST.start}, the block is"),
    "source before CONTENT": (_finding(source_start=0, source_end=9), "a finding points at 0-9, CONTENT is "),
    "half a source": (_finding(source_start=600), "a finding points at 600-None, CONTENT is "),
    "finding's region": (_finding(source="BODY"), "a finding has 'BODY'\nthe rule: expected one of CONTENT, SUMMARY"),
    "offsets of the title": (_finding(source="TITLE", source_start=1, source_end=5), "a finding points at 1-5 of TITLE, whose offsets are not known"),
    "source in another block": (_finding(source="HIGHLIGHTS", source_start=1, source_end=5), "a finding points at 1-5, HIGHLIGHTS is "),
    "finding of no claim": (
        _seen(lambda case: {"findings": (Finding("name", "likely", "no", case.claims[0].start, case.claims[-1].end),)}),
        "lies in no claim\nthe rule: a finding lies within one of the case's claims",
    ),
    "passage outside": (_seen(lambda case: {"passages": (Span(0, 5),)}), "a passage at 0-5\nthe rule: passages are stretches of CONTENT"),
    "seen more than there is": (_seen(lambda _: {"seen": 1.5}), "seen=1.5\nthe rule: seen is a share of CONTENT's sentences, in [0, 1]"),
    "another claim's origin": (_origin(claim_id="x"), "has origins of ['x']: its claims are"),
    "copying": (_origin(copying="copied"), "an origin has 'copied'\nthe rule: expected one of verbatim, near-verbatim"),
    "position": (_origin(position=1.0), "an origin has longest_run=1, position=1.0"),
    "piece outside": (_origin(pieces=(Piece("equal", 0, 5, 0, 5),)), "a piece lies outside the claim"),
    "piece without its words": (_origin(pieces=(Piece("equal", FIRST.claims[0].start, FIRST.claims[0].end),)), "a piece lies outside CONTENT"),
    "no threshold": (
        lambda cases, scores: [
            replace(score, claims=tuple(replace(one, verdict="supported") if place == 1 and one.probability else one for place, one in enumerate(score.claims)))
            for score in scores
        ],
        "a claim with probability 0.1 is supported, one with 0.1 is not",
    ),
    "another number each time": (
        lambda cases, scores: [replace(one, values={"words": float(next(COUNT) % 1000)} if one.values else {}) for one in scores],
        f"{PLAIN} has {{'words': ",
    ),
    "rank": (_ranks, "has {'words': 24.0} with 3 judgements among others, {'words': 0.0} with 3 judgements alone"),
    "the case before": (_depends_on_the_one_before, "in reversed order\nthe rule: a case has the same score every time"),
}  # fmt: skip


@dataclass(frozen=True)
class Spoiled(Good):
    """The good metric, spoiled as its parameter says."""

    name: ClassVar[str] = "spoiled"
    fault: str = ""

    def score(self, cases: Sequence[Case], ctx: Context) -> Any:
        return SPOILED[self.fault][0](cases, list(super().score(cases, ctx)))

    def identity(self) -> dict[str, object]:
        return {"least": self.least, "fault": self.fault}


@pytest.mark.parametrize(("fault", "message"), [(fault, row[1]) for fault, row in SPOILED.items()], ids=SPOILED)
def test_a_broken_rule_of_scores(fault: str, message: str) -> None:
    """Scores that break a rule are refused with what was found, on which case."""
    with pytest.raises(AssertionError) as caught:
        check_metric(Spoiled(fault=fault))

    assert str(caught.value).startswith("spoiled: ")
    assert message in str(caught.value)


class Plain:
    pass


class NoDataclass(Good):  # of a dataclass, but what it adds is not a field
    pass


class Bare(Metric):
    name = "bare"
    measures = Good.measures

    def score(self, cases: Sequence[Case], ctx: Context) -> Sequence[Score]:
        return []


@dataclass
class Thawed(Bare):
    pass


@dataclass(frozen=True)
class Nameless(Metric):
    measures = Good.measures

    def score(self, cases: Sequence[Case], ctx: Context) -> Sequence[Score]:
        return []


def _declared(**attributes: Any) -> Metric:
    """The good metric with other class variables, at the top of this module so that it can be pickled."""
    kind = type("Declared", (Good,), {"__module__": __name__, **attributes})
    globals()["Declared"] = kind
    return dataclasses.dataclass(frozen=True)(kind)()


@dataclass(frozen=True)
class WithList(Good):
    terms: list[str] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class NeverEqual(Good):
    __eq__ = object.__eq__
    __hash__ = object.__hash__


@dataclass(frozen=True)
class Unsigned(Good):
    def identity(self) -> dict[str, object]:
        raise KeyError("model")


@dataclass(frozen=True)
class Random(Good):
    def identity(self) -> dict[str, object]:
        return {"least": self.least, "n": next(COUNT)}


@dataclass(frozen=True)
class Address(Good):
    model: object = Plain

    def identity(self) -> dict[str, object]:
        return {"least": self.least, "model": NOBODY}


NOBODY = object()


@dataclass(frozen=True)
class HalfSigned(Good):
    stem: bool = False


@dataclass(frozen=True)
class Keeping(Good):
    def score(self, cases: Sequence[Case], ctx: Context) -> Sequence[Score]:
        object.__setattr__(self, "last", cases[0].id)
        return super().score(cases, ctx)


@dataclass(frozen=True)
class Counting:
    id: str

    def __call__(self, batch: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in batch]


@dataclass(frozen=True)
class Anew(Good):
    """Its Op has another id each time: the cache never helps."""

    def score(self, cases: Sequence[Case], ctx: Context) -> Sequence[Score]:
        ctx.run(Counting(f"count-{next(COUNT)}"), [case.text for case in cases])
        return super().score(cases, ctx)


def _local() -> Metric:
    @dataclass(frozen=True)
    class Local(Good):
        pass

    return Local()


MEASURE = Good.measures[0]

DECLARED: dict[str, tuple[Callable[[], Any], str]] = {
    "a class": (lambda: Good, "Good is a class: expected an instance, check_metric(Good())"),
    "no metric": (Plain, "Plain: it does not derive from Metric"),
    "no dataclass": (Bare, "bare: its class is no dataclass: expected @dataclass(frozen=True)"),
    "not frozen": (Thawed, "bare: its class is not frozen: expected @dataclass(frozen=True)"),
    "no name": (Nameless, "its name is None"),
    "a name with blanks": (lambda: _declared(name="my metric"), "its name is 'my metric'"),
    "version": (lambda: _declared(version="1.0"), "good: its version is '1.0'"),
    "version 0": (lambda: _declared(version=0), "good: its version is 0"),
    "no measures": (lambda: _declared(measures=()), "good: its measures are ()"),
    "measures in a list": (lambda: _declared(measures=[MEASURE]), "good: its measures are [Measure("),
    "a measure twice": (
        lambda: _declared(measures=(MEASURE, MEASURE)),
        "good: 2 of its measures have the name 'words'",
    ),
    "bounds": (lambda: _declared(measures=(Measure("words", 2, 1),)), "the measure 'words' goes from 2 to 1"),
    "infinite bound": (
        lambda: _declared(measures=(Measure("words", 0, float("inf")),)),
        "the measure 'words' goes from 0 to inf\nthe rule: a measure's `low` is not above its `high`; None stands where",
    ),
    "better": (lambda: _declared(measures=(replace(MEASURE, better="up"),)), "the measure 'words' has better='up'"),
    "a measure never given": (
        lambda: _declared(measures=(MEASURE, Measure("letters"))),
        "the measure 'letters' had no value on any of 28 cases",
    ),
    "no requirement": (lambda: _declared(requires=("torch >",)), "'torch >' in `requires` is no requirement"),
    "requirement without a comma": (
        lambda: _declared(requires="torch"),
        "expected a tuple of requirements, ('torch',)",
    ),
    "not installed": (
        lambda: _declared(requires=("numpy>=1", "evalkit-nowhere>=2")),
        'good: it is not ready: pip install "evalkit-nowhere>=2"',
    ),
    "a list as parameter": (WithList, "good: it has no hash: unhashable type: 'list'"),
    "not to be pickled": (_local, "good: it cannot be pickled and read again: "),
    "never equal": (NeverEqual, "good: pickled and read again, it is another: NeverEqual(least=1"),
    "no signature": (Unsigned, "good: its signature raised KeyError: 'model'"),
    "random signature": (Random, "it is another: Random(least=1"),
    "address in the signature": (Address, "good: its signature is 'good(least=1, model=<object object at 0x"),
    "a parameter not signed": (HalfSigned, "good: the parameter 'stem' is not in good(least=1)|v1"),
    "keeps something": (Keeping, "good: scoring changed it: last"),
    "an Op that is another each time": (Anew, "good: its Ops are ['count-"),
}


@pytest.mark.parametrize(("make", "message"), DECLARED.values(), ids=DECLARED)
def test_a_broken_rule_of_the_class(make: Callable[[], Any], message: str) -> None:
    """A class, a parameter or an Op that breaks a rule is refused with what was found."""
    with pytest.raises(AssertionError) as caught:
        check_metric(make())

    assert message in str(caught.value)
    assert "\nthe rule: " in str(caught.value)


def test_a_good_metric_passes_at_once() -> None:
    """A metric that keeps the rules passes, within a second; a parameter that changes no number need not be signed."""
    began = time.perf_counter()
    check_metric(Good())
    check_metric(NoDataclass(least=3, chatty=True))

    assert time.perf_counter() - began < 2


def test_cases_of_ones_own() -> None:
    """A metric is checked with the cases that are given, and those must be some."""
    with pytest.raises(AssertionError, match="it gave None for 1 cases"):
        check_metric(Spoiled(fault="none"), cases=[FIRST])
    with pytest.raises(AssertionError, match="it scored none of 1 cases: too short"):
        check_metric(Good(least=100), cases=[FIRST])
    with pytest.raises(ValueError, match="cases is empty"):
        check_metric(Good(), cases=[])


@pytest.mark.once
@pytest.mark.parametrize(
    "specification",
    [
        *(name for name in plugins.find() if name in plugins.DEFAULT_METRICS),
        "rouge(stem=true)",
        "support(evidence=1)",
    ],
)
def test_the_built_in_metrics_pass(specification: str) -> None:
    """evalkit's own metrics keep the rules that it asks of others'."""
    check_metric(plugins.build(specification))


def test_specimens() -> None:
    """The cases are what their names say, no id twice, and no offset that could be mistaken for one from 0."""
    found = {case.id: case for case in specimens()}

    assert len(found) == len(specimens()) == 28
    assert "" == found["an empty block:SUMMARY"].text
    assert () == found["an empty block:SUMMARY"].claims
    assert 1 == len(found["one sentence of CONTENT:SUMMARY"].article.sentences)
    assert "a" * 100_000 in found["a word of 100,000 letters:HIGHLIGHTS"].text
    assert {"\x00", "\x1b", "\u202e"} <= set(found["control characters:SUMMARY"].text)
    assert {"a", "b"} == {case.system for name, case in found.items() if name.startswith("plain:")}
    for case in found.values():
        assert min(case.start, case.article.content.start) >= 90
        for sentence in case.article.sentences:
            at = sentence.start - case.article.content.start
            assert sentence.text == case.article.content.text[at : at + len(sentence.text)]


@dataclass(frozen=True)
class _Grown(Metric):
    """One whose signature leaves a parameter out at its default, and by mistake at any other value too."""

    name: ClassVar[str] = "grown"
    measures: ClassVar[tuple[Measure, ...]] = (Measure("grown"),)
    extra: str = field(default="", metadata={"help": "what came later", "later": True})

    def identity(self) -> dict[str, object]:
        return {}

    def score(self, cases, ctx):
        return [Score("scored", {"grown": 1.0}) for _ in cases]


def test_a_parameter_that_came_later_stands_in_the_signature_once_it_is_set() -> None:
    """Left out at its default it breaks no older signature; left out at another value it is refused."""
    from evalkit import testing

    testing._check_value(_Grown())
    with pytest.raises(AssertionError, match="the parameter 'extra' is not in grown"):
        testing._check_value(_Grown("x"))
