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
_FILL = "a an the in on at of its his her their as more most one too over under no to about".split()
_AFTER_BE = rf"(?P<be>be|been) (?:(?:{_ADVERB}|being|{'|'.join(_FILL)}) )*"
# What stands between a hedge and the verb it governs: "may | not yet have been fully | tested".
_TAIL = rf"(?:{_ADVERB} )*(?P<not>not )?(?:{_ADVERB} )*(?:have )?(?:{_AFTER_BE})?(?:{_ADVERB} )?(?P<verb>[a-z][^ ]*)"
_DOING = r"(?P<verb>[a-z]+ing)\b"
_AUXILIARY = r"(?:(?:had|has|have|was|were|is|are) )?"
_NOUNS = r"(?:claims?|reports?|suggestions?|rumou?rs?|allegations?|accusations?)"
_NOW = r"(?:is|are|'s|been)"
_PLANNING = r"(?:planning|preparing|due|set|scheduled|poised|expected|likely)"
_PATTERNS = tuple(
    (kind, re.compile(rf"\b{pattern}"))
    for kind, pattern in (
        ("may", rf"(?:may|might) {_TAIL}"),
        ("could", rf"could {_TAIL}"),
        ("planned", rf"(?:plans|intends|aims|{_NOW} {_PLANNING}) to {_TAIL}"),
        ("meant", rf"(?:plan|intend|aim|planned|intended|aimed|hoped|wanted|(?:was|were) {_PLANNING}) to {_TAIL}"),
        ("hoped", rf"(?:hopes?|hoping|wants?|wishes|would like|favourite|frontrunner|tipped) to {_TAIL}"),
        ("hoped", rf"(?:considering|considers|mulling|weighing up|undecided) (?:about )?(?:whether )?to {_TAIL}"),
        ("hoped", rf"(?:considering|considers|mulling|contemplating|thinking (?:of|about)) {_DOING}"),
        (
            "tried",
            r"(?:tried|tries|trying|attempted|attempting|threatened|threatening|threatens) to (?P<verb>[a-z][^ ]*)",
        ),
        (
            "accused",
            rf"(?:(?:accused|suspected|suspicion) of|charged with|den(?:y|ies|ied|ying)) (?:having )?(?:{_AFTER_BE})?{_DOING}",
        ),
        ("accused", rf"(?:alleged|suspected|rumou?red) to {_TAIL}"),
        (
            "said",
            rf"(?:is|are|was|were|been) (?:believed|thought|understood|feared|reported|presumed|assumed) to {_TAIL}",
        ),
        ("said", rf"(?:appear(?:s|ed)?|seem(?:s|ed)?) to {_TAIL}"),
        ("allegedly", rf"(?:allegedly|supposedly|purportedly|possibly|perhaps|maybe) {_AUXILIARY}{_TAIL}"),
        ("said", rf"(?:reportedly|apparently|seemingly|probably|presumably) {_AUXILIARY}{_TAIL}"),
        ("denied", rf"den(?:y|ies|ied|ying)(?: {_NOUNS})? that "),
        (
            "denied",
            rf"(?:(?:dismiss|reject)(?:es|ed|ing)? {_NOUNS}|no (?:evidence|proof|confirmation|sign|indication)) that ",
        ),
        (
            "denied",
            r"(?:not|\w+n't|cannot|declin(?:es?|ed)|refus(?:es?|ed)) (?:yet |to )*(?:confirm|say|know|clear|known|decided?)(?:ed)? (?:that|whether|if) ",
        ),
        ("denied", r"(?:unclear|unknown|undecided|unsure|decid(?:e|ing)|investigating|rule out) (?:that|whether|if) "),
        (
            "claimed",
            r"(?:claim(?:s|ed)|alleg(?:es|ed)|hint(?:s|ed)|suggest(?:s|ed)|suspect(?:s|ed)|fear(?:s|ed)|believe(?:s|d)|thinks|thought) (?:that |(?!(?:to|of|in|by|for|as) ))",
        ),
        (
            "claimed",
            r"(?:speculated|possible|possibility|claim|suggestions?|rumou?rs?|allegations?|accusations?|theory is) that ",
        ),
    )
)
_CLAUSES = frozenset({"denied", "claimed"})
_CHANGED = frozenset({"may", "could", "planned", "meant", "hoped", "tried"})  # the others are only left out

