"""Modality: what the article says may be, is planned, denied or said to be, a claim must not state as sure or done.

A hedge of the article ("may", "is considering", "allegedly", "is accused of", "denied that") governs a verb or a clause. Where
the claim has the same verb between the same words, or the same clause, and no hedge or attribution of its own, the verb is
laid beside it: "may close" and "will close", "is accused of stealing" and "stole". `modality` is a hedged statement made sure or
done, or the reverse; `omitted-hedge` is a statement of somebody that became a fact. It is silent where another sentence states
the same unhedged, where the claim or its verb is asked, denied or put off in any way, and where "will" stands for a plan.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from evalkit.metric import Finding
from evalkit.records import Certainty, FindingType
from evalkit.words import is_content, stem

from ..retrieval import coverage
from .hedges import ADVERB, CLAUSES, FILLERS, IRREGULAR, PAST, Hedge, base_form, hedges, hedges_of_sentence
from .told import CLOSE, Beside, Told

__all__ = ["check_modality"]

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
_ABLE = frozenset("see saw hear feel tell find reach get afford watch understand".split())  # who could see, saw
_EFFORTS = frozenset("call contact help speak talk ask warn reach".split())  # who tried to call, called


def check_modality(told: Told) -> list[Finding]:
    """Finds hedges of the article that a claim has dropped or strengthened, and statements that it has made a guess."""
    if not told.beside or told.claim.text.rstrip().endswith("?"):
        return []
    own = list(hedges(told.words, told.claim.text))
    found: dict[int, Finding] = {}
    for beside in told.beside:
        texts = [word.text for word in beside.words]
        for hedge in (one for one in hedges_of_sentence(told.index, beside.number) if one.verb < len(texts)):
            finding = _clause(told, beside, hedge) if hedge.kind in CLAUSES else _verb(told, beside, hedge)
            if finding is not None:
                found.setdefault(finding.start, finding)
        if own and not hedges_of_sentence(told.index, beside.number) and not _SOFT & set(beside.stems):
            for hedge in own:
                finding = _weakened(told, beside, hedge, texts)
                if finding is not None:
                    found.setdefault(finding.start, finding)
    return list(found.values())


def _verb(told: Told, beside: Beside, hedge: Hedge) -> Finding | None:
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


def _grade(hedge: Hedge, state: str, words: str) -> int | None:
    """2 where no careful reader takes the claim's state for the article's, 1 where some do, None where many do."""
    done, verb = state in {"done", "past"}, words.rsplit(maxsplit=1)[-1]
    verb = IRREGULAR.get(verb, verb)
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
    base = base_form(theirs[verb])
    places = [place for place, text in enumerate(texts) if base_form(text) == base]
    if len(places) == 1 and all((one < places[0]) == (other < verb) for one, other in beside.pairs):
        return places[0]
    return None


def _turned_verb(texts: Sequence[str], theirs: Sequence[str], hedge: Hedge, start: int) -> int | None:
    """The place in `texts` of a verb told in the other voice, with the same agent: "a queen may have brought it" beside "it was
    brought by a queen".
    """
    base = base_form(theirs[hedge.verb])
    places = [place for place, text in enumerate(texts) if base_form(text) == base]
    if len(places) != 1:
        return None
    place = places[0]
    acting, passive = (texts[:place], theirs[hedge.verb + 1 :]) if hedge.be else (theirs[:start], texts[place + 1 :])
    by = passive.index("by") if "by" in passive[:6] else None
    agent = next((stem(text) for text in reversed(acting) if is_content(text) and not _is_adverb(text)), None)
    return None if by is None or agent not in {stem(text) for text in passive[by + 1 : by + 5]} else place


def _start(texts: Sequence[str], place: int) -> int:
    while place > 0 and (texts[place - 1] in _AUX - {"to"} or _is_adverb(texts[place - 1])):
        place -= 1
    return place


def _state(texts: Sequence[str], place: int, *, be: bool) -> tuple[int, str]:
    """Where the group of a verb starts, and how sure it is: "must", "will", "done", "past", "is", or "" for anything else."""
    first = place
    while be and first > 0 and place - first < 3 and texts[first - 1] in FILLERS:
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
    return word in PAST or (word.endswith("ed") and stem(word) != word)  # "closed", but not "feed"


def _is_adverb(word: str) -> bool:
    return re.fullmatch(ADVERB, word) is not None


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


def _concedes(hedge: Hedge, theirs: Sequence[str]) -> bool:
    """Whether a "may" grants a fact ("he may have lost, but"), or a "could" tells what something was for ("so that")."""
    if hedge.kind == "could":
        return "so" in theirs[max(0, hedge.first - 6) : hedge.first]
    return hedge.kind == "may" and bool({"but", "however", "yet", "although", "though", "while"} & set(theirs))


def _stated_elsewhere(told: Told, beside: Beside, hedge: Hedge, verb: str, *, hedged: bool = False) -> bool:
    """Whether another sentence may tell the claim as the claim does: hedged or not; for a crime, whether anybody is guilty."""
    index = told.index
    if not hedged and hedge.kind in {"accused", "allegedly"} and _PROVED & index.stems:
        return True
    base = base_form(verb)
    content = [one for word, one in zip(told.words, told.stems, strict=True) if is_content(word.text)]
    rest = [one for one in content if one != stem(verb)]
    for number, (first, last) in enumerate(index.bounds):
        cover = coverage(index, content, index.window_stems[number])
        states = cover >= CLOSE or (
            coverage(index, rest, index.window_stems[number]) >= 0.2
            and any(base_form(word) == base for word in index.folded[first:last])
        )
        if states and number != beside.number and bool(hedges_of_sentence(index, number)) == hedged:
            return True
    return False


def _clause(told: Told, beside: Beside, hedge: Hedge) -> Finding | None:
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


def _weakened(told: Told, beside: Beside, hedge: Hedge, theirs: Sequence[str]) -> Finding | None:
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
