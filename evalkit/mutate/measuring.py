"""Two runs: the claims as they are, then every mutant in its block; and what came of each mutant.

Both are ordinary runs, so that all of a metric that rests on the article alone comes out of the cache the second time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec

from ..context import RunContext
from ..engines import Engine
from ..errors import ConfigError
from ..files import replacing
from ..metric import Metric
from ..reading import Columns, Source
from ..records import FAULTY, Article, BadInput, Case, Claim, Verdict
from ..runfile import ArticleRecord, CaseRecord, ClaimRecord, HeaderRecord, stream
from ..runner import Progress, Timing
from ..runner import run as run_sources
from ..store import Store
from .bounds import ALL, Bound, held
from .drawing import Mutant, altered, mutants_of, spans
from .operators import OPERATORS, TYPES, Operator
from .record import SCHEMA, Change, MutantRecord, Result
from .table import Tally, rows_of

__all__ = ["Job", "chosen"]


@dataclass(frozen=True, slots=True)
class _Judged:
    """What was said of a claim as it was."""

    verdict: Verdict | None
    probability: float | None


def chosen(types: Sequence[str]) -> tuple[Operator, ...]:
    """The operators of some types; all where none is named. An operator's own name does as well.

    Raises:
        ConfigError: there is no such type.
    """
    if not types:
        return OPERATORS
    for name in types:
        if name not in TYPES and name not in {one.name for one in OPERATORS}:
            raise ConfigError(f"--type {name!r}: there is no such type: expected one of {', '.join(TYPES)}")
    return tuple(one for one in OPERATORS if one.type in types or one.name in types)


class Job:
    """The mutants of some articles, judged.

    Args:
        sources: the articles with their own summaries.
        metrics: among them the one that gives verdicts.
        out: the folder; `run.jsonl` has the claims as they are, `mutants.run.jsonl` the mutants in their blocks.
        operators: what is done to the claims.
        seed: of the draw.
        per_claim: mutants of each operator and claim.
    """

    def __init__(
        self,
        sources: Sequence[Source | BadInput],
        metrics: Sequence[Metric],
        out: Path,
        *,
        verdict_from: str,
        columns: Columns | None = None,
        operators: Sequence[Operator] = OPERATORS,
        seed: int,
        per_claim: int,
    ) -> None:
        self._sources = sources
        self._metrics = metrics
        self._columns = columns
        self._verdict_from = verdict_from
        self._operators = tuple(operators)
        self._seed = seed
        self._per_claim = per_claim
        self.originals = out / "run.jsonl"
        self.judged = out / "mutants.run.jsonl"
        self._before: dict[tuple[str, str], _Judged] = {}
        self._drafts: IO[bytes] | None = None
        self._lost: Counter[str] = Counter()
        self._mutated: set[tuple[str, str]] = set()
        self._articles = 0
        self.failed = 0

    def run(
        self,
        target: Path,
        *,
        store: Store | None,
        limit: int | None = None,
        offline: bool = False,
        resume: bool = False,
        fresh: bool = False,
        progress: Progress | None = None,
        engine: Engine | None = None,
    ) -> tuple[Timing, Timing]:
        """Judges the claims, then their mutants, and writes a line for each mutant.

        Raises:
            ConfigError: the metric gives no verdicts.
            RunFileError, OutputError: as `runner.run`.
        """
        common = {
            "store": store, "columns": self._columns, "limit": limit, "verdict_from": self._verdict_from, "offline": offline,
            "resume": resume, "fresh": fresh, "progress": progress, "engine": engine,
        }  # fmt: skip
        first = run_sources(self._sources, self._metrics, self.originals, **common)  # type: ignore[arg-type]  # each goes to its own
        self._read_originals()
        drafts = target.with_name(target.name + ".drafts")
        settings = {
            "mutants": {
                "seed": self._seed,
                "per_claim": self._per_claim,
                "operators": [one.name for one in self._operators],
            }
        }
        try:
            with drafts.open("wb") as self._drafts:
                second = run_sources(
                    self._sources,
                    self._metrics,
                    self.judged,
                    writer=self._written,
                    settings=settings,
                    **common,  # type: ignore[arg-type]
                )
            with replacing(target, "wb") as file:
                encoder = msgspec.json.Encoder()
                for record in self._joined(drafts):
                    file.write(encoder.encode(record) + b"\n")
        finally:
            drafts.unlink(missing_ok=True)
        return first, second

    def _read_originals(self) -> None:
        judged = False
        for record in stream(self.originals):
            if isinstance(record, ArticleRecord):
                self._articles += 1
            elif isinstance(record, CaseRecord):
                self.failed += sum(score.status == "failed" for score in record.scores)
                for claim in record.claims:
                    judged |= claim.verdict is not None
                    self._before[record.id, claim.id] = _Judged(claim.verdict, claim.probability)
        if self._before and not judged and not self.failed:
            raise ConfigError(
                f"{self._verdict_from!r} gave no claim a verdict, and without verdicts nothing can be caught: expected a metric that"
                " judges claims, such as support"
            )

    def _is_supported(self, case: Case, claim: Claim) -> bool:
        found = self._before.get((case.id, claim.id))
        return found is not None and found.verdict == "supported"

    def _written(self, articles: Sequence[Article], context: RunContext) -> list[Article]:
        """The articles with a block of each mutant; what each mutant is goes into the drafts."""
        del context
        done = []
        for article in articles:
            mutants, lost = mutants_of(
                article, self._is_supported, operators=self._operators, seed=self._seed, most=self._per_claim
            )
            self._lost.update(lost)
            assert self._drafts is not None  # noqa: S101 - it is open while articles are written
            for mutant in mutants:
                self._mutated.add((mutant.case.id, mutant.claim.id))
                self._drafts.write(msgspec.json.encode(self._draft(mutant)) + b"\n")
            self._drafts.flush()
            done.append(altered(article, mutants))
        return done

    def _draft(self, mutant: Mutant) -> MutantRecord:
        before = self._before[mutant.case.id, mutant.claim.id]
        old, new = spans(mutant.proposal.changes)
        changes = tuple(
            Change(*first, mutant.before[slice(*first)], *last, mutant.after[slice(*last)])
            for first, last in zip(old, new, strict=True)
        )
        source = mutant.source
        text = mutant.case.article.content
        return MutantRecord(
            id=mutant.id, article=mutant.case.article.id, sha256=mutant.case.article.sha256, case=mutant.case.id,
            block=mutant.case.block, system=mutant.case.system, claim=mutant.claim.id,
            path=mutant.case.path, line=mutant.claim.line, column=mutant.claim.column,
            operator=mutant.operator.name, type=mutant.operator.type, kind=mutant.operator.kind,
            direction=mutant.proposal.direction, rung=mutant.proposal.rung, seed=self._seed, before=mutant.before, after=mutant.after,
            changes=changes, distance=sum(_distance(one.old, one.new) for one in changes),
            source=None if source is None else text.text[source[0] - text.start : source[1] - text.start],
            source_start=None if source is None else source[0], source_end=None if source is None else source[1],
            verdict_before="supported", probability_before=before.probability, verdict=None, probability=None, tier=None,
            caught=False, named=False, certain=False, findings=(),
        )  # fmt: skip

    def _joined(self, drafts: Path) -> Iterator[MutantRecord]:
        """Yields the mutants with what was said of them; drafts and cases stand in the same order."""
        fits = {one.name: one.fits for one in OPERATORS}
        with drafts.open("rb") as lines:
            for record in stream(self.judged):
                if not isinstance(record, CaseRecord):
                    continue
                draft = msgspec.json.decode(next(lines), type=MutantRecord)
                assert draft.id == record.system  # noqa: S101 - both were written in this order
                self.failed += sum(score.status == "failed" for score in record.scores)
                yield _with_verdict(draft, _changed_claim(record, draft), fits[draft.operator])

    def result(self, target: Path, bounds: Sequence[Bound] = ()) -> Result:
        """The table of the mutants in a file that `run` wrote, and how the bounds went."""
        header = next(stream(self.judged))
        assert isinstance(header, HeaderRecord)  # noqa: S101 - `stream` has seen to it
        tallies: dict[str, Tally] = {}
        mutants = 0
        with target.open("rb") as lines:
            for line in lines:
                one = msgspec.json.decode(line, type=MutantRecord)
                mutants += 1
                for name in (one.type, f"{one.type}/{one.operator}", ALL[one.kind]):
                    tallies.setdefault(name, Tally()).add(one)
        rows = tuple(rows_of(tallies))
        return Result(
            SCHEMA, header.evalkit, next((one.signature for one in header.metrics if one.signature.startswith(self._verdict_from)), ""),
            self._seed, self._per_claim, tuple(dict.fromkeys(one.type for one in self._operators)), self._articles,
            dict(self._made()), mutants, dict(sorted(self._lost.items())), rows, held(bounds, rows),
        )  # fmt: skip

    def _made(self) -> Counter[str]:
        made: Counter[str] = Counter(mutated=0, untouched=0, refused=0, abstained=0, unjudged=0)
        for key, one in self._before.items():
            if one.verdict is None:
                made["unjudged"] += 1
            elif one.verdict in FAULTY:
                made["refused"] += 1
            elif one.verdict == "abstained":
                made["abstained"] += 1
            else:
                made["mutated" if key in self._mutated else "untouched"] += 1
        return made


def _changed_claim(record: CaseRecord, draft: MutantRecord) -> ClaimRecord | None:
    """The claim that was changed, among the others of its block: the one that has the mutant's words, and no other claim before it."""
    found = [claim for claim in record.claims if claim.text == draft.after]
    return (
        found[0]
        if len(found) == 1
        else next((one for one in found if (one.line, one.column) == (draft.line, draft.column)), None)
    )


def _with_verdict(draft: MutantRecord, claim: ClaimRecord | None, fits: frozenset[str]) -> MutantRecord:
    if claim is None:
        return draft
    named = [one for one in claim.findings if one.type in fits]
    return msgspec.structs.replace(
        draft,
        verdict=claim.verdict,
        probability=claim.probability,
        tier=claim.tier,
        caught=claim.verdict in FAULTY,
        named=bool(named),
        certain=any(one.certainty == "certain" for one in named),
        findings=claim.findings,
    )


def _distance(old: str, new: str) -> int:
    """Characters put in, taken out or exchanged (Levenshtein 1966)."""
    row = list(range(len(new) + 1))
    for place, sign in enumerate(old, 1):
        last, row[0] = row[0], place
        for column, other in enumerate(new, 1):
            last, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, last + (sign != other))
    return row[-1]