_NOT = frozenset("not never no none nobody cannot n't neither nor without".split())
_WEAK = frozenset("would should could can may might ought".split())
_AUX = _WEAK | _NOT | set("will shall must has have had is are was were be been being do does did going to".split())
_BE = frozenset("is are was were been being".split())
_PRONOUNS = frozenset("he she it they we i you who which that this these".split())
_NO_SUBJECT = frozenset("a an the its his her their our my your of in on at to for from with by as no any some".split())
# Stems of whatever makes a statement less than a fact, and of whoever is said to have made it.
_SOFT = _WEAK | set(
    "possibl perhap mayb probabl like unlik potenti alleg reported appar seem supposed purported presum claim believ belief think"
    " thought suspect accus expect plan hope intend aim want wish propos consid appear suggest hint fear understood rumour rumor"
    " predict forecast due set poise schedul if whether unless tri attempt threaten charg deni doubt question risk chanc suspicion"
    " about mull weigh call seek urg demand near almost estim assum allegedly reportedly supposedly purportedly".split()
)
_TOLD = frozenset(
    "say said tell told accord report announc warn add insist argu stated confirm reveal admit show found describ quot write wrote"
    " ask court prosecutor trial".split()
)
_QUOTED = re.compile(r"[\"“”‘]|``|:(?!\d)|(?<!\w)'(?=\w{3})")
_ENDS = re.compile('[,;:–—"”]')
_PROVED = frozenset("convict guilti confess admit jail sentenc plead".split())
_BASE = {
    form: forms.split()[0]
    for forms in (
        "rise rose risen;fall fell fallen;go went gone goes;lose lost;win won;sell sold;buy bought;leave left;take took taken;"
        "make made;build built;begin began begun;break broke broken;bring brought;come came;find found;get got;give gave given;"
        "hold held;keep kept;meet met;pay paid;run ran;send sent;speak spoke spoken;spend spent;stand stood;steal stole stolen;"
        "tell told;write wrote written;shoot shot;strike struck stricken;grow grew grown;become became;fight fought;lead led;"
        "know knew known;see saw seen;drive drove driven;withdraw withdrew withdrawn;hide hid hidden;choose chose chosen;"
        "draw drew drawn;fly flew flown;throw threw thrown;hear heard;feel felt"
    ).split(";")
    for form in forms.split()
}
_PAST = frozenset(form for form, base in _BASE.items() if form not in {base, "goes"})
_ABLE = frozenset("see saw hear feel tell find reach get afford watch understand".split())  # who could see, saw
_EFFORTS = frozenset("call contact help speak talk ask warn reach".split())  # who tried to call, called


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
            finding = _clause(told, beside, hedge) if hedge.kind in _CLAUSES else _verb(told, beside, hedge)
            if finding is not None:
                found.setdefault(finding.start, finding)
        if own and not _of_sentence(told.index, beside.number) and not _SOFT & set(beside.stems):
            for hedge in own:
                finding = _weakened(told, beside, hedge, texts)
                if finding is not None:
                    found.setdefault(finding.start, finding)
    return list(found.values())


def _known(_index: ArticleIndex) -> dict[int, tuple[_Hedge, ...]]:
    """The hedges of those sentences of an article that were asked for, by number."""
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
            group = {*tokens[first + 1 : verb], *tokens[max(0, first - 1) : first]}
            be = groups.get("be") is not None or (
                match[0].split()[0].endswith(("ly", "perhaps", "maybe")) and bool(group & _BE)
            )
            named = kind in {"may", "could"} and not be and tokens[min(verb, len(tokens) - 1)] in _PAST  # "Ms May said"
            if verb >= len(tokens) or (named and "have" not in match[0]):
                continue
            if kind not in _CLAUSES and not is_content(tokens[verb]):
                continue
            yield _Hedge(kind, first, verb, be, groups.get("not") is not None)


