"""Faithful rewrites: other words for what an article's sentence says, by rules that keep its meaning."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

__all__ = ["REWRITES", "fused", "rewritten", "with_longer_names"]

Rewrite = Callable[[str, random.Random], str]

_SAME = (
    ("said", "stated"), ("said", "explained"), ("says", "states"), ("about", "around"), ("about", "approximately"), ("around", "roughly"),
    ("began", "started"), ("begin", "start"), ("begins", "starts"), ("bought", "purchased"), ("buy", "purchase"), ("big", "large"),
    ("biggest", "largest"), ("help", "assist"), ("helped", "assisted"), ("children", "youngsters"), ("also", "in addition"),
    ("however", "but"), ("although", "though"), ("because", "since"), ("while", "whereas"), ("received", "got"), ("needed", "required"),
    ("need", "require"), ("needs", "requires"), ("tried", "attempted"), ("trying", "attempting"), ("let", "allow"), ("allowed", "permitted"),
    ("enough", "sufficient"), ("shut", "closed"), ("ended", "finished"), ("ends", "finishes"), ("chose", "selected"), ("chosen", "selected"),
    ("company", "firm"), ("companies", "firms"), ("film", "movie"), ("doctors", "physicians"), ("hurt", "injured"), ("car", "vehicle"),
    ("cars", "vehicles"), ("house", "home"), ("houses", "homes"), ("job", "post"), ("jobs", "posts"), ("cash", "money"), ("rise", "increase"),
    ("rose", "increased"), ("rises", "increases"), ("fell", "dropped"), ("fall", "drop"), ("falls", "drops"), ("cut", "reduced"),
    ("kids", "children"), ("asked", "requested"), ("showed", "demonstrated"), ("shows", "demonstrates"), ("whole", "entire"),
    ("former", "ex-"), ("per cent", "percent"), ("per cent", "%"), ("percent", "%"), ("more than", "over"), ("over", "more than"),
    ("killed", "died in"), ("believe", "think"), ("believes", "thinks"), ("main", "chief"), ("wrong", "incorrect"), ("get", "obtain"),
    ("use", "employ"), ("used", "employed"), ("last year", "the previous year"), ("almost", "nearly"), ("nearly", "almost"),
    ("many", "a lot of"), ("several", "a number of"), ("finally", "eventually"), ("quickly", "rapidly"), ("difficult", "hard"),
    ("hard", "difficult"), ("important", "significant"), ("wanted", "wished"), ("police officers", "police"), ("did not", "didn't"),
    ("was not", "wasn't"), ("is not", "isn't"), ("will not", "won't"), ("cannot", "is unable to"), ("had not", "hadn't"),
)  # fmt: skip
_UNSAFE = {"killed", "over", "cut", "former", "house", "rise", "fall", "since"}
_SYNONYMS = [(re.compile(rf"\b{old}\b"), new) for old, new in _SAME if old not in _UNSAFE]
_ONES = "zero one two three four five six seven eight nine ten eleven twelve".split()


def rewritten(sentence: str, rng: random.Random, *, most: int = 2) -> str:
    """A sentence after up to `most` rewrites drawn at random; it may be the sentence itself."""
    for rewrite in rng.sample(list(REWRITES.values()), k=rng.randint(0, most)):
        sentence = rewrite(sentence, rng)
    return sentence


def fused(first: str, second: str, rng: random.Random) -> str:
    """Two sentences in one, or one after the other as one claim."""
    body = first.rstrip(" .")
    start = (
        second[0].lower() + second[1:]
        if second.split(maxsplit=1)[0] in {"The", "A", "An", "It", "He", "She", "They", "But", "In", "On"}
        else second
    )
    return body + rng.choice([", and ", ", while ", "; ", " and ", " . ", ". ", " "]) + start


def with_longer_names(sentence: str, names: Sequence[str]) -> str:
    """A sentence with its last names as the article has them elsewhere, first name and all, where it has only one such."""
    for last in re.findall(r"\b[A-Z][a-z]{3,}\b", sentence):
        whole = {name for name in names if len(name.split()) > 1 and name.split()[-1] == last}
        if len(whole) == 1 and not re.search(rf"[A-Z]\w* {last}", sentence):
            return re.sub(rf"\b{last}\b", whole.pop(), sentence, count=1)
    return sentence


def _trimmed_end(sentence: str, rng: random.Random) -> str:
    """Without a clause at its end."""
    del rng
    match = re.search(
        r",\s(?:which|who|where|when|after|as|while|but|with|including|adding|saying|because)\s[^,]*[.]$", sentence
    )
    return sentence[: match.start()] + "." if match and match.start() > 30 else sentence


def _trimmed_start(sentence: str, rng: random.Random) -> str:
    """Without what stands before its subject."""
    del rng
    match = re.match(
        r"(?:On|In|At|After|During|Last|Earlier|However|Meanwhile|But|And|Speaking)\b[^,]{0,50},\s", sentence
    )
    if not match or len(sentence) - match.end() < 30:
        return sentence
    rest = sentence[match.end() :]
    return rest[0].upper() + rest[1:]


def _no_insertion(sentence: str, rng: random.Random) -> str:
    """Without what stands in brackets or between two commas behind a name."""
    del rng
    without = re.sub(r"\s\([^()]{1,60}\)", "", sentence)
    return re.sub(r"(?<=[a-z]),\s(?:\d+|(?:an?|the|who|which)\s[^,.;]{3,60}),(?=\s[a-z])", "", without, count=1)


def _synonyms(sentence: str, rng: random.Random) -> str:
    fitting = [(pattern, new) for pattern, new in _SYNONYMS if pattern.search(sentence)]
    for pattern, new in rng.sample(fitting, k=min(len(fitting), 2)):
        sentence = pattern.sub(new, sentence, count=1)
    return sentence


def _figures(sentence: str, rng: random.Random) -> str:
    """Numbers in another notation."""
    turns: list[Rewrite] = [
        lambda text, _: re.sub(r"(?<=\d),(?=\d{3})", "", text),
        lambda text, _: re.sub(r"(?<![\w.,])(\d{1,3})(\d{3})(?![\w,.])", lambda m: m[0] if re.fullmatch(r"(?:19|20)\d\d", m[0]) else f"{m[1]},{m[2]}", text),
        lambda text, _: re.sub(r"(?<![\w.,£$€])([2-9]|1[0-2])(?=\s[a-z])", lambda m: _ONES[int(m[1])], text),
        lambda text, _: re.sub(r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b", lambda m: str(_ONES.index(m[1])), text),
        lambda text, _: re.sub(r"(?<=\d)\s?(?:m|mn)\b(?!\w)", " million", text),
        lambda text, _: re.sub(r"(?<=\d)\s?bn\b", " billion", text),
        lambda text, _: re.sub(r"(?<=\d)\smillion\b", "m", text),
        lambda text, _: re.sub(r"(?<=\d)%", " per cent", text),
    ]  # fmt: skip
    for turn in rng.sample(turns, k=len(turns)):
        new = turn(sentence, rng)
        if new != sentence:
            return new
    return sentence


def _active(sentence: str, rng: random.Random) -> str:
    """Turns the passive round ("X was arrested by Y" is "Y arrested X"), for regular verbs and plain names."""
    del rng
    match = re.match(
        r"(?P<object>(?:[A-Z][\w'’-]+\s?){1,3}) (?:was|were) (?P<verb>[a-z]{3,}ed) by (?P<subject>(?:the |[A-Z])[\w'’-]+(?:\s[A-Z][\w'’-]+)?)(?P<rest>[ .,].*)$",
        sentence,
    )
    if not match:
        return sentence
    subject = match["subject"]
    return f"{subject[0].upper()}{subject[1:]} {match['verb']} {match['object'].strip()}{match['rest']}"


def _speech(sentence: str, rng: random.Random) -> str:
    """Reported speech with its speaker first, last, or by another verb."""
    match = re.match(
        r"(?P<who>(?:[A-Z][\w'’-]+\s){1,3}?)(?:said|says|added|told reporters)(?: that)? (?P<what>[a-z\d].{20,})$",
        sentence,
    )
    if match:
        who, what = match["who"].strip(), match["what"].rstrip(" .")
        return rng.choice(
            [f"According to {who}, {what}.", f"{who} stated that {what}.", f"{what[0].upper()}{what[1:]}, {who} said."]
        )
    match = re.match(
        r"[\"“'‘](?P<what>[^\"“”]{15,}?),?[\"”'’],? (?:said|says|added) (?P<who>[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)?)\.?$",
        sentence,
    )
    if match:
        return f'{match["who"]} said: "{match["what"]}."'
    return sentence


REWRITES: dict[str, Rewrite] = {
    "trimmed-end": _trimmed_end,
    "trimmed-start": _trimmed_start,
    "no-insertion": _no_insertion,
    "synonyms": _synonyms,
    "figures": _figures,
    "active": _active,
    "speech": _speech,
}
"""Every rewrite of one sentence, by its name."""
