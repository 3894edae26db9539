"""Modality: what the article says may be, is planned, denied or said to be, a claim must not state as sure or done.

A hedge of the article ("may", "is considering", "allegedly", "is accused of", "denied that") governs a verb or a clause. Where
the claim has the same verb between the same words, or the same clause, and no hedge or attribution of its own, the verb is
laid beside it: "may close" and "will close", "is accused of stealing" and "stole". `modality` is a hedged statement made sure or
done, or the reverse; `omitted-hedge` is a statement of somebody that became a fact. It is silent where another sentence states
the same unhedged, where the claim or its verb is asked, denied or put off in any way, and where "will" stands for a plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evalkit.metric import Finding
from evalkit.records import Certainty, FindingType
from evalkit.words import Word, is_content, stem

from ..index import ArticleIndex
from ..retrieval import coverage
from .told import CLOSE, Beside, Told

__all__ = ["check_modality"]

_ADVERB = (
    r"(?:(?!(?:re|app|supp|comp|rep|f|imp|fami)ly )[a-z]+ly|also|still|even|soon|now|then|once|again|already|never)"
)
_BE = r"(?:(?P<be>be|been) )"
_FILL = "a an the in on at of its his her their as more most one too over under no to about".split()
_TAIL = (
    rf"(?:{_ADVERB} )*(?P<not>not )?(?:{_ADVERB} )*(?:have )?(?:{_BE}(?:(?:{_ADVERB}|being|{'|'.join(_FILL)}) )*)?"
    rf"(?:{_ADVERB} )?(?P<verb>[a-z][^ ]*)"
)
_NOUN = r"(?: (?:claims?|reports?|suggestions?|rumours?|allegations?|accusations?))?"
_PATTERNS = tuple(
    (kind, re.compile(rf"\b{pattern}"))
    for kind, pattern in (
        ("may", rf"(?:may|might) {_TAIL}"),
        ("could", rf"could {_TAIL}"),
        ("planned", rf"(?:plans|intends|aims|(?:is|are|'s|been) (?:planning|preparing|due|set|scheduled|poised|expected|likely)) to {_TAIL}"),
        ("meant", rf"(?:plan|intend|aim|planned|intended|aimed|hoped|wanted|(?:was|were) (?:planning|preparing|due|set|scheduled|expected|likely)) to {_TAIL}"),
        ("hoped", rf"(?:hopes?|hoping|wants?|wishes|would like|considering|considers|mulling|weighing up|undecided) (?:whether |about whether )?to {_TAIL}"),
        ("hoped", r"(?:considering|considers|mulling|contemplating|thinking (?:of|about)) (?P<verb>[a-z]+ing)\b"),
        ("hoped", rf"(?:favourite|frontrunner|candidate|tipped) to {_TAIL}"),
        ("tried", r"(?:tried|tries|trying|attempted|attempting|threatened|threatening|threatens) to (?P<verb>[a-z][^ ]*)"),
        ("accused", rf"(?:accused of|suspected of|charged with|on suspicion of|den(?:y|ies|ied|ying)) (?:having )?(?:{_BE})?(?P<verb>[a-z]+ing)\b"),
        ("accused", rf"(?:alleged|suspected|rumou?red) to {_TAIL}"),
        ("said", rf"(?:(?:is|are|was|were|been) (?:believed|thought|understood|feared|reported|presumed|assumed)|appear(?:s|ed)?|seem(?:s|ed)?) to {_TAIL}"),
        ("allegedly", rf"(?:allegedly|supposedly|purportedly|possibly|perhaps|maybe) (?:(?:had|has|have|was|were|is|are) )?{_TAIL}"),
        ("said", rf"(?:reportedly|apparently|seemingly|probably|presumably) (?:(?:had|has|have|was|were|is|are) )?{_TAIL}"),
        ("denied", rf"(?:den(?:y|ies|ied|ying){_NOUN}|(?:dismiss|reject)(?:es|ed|ing)?{_NOUN}|no (?:evidence|proof|confirmation|sign|indication)) that (?=.)"),
        ("denied", r"(?:(?:not|\w+n't|cannot|declin(?:es?|ed)|refus(?:es?|ed)) (?:yet |to )*(?:confirm|say|know|clear|known|decided?)(?:ed)?|unclear|unknown|undecided|unsure|decid(?:e|ing)|investigating|deny|rule out) (?:that|whether|if) (?=.)"),
        ("claimed", r"(?:(?:claim(?:s|ed)|alleg(?:es|ed)|hint(?:s|ed)|suggest(?:s|ed)|suspect(?:s|ed)|fear(?:s|ed)|believe(?:s|d)|thinks|thought) (?:that |(?!(?:to|of|in|by|for|as) ))"
            r"|(?:speculated|possible|possibility|claim|reports?|suggestions?|rumou?rs?|allegations?|accusations?|theory is) that )(?=.)"),
    )
)  # fmt: skip
_VAGUE = frozenset({"claimed", "said"})

_NOT = frozenset("not never no none nobody cannot n't neither nor without".split())
_WEAK = frozenset("would should could can may might ought".split())
_AUX = _WEAK | _NOT | frozenset(
    "will shall must has have had is are was were be been being do does did going to".split()
)  # fmt: skip
_PRONOUNS = frozenset("he she it they we i you who which that this these".split())
_NO_SUBJECT = frozenset(
    "a an the its his her their our my your of in on at for from with by as no any some this these".split()
)
# Stems of whatever makes a statement less than a fact, and of whoever is said to have made it.
_SOFT = _WEAK | frozenset(
    "possibl perhap mayb probabl like unlik potenti alleg reported appar seem supposed purported claim believ belief think"
    " thought suspect accus expect plan hope intend aim want wish propos consid appear suggest hint fear understood rumour rumor predict"
    " forecast due set poise schedul if whether unless tri attempt threaten charg deni doubt question possibl risk chanc suspicion"
    " due about mull weigh try call seek urg demand near almost estim presum assum rumor".split()
)
_TOLD = frozenset(
    "say said tell told accord report announc warn add insist argu state confirm reveal admit show found describ quot write wrote"
    " ask court prosecutor trial".split()
)
_PROVED = frozenset("convict guilti confess admit jail sentenc plead".split())
_BASE = {
    form: forms.split()[0]
    for forms in (
        "rise rose risen;fall fell fallen;go went gone goes;lose lost;win won;sell sold;buy bought;leave left;take took taken;"
        "make made;build built;begin began begun;break broke broken;bring brought;come came;find found;get got;give gave given;"
        "hold held;keep kept;meet met;pay paid;run ran;send sent;speak spoke spoken;spend spent;stand stood;steal stole stolen;"
        "tell told;write wrote written;shoot shot;strike struck stricken;grow grew grown;become became;fight fought;lead led;"
        "know knew known;see saw seen;drive drove driven;withdraw withdrew withdrawn;quit quit;freeze froze frozen;hide hid hidden;"
        "choose chose chosen;draw drew drawn;fly flew flown;throw threw thrown;bear bore borne;cut cut;put put;hit hit;let let"
    ).split(";")
    for form in forms.split()
}  # fmt: skip
_PAST = frozenset(form for form, base in _BASE.items() if form != base and form != "goes")
_SENSES = frozenset("see saw hear feel tell find reach get afford watch understand".split())


@dataclass(frozen=True, slots=True)
class _Hedge:
    """A hedge among words: its kind, its places, the place of the verb or clause it governs, what stands in the verb's group."""

    kind: str
    first: int
    verb: int
    be: bool
    denied: bool


