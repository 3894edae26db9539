"""Measures how right verdicts and findings are on labelled sets, for the report to say so beside each of them.

    python -m training.reliability FOLDER [--only SET ...] [--out FILE]

FOLDER holds labelled sets: the folder `dev`. Every summary goes through `support` as in a run. Writes the file that the metrics
carry (`metrics/evalkit_metrics/model/reliability.json`) and prints its table for the model card.

Of verdicts, only summaries of one single claim tell anything: there the summary's label is the claim's. A label says supported or
not, so that `contradicted` is right, as `unsupported` is, where the label is not supported. Findings are counted as
`benchmarks/findings.py` does it, on all summaries. Those of `highlights` are measured on the labelled bullets of
`benchmarks/highlights.py`, in the half of their documents that served to mend no rule.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from statistics import mean

from scipy.stats import norm

from evalkit.claims import cases
from evalkit.files import replacing
from evalkit.metric import Finding, Score
from evalkit.records import Block
from evalkit.stats import CONFIDENCE, mean_interval
from evalkit_metrics.copying import traced
from evalkit_metrics.highlights import Highlights
from evalkit_metrics.index import ArticleIndex
from evalkit_metrics.model.pair import pair_name
from evalkit_metrics.openings import check_connective, check_references
from evalkit_metrics.support import Support

from .bullets import bullets
from .figures import judged
from .labelled import Row, rows
from .texts import article_of

__all__ = ["EDGES", "Key", "Tally", "add_bullets", "interval", "measured", "table", "to_json"]

OUT = Path(__file__).parent.parent / "metrics" / "evalkit_metrics" / "model" / "reliability.json"
EDGES = (0.0, 0.2, 0.35, 0.5, 0.65, 0.8, 1.0)
"""Where the ranges of probability begin and end; P(supported) of the model is never 1."""
_LEAST = 2  # times that something was seen, on as many documents: of one alone there is no interval


@dataclass(frozen=True, slots=True)
class Key:
    """What is measured: a verdict of a tier, in a range of probability or in all of them, or a type of finding."""

    metric: str
    tier: str | None = None
    verdict: str | None = None
    finding: str | None = None
    certainty: str | None = None
    from_probability: float | None = None
    to_probability: float | None = None

    def place(self) -> tuple[str, bool, str, str, str, float]:
        """Its place in the file: by metric, verdicts first, a tier's verdict before its ranges of probability."""
        return (
            self.metric,
            self.finding is not None,
            self.tier or "",
            self.verdict or self.finding or "",
            self.certainty or "",
            -1.0 if self.from_probability is None else self.from_probability,
        )


@dataclass(slots=True)
class Tally:
    """Whether each verdict and each finding was right, with the document that it was on.

    Attributes:
        seen: for each key, a pair of right and document for each time.
        labels: of the single claims, by document and text; each counts once.
        summaries: how many were judged.
        bullets: how many labelled bullets were.
    """

    seen: dict[Key, list[tuple[bool, str]]] = field(default_factory=lambda: defaultdict(list))
    labels: dict[tuple[str, str], int] = field(default_factory=dict)
    summaries: int = 0
    bullets: int = 0
    _words: set[tuple[str, ...]] = field(default_factory=set)

    def add(self, row: Row, score: Score) -> None:
        """Counts what `support` says of a labelled summary."""
        document = _digest(row.document)
        self.summaries += 1
        self._add_verdict(row, score, document)
        for finding in (finding for claim in score.claims for finding in claim.findings):
            right = _is_right(row, finding)
            kind = "right" if right else "elsewhere" if row.label == 0 else "faithful"
            words = (document, finding.type, row.claim[finding.start : finding.end].lower(), kind)
            if words not in self._words:  # twenty edits of one summary have the same words
                self._words.add(words)
                tier = "model" if finding.type == "unsupported" else "checks"
                key = Key("support", tier, finding=finding.type, certainty=finding.certainty)
                self.seen[key].append((right, document))

    def _add_verdict(self, row: Row, score: Score, document: str) -> None:
        own = (document, row.claim)
        if len(score.claims) != 1 or own in self.labels:
            return
        (claim,) = score.claims
        if claim.probability is None:
            return
        self.labels[own] = row.label
        right = (claim.verdict == "supported") == (row.label == 1)
        self.seen[Key("support", claim.tier, claim.verdict)].append((right, document))
        if claim.tier == "model":  # a check's probability says no more than that it has found something
            low, high = next((low, high) for low, high in pairwise(EDGES) if claim.probability < high)
            key = Key("support", "model", claim.verdict, from_probability=low, to_probability=high)
            self.seen[key].append((right, document))

    def about(self) -> dict[str, str]:
        """On what it was measured, one line for each kind."""
        documents = len({document for document, _ in self.labels})
        told = {
            "findings": f"{self.summaries:,} summaries of the development sets; right is one on words that people marked or, where"
            " they marked none, in a summary not labelled supported",
        }
        if self.labels:
            told["verdicts"] = (
                f"{len(self.labels):,} summaries of a single claim on {documents:,} documents of the development sets,"
                f" {mean(self.labels.values()):.0%} of them labelled supported; a refusal is right where the label is not supported"
            )
        if self.bullets:
            told["bullets"] = (
                f"{self.bullets:,} bullets cut from news articles that served to mend no rule, read by one reader"
            )
        return told


