"""Articles of the labelled sets as corruptions and rewrites need them: sentences, names, figures, words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from evalkit.records import Article, Block
from evalkit.segment import sentences
from evalkit.words import FUNCTION_WORDS

__all__ = ["MONTHS", "NAME", "WEEKDAYS", "Text", "article_of"]

MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

NAME = re.compile(
    r"(?<![\w'’])[A-Z][\w'’-]*[a-z][\w'’-]*(?:\s(?:(?:of|de|van|von|al|bin)\s)?[A-Z][\w'’-]*[a-z]\w*){0,3}"
)
_NO_NAMES = frozenset(
    word.lower() for word in (*MONTHS, *WEEKDAYS, *"Mr Mrs Ms Dr Sir I It He She They We But And The This That".split())
)


def article_of(document: str) -> Article:
    """A document as an article without blocks, its sentences found."""
    content = Block("CONTENT", document)
    return Article(
        id="", path=None, line=None, sha256="", title="", published="", url="", author="", content=content, blocks=(),
        sentences=sentences(document, 0),
    )  # fmt: skip


@dataclass(frozen=True)
class Text:
    """One article's text, and what corruptions of its sentences draw from."""

    article: Article

    @cached_property
    def sentences(self) -> list[str]:
        """Its sentences of 6 to 45 words, in order, blanks made single."""
        found = (" ".join(one.text.split()) for one in self.article.sentences)
        return [one for one in found if 6 <= len(one.split()) <= 45]

    @cached_property
    def names(self) -> list[str]:
        """Capitalised names that stand within a sentence, each once."""
        found: dict[str, None] = {}
        for one in self.article.sentences:
            for match in NAME.finditer(one.text):
                if match.start() > 1 and names_something(match[0]):
                    found.setdefault(re.sub(r"['’]s$", "", match[0]))
        return list(found)

    @cached_property
    def figures(self) -> list[str]:
        """Numbers in digits, each once."""
        return list(dict.fromkeys(re.findall(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\w])", self.article.content.text)))

    @cached_property
    def words(self) -> list[str]:
        """Words in lower case that say something by themselves, each once."""
        found = re.findall(r"(?<![\w'’-])[a-z]{4,}(?![\w'’-])", self.article.content.text)
        return list(dict.fromkeys(word for word in found if word not in FUNCTION_WORDS))


def names_something(name: str) -> bool:
    """Whether a capitalised stretch is more than a month, a title or a word that opens a sentence."""
    first = name.split(maxsplit=1)[0].lower()
    return first not in _NO_NAMES and first not in FUNCTION_WORDS