def check_modality(told: Told) -> list[Finding]:
    """Finds hedges of the article that a claim has dropped or strengthened, and statements that it has made a guess."""
    if not told.beside or told.claim.text.rstrip().endswith("?"):
        return []
    own = list(_hedges(told.words, told.claim.text))
    found: dict[int, Finding] = {}
    for beside in told.beside:
        texts = [word.text for word in beside.words]
        for hedge in (one for one in _of_sentence(told.index, beside.number) if one.verb < len(texts)):
            finding = (
                _clause(told, beside, hedge) if hedge.kind in {"denied", "claimed"} else _verb(told, beside, hedge)
            )
            if finding is not None:
                found.setdefault(finding.start, finding)
        if own and not _of_sentence(told.index, beside.number) and not _SOFT & set(beside.stems):
            for hedge in own:
                finding = _weakened(told, beside, hedge, texts)
                if finding is not None:
                    found.setdefault(finding.start, finding)
    return list(found.values())


def _known(index: ArticleIndex) -> dict[int, tuple[_Hedge, ...]]:
    return {}


def _of_sentence(index: ArticleIndex, number: int) -> tuple[_Hedge, ...]:
    """The hedges of a sentence of CONTENT, looked for on first asking."""
    known = index.once(_known)
    if number not in known:
        known[number] = tuple(_hedges(index.words[slice(*index.bounds[number])], index.article.content.text))
    return known[number]


