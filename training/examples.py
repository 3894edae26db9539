"""Examples to learn from: claims of labelled sets, claims written for this project, and claims made of articles by rule."""

from __future__ import annotations

import difflib
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .compressions import compressed
from .config import Config, Made
from .corruptions import corrupted
from .labelled import Row, rows
from .rewrites import fused, rewritten, with_longer_names
from .texts import Text, article_of

__all__ = ["Example", "changed", "examples"]

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A claim to be judged against evidence of a document.

    Attributes:
        label: 1 supported, 0 not.
        spans: offsets of its unsupported words; () where none is, None where nobody knows.
        sentence: the one sentence to take as evidence; None to take what retrieval packs.
        altered: (a sentence of the document, what stands in its place), for pairs whose article is altered.
        origin: what made it: the set or maker, and the corruption's type.
        twin: what it has in common with its twins of the other label, which are read with the same evidence; "" if it has none.
    """

    document: str
    claim: str
    label: int
    spans: Spans | None
    origin: str
    sentence: str | None = None
    altered: tuple[str, str] | None = None
    twin: str = ""


def changed(before: str, after: str) -> Spans:
    """Offsets of the words of `after` that `before` has not in that place; where words are gone, those around the gap."""
    old = [match[0].lower() for match in re.finditer(r"\S+", before)]
    new = list(re.finditer(r"\S+", after))
    found = []
    for kind, _, _, first, last in difflib.SequenceMatcher(
        None, old, [match[0].lower() for match in new], autojunk=False
    ).get_opcodes():
        if kind == "equal" or not new:
            continue
        if first == last:
            found.append((new[max(0, first - 1)].start(), new[min(len(new) - 1, last)].end()))
        else:
            found.append((new[first].start(), new[last - 1].end()))
    return tuple(found)


def examples(data: Path, written: Path, config: Config, stage: int) -> list[Example]:
    """All examples of a stage, in an order that the seed and the stage's number fix.

    Args:
        data: the folder with the training sets.
        written: the folder with the claims written for this project.
    """
    own = config.fit.stages[stage]
    rng = random.Random(f"{config.seed}:{stage}")
    found = [*_labelled(data, config.labelled, own.labelled, rng)]
    if own.written:
        found += _written(data, written, own.written, rng)
    found += _made(data, config.made, own.sentences, rng)
    rng.shuffle(found)
    return found


def _labelled(data: Path, sets: Mapping[str, tuple[int, float]], part: float, rng: random.Random) -> Iterator[Example]:
    for name, (most, share) in sets.items():
        whole = list(rows(data / f"{name}.jsonl.gz"))
        for row in rng.sample(whole, k=min(round(part * most), len(whole))):
            yield Example(row.document, row.claim, row.label, _known(row), name, twin=row.claim)
            if row.label == 1 and rng.random() < share:
                yield from _twin(row, rng)


def _known(row: Row) -> Spans | None:
    return () if row.label == 1 else row.spans


def _twin(row: Row, rng: random.Random) -> Iterator[Example]:
    """The supported claim of a row, altered."""
    altered = corrupted(row.claim, Text(article_of(row.document)), rng)
    if altered:
        spans = changed(row.claim, altered[0])
        yield Example(row.document, altered[0], 0, spans, f"{row.set}+{altered[1]}", twin=row.claim)


def _written(data: Path, folder: Path, repeat: int, rng: random.Random) -> Iterator[Example]:
    """Claims written for this project, with their false twins; some of the true ones altered by rule as well."""
    documents: dict[tuple[str, str], str] = {}
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            record = json.loads(line)
            if "document" not in record:
                key = (record["set"], record["id"])
                if key not in documents:
                    documents.update(
                        {(row.set, row.id): row.document for row in rows(data / f"{record['set']}.jsonl.gz")}
                    )
                document, claims = documents[key], [record]
            else:
                document, claims = record["document"], record["claims"]
            text = Text(article_of(document))
            for one in claims:
                own = list(_of_written(document, text, one, rng))
                for _ in range(repeat):
                    yield from own


def _of_written(document: str, text: Text, one: dict[str, Any], rng: random.Random) -> Iterator[Example]:
    """A written claim in all its true wordings, and its twins, each beside the wording that is nearest to it."""
    wordings = [one["true"], *one.get("also", ())]
    for true in wordings:
        yield Example(document, true, 1, (), "written", twin=one["true"])
    for kind, false in one["false"]:
        spans = min((changed(true, false) for true in wordings), key=_size)
        yield Example(document, false, 0, spans, f"written+{kind}", twin=one["true"])
    altered = corrupted(one["true"], text, rng)
    if altered:
        spans = changed(one["true"], altered[0])
        yield Example(document, altered[0], 0, spans, f"written+rule-{altered[1]}", twin=one["true"])


def _size(spans: Spans) -> int:
    return sum(last - first for first, last in spans)


def _made(data: Path, config: Made, sentences: int, rng: random.Random) -> Iterator[Example]:
    documents: dict[str, None] = {}
    for name in config.sets:
        documents.update(dict.fromkeys(row.document for row in rows(data / f"{name}.jsonl.gz")))
    texts = [Text(article_of(document)) for document in documents]
    for text in texts:
        for place in rng.sample(range(len(text.sentences)), k=min(sentences, len(text.sentences))):
            yield from _made_of(text, place, rng.sample(texts, 3), config, rng)


def _made_of(text: Text, place: int, others: Sequence[Text], config: Made, rng: random.Random) -> Iterator[Example]:
    """A sentence rewritten, and altered; against the packed article, against itself, and against a wrong sentence."""
    document = text.article.content.text
    sentence = text.sentences[place]
    if rng.random() < config.mirrored:
        yield from _mirrored(text, sentence, others, rng)
        return
    joined = rng.random() < config.joined and place + 1 < len(text.sentences)
    claim = _retold(sentence, config, rng)
    if rng.random() < config.longer_names:
        claim = with_longer_names(claim, text.names)
    if joined:
        claim = fused(claim, _retold(text.sentences[place + 1], config, rng), rng)
    base = Example(document, claim, 1, (), "made", twin=claim)
    yield base
    altered = corrupted(claim, text, rng, others=others)
    if altered:
        false = Example(document, altered[0], 0, changed(claim, altered[0]), f"made+{altered[1]}", twin=claim)
        yield false
        if not joined and altered[1] != "stitched":
            yield replace(false, sentence=sentence)
            yield replace(base, sentence=sentence)
    if rng.random() < config.wrong_place:
        wrong = rng.choice(text.sentences)
        words, own = set(wrong.lower().split()), set(claim.lower().split())
        if len(words & own) < 0.5 * len(own):
            yield Example(document, claim, 0, None, "made+wrong-place", sentence=wrong)


def _retold(sentence: str, config: Made, rng: random.Random) -> str:
    """A sentence shortened, put in other words, both, or as it stands."""
    shorter = compressed(sentence, rng) if rng.random() < config.compressed else sentence
    return rewritten(shorter, rng)


def _mirrored(text: Text, sentence: str, others: Sequence[Text], rng: random.Random) -> Iterator[Example]:
    """The sentence and its altered twin against an article that says the twin: so that no edit is a sign by itself."""
    altered = corrupted(sentence, text, rng, others=others)
    if altered is None or altered[1] in ("stitched", "unsupported"):
        return
    document = text.article.content.text
    turn = (sentence, altered[0])
    for evidence in (None, altered[0]) if rng.random() < 0.5 else (None,):
        told = rewritten(altered[0], rng, most=1)
        yield Example(document, told, 1, (), "mirrored", evidence, turn, sentence)
        spans = changed(altered[0], sentence)
        yield Example(document, sentence, 0, spans, f"mirrored+{altered[1]}", evidence, turn, sentence)


def by_document(found: Sequence[Example]) -> dict[str, list[Example]]:
    """Examples by their document, documents in the order in which they come."""
    groups: dict[str, list[Example]] = defaultdict(list)
    for one in found:
        groups[one.document].append(one)
    return groups
