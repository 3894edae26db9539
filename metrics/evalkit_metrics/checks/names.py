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
from dataclasses import dataclass

from evalkit.metric import Finding
from evalkit.words import FUNCTION_WORDS, stem, words

from ..index import ArticleIndex
from .told import Told

__all__ = ["check_names", "named"]

_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september"
    " october november december christmas easter spring summer autumn winter"
    " mon tue tues wed thu thur thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_HONORIFICS = frozenset(
    "mr mrs ms mx miss dr prof professor sir dame lord lady president minister chancellor secretary senator governor mayor"
    " king queen prince princess duke duchess judge justice captain colonel general admiral sergeant officer chief director"
    " chairman chairwoman chair manager coach reverend rev bishop archbishop father sister councillor cllr deputy foreign prime"
    " state party government council court university hospital police company city county region north south east west"
    " northern southern eastern western central i god ok".split()
)
# Words that names are made of and that a reader may add: what is missing is then no name of its own.
_GENERIC = frozenset(
    "house order bachelor master arts science sciences union empire sea ocean lake river mount mountain mountains island islands"
    " street road avenue square park centre center hall college school academy institute bank office department ministry"
    " commission committee association federation league cup championship championships award awards prize act bill day week"
    " supreme crown high royal national international united federal republic kingdom commons lords parliament congress senate"
    " church cathedral museum library airport station bridge stadium arena club town village district province commander"
    " homeland security home sheriff crime commissioner constable inspector detective presidential democratic world group"
    " formula premier championship division olympic olympics games election democrats catholic christian christians muslim"
    " islamic jewish internet twitter facebook youtube instagram web tv fa red black white green blue new old great".split()
)
# Names of one thing, in groups.
_ALIASES = tuple(
    frozenset(group.split())
    for group in (
        "france french frenchman frenchwoman frenchmen", "britain british briton britons uk brit brits", "england english",
        "scotland scottish scots scot", "wales welsh welshman", "ireland irish irishman", "netherlands dutch holland",
        "spain spanish spaniard spaniards", "germany german germans", "greece greek greeks", "switzerland swiss",
        "denmark danish dane danes", "poland polish pole poles", "turkey turkish turk turks", "norway norwegian norwegians",
        "sweden swedish swede swedes", "finland finnish finn finns", "portugal portuguese", "cyprus cypriot cypriots",
        "us usa america american americans", "eu europe european", "jew jews jewish judaism israel", "tory tories conservative conservatives",
        "labour labor", "lib liberal", "dem dems democrat democrats democratic", "republican republicans gop",
        "philippines filipino filipinos philippine", "new zealander zealand", "afghan afghanistan", "peru peruvian",
        "islam islamic islamist muslim muslims", "ny york", "kashmir kashmiri", "glasgow glaswegian", "uae emirates emirati",
        "liverpool liverpudlian", "moscow muscovite", "czech czechia", "congo congolese", "monaco monegasque",
    )
)  # fmt: skip
_SAME = {word: group for group in _ALIASES for word in group}
_TAILS = (
    "", "a", "ia", "ian", "ians", "ium", "an", "ans", "n", "ns", "e", "ean", "eans", "ese", "i", "is", "ish", "ic", "y", "ine",
    "ines", "ina", "er", "ers", "o", "land", "lander", "landers", "s", "es", "stan", "i's", "ist", "ists", "ism",
)  # fmt: skip
_LEAST_ROOT = 4
_LINKS = frozenset({"of", "the", "and", "for", "in", "on", "to", "de", "la"})
_NO_FIRST_NAMES = frozenset(
    "yesterday today tomorrow former meanwhile however according new old fans later earlier afterwards also speaking asked"
    " striker defender midfielder goalkeeper actor actress singer author engineer teacher activist lawyer winger neighbour"
    " hundreds thousands dozens most many two three four five".split()
)
_OPENS = re.compile(r"[.!?:…•]['\"’”)\]]*\s|[\"“‘«(\[`]\s?$|[\r\n]|\s['–—-]+\s?$")
_QUARTER = re.compile(r"q[1-4]")
_IN_SIGNS = re.compile(r"[@#/\\_]$|\bwww\.$")


@dataclass(frozen=True)
class _Known:
    """Every way in which an article's words can be meant.

    Attributes:
        forms: its words, their stems and the parts of compounds, plain.
        roots: what is left of its names without the ending of a place's adjective.
        acronyms: its words in capitals, plain.
        initials: the first letters of its words, function words left out, then with them.
        capitals: its names with their places: plain form, offsets in CONTENT.
    """

    forms: frozenset[str]
    roots: frozenset[str]
    acronyms: frozenset[str]
    initials: tuple[str, str]
    capitals: tuple[tuple[str, int, int], ...]