def _hedges(words: Sequence[Word], text: str) -> Iterator[_Hedge]:
    """Yields the hedges among the words of a sentence."""
    # The month of May has its capital everywhere.
    tokens = [
        "May" if n and word.text == "may" and text[word.start] == "M" else word.text for n, word in enumerate(words)
    ]
    joined = " ".join(tokens)
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(joined):
            first = joined.count(" ", 0, match.start())
            groups = match.groupdict()
            verb = joined.count(" ", 0, match.start("verb") if groups.get("verb") else match.end())
            be = groups.get("be") is not None or any(
                one in {"was", "were", "is", "are"} for one in tokens[first + 1 : verb]
            )
            if kind in {"allegedly", "said"} and not be:
                be = (
                    first > 0
                    and tokens[first - 1] in {"was", "were", "is", "are", "been", "being"}
                    and " to " not in match[0]
                )
            if verb >= len(tokens) or (
                kind in {"may", "could"} and not be and tokens[verb] in _PAST | _AUX and "have" not in match[0]
            ):
                continue  # "may said": a name or a month
            if kind not in {"denied", "claimed"} and not is_content(tokens[verb]):
                continue
            yield _Hedge(kind, first, verb, be, groups.get("not") is not None)


def _verb(told: Told, beside: Beside, hedge: _Hedge) -> Finding | None:
    """The claim's verb beside one that the article hedges."""
    texts, theirs = [word.text for word in told.words], [word.text for word in beside.words]
    place = _same_verb(texts, theirs, beside, hedge.verb)
    if place is None:
        return None
    first, state = _state(texts, place, be=hedge.be)
    start = _start(theirs, hedge.first)
    grade = _grade(hedge, state, " ".join(theirs[start : hedge.verb + 1]))
    if grade is None or bool(_NOT & set(texts[first:place])) != hedge.denied:
        return None
    subject, object_ = _subject(beside, texts, theirs, first, start), _object(beside, texts, theirs, place, hedge.verb)
    tight = subject == object_ == 2
    if not subject or not object_ or beside.cover < (0.5 if tight else CLOSE):
        return None
    type_: FindingType = (
        "modality" if hedge.kind in {"may", "could", "planned", "meant", "hoped", "tried"} else "omitted-hedge"
    )
    if _is_soft(told, beside, (start, hedge.verb), strict=type_ == "omitted-hedge") or _concedes(hedge, theirs):
        return None
    if _stated_elsewhere(told, beside, hedge, texts[place]):
        return None
    return _finding(
        told,
        beside,
        type_,
        "certain" if tight and grade == 2 else "likely",
        (first, place + 1),
        (start, hedge.verb + 1),
    )


def _grade(hedge: _Hedge, state: str, words: str) -> int | None:
    """2 where no careful reader takes the claim's state for the article's, 1 where some do, None where many do."""
    done = state in {"done", "past"}
    if hedge.kind == "may":
        return 2 if state else None
    if hedge.kind == "could":
        if state == "will" or " have " in words:
            return 2 if state else None
        return None if not state or words.split()[-1] in _SENSES else 1
    if hedge.kind == "hoped":
        return 2 if done or (state == "will" and "consider" in words) else 1 if state == "will" else None
    if hedge.kind in {"planned", "meant", "tried"}:
        if state == "will":
            return 1 if "expected" in words or "likely" in words else None
        return (1 if hedge.kind == "meant" else 2) if done else None
    if hedge.kind == "accused":
        return 2 if done else None
    return (1 if hedge.kind in _VAGUE else 2) if state else None


