"""Who says each sentence of a conversation.

A transcript names the speaker where a turn begins ("Ann: ..."), and everything behind it up to the next name is theirs. A
sentence that is read alone, or beside others from elsewhere, has lost that name; whoever judges "Ann said" needs it back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from evalkit.records import Sentence

__all__ = ["speakers"]

_TAG = re.compile(r"([A-Z][\w.'’-]*(?: [\w.'’()&-]+){0,3}):(?=\s|$)")
_LONGEST = 40  # characters of a name or role
_SHARE = 0.15  # of a conversation's sentences begin a turn, at least, where two speakers come back
_SHORT = 0.3  # and this share where only one does


def speakers(sentences: Sequence[Sentence]) -> tuple[str, ...]:
    """For each sentence the speaker's tag ("Ann:") that it stands under but does not carry itself, else ""; [sentences].

    A text is a conversation if two tags begin its sentences, and both come back, or one of them does in a short one; in any
    other text nobody speaks.
    """
    tags = [_TAG.match(one.text) for one in sentences]
    found = [tag[0] if tag and len(tag[0]) <= _LONGEST else "" for tag in tags]
    counts = Counter(one for one in found if one)
    back = sum(count > 1 for count in counts.values())
    least = {0: 1.1, 1: _SHORT}.get(back, _SHARE)
    if len(counts) < 2 or counts.total() < least * len(found):
        return ("",) * len(found)
    told: list[str] = []
    current = ""
    for one in found:
        told.append("" if one else current)
        current = one or current
    return tuple(told)