def check_names(told: Told) -> list[Finding]:
    """Finds names of a claim that the article never mentions."""
    claim, index = told.claim, told.index
    text = claim.text
    if not _is_cased(text):
        return []
    known = index.once(_known)
    content = index.article.content
    found = []
    for group in named(text):
        missing = [(start, end) for start, end in group if not _is_known(text[start:end], known)]
        if not missing or _is_spelt_out(text, group, known):
            continue
        whole = len(missing) == len(group)
        start, end = missing[0][0], missing[-1][1]
        name = text[start:end]
        similar = _similar(name, known, content.text) if len(missing) == 1 else None
        rival = similar or (None if whole else _other_bearer(text, group, missing, known))
        if rival:
            message = f"names {name!r}; the article names {content.text[rival[0] : rival[1]]!r}"
        else:
            message = f"names {name!r}, whom or which the article never mentions"
        certain = whole and similar is None and not _is_doubtful([text[first:last] for first, last in missing], known)
        if whole:
            start = _with_first_name(text, start, known)
            message = message.replace(repr(name), repr(text[start:end]), 1)
        found.append(
            Finding(
                "name",
                "certain" if certain else "likely",
                message,
                claim.start + start,
                claim.start + end,
                content.start + rival[0] if rival else None,
                content.start + rival[1] if rival else None,
            )
        )
    return found


def _is_doubtful(missing: list[str], known: _Known) -> bool:
    """Whether a miss proves little: acronyms, names with digits, generic words, and compounds of which a part is known."""
    names = [_plain(name) for name in missing]
    if all(name in _GENERIC or stem(name) in _GENERIC for name in names):
        return True
    for raw, name in zip(missing, names, strict=True):
        parts = [part for part in re.split(r"[-'&/.\s]", name) if part]
        if (len(name) <= 5 and raw.rstrip("s").isupper()) or any(map(str.isdigit, name)):
            return True
        if len(parts) > 1 and any(part in known.forms or part in _GENERIC for part in parts):
            return True
    return False


def _is_cased(text: str) -> bool:
    """Whether capitals tell names: not in a text without any, nor in one that gives them to most of its words."""
    found = [text[word.start] for word in words(text) if word.text not in FUNCTION_WORDS]
    capitals = sum(sign.isupper() for sign in found)
    return capitals > 0 and (capitals <= 3 * (len(found) - capitals) or len(found) <= 2) and not text.isupper()


def named(text: str, *, first: bool = False) -> Iterator[list[tuple[int, int]]]:
    """Yields names as lists of the spans of their words; neighbours with a capital are one name.

    Args:
        first: whether the first word of a sentence may be a name by its capital alone.
    """
    group: list[tuple[int, int]] = []
    last = 0
    for place, word in enumerate(words(text)):
        raw = text[word.start : word.end]
        between = text[last : word.start]
        opens = place == 0 or _OPENS.search(between) is not None
        is_name = (
            raw[:1].isupper()
            and word.text not in FUNCTION_WORDS | _CALENDAR | _HONORIFICS
            and word.text.split("'")[0] not in FUNCTION_WORDS  # "It's", "I'm", "They're"
            and raw != "UNK"  # a summariser's stand-in for a word it does not know
            and not _IN_SIGNS.search(text[max(0, word.start - 4) : word.start])
            and (first or not opens or _looks_like_name(raw))
        )
        if group and (not is_name or between.strip(" .") or "  " in between):
            yield group
            group = []
        if is_name and len(_plain(raw)) > 1:  # an initial proves nothing
            group.append((word.start, word.end))
        last = word.end
    if group:
        yield group


def _looks_like_name(raw: str) -> bool:
    """Whether a sentence's first word is a name by its looks alone: an acronym, a compound of capitals or "McVane"."""
    return len(raw) > 1 and (
        raw.isupper() or re.fullmatch(r"[A-Z]\w+-[A-Z]\w+|(?:Mc|Mac|O['’])[A-Z]\w+", raw) is not None
    )


def _with_first_name(text: str, start: int, known: _Known) -> int:
    """Where a missing name starts with the sentence's first word, if that is missing too and looks like a first name."""
    before = re.search(r"(?:^|[.!?][\"”’]?\s|[\"“‘])([A-Z][^\W\d_]+) $", text[:start])
    if before is None:
        return start
    plain = _plain(before[1])
    common = FUNCTION_WORDS | _CALENDAR | _HONORIFICS | _GENERIC | _NO_FIRST_NAMES
    if plain in common or stem(plain) in known.forms or plain in known.forms or plain.endswith(("ly", "ing", "ed")):
        return start
    return before.start(1)


def _plain(word: str) -> str:
    """A word in lower case without accents, possessive and dots."""
    bare = unicodedata.normalize(
        "NFKD", word.lower().replace("’", "'").replace("ø", "o").replace("ł", "l").replace("ß", "ss")
    )
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return re.sub(r"'s?$", "", bare).replace(".", "")


def _parts(plain: str) -> list[str]:
    return [part for part in re.split(r"[-'&/]", plain) if part]


def _roots(plain: str) -> Iterator[str]:
    """What a name may be without the ending of a place, its people or its adjective."""
    for tail in _TAILS:
        if plain.endswith(tail) and len(plain) - len(tail) >= _LEAST_ROOT:
            yield plain[: len(plain) - len(tail)]