def _same_verb(texts: Sequence[str], theirs: Sequence[str], beside: Beside, verb: int) -> int | None:
    """The place in `texts` of the verb at `verb` in the sentence, in any of its forms."""
    for own, other in beside.pairs:
        if other == verb:
            return own
    base = _base(theirs[verb])
    places = [place for place, text in enumerate(texts) if _base(text) == base]
    if len(places) == 1 and all((one < places[0]) == (other < verb) for one, other in beside.pairs):
        return places[0]
    return None


def _base(word: str) -> str:
    base = _BASE.get(word) or _BASE.get(stem(word)) or stem(word)
    return base[:-1] if base[-1:] == base[-2:-1] else base  # "boycotted" and "boycott" have two stems


def _start(texts: Sequence[str], place: int) -> int:
    while place > 0 and (texts[place - 1] in _AUX - {"to"} or _is_adverb(texts[place - 1])):
        place -= 1
    return place


def _state(texts: Sequence[str], place: int, *, be: bool) -> tuple[int, str]:
    """Where the group of a verb starts, and how sure it is: "must", "will", "done", "past", "is", or "" for anything else."""
    first = place
    while be and first > 0 and place - first < 3 and texts[first - 1] in _FILL:
        first -= 1
    while first > 0 and (texts[first - 1] in _AUX or _is_adverb(texts[first - 1])):
        first -= 1
    while first < place and texts[first] not in _AUX:
        first += 1
    aux = [text for text in texts[first:place] if text in _AUX]
    group, before = set(aux), texts[first - 1] if first else ""
    if group & _WEAK:
        return first, ""
    if "to" in group:
        must, will = bool(group & {"has", "have", "had"}), "going" in group
        return first, "must" if must else "will" if will else ""
    if group & {"will", "shall"}:
        return first, "will"
    if "must" in group:
        return first, "must"
    has_be = bool(group & {"is", "are", "was", "were", "been", "be"})
    if be != has_be and not texts[place].endswith("ing"):
        return first, ""
    if group & {"has", "have", "had", "was", "were", "did"}:
        return first, "done"
    if group & {"is", "are", "do", "does"}:
        return first, "is"
    if group - _NOT or be or not first or before in _NO_SUBJECT or before == "to" or texts[place].endswith("ing"):
        return first, ""
    return first, "past" if texts[place] in _PAST or texts[place].endswith("ed") else "is"


def _is_adverb(word: str) -> bool:
    return re.fullmatch(_ADVERB, word) is not None


def _subject(beside: Beside, texts: Sequence[str], theirs: Sequence[str], first: int, start: int) -> int:
    """2 where the same word stands before both verbs, or a pronoun before one of them; 1 where it stands further away."""
    if not first or texts[first - 1] in _PRONOUNS or (start and theirs[start - 1] in _PRONOUNS):
        return 2
    own = next((n for n in range(first - 1, -1, -1) if is_content(texts[n])), None)
    other = next((n for n in range(start - 1, -1, -1) if is_content(theirs[n])), None)
    at = beside.of_claim.get(own) if own is not None else None
    return 0 if at is None or at >= start else 2 if at == other else 1


def _object(beside: Beside, texts: Sequence[str], theirs: Sequence[str], place: int, verb: int) -> int:
    """2 where the same word follows both verbs, or none the claim's; 1 where it follows further away."""
    own = next((n for n in range(place + 1, len(texts)) if is_content(texts[n])), None)
    other = next((n for n in range(verb + 1, len(theirs)) if is_content(theirs[n])), None)
    if own is None:
        return 2
    at = beside.of_claim.get(own)
    return 0 if at is None or at <= verb else 2 if at == other else 1


def _is_soft(told: Told, beside: Beside, hedge: tuple[int, int], *, strict: bool) -> bool:
    """Whether the claim hedges or attributes by itself, other than the article does beside the hedge."""
    for place, (word, one) in enumerate(zip(told.words, told.stems, strict=True)):
        at = beside.of_claim.get(place)
        kept = at is not None and (at >= hedge[1] or (at < hedge[0] and not strict))
        if (one in _SOFT or word.text in _SOFT) and not kept:
            return True
        if one in _TOLD and (strict or not (kept or _TOLD & set(beside.stems))):
            return True
    return False


