"""Active for passive and passive for active: one clause, one verb of a closed list whose past is its participle, two plain phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..scene import Change, Proposal, Scene

__all__ = ["voice"]

_VERBS = (
    "accepted|acquired|adopted|appointed|approved|arrested|backed|banned|bought|built|cancelled|closed|criticised|criticized|damaged|defeated|delayed"
    "|designed|destroyed|discovered|dismissed|elected|ended|fined|found|founded|funded|held|hired|injured|killed|launched|led|made|measured"
    "|opened|ordered|organised|owned|paid|planned|postponed|praised|produced|published|raised|recorded|rejected|repaired|replaced|rescued"
    "|signed|sold|sponsored|started|stopped|supported|suspended|won"
)
# A phrase without a verb, a comma, or anything that might lean on what stands around it.
_PHRASE = (
    r"(?:(?:The|A|An|the|a|an|Two|two|Three|three|Four|four|\d[\d,]*)\s(?:[a-z][\w-]*\s){0,2}[a-z][\w-]{2,}(?:\sof\s(?:the\s)?[A-Za-z][\w-]+)?"
    r"|(?:(?:The|the|Mr|Ms|Mrs|Dr|Prof|Judge|Mayor)\.?\s)?[A-Z][\w-]+(?:\s[A-Z][\w-]+){0,3})"
)
_TIME = r"(?P<time>\s(?:in\s\d{4}|in\s[A-Z][a-z]+\s\d{4}|on\s[A-Z][a-z]+day|last\s(?:year|month|week)))?"
_PASSIVE = re.compile(
    rf"(?P<patient>{_PHRASE})\s(?:was|were)\s(?P<verb>{_VERBS})\sby\s(?P<agent>{_PHRASE}){_TIME}(?P<stop>\.?)"
)
_ACTIVE = re.compile(rf"(?P<agent>{_PHRASE})\s(?P<verb>{_VERBS})\s(?P<patient>{_PHRASE}){_TIME}(?P<stop>\.?)")
_WHEN = re.compile(
    r"(?:the )?(?:end|time|start|night|morning|summer|winter|autumn|spring|early|late|next|last|\d{4}|Christmas|Easter|[A-Z][a-z]+day|January"
    r"|February|March|April|May|June|July|August|September|October|November|December)\b",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"(?:two|three|four|\d[\d,]*)\s|(?:the\s)?[a-z][\w -]*[^s\W]s$", re.IGNORECASE)


def voice(scene: Scene) -> Iterator[Proposal]:
    """Yields claims in the other voice."""
    text = scene.text
    if scene.frames or scene.quoted:
        return
    match = _PASSIVE.fullmatch(text)
    if match is not None and not _WHEN.match(match["agent"]):
        yield _whole(
            text,
            f"{_opening(match['agent'])} {match['verb']} {_within(match['patient'])}{match['time'] or ''}{match['stop']}",
            "to active",
        )
        return
    match = _ACTIVE.fullmatch(text)
    if match is not None:
        head = re.split(r"\sof\s", match["patient"])[0]
        be = "were" if _PLURAL.match(head) else "was"
        if not head.endswith("s") or be == "were":
            new = f"{_opening(match['patient'])} {be} {match['verb']} by {_within(match['agent'])}{match['time'] or ''}{match['stop']}"
            yield _whole(text, new, "to passive")


def _opening(phrase: str) -> str:
    return phrase[0].upper() + phrase[1:]


def _within(phrase: str) -> str:
    first = phrase.split(" ", 1)[0]
    return phrase[0].lower() + phrase[1:] if first in {"The", "A", "An", "Two", "Three", "Four"} else phrase


def _whole(old: str, new: str, direction: str) -> Proposal:
    return Proposal((Change(0, len(old), new),), direction)
