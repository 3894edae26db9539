"""A small summariser: the opening sentence of an article, its two most telling others, each shortened. Standard library alone.

python summarise.py     reads sources/, writes articles/ with a SUMMARY each
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

KEPT = 4
"""Sentences of a summary."""

SHORTENING = (
    (re.compile(r"^But "), ""),
    (re.compile(r", according to [^,.]+"), ""),
)
"""What is cut out of a sentence, and what is put there."""


def summary(content: str) -> list[str]:
    """The opening sentence and those with the rarest words, in their order, shortened."""
    sentences = [one for one in re.split(r"(?<=[.!?])\s+(?=[A-Z\"])", content.strip()) if one]
    words = [set(re.findall(r"[a-z]{4,}|\d[\d.,]*", one.lower())) for one in sentences]
    common = Counter(word for own in words for word in own)
    plain = [n for n in range(1, len(sentences)) if '"' not in sentences[n]]
    telling = sorted(plain, key=lambda n: (-sum(1 / common[word] for word in words[n]), n))[: KEPT - 1]
    return [_shortened(sentences[n]) for n in sorted((0, *telling))]


def _shortened(sentence: str) -> str:
    for pattern, instead in SHORTENING:
        sentence = pattern.sub(instead, sentence)
    return sentence


def main() -> None:
    """Writes an article with its summary for every source."""
    Path("articles").mkdir(exist_ok=True)
    for source in sorted(Path("sources").glob("*.txt")):
        head, _, content = source.read_text("utf-8").partition("<CONTENT>")
        bullets = "\n".join(f"- {one}" for one in summary(content.partition("</CONTENT>")[0]))
        text = f"{head}<SUMMARY>\n{bullets}\n</SUMMARY>\n<CONTENT>{content}"
        (Path("articles") / source.name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
