"""Typed corruptions: the smallest edit of a claim after which its article does not support it.

Each corruption takes a claim, the text of its article and a generator of random numbers, and gives the altered claim or
None where it finds nothing to alter. What it puts in comes from the same article wherever it can, so that no word betrays
it. FactCC (Kryscinski et al. 2020) has the first five, FalseSum (Utama et al. 2022) fusions; the others answer to the kinds
of mistakes that evalkit names.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from .texts import MONTHS, NAME, WEEKDAYS, Text, names_something

__all__ = ["CORRUPTIONS", "corrupted"]

Corruption = Callable[[str, Text, random.Random], str | None]

_NUMBER_WORDS = "two three four five six seven eight nine ten eleven twelve".split()
_AUX = r"(?:is|was|are|were|has|have|had|will|would|can|could|should|must|did|does|do)"
_ANTONYMS = """
rise fall;rises falls;rose fell;risen fallen;rising falling;increase decrease;increases decreases;increased decreased;
increasing decreasing;gain loss;gains losses;gained lost;win lose;wins loses;won lost;winning losing;winner loser;
victory defeat;beat lost to;success failure;successful unsuccessful;succeeded failed;accept reject;accepts rejects;
accepted rejected;approve reject;approved rejected;approves rejects;support oppose;supports opposes;supported opposed;
supporters opponents;allow ban;allowed banned;allows bans;permit prohibit;permitted prohibited;open close;opened closed;
opens closes;opening closing;begin end;began ended;begins ends;start end;started ended;starts ends;arrive leave;
arrived left;arrives leaves;join leave;joined left;joins leaves;buy sell;bought sold;buys sells;buying selling;buyer seller;
borrow lend;hire dismiss;hired dismissed;appointed dismissed;admit deny;admitted denied;admits denies;confirm deny;
confirmed denied;confirms denies;guilty not guilty;convicted acquitted;innocent guilty;praise criticise;praised criticised;
praises criticises;welcomed condemned;agree disagree;agreed refused;agrees refuses;remember forget;before after;
above below;over under;more fewer;more less;higher lower;highest lowest;high low;larger smaller;largest smallest;large small;
bigger smaller;biggest smallest;big small;better worse;best worst;good bad;strong weak;stronger weaker;strongest weakest;
first last;early late;earlier later;earliest latest;old new;older younger;oldest youngest;old young;north south;
northern southern;east west;eastern western;northeast southwest;left right;inside outside;upper lower;up down;top bottom;
increase cut;raised cut;raise cut;add remove;added removed;alive dead;survived died;survive die;born died;safe unsafe;
safe dangerous;positive negative;public private;male female;man woman;men women;boy girl;boys girls;son daughter;
father mother;brother sister;husband wife;king queen;his her;he she;him her;national local;domestic foreign;
morning evening;day night;summer winter;spring autumn;yesterday today;weekly monthly;annual monthly;hours days;days weeks;
weeks months;months years;minutes hours;always never;often rarely;usually rarely;easy difficult;easier harder;cheap expensive;
rich poor;long short;longer shorter;fast slow;faster slower;full empty;heavy light;hot cold;warm cold;wet dry;
same different;similar different;true false;legal illegal;possible impossible;likely unlikely;necessary unnecessary;
employer employee;teacher student;doctor patient;attack defend;attacked defended;encourage discourage;encouraged discouraged;
improve worsen;improved worsened;expand shrink;expanded shrank;grew shrank;grow shrink;growth decline;include exclude;
included excluded;including excluding;majority minority;maximum minimum;present absent;profit loss;profits losses;
release detain;released detained;freed jailed;rescue abandon;rescued abandoned;remain leave;return leave;returned left;
suspended reinstated;sign scrap;signed scrapped;tighten relax;tightened relaxed;with without;both neither;
optimistic pessimistic;happy unhappy;satisfied dissatisfied;willing unwilling;able unable;aware unaware;sufficient insufficient;
temporary permanent;temporarily permanently;partly fully;partially completely;slightly sharply;voluntary compulsory;
optional mandatory;active passive;experienced inexperienced;scored conceded;home away;promoted relegated;for against
""".replace("\n", "")
_PAIRS = [tuple(part.strip() for part in _split) for _split in (
    (pair.split(" ", 1)) for pair in _ANTONYMS.split(";") if pair.strip()
)]  # fmt: skip
_OPPOSITES: dict[str, list[str]] = {}
for _left, _right in _PAIRS:
    _OPPOSITES.setdefault(_left, []).append(_right)
    if " " not in _right:
        _OPPOSITES.setdefault(_right, []).append(_left)

_CERTAINTY = (
    (r"\b(?:may|might|could)\b", ("will", "must")),
    (r"\b(?:is|are) (?:expected|likely|due|set|scheduled|poised) to\b", ("will certainly", "has refused to")),
    (r"\b(?:was|were) (?:expected|likely|due|set|scheduled) to\b", ("did",)),
    (r"\b(?:plans?|hopes?|intends?|aims?|wants?) to\b", ("has agreed to", "has refused to", "is certain to")),
    (r"\b(?:planned|hoped|intended|aimed|wanted|tried|attempted) to\b", ("managed to", "refused to")),
    (r"\b(?:allegedly|reportedly|apparently|possibly|probably|perhaps)\b", ("certainly", "undoubtedly")),
    (r"\balleged\b", ("proven", "admitted")),
    (r"\b(?:accused|suspected) of\b", ("convicted of", "cleared of")),
    (r"\bcharged with\b", ("convicted of", "cleared of")),
    (r"\b(?:asked|urged|told|called on) (\w+) to\b", (r"forced \1 to", r"forbade \1 to")),
    (r"\bshould\b", ("will", "must not")),
    (r"\b(?:proposed|suggested|recommended)\b", ("approved", "rejected", "ruled out")),
    (r"\b(?:considering|discussing|weighing)\b", ("ruling out", "starting")),
    (r"\bclaim(?:s|ed)?\b", ("proved", "denied")),
    (r"\bbelieves?\b", ("doubts", "knows")),
    (r"\bwill\b", ("will not", "may")),
)
_QUANTITY = (
    (r"\bsome\b", ("all", "no")), (r"\bmany\b", ("all", "few")), (r"\bmost\b", ("all", "few")), (r"\bseveral\b", ("all", "no")),
    (r"\bfew\b", ("most", "many")), (r"\ball\b", ("some", "most", "none of")), (r"\bevery\b", ("hardly any",)),
    (r"\bat least\b", ("at most", "exactly")), (r"\bmore than\b", ("less than", "fewer than", "exactly")),
    (r"\b(?:less|fewer) than\b", ("more than",)), (r"\b(?:nearly|almost)\b", ("more than",)), (r"\bover(?= \d)", ("under",)),
    (r"\bup to\b", ("at least", "more than")), (r"\bhalf\b", ("a third", "two thirds", "most")), (r"\bone of\b", ("none of", "the only one of")),
    (r"\ba third\b", ("half", "a quarter")), (r"\btwice\b", ("three times", "half")), (r"\bboth\b", ("neither", "only one of the")),
    (r"\bonly\b", ("not only", "at least")), (r"\bhundreds\b", ("thousands", "dozens")), (r"\bthousands\b", ("hundreds", "millions")),
    (r"\bdozens\b", ("hundreds",)), (r"\bmillion\b", ("billion", "thousand")), (r"\bbillion\b", ("million",)),
    (r"\bper ?cent\b", ("percentage points",)), (r"\bonce\b", ("twice",)), (r"\bsingle\b", ("double",)), (r"\bno\b", ("some",)),
)  # fmt: skip
_DETAILS = (
    "for the first time", "for the second time", "despite warnings", "without explanation", "in protest", "on live television",
    "by mistake", "at the last minute", "with the help of his family", "for personal reasons", "because of the bad weather",
    "after a long dispute", "in front of the cameras", "after a public outcry", "for an undisclosed sum", "with immediate effect",
    "against the advice of doctors", "for security reasons", "to save money", "in secret", "under pressure from shareholders",
    "as a sign of respect", "before an audience of hundreds", "to the surprise of many", "as part of a wider plan",
)  # fmt: skip
_PLACE = re.compile(
    r"\b(?:in|at|near|from|outside|on|during|after|before|for|with|by|since|until)\s(?:(?:the|a|an|his|her|their)\s)?(?:[\w'’-]+\s){0,2}?[\w'’-]{3,}(?=[,.;]|$|\s(?:and|but|who|which|in|on|at|after|before)\b)"
)


def corrupted(claim: str, text: Text, rng: random.Random, *, others: Sequence[Text] = ()) -> tuple[str, str] | None:
    """A claim altered by a corruption drawn at random, and the corruption's type; None if none fits.

    Args:
        others: other articles, from which invented details may be taken.
    """
    kinds = rng.sample(list(CORRUPTIONS), k=len(CORRUPTIONS))
    kinds.sort(key=lambda kind: rng.random() ** (1 / _WEIGHTS.get(kind, 1.0)), reverse=True)
    for kind in kinds:
        source = rng.choice(others) if kind == "unsupported" and others and rng.random() < 0.5 else text
        altered = CORRUPTIONS[kind](claim, source, rng)
        if altered and _plain(altered) != _plain(claim) and _plain(altered) not in _plain(text.article.content.text):
            return altered, kind
    return None


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _number(claim: str, text: Text, rng: random.Random) -> str | None:
    found = [*re.finditer(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?!\w)", claim)]
    found += re.finditer(rf"\b(?:{'|'.join(_NUMBER_WORDS)})\b", claim, re.IGNORECASE)
    found = [one for one in found if not re.fullmatch(r"(?:19|20)\d\d", one[0])]
    if not found:
        return None
    match = rng.choice(found)
    old = match[0]
    if not old[0].isdigit():
        return _put(claim, match, rng.choice([word for word in _NUMBER_WORDS if word != old.lower()]))
    others = [one for one in text.figures if one != old and len(one) <= len(old) + 2 and one not in claim]
    if others and rng.random() < 0.45:
        return _put(claim, match, rng.choice(others))
    return _put(claim, match, _other_figure(old, rng))


def _other_figure(old: str, rng: random.Random) -> str:
    digits = [place for place, sign in enumerate(old) if sign.isdigit()]
    if len(digits) >= 2 and rng.random() < 0.25:
        first, second = rng.sample(digits, 2)
        if old[first] != old[second] and not (min(first, second) == 0 and "0" in (old[first], old[second])):
            signs = list(old)
            signs[first], signs[second] = signs[second], signs[first]
            return "".join(signs)
    place = rng.choice(digits[:2])
    choices = [sign for sign in "123456789" if sign != old[place]]
    return old[:place] + rng.choice(choices) + old[place + 1 :]


def _date(claim: str, text: Text, rng: random.Random) -> str | None:
    del text
    groups: tuple[tuple[str, list[str]], ...] = (
        (rf"\b(?:{'|'.join(MONTHS)})\b", MONTHS),
        (rf"\b(?:{'|'.join(WEEKDAYS)})\b", WEEKDAYS),
    )
    found = [
        (match, rng.choice([one for one in names if one != match[0]]))
        for pattern, names in groups
        for match in re.finditer(pattern, claim)
    ]
    found += [
        (match, str(int(match[0]) + rng.choice([-10, -3, -2, -1, 1, 2, 3, 10])))
        for match in re.finditer(r"\b(?:19|20)\d\d\b", claim)
    ]
    if not found:
        return None
    match, new = rng.choice(found)
    return _put(claim, match, new)


def _names_in(claim: str) -> list[re.Match[str]]:
    return [match for match in NAME.finditer(claim) if names_something(match[0])]


def _name(claim: str, text: Text, rng: random.Random) -> str | None:
    found = [match for match in _names_in(claim) if match.start() > 0 or any(match[0] in one for one in text.names)]
    if not found:
        return None
    match = rng.choice(found)
    own = set(match[0].lower().split())
    others = [one for one in text.names if one not in claim and not own & set(one.lower().split())]
    alike = [one for one in others if len(one.split()) == len(match[0].split())]
    others = alike or others
    return _put(claim, match, rng.choice(others) + _possessive(match[0])) if others else None


def _possessive(name: str) -> str:
    return name[-2:] if name.endswith(("'s", "’s")) else ""


def _role_swap(claim: str, text: Text, rng: random.Random) -> str | None:
    del text
    found = _names_in(claim)
    found = [match for match in found if not re.search(r"\band\s$", claim[: match.start()])]
    if len(found) < 2:
        return None
    first, second = sorted(rng.sample(found, 2), key=lambda match: match.start())
    between = claim[first.end() : second.start()]
    if not re.search(r"[a-z]{3}", between) or re.fullmatch(r"\s*(?:and|or|,)\s*", between):
        return None
    one, two = (match[0].removesuffix("'s").removesuffix("’s") for match in (first, second))
    return (
        claim[: first.start()]
        + two
        + _possessive(first[0])
        + between
        + one
        + _possessive(second[0])
        + claim[second.end() :]
    )


def _negation(claim: str, text: Text, rng: random.Random) -> str | None:
    del text
    negated = re.search(r"\b(?:not|never|no longer)\s|n['’]t\b", claim)
    if negated:
        return _tidy(claim[: negated.start()] + " " + claim[negated.end() :])
    aux = [*re.finditer(rf"\b{_AUX}\b(?! not)", claim)]
    if aux and rng.random() < 0.75:
        match = rng.choice(aux)
        word = rng.choice([" not", " not", " never", " no longer"])
        return claim[: match.end()] + word + claim[match.end() :]
    past = [
        *re.finditer(
            r"(?<=[a-z]) (?P<verb>said|told|made|took|gave|went|came|won|found|saw|left|paid|met|held|kept|brought|sent|spent|began)\b",
            claim,
        )
    ]
    bare = {
        "said": "say", "told": "tell", "made": "make", "took": "take", "gave": "give", "went": "go", "came": "come", "won": "win",
        "found": "find", "saw": "see", "left": "leave", "paid": "pay", "met": "meet", "held": "hold", "kept": "keep",
        "brought": "bring", "sent": "send", "spent": "spend", "began": "begin",
    }  # fmt: skip
    if past:
        match = rng.choice(past)
        return claim[: match.start()] + f" did not {bare[match['verb']]}" + claim[match.end() :]
    return _replaced(claim, ((r"\bsaid\b", ("denied",)), (r"\bhas\b", ("lacks",)), (r"\bwith\b", ("without",))), rng)


def _modality(claim: str, text: Text, rng: random.Random) -> str | None:
    del text
    return _replaced(claim, _CERTAINTY, rng)


def _quantifier(claim: str, text: Text, rng: random.Random) -> str | None:
    del text
    return _replaced(claim, _QUANTITY, rng)


def _antonym(claim: str, text: Text, rng: random.Random) -> str | None:
    del text
    found = [match for match in re.finditer(r"[A-Za-z]+", claim) if match[0] in _OPPOSITES]
    if not found:
        return None
    match = rng.choice(found)
    return _put(claim, match, rng.choice(_OPPOSITES[match[0]]))


def _attribution(claim: str, text: Text, rng: random.Random) -> str | None:
    speech = re.search(
        r"(?P<name>[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){0,2})\s(?:said|says|told|added|claims?|claimed|warned|argued|insisted|believes?|denied)\b|"
        r"(?:said|says|added|according to|told)\s(?P<behind>[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){0,2})",
        claim,
    )
    if not speech:
        return None
    name = speech["name"] or speech["behind"]
    others = [
        one for one in text.names if one not in claim and not set(one.lower().split()) & set(name.lower().split())
    ]
    return claim.replace(name, rng.choice(others), 1) if others else None


def _word(claim: str, text: Text, rng: random.Random) -> str | None:
    """One word that says something for another of the article with the same ending."""
    known = set(text.words)
    found = [match for match in re.finditer(r"(?<![\w'’-])[a-z]{5,}(?![\w'’-])", claim) if match[0] in known]
    rng.shuffle(found)
    for match in found:
        ending = (
            match[0][-2:]
            if match[0].endswith(("ed", "ly", "er", "al", "on", "nt", "ty"))
            else match[0][-3:]
            if match[0].endswith("ing")
            else match[0][-1]
        )
        others = [
            word for word in text.words if word.endswith(ending) and word not in claim and word[:4] != match[0][:4]
        ]
        if others:
            return _put(claim, match, rng.choice(others))
    return None


def _unsupported(claim: str, text: Text, rng: random.Random) -> str | None:
    if rng.random() < 0.4:
        detail = rng.choice(_DETAILS)
    else:
        found = [
            match[0] for sentence in text.sentences for match in _PLACE.finditer(sentence) if match[0] not in claim
        ]
        if not found:
            return None
        detail = rng.choice(found)
    body = claim.rstrip(" .!?")
    end = claim[len(body) :] or "."
    comma = [match.start() for match in re.finditer(r",", body)]
    if comma and rng.random() < 0.3:
        place = rng.choice(comma)
        return body[:place] + " " + detail + body[place:] + end
    return f"{body} {detail}{end.lstrip()}"


def _stitched(claim: str, text: Text, rng: random.Random) -> str | None:
    """The subject of the claim with what another sentence says of its own, or the reverse."""
    verb = re.compile(rf"\s(?:{_AUX}|said|told|made|took|gave|won|found|left|[a-z]{{3,}}ed)\s")
    own = verb.search(claim, 3)
    others = [one for one in text.sentences if one not in claim and claim not in one]
    if not own or not others:
        return None
    for other in rng.sample(others, k=min(4, len(others))):
        split = verb.search(other, 3)
        if split and split.start() < 60 and own.start() < 60:
            if rng.random() < 0.5:
                return claim[: own.start()] + other[split.start() :]
            return other[: split.start()] + claim[own.start() :]
    return None


def _replaced(claim: str, table: Sequence[tuple[str, Sequence[str]]], rng: random.Random) -> str | None:
    found = [(match, new) for pattern, new in table for match in re.finditer(pattern, claim)]
    if not found:
        return None
    match, new = rng.choice(found)
    return _put(claim, match, match.expand(rng.choice(new)))


def _put(claim: str, match: re.Match[str], new: str) -> str:
    if match[0][:1].isupper() and new[:1].islower():
        new = new[0].upper() + new[1:]
    return claim[: match.start()] + new + claim[match.end() :]


def _tidy(text: str) -> str:
    return re.sub(r"\s+([.,;!?])", r"\1", " ".join(text.split()))


CORRUPTIONS: dict[str, Corruption] = {
    "number": _number,
    "date": _date,
    "name": _name,
    "role-swap": _role_swap,
    "negation": _negation,
    "modality": _modality,
    "quantifier": _quantifier,
    "comparison": _antonym,
    "quote-attribution": _attribution,
    "word": _word,
    "unsupported": _unsupported,
    "stitched": _stitched,
}
"""Every corruption by its type: those of evalkit's findings, and `word`, one word for another of the article."""

_WEIGHTS = {
    "number": 2.0,
    "date": 2.0,
    "name": 1.5,
    "role-swap": 2.0,
    "modality": 2.0,
    "quantifier": 1.5,
    "quote-attribution": 2.0,
    "comparison": 1.5,
    "word": 0.7,
    "unsupported": 0.8,
    "stitched": 0.8,
}