def _is_right(row: Row, finding: Finding) -> bool:
    """Whether a finding is on words that were marked, or, where none were, in a summary that is not supported."""
    return row.label == 0 and (not row.spans or _meets((finding.start, finding.end), row.spans))


def _meets(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _digest(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def add_bullets(tally: Tally, data: Path) -> None:
    """Counts what `highlights` finds dangling in the labelled bullets whose documents served to mend no rule.

    Raises:
        OSError: a set that the bullets are cut from is not in the folder.
    """
    for bullet in bullets(data):
        if bullet.tuned:
            continue
        block = Block("HIGHLIGHTS", f"- {bullet.text}", len(bullet.document) + 10)
        (case,) = cases(replace(article_of(bullet.document), blocks=(block,)))
        if len(case.claims) != 1:
            continue
        tally.bullets += 1
        (claim,) = case.claims
        trace = traced(claim, ArticleIndex.of(case.article))
        found = [(one, bullet.broken) for one in check_connective(trace)]
        found += [
            (one, _meets((one.start - claim.start, one.end - claim.start), bullet.dangling))
            for one in check_references(trace)
        ]
        for one, right in found:
            key = Key("highlights", finding=one.type, certainty=one.certainty)
            tally.seen[key].append((right, _digest(bullet.document)))


def interval(seen: Sequence[tuple[bool, str]]) -> tuple[float, float, float] | None:
    """The share of what was right and its 95% interval, clustered by document; None where one document alone was seen.

    Where all of it was right, or nothing, the clusters show no spread: then it is Wilson's interval (1927), with every document
    counted once.
    """
    found = mean_interval([float(right) for right, _ in seen], [document for _, document in seen], low=0.0, high=1.0)
    if found.low is None or found.high is None:
        return None
    if 0 < found.mean < 1:
        return found.mean, found.low, found.high
    squared = float(norm.ppf((1 + CONFIDENCE) / 2)) ** 2
    reach = squared / (found.clusters + squared)
    return found.mean, max(0.0, found.mean - reach), min(1.0, found.mean + reach)


def measured(tally: Tally) -> Iterator[dict[str, object]]:
    """Yields the rows of the file, in its order; what was seen on one document alone is left out."""
    for key in sorted(tally.seen, key=Key.place):
        seen = tally.seen[key]
        found = interval(seen)
        if found is None:
            continue
        about = "bullets" if key.metric == "highlights" else "findings" if key.finding else "verdicts"
        precision, low, high = (round(one, 4) for one in found)
        values = {**asdict(key), "precision": precision, "low": low, "high": high, "n": len(seen), "about": about}
        yield {name: value for name, value in values.items() if value is not None}


def to_json(tally: Tally) -> str:
    """The text of the file: what it was measured with and on, and a line for each row."""
    head = {
        "about": tally.about(),
        "measured": {"highlights": Highlights.version, "support": Support.version, "model": pair_name()},
    }
    told = json.dumps(head, indent=2, sort_keys=True, ensure_ascii=False).removesuffix("\n}")
    lines = ",\n".join(f"    {json.dumps(row, ensure_ascii=False)}" for row in measured(tally))
    return f'{told},\n  "rows": [\n{lines}\n  ]\n}}\n'


def table(tally: Tally) -> Iterator[str]:
    """The lines of a Markdown table, a row each; then on what it was measured."""
    yield "| metric | tier | what it says | P(supported) | right (95% interval) | n |"
    yield "|---|---|---|---|---|---|"
    for row in measured(tally):
        says = row.get("verdict") or f"{row['finding']}, {row['certainty']}"
        low, high = row.get("from_probability"), row.get("to_probability")
        chance = "" if low is None else f"{low} to {high}"
        share = f"{row['precision']:.3f} ({row['low']:.3f} to {row['high']:.3f})"
        yield f"| {row['metric']} | {row.get('tier', '')} | {says} | {chance} | {share} | {row['n']} |"
    yield ""
    yield from (f"{name}: {told}." for name, told in sorted(tally.about().items()))


def main() -> None:
    """Measures, writes the file and prints the table."""
    parser = argparse.ArgumentParser(prog="python -m training.reliability", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", default=[], help="these sets alone")
    parser.add_argument("--out", type=Path, default=OUT, help="the file to write")
    chosen = parser.parse_args()
    tally = Tally()
    for file in sorted(chosen.folder.glob("*.jsonl.gz")):
        if not chosen.only or file.name.removesuffix(".jsonl.gz") in chosen.only:
            for row, score, _ in judged(list(rows(file)), Support()):
                tally.add(row, score)
    add_bullets(tally, chosen.folder)
    with replacing(chosen.out) as file:
        file.write(to_json(tally))
    print("\n".join(table(tally)))


if __name__ == "__main__":
    main()
