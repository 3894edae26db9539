"""Runs made by hand for the tests of reports: a hostile article with every verdict, a calm one, and pieces to make others."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from evalkit import runfile
from evalkit.report.html import write_html
from evalkit.runfile import (
    ArticleRecord,
    BadInputRecord,
    CaseRecord,
    ClaimRecord,
    ContentRecord,
    EvidenceRecord,
    FindingRecord,
    FooterRecord,
    HeaderRecord,
    MeasureRecord,
    MetricRecord,
    Record,
    ScoreRecord,
    VoteRecord,
)

HEADER = HeaderRecord(
    1, "0.1.0", "2025-01-01T00:00:00+00:00", {"python": "3"},
    (
        MetricRecord("support", "support(model='m@1')|v1", (
            MeasureRecord("support", 0.0, 1.0, "share", "higher", "share of the claims that CONTENT supports"),
            MeasureRecord("unsupported_rate", 0.0, 1.0, "share", "lower", "share that it does not"),
        )),
        MetricRecord("extractive", "extractive()|v1", (MeasureRecord("density", 0.0, None, "words", "neither", "mean run"),)),
    ),
    {"limit": None}, 12345,
)  # fmt: skip

# Each of these is text and must stay text.
HOSTILE = (
    "</script><script>window.__pwned = 1</script><img src=x onerror='window.__pwned = 2'><svg onload=alert(1)> "
    "<style>*{display:none}</style> javascript:alert(1) &lt;i&gt; ${1+1} {{ 7*7 }} <!-- \u202etxet desrever\u202c \u2066x\u2069 "
    "zero\u200bwidth jo\u200diner \U000e0041\U000e0042 bell\x07 \x1b[31m nul\x00 line\u2028end soft\u00adhyphen 😀𝔘 tail"
)
FAMILY = "👨\u200d👩\u200d👧 می\u200cخواهم"  # joiners that belong where they are
CONTENT = (
    f"😀𝔘 Lead. The bridge cost £2.4m,\r\n\r\nthe mayor said. It was mended in May. {FAMILY} came. Old\rline. "
    f"It rained. {HOSTILE}"
)
SUMMARY = "𝔘😀𝔘 The article says that the bridge cost £3.9m. It was mended in May, he said.\n- Nobody swam.\n- Ὅμηρος."
C, S = 1000, 100  # where CONTENT and the block start in their file


def span(text: str, words: str, origin: int) -> tuple[int, int]:
    start = text.index(words) + origin
    return start, start + len(words)


def article(name: str, content: str, title: str, url: str = "javascript:alert(1)") -> ArticleRecord:
    return ArticleRecord(
        f"{name}#1",
        name,
        1,
        f"{len(name):064x}",
        title,
        "2025-01-01",
        url,
        "A. Uthor",
        ContentRecord(content, C, 20),
        (),
    )


@dataclass
class Fault:
    words: str
    source: str | None
    message: str


def claim(
    block: str,
    words: str,
    verdict: Any,
    probability: float | None,
    content: str,
    evidence: tuple[str, ...] = (),
    faults: tuple[Fault, ...] = (),
    frame: str = "",
    judged: str = "",
) -> ClaimRecord:
    start, end = span(block, words, S)
    return ClaimRecord(
        f"id-{start}-{verdict}".replace(" ", "-"), words, words, judged or words, start, end, 6, 1 + start,
        (span(block, frame, S),) if frame else (),
        verdict, probability, "checks" if verdict else None,
        (VoteRecord("checks", verdict, None, "a note"), VoteRecord("model", "supported", 0.73, None)) if verdict else (),
        tuple(EvidenceRecord(one, *span(content, one, C), 20 + n, 7, 0.5) for n, one in enumerate(evidence)),
        tuple(
            FindingRecord("number", "certain", one.message, *span(block, one.words, S), *(span(content, one.source, C) if one.source else (None, None)))
            for one in faults
        ),
    )  # fmt: skip


def case(
    article: ArticleRecord, block: Any, text: str, claims: tuple[ClaimRecord, ...], system: str | None = None,
    scores: tuple[ScoreRecord, ...] = (), path: str | None = "same",
) -> CaseRecord:  # fmt: skip
    if not scores:
        scores = (ScoreRecord("support", "scored", {"support": 0.5, "unsupported_rate": 0.25}, None),)
    name = f"{article.id}:{block}" + (f":{system}" if system else "")
    path, line = (article.path, 6) if path == "same" else (path, None)
    return CaseRecord(name, article.id, block, system, path, line, line, text, S, S + len(text), claims, scores)


PASSAGE = "The bridge cost £2.4m,\r\n\r\nthe mayor said."


def records() -> list[Record]:
    first = article("a.txt", CONTENT, "First " + HOSTILE)
    claims = (
        claim(SUMMARY, "The article says that the bridge cost £3.9m.", "contradicted", 0.02, CONTENT,
               (PASSAGE, "£2.4m,\r\n\r\nthe mayor said. It was mended in May."),
               (Fault("£3.9m", "£2.4m", "says £3.9m, the article says £2.4m"), Fault("bridge cost £3.9m", None, "wide <b>fault</b>")),
               frame="The article says that ", judged="the bridge cost £3.9m."),
        claim(SUMMARY, "It was mended in May, he said.", "supported", 0.97, CONTENT, ("It was mended in May.", "😀𝔘 tail")),
        claim(SUMMARY, "Nobody swam.", "unsupported", 0.2, CONTENT, (), (Fault("swam", None, "no word of it"),)),
        claim(SUMMARY, "Ὅμηρος.", "abstained", None, CONTENT),
    )  # fmt: skip
    unjudged = (claim(HOSTILE, HOSTILE, None, None, CONTENT),)
    failed = (ScoreRecord("support", "failed", {}, "<b>it broke</b>"),)
    empty = (ScoreRecord("support", "not_applicable", {}, "the block is empty"),)
    second = article("b.txt", "Calm text. " + "x" * 200_000, "Second", "https://news.example/b")
    calm = (claim("Calm text.", "Calm text.", "supported", 0.99, second.content.text, ("Calm text.",)),)
    return [
        HEADER,
        second,
        case(second, "SUMMARY", "Calm text.", calm, "one"),
        case(second, "SUMMARY", "Calm text.", (), "two", (ScoreRecord("support", "abstained", {}, None),), path=None),
        BadInputRecord("<b>bad</b>.txt", 3, 7, "no </script> here"),
        first,
        case(first, "SUMMARY", SUMMARY, claims, "one", (ScoreRecord("support", "scored", {"support": 0.333, "unsupported_rate": 0.3}, None),)),
        case(first, "HIGHLIGHTS", HOSTILE, unjudged, "<i>two</i>", failed),
        case(first, "HIGHLIGHTS", "", (), "one", empty),
        FooterRecord(2, 5, 2, 1, 1, 1, 1),
    ]  # fmt: skip


def run_file(folder: Path, made: Iterable[Record], name: str = "run.jsonl") -> Path:
    """Writes records as a run file."""
    place = folder / name
    with place.open("wb") as file:
        file.writelines(map(runfile.encode, made))
    return place


def write(folder: Path, made: Iterable[Record], name: str = "report.html", **options: Any) -> Path:
    """Writes records as a report."""
    write_html(run_file(folder, made), folder / name, **options)
    return folder / name


SYLLABLES = (
    "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu bra cle dri flo gru pla ste tri sho qua".split()
)
VOCABULARY = [
    "".join(random.Random(n).choices(SYLLABLES, k=1 + n % 4)) for n in range(6000)
]  # compresses about as prose does
FREQUENCIES = list(itertools.accumulate(1 / (n + 5) for n in range(6000)))


def sentences(seed: random.Random, words: int) -> list[str]:
    """Sentences of made-up prose, some words in all."""
    made: list[str] = []
    while words > 0:
        length = seed.randint(8, 24)
        told = " ".join(seed.choices(VOCABULARY, cum_weights=FREQUENCIES, k=length))
        made.append(f"{told.capitalize()} {seed.randint(2, 9999)}.")
        words -= length + 1
    return made


def large(count: int, words: int = 1000) -> Iterator[Record]:
    """A run of articles of real length, each with a summary of five claims and three highlights, all verdicts among them."""
    seed = random.Random(20)
    verdicts = ["supported"] * 7 + ["unsupported", "contradicted", "abstained"]
    yield HEADER
    for n in range(count):
        told = sentences(seed, words)
        content = "\n\n".join(" ".join(told[at : at + 4]) for at in range(0, len(told), 4))
        one = article(f"made/{n:05d}.txt", content, f"Article {n}: {told[0][:50]}", f"https://news.example/{n}")
        yield msgspec.structs.replace(one, sha256=f"{n:064x}")
        for block, many in (("SUMMARY", 5), ("HIGHLIGHTS", 3)):
            chosen = seed.sample(told, many)
            text = "\n".join(f"- {words}" for words in chosen)
            claims = []
            for words_ in chosen:
                verdict = seed.choice(verdicts)
                probability = (
                    None
                    if verdict == "abstained"
                    else round(seed.uniform(0.5, 1) if verdict == "supported" else seed.uniform(0, 0.5), 4)
                )
                faults = (
                    (Fault(words_.rsplit(" ", 1)[1], None, "says so, the article does not"),)
                    if verdict == "contradicted"
                    else ()
                )
                claims.append(
                    claim(text, words_, verdict, probability, content, (words_, *seed.sample(told, 2)), faults)
                )
            share = sum(one.verdict == "supported" for one in claims) / many
            mean = sum(one.probability or 0 for one in claims) / many
            scores = (
                ScoreRecord(
                    "support", "scored", {"support": share, "support_mean": mean, "unsupported_rate": 1 - share}, None
                ),
                ScoreRecord(
                    "extractive",
                    "scored",
                    {"coverage": round(seed.uniform(0.3, 1), 3), "density": round(seed.uniform(1, 40), 2)},
                    None,
                ),
            )
            yield case(one, block, text, tuple(claims), scores=scores)
    yield FooterRecord(count, 2 * count, 4 * count, 0, 0, 0, 0)
