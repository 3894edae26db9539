"""Chat completions of an OpenAI-compatible server: what a judge and a system behind an endpoint have in common.

Keys stand in a header and nowhere else, what a server says is hostile text, passing troubles are tried again, and no request
outlives Ctrl-C.
"""

from __future__ import annotations

from .address import Address
from .asking import (
    UNREADABLE,
    Answered,
    Asking,
    Chat,
    Completion,
    FaultError,
    Message,
    Role,
    Unanswered,
    begin,
    counted,
)
from .keys import Secrets
from .quoting import cleaned, cut

__all__ = [
    "UNREADABLE",
    "Address",
    "Answered",
    "Asking",
    "Chat",
    "Completion",
    "FaultError",
    "Message",
    "Role",
    "Secrets",
    "Unanswered",
    "begin",
    "cleaned",
    "counted",
    "cut",
]