def _verb(told: Told, beside: Beside, hedge: _Hedge) -> Finding | None:
    """The claim's verb beside one that the article hedges."""
    texts, theirs = [word.text for word in told.words], [word.text for word in beside.words]
    place, start = _same_verb(texts, theirs, beside, hedge.verb), _start(theirs, hedge.first)
    turned = place is None
    if place is None:
        place = _turned_verb(texts, theirs, hedge, start)
    if place is None:
        return None
    first, state = _state(texts, place, be=hedge.be != turned)
    grade = _grade(hedge, state, " ".join(theirs[start : hedge.verb + 1]))
    if grade is None or bool(_NOT & set(texts[first:place])) != hedge.denied:
        return None
    subject, object_ = _subject(beside, texts, theirs, first, start), _object(beside, texts, theirs, place, hedge.verb)
    tight = not turned and subject == object_ == 2
    if not (turned or (subject and object_)) or beside.cover < (0.5 if tight else CLOSE):
        return None
    strict = hedge.kind not in _CHANGED
    if _is_soft(told, beside, (start, hedge.verb), strict=strict) or _concedes(hedge, theirs):
        return None
    if _stated_elsewhere(told, beside, hedge, texts[place]):
        return None
    certainty: Certainty = "certain" if tight and grade == 2 else "likely"
    places = (first, place + 1), (start, hedge.verb + 1)
    return _finding(told, beside, ("omitted-hedge" if strict else "modality", certainty), places)


def _grade(hedge: _Hedge, state: str, words: str) -> int | None:
    """2 where no careful reader takes the claim's state for the article's, 1 where some do, None where many do."""
    done, verb = state in {"done", "past"}, words.rsplit(maxsplit=1)[-1]
    verb = _BASE.get(verb, verb)
    if hedge.kind == "may":
        return 2 if state else None
    if hedge.kind == "could":
        if state == "will" or " have " in words:
            return 2 if state else None
        return None if not state or verb in _ABLE else 1
    if hedge.kind == "hoped":
        return 2 if done or (state == "will" and "consider" in words) else 1 if state == "will" else None
    if hedge.kind == "tried" and verb in _EFFORTS:
        return None
    if hedge.kind in {"planned", "meant", "tried"}:
        if state == "will":
            return 1 if "expected" in words or "likely" in words else None
        return (1 if hedge.kind == "meant" else 2) if done else None
    if hedge.kind == "accused":
        return 2 if done else None
    return (1 if hedge.kind == "said" else 2) if state else None


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


def _turned_verb(texts: Sequence[str], theirs: Sequence[str], hedge: _Hedge, start: int) -> int | None:
    """The place in `texts` of a verb told in the other voice, with the same agent: "a queen may have brought it" beside "it was
    brought by a queen".
    """
    base = _base(theirs[hedge.verb])
    places = [place for place, text in enumerate(texts) if _base(text) == base]
    if len(places) != 1:
        return None
    place = places[0]
    acting, passive = (texts[:place], theirs[hedge.verb + 1 :]) if hedge.be else (theirs[:start], texts[place + 1 :])
    by = passive.index("by") if "by" in passive[:6] else None
    agent = next((stem(text) for text in reversed(acting) if is_content(text) and not _is_adverb(text)), None)
    return None if by is None or agent not in {stem(text) for text in passive[by + 1 : by + 5]} else place


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
    if be != bool(group & (_BE | {"be"})) and not texts[place].endswith("ing"):
        return first, ""
    if group & {"has", "have", "had", "was", "were", "did"}:
        return first, "done"
    if group & {"is", "are", "do", "does"}:
        return first, "is"
    if group - _NOT or be or not first or before in _NO_SUBJECT or before == "to" or texts[place].endswith("ing"):
        return first, ""
    return first, "past" if _is_past(texts[place]) else "is"


def _is_past(word: str) -> bool:
    return word in _PAST or (word.endswith("ed") and stem(word) != word)  # "closed", but not "feed"


def _is_adverb(word: str) -> bool:
    return re.fullmatch(_ADVERB, word) is not None


