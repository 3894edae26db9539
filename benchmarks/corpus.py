"""Distinct articles of real length with claims that are no copies: what the table of speeds is measured on.

The sentences are those of seeds/ drawn with a fixed seed, in each of which some words and all digits are replaced, so that no sentence
stands in two articles and no cache has anything to reuse. A claim is one of the article's sentences with about a sixth of its words left
out and some replaced, as a summariser might have put it, rightly or wrongly: 5 of them are the SUMMARY, 4 the HIGHLIGHTS.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from throughput import SEEDS, changed

from evalkit.claims import cases
from evalkit.reading import read
from evalkit.records import Article, Case
from evalkit.segment import sentences

__all__ = ["CLAIMS", "Made", "judged", "made", "write_records", "write_tagged"]

SUMMARY = 5
CLAIMS = 9
_WORD = re.compile(r"\b[a-z]{5,}\b|\d+")
_DROPPED = 1 / 6


@dataclass(frozen=True, slots=True)
class Made:
    """An article: its sentences, and for each system the claims, of which the first `SUMMARY` are the summary."""

    number: int
    sentences: tuple[str, ...]
    claims: tuple[tuple[str, ...], ...]


def made(count: int, words: int = 1000, *, systems: int = 1, seed: int = 1) -> Iterator[Made]:
    """Yields `count` articles of about `words` words, with claims of so many systems; another seed gives other articles."""
    draw = random.Random(seed)
    pool, vocabulary = _pool()
    for number in range(count):
        text: list[str] = []
        length = 0
        while length < words:
            text.append(_WORD.sub(lambda match: changed(match, draw, vocabulary), draw.choice(pool)))
            length += len(text[-1].split())
        claims = []
        for _ in range(systems):
            picked = sorted(draw.sample(range(len(text)), min(CLAIMS, len(text))))
            claims.append(tuple(_said_again(text[place], draw, vocabulary) for place in picked))
        yield Made(number, tuple(text), tuple(claims))


def write_tagged(folder: Path, articles: Iterator[Made]) -> None:
    """Writes articles as evalkit reads them, one a file."""
    folder.mkdir(parents=True)
    for one in articles:
        summary = " ".join(one.claims[0][:SUMMARY])
        highlights = "\n".join(f"- {claim}" for claim in one.claims[0][SUMMARY:])
        blocks = f"<SUMMARY>\n{summary}\n</SUMMARY>\n" + (
            f"<HIGHLIGHTS>\n{highlights}\n</HIGHLIGHTS>\n" if highlights else ""
        )
        (folder / f"{one.number:05d}.txt").write_text(
            f"<TITLE>Article {one.number}</TITLE>\n<PUBLISHED_DATE>2025-01-01</PUBLISHED_DATE>\n<URL></URL>\n<AUTHOR></AUTHOR>\n\n"
            f"{blocks}<CONTENT>\n{_content(one)}\n</CONTENT>\n",
            "utf-8",
        )


def write_records(file: Path, articles: Sequence[Made], *, systems: int, most: int = CLAIMS) -> None:
    """Writes articles as JSON Lines: a line for each article and system, with at most so many claims."""
    with file.open("w", encoding="utf-8") as stream:
        for one in articles:
            for system in range(systems):
                claims = one.claims[system][:most]
                row: dict[str, object] = {
                    "id": f"{one.number}", "title": f"Article {one.number}", "published": "2025-01-01", "content": _content(one),
                    "system": f"system{system}", "summary": " ".join(claims[:SUMMARY]),
                }  # fmt: skip
                if claims[SUMMARY:]:
                    row["highlights"] = list(claims[SUMMARY:])
                stream.write(json.dumps(row) + "\n")


def judged(folder: Path) -> list[tuple[Case, ...]]:
    """The cases of each article of a folder."""
    return [cases(item) for item in read([folder]) if isinstance(item, Article)]


@lru_cache(maxsize=1)
def _pool() -> tuple[list[str], list[str]]:
    """The sentences of seeds/, and their longer words."""
    pool = [
        " ".join(sentence.text.split())
        for item in read([SEEDS])
        if isinstance(item, Article)
        for sentence in sentences(item.content.text)
    ]
    return pool, sorted({word for sentence in pool for word in re.findall(r"\b[a-z]{5,}\b", sentence)})


def _said_again(sentence: str, draw: random.Random, vocabulary: Sequence[str]) -> str:
    """A sentence with words left out and replaced; its first and last words stay."""
    first, *middle, last = sentence.split()
    kept = [
        draw.choice(vocabulary) if len(word) > 5 and word.islower() and draw.random() < 0.05 else word
        for word in middle
        if draw.random() >= _DROPPED or word.endswith(".")
    ]
    return " ".join([first, *kept, last])


def _content(one: Made) -> str:
    return "\n\n".join(" ".join(one.sentences[at : at + 3]) for at in range(0, len(one.sentences), 3))