def _known(index: ArticleIndex) -> _Known:
    article = index.article
    forms: set[str] = set()
    roots: set[str] = set()
    acronyms: set[str] = set()
    capitals: list[tuple[str, int, int]] = []
    full: list[str] = []
    bare: list[str] = []
    for text in (article.content.text, article.title, article.author):
        cased = text != text.lower()
        for word in words(text):
            raw = text[word.start : word.end]
            plain = _plain(raw)
            parts = _parts(plain)
            forms.update((plain, stem(plain), plain.replace("-", ""), *parts))
            full += [part[0] for part in parts]
            if word.text not in FUNCTION_WORDS:
                bare += [part[0] for part in parts]
            if raw[:1].isupper() or not cased:
                roots.update(root for part in (plain, *parts) for root in _roots(part))
                letters = plain.removesuffix("s") if raw[-1:] == "s" else plain
                if len(letters) > 1 and word.text not in FUNCTION_WORDS and raw.rstrip("s").replace(".", "").isupper():
                    acronyms.add(letters)
                if text is article.content.text:
                    capitals.append((plain, word.start, word.end))
    return _Known(
        frozenset(forms), frozenset(roots), frozenset(acronyms), ("".join(bare), "".join(full)), tuple(capitals)
    )


def _is_known(raw: str, known: _Known) -> bool:
    plain = _plain(raw)
    if plain in known.forms or stem(plain) in known.forms or plain.replace("-", "") in known.forms:
        return True
    if not _SAME.get(plain, frozenset()).isdisjoint(known.forms) or any(root in known.roots for root in _roots(plain)):
        return True
    if any(
        plain in _SAME[short] and full in known.forms
        for short, full in (("us", "states"), ("uk", "kingdom"), ("eu", "union"))
    ):
        return True
    if _QUARTER.fullmatch(plain) and "quarter" in known.forms:
        return True  # "Q3"
    if sum(map(str.isupper, raw)) > 1 and not {plain + "s", plain.removesuffix("s")}.isdisjoint(known.forms):
        return True  # "CNN" and "CNNs"
    parts = [part for part in re.split(r"[-'’&/]", raw) if part]
    named = [part for part in parts if part[0].isupper()] or parts  # "Lindow-based"
    if len(parts) > 1 and all(_is_known(part, known) for part in named):
        return True
    letters = plain.removesuffix("s") if raw[-1:] == "s" else plain
    if (
        raw.isupper() or sum(map(str.isupper, raw)) > 1 or letters.upper() == raw.replace(".", "").rstrip("s")
    ) and 2 <= len(letters) <= 6:
        return any(letters in one for one in known.initials)
    return False


def _is_spelt_out(text: str, group: list[tuple[int, int]], known: _Known) -> bool:
    """Whether the article has a name's initials instead: "UN" for "United Nations", "DoJ" for "Department of Justice"."""
    if {"united", "states"} <= {_plain(text[start:end]) for start, end in group}:
        return not {"us", "usa", "america", "american", "americans"}.isdisjoint(known.forms)
    if {"united", "kingdom"} <= {_plain(text[start:end]) for start, end in group}:
        return not {"uk", "britain", "british"}.isdisjoint(known.forms)
    if not known.acronyms:
        return False
    found = list(words(text))
    here = [place for place, word in enumerate(found) if group[0][0] <= word.start and word.end <= group[-1][1]]
    first, last = here[0], here[-1]

    def belongs(place: int) -> bool:
        word = found[place]
        return text[word.start].isupper() or word.text in _LINKS

    while first > 0 and belongs(first - 1):
        first -= 1
    while last + 1 < len(found) and belongs(last + 1):
        last += 1
    for own in (
        range(first, last + 1),
        [place for place in range(first, last + 1) if text[found[place].start].isupper()],
    ):
        letters = "".join(_plain(text[found[place].start : found[place].end])[0] for place in own)
        whole = {place for place in own if place in here}
        for acronym in known.acronyms:
            at = letters.find(acronym)
            if at >= 0 and whole <= set(own[at : at + len(acronym)]):
                return True
    return False


def _similar(name: str, known: _Known, content: str) -> tuple[int, int] | None:
    """Where CONTENT has a name of similar spelling, as offsets into its text."""
    best: tuple[float, tuple[int, int]] | None = None
    plain = _plain(name)
    for other, start, end in known.capitals:
        if other[:1] == plain[:1] and abs(len(other) - len(plain)) <= 2 and content[start].isupper():
            ratio = difflib.SequenceMatcher(None, other, plain).ratio()
            if ratio >= 0.8 and (best is None or ratio > best[0]):
                best = (ratio, (start, end))
    return best[1] if best else None


def _other_bearer(
    text: str, group: list[tuple[int, int]], missing: list[tuple[int, int]], known: _Known
) -> tuple[int, int] | None:
    """The name in CONTENT that has the known first part of a name and another last one: "Lena Aske" for "Lena Brandreth"."""
    if group[-1] not in missing or group[0] in missing:
        return None
    first = _plain(text[group[0][0] : group[0][1]])
    for (one, start, _), (_, second, end) in zip(known.capitals, known.capitals[1:], strict=False):
        if one == first and second - start == len(one) + 1:
            return start, end
    return None