def _subject(beside: Beside, texts: Sequence[str], theirs: Sequence[str], first: int, start: int) -> int:
    """2 where the same word stands before both verbs, or a pronoun before one of them; 1 where it stands further away."""
    if not first:
        return 1
    if texts[first - 1] in _PRONOUNS or (start and theirs[start - 1] in _PRONOUNS):
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
    if strict and _QUOTED.search(told.claim.text):
        return True
    for place, (word, one) in enumerate(zip(told.words, told.stems, strict=True)):
        at = beside.of_claim.get(place)
        kept = at is not None and (at >= hedge[1] or (at < hedge[0] and not strict))
        if (one in _SOFT or word.text in _SOFT) and not kept:
            return True
        if one in _TOLD and (strict or not (kept or _TOLD & set(beside.stems))):
            return True
    return False


def _concedes(hedge: _Hedge, theirs: Sequence[str]) -> bool:
    """Whether a "may" grants a fact ("he may have lost, but"), or a "could" tells what something was for ("so that")."""
    if hedge.kind == "could":
        return "so" in theirs[max(0, hedge.first - 6) : hedge.first]
    return hedge.kind == "may" and bool({"but", "however", "yet", "although", "though", "while"} & set(theirs))


def _stated_elsewhere(told: Told, beside: Beside, hedge: _Hedge, verb: str, *, hedged: bool = False) -> bool:
    """Whether another sentence may tell the claim as the claim does: hedged or not; for a crime, whether anybody is guilty."""
    index = told.index
    if not hedged and hedge.kind in {"accused", "allegedly"} and _PROVED & index.stems:
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
        if states and number != beside.number and bool(_of_sentence(index, number)) == hedged:
            return True
    return False


def _clause(told: Told, beside: Beside, hedge: _Hedge) -> Finding | None:
    """The claim beside a clause that the article says somebody denies, doubts or claims."""
    text, there, last = told.index.article.content.text, beside.words, hedge.verb + 1
    while last < len(there) and not _ENDS.search(text[there[last - 1].end : there[last].start]):
        last += 1
    scope = [n for n in range(hedge.verb, last) if is_content(there[n].text)]
    run = [own for own, other in beside.pairs if hedge.verb <= other < last and beside.weighs[own]]
    matched = {other for _, other in beside.pairs}
    kept = [n for n in scope if n in matched]
    if any(n in matched and is_content(there[n].text) for n in range(hedge.first, hedge.verb)):
        return None  # it is told as a theory here too
    if not run or len(kept) < 3 or scope[0] not in matched or len(kept) < 0.6 * len(scope):
        return None
    content = [n for n, word in enumerate(told.words) if is_content(word.text)]
    other = [n for n in content if n not in run]
    if len(other) > max(1, len(content) // 4) or any(run[0] < n < run[-1] for n in other[1:]):
        return None
    texts = [word.text for word in told.words]
    inside = texts[run[0] : run[-1] + 1]
    if any(text in _NOT or text.endswith("n't") for text in texts) or not any(
        text in _AUX or _is_past(text) for text in inside
    ):
        return None  # it denies by itself, or has no verb
    if _is_soft(told, beside, (hedge.first, hedge.verb), strict=True) or _stated_elsewhere(told, beside, hedge, ""):
        return None
    exact = hedge.kind == "denied" and len(other) <= 1 and len(scope) - len(kept) <= 1
    places = (run[0], run[-1] + 1), (hedge.first, last)
    return _finding(told, beside, ("omitted-hedge", "certain" if exact else "likely"), places)


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
    sure = {"will"} if hedge.kind == "could" else {"will", "done", "past", "must"}
    if state not in sure or _NOT & set(theirs[first:place]):
        return None
    if _subject(beside, texts, theirs, start, first) < 2 or _object(beside, texts, theirs, hedge.verb, place) < 2:
        return None
    if _stated_elsewhere(told, beside, hedge, texts[hedge.verb], hedged=True):
        return None
    return _finding(told, beside, ("modality", "likely"), ((start, hedge.verb + 1), (first, place + 1)))


def _finding(
    told: Told, beside: Beside, kind: tuple[FindingType, Certainty], places: tuple[tuple[int, int], tuple[int, int]]
) -> Finding:
    own, there = places[0], beside.words[slice(*places[1])]
    span, source = told.span(*own), told.source_span(there)
    message = f"says “{told.text(*own)}”, the article says “{told.source_text(there)}”"
    return Finding(*kind, message, span.start, span.end, source.start, source.end)
