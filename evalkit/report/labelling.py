"""The page that walks through a sample, claim by claim, and collects the reader's labels. It holds no verdict and no system."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import msgspec

from .. import __version__
from ..files import replacing
from ..sampling import Drawn, Sample, encode_row
from .page import embedded, packed, page

__all__ = ["write_labelling"]

_CHUNK = 8  # claims that are compressed together
_SCRIPTS = ("text.js", "store.js", "labelling.js")


def write_labelling(sample: Sample, target: Path) -> None:
    """Writes the page of a sample. Equal samples give equal bytes.

    Raises:
        OutputError: the target cannot be written.
    """
    digest = hashlib.sha256(b"".join(encode_row(one.row) for one in sample.drawn)).hexdigest()[:16]
    index = {"count": len(sample.drawn), "chunk": _CHUNK, "run": digest}
    before, between, after = page("labelling.html.j2", _SCRIPTS, {"version": __version__, "home": "#"})
    with replacing(target) as file:
        file.write(before)
        for number, at in enumerate(range(0, len(sample.drawn), _CHUNK)):
            data = msgspec.json.encode([_item(one) for one in sample.drawn[at : at + _CHUNK]])
            file.write(f'<script type="text/plain" data-chunk="{number}">{packed(data)}</script>\n')
        file.write(between)
        file.write(embedded(index))
        file.write(after)


def _item(one: Drawn) -> dict[str, Any]:
    """What is shown of a claim: its block with its own words marked, CONTENT, and the passages that may bear on it."""
    row = msgspec.to_builtins(one.row)
    del row["content"], row["label"]
    return {
        "claim": one.claim.id,
        "title": one.article.title,
        "published": one.article.published,
        "block": one.case.block,
        "text": one.case.text,
        "start": one.case.start,
        "from": one.claim.start,
        "to": one.claim.end,
        "content": {"text": one.article.content.text, "start": one.article.content.start},
        "evidence": [(passage.start, passage.end) for passage in one.claim.evidence],
        "row": row,
    }