def _concedes(hedge: _Hedge, theirs: Sequence[str]) -> bool:
    """Whether a "may" grants a fact: "he may have lost, but"."""
    return hedge.kind == "may" and bool({"but", "however", "yet", "although", "though", "while"} & set(theirs))


def _stated_elsewhere(told: Told, beside: Beside, hedge: _Hedge, verb: str) -> bool:
    """Whether another sentence may state without a hedge what this one hedges; for a crime, whether anybody was found guilty."""
    index = told.index
    if hedge.kind == "accused" and _PROVED & index.stems:
        return True
    base = _base(verb)
    content = [one for word, one in zip(told.words, told.stems, strict=True) if is_content(word.text)]
    rest = [one for one in content if one != stem(verb)]
    for number, (first, last) in enumerate(index.bounds):
        cover = coverage(index, content, index.window_stems[number])
        states = cover >= CLOSE or (
            coverage(index, rest, index.window_stems[number]) >= 0.2
            and any(_base(word) == base for word in index.folded[first:last])
        )
        if states and number != beside.number and not _of_sentence(index, number):
            return True
    return False


def _clause(told: Told, beside: Beside, hedge: _Hedge) -> Finding | None:
    """The claim beside a clause that the article says somebody denies, doubts or claims."""
    text, last = told.index.article.content.text, hedge.verb + 1
    while last < len(beside.words) and not re.search(
        '[,;:–—"”]', text[beside.words[last - 1].end : beside.words[last].start]
    ):
        last += 1
    scope = [n for n in range(hedge.verb, last) if is_content(beside.words[n].text)]
    run = [own for own, other in beside.pairs if hedge.verb <= other < last and beside.weighs[own]]
    matched = {other for _, other in beside.pairs}
    kept = [n for n in scope if n in matched]
    if not run or len(kept) < 3 or scope[0] not in matched or len(kept) < 0.6 * len(scope):
        return None
    content = [n for n, word in enumerate(told.words) if is_content(word.text)]
    other = [n for n in content if n not in run]
    if len(other) > max(1, len(content) // 4) or any(run[0] < n < run[-1] for n in other[1:]):
        return None
    if any(word.text in _NOT or word.text.endswith("n't") for word in told.words) or not any(
        word.text in _AUX or word.text in _PAST or word.text.endswith("ed") for word in told.words[run[0] : run[-1] + 1]
    ):
        return None
    if _is_soft(told, beside, (hedge.first, hedge.verb), strict=True) or _stated_elsewhere(told, beside, hedge, ""):
        return None
    certain = hedge.kind == "denied" and len(other) <= 1 and len(scope) - len(kept) <= 1
    return _finding(
        told, beside, "omitted-hedge", "certain" if certain else "likely", (run[0], run[-1] + 1), (hedge.first, last)
    )


def _weakened(told: Told, beside: Beside, hedge: _Hedge, theirs: Sequence[str]) -> Finding | None:
    """A verb of the article, sure or done, that the claim hedges."""
    if hedge.kind not in {"may", "could", "allegedly"} or hedge.denied or beside.cover < CLOSE:
        return None
    texts = [word.text for word in told.words]
    place = next((other for own, other in beside.pairs if own == hedge.verb), None)
    if place is None:
        return None
    first, state = _state(theirs, place, be=hedge.be)
    start = _start(texts, hedge.first)
    if (
        state not in {"will", "done", "past", "must"}
        or (hedge.kind == "could" and state != "will")
        or _NOT & set(theirs[first:place])
    ):
        return None
    if _subject(beside, texts, theirs, start, first) < 2 or _object(beside, texts, theirs, hedge.verb, place) < 2:
        return None
    return _finding(told, beside, "modality", "likely", (start, hedge.verb + 1), (first, place + 1))


def _finding(
    told: Told, beside: Beside, type_: FindingType, certainty: Certainty, own: tuple[int, int], other: tuple[int, int]
) -> Finding:
    there = beside.words[slice(*other)]
    span, source = told.span(*own), told.source_span(there)
    message = f"says “{told.text(*own)}”, the article says “{told.source_text(there)}”"
    return Finding(type_, certainty, message, span.start, span.end, source.start, source.end)
