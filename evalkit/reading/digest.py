"""What names a CONTENT."""

from __future__ import annotations

import hashlib

from ..positions import LINE_END

__all__ = ["content_sha256"]


def content_sha256(text: str) -> str:
    """Hex digest that names a CONTENT: SHA-256 of its UTF-8 bytes with every line end taken as LF."""
    return hashlib.sha256(LINE_END.sub("\n", text).encode("utf-8", "surrogatepass")).hexdigest()
