"""Names: a name in a claim must be one that the article mentions.

A name is a word with a capital that is not the first of its sentence. It is known if the article (title and author
included: they resolve references) has it in any case, with or without accents and possessive, as a part of a compound, as
the adjective of a place ("Ukrainian", "Ukraine"), or as initials ("UN" for "United Nations", and the reverse).
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from evalkit.metric import Finding
from evalkit.records import Article, Claim
from evalkit.words import FUNCTION_WORDS, stem, words

from ..index import ArticleIndex

__all__ = ["check_names"]

_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september"
    " october november december christmas easter spring summer autumn winter".split()
)
_HONORIFICS = frozenset(
    "mr mrs ms miss dr prof professor sir dame lord lady president minister chancellor secretary senator governor mayor"
    " king queen prince princess judge justice captain colonel general admiral sergeant officer chief director chairman"
    " chairwoman chair manager coach reverend bishop father sister councillor deputy foreign prime state party government"
    " council court university hospital police company city county region north south east west northern southern eastern"
    " western central i".split()
)
# Adjectives of places whose stems differ from the place's name.
_PLACES = {
    "french": "france", "british": "britain", "english": "england", "scottish": "scotland", "welsh": "wales",
    "irish": "ireland", "dutch": "netherlands", "spanish": "spain", "german": "germany", "greek": "greece",
    "swiss": "switzerland", "danish": "denmark", "polish": "poland", "turkish": "turkey", "thai": "thailand",
    "american": "us", "americans": "us", "uk": "britain", "usa": "us", "u.s": "us", "u.k": "uk", "eu": "europe",
}  # fmt: skip
_LEAST_PREFIX = 4


def check_names(claim: Claim, index: ArticleIndex) -> list[Finding]:
    """Finds names of a claim that the article never mentions."""
    text = claim.text
    if not _is_cased(text):
        return []
    known = _known(index.article)
    found = []
    for group in _names(text):
        missing = [(start, end) for start, end in group if not _is_known(text[start:end], known)]
        if not missing:
            continue
        start, end = missing[0][0], missing[-1][1]
        name = text[start:end]
        similar = _similar(name, index.article) if len(missing) == 1 else None
        if similar:
            message = f"names {name!r}; the article names {index.article.content.text[similar[0]:similar[1]]!r}"
        else:
            message = f"names {name!r}, whom or which the article never mentions"
        offset = index.article.content.start
        found.append(
            Finding(
                "name",
                "likely" if similar or len(missing) < len(group) or _is_doubtful(name, known) else "certain",
                message,
                claim.start + start,
                claim.start + end,
                offset + similar[0] if similar else None,
                offset + similar[1] if similar else None,
            )
        )
    return found


def _is_doubtful(name: str, known: frozenset[str]) -> bool:
    """Whether a miss proves little: short acronyms, names with digits, and compounds of which a part is known."""
    parts = [part for part in re.split(r"[-'&/\s]", _plain(name)) if part]
    return (len(name) <= 4 and name.isupper()) or any(map(str.isdigit, name)) or any(part in known for part in parts)


def _is_cased(text: str) -> bool:
    """Whether capitals tell names: not in a text without any, nor in one that capitalises most of its words."""
    starts = [word.start for word in words(text)]
    capitals = sum(text[start].isupper() for start in starts)
    return 0 < capitals and (capitals * 2 <= len(starts) or len(starts) <= 4)


def _names(text: str) -> Iterator[list[tuple[int, int]]]:
    """Yields names as lists of the spans of their words; neighbours with a capital are one name."""
    group: list[tuple[int, int]] = []
    last = 0
    for place, word in enumerate(words(text)):
        raw = text[word.start : word.end]
        between = text[last : word.start]
        opens = place == 0 or bool(re.search(r"[.!?:…]['\"’”)]*\s|[\"“‘(\[]$|[\r\n]", between))
        is_name = (
            raw[:1].isupper()
            and word.text not in FUNCTION_WORDS | _CALENDAR | _HONORIFICS
            and not raw.isdigit()
            and raw != "UNK"  # a summariser's stand-in for a word it does not know
            and (not opens or _looks_like_name(raw))
        )
        if group and (not is_name or between.strip()):
            yield group
            group = []
        if is_name:
            group.append((word.start, word.end))
        last = word.end
    if group:
        yield group


def _looks_like_name(raw: str) -> bool:
    """Whether a sentence's first word is a name by its looks alone: an acronym or a compound of capitals."""
    return len(raw) > 1 and (raw.isupper() or bool(re.fullmatch(r"[A-Z]\w+-[A-Z]\w+", raw)))


def _plain(word: str) -> str:
    """A word in lower case without accents, possessive and dots."""
    bare = unicodedata.normalize("NFKD", word.lower().replace("’", "'"))
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return re.sub(r"'s?$", "", bare).replace(".", "")


@lru_cache(maxsize=64)
def _known(article: Article) -> frozenset[str]:
    """Every way in which the article's words can be meant."""
    found: set[str] = set()
    capitals: list[str] = []
    for text in (article.content.text, article.title, article.author):
        for word in words(text):
            raw = text[word.start : word.end]
            plain = _plain(raw)
            found.update((plain, stem(plain), *(part for part in re.split(r"[-'&/]", plain) if part)))
            if raw[:1].isupper() or word.text not in FUNCTION_WORDS:
                capitals.append(plain)
    initials = "".join(word[:1] for word in capitals)
    found.add("\0" + initials)
    return frozenset(found)


def _is_known(raw: str, known: frozenset[str]) -> bool:
    plain = _plain(raw)
    if {plain, stem(plain), _PLACES.get(plain, plain)} & known or any(_PLACES.get(word) == plain for word in known):
        return True
    parts = [part for part in re.split(r"[-'&/]", plain) if part]
    if len(parts) > 1 and all(part in known for part in parts):
        return True
    if raw.isupper() and 2 <= len(plain) <= 6:
        return any(word.startswith("\0") and plain in word for word in known)
    if plain.endswith("s") and plain[:-1] in known:
        return True
    root = plain[: max(_LEAST_PREFIX, len(plain) - 4)]
    return len(plain) > _LEAST_PREFIX and any(word.startswith(root) for word in known)


def _similar(name: str, article: Article) -> tuple[int, int] | None:
    """Where CONTENT has a name of similar spelling, as offsets into its text."""
    text = article.content.text
    best: tuple[float, tuple[int, int]] | None = None
    for word in words(text):
        raw = text[word.start : word.end]
        if raw[:1].isupper() and raw[:1] == name[:1] and abs(len(raw) - len(name)) <= 2:
            ratio = difflib.SequenceMatcher(None, raw.lower(), name.lower()).ratio()
            if ratio >= 0.8 and (best is None or ratio > best[0]):
                best = (ratio, (word.start, word.end))
    return best[1] if best else None
