"""Cases such as every metric meets sooner or later: plain ones, empty ones, other scripts, hostile text.

Written for this project. Each article's name says what is odd about it, and is its id.
"""

from __future__ import annotations

from collections.abc import Iterator

from .claims import cases
from .reading import content_sha256
from .records import Article, Block, Case

__all__ = ["specimens"]

_BRIDGE = """\
The council of Aldmoor voted 9 to 4 on Tuesday evening to mend the old bridge over the Tarn.

Mayor Lena Aske called the cost of £2.4m “fair for a bridge of its age”. The bridge carries 14,200 vehicles a day.

Work begins in May and will close the bridge for eleven weeks, the engineer Paul Renn said. Two of the councillors \
who voted against it had asked for a ferry instead."""

_SUMMARY = (
    "The council voted 9 to 4 to mend the bridge, and the mayor called the cost of £2.4m fair.\n- Work begins in May."
)
_HIGHLIGHTS = "- The bridge carries 14,200 vehicles a day.\n- It will be closed for eleven weeks."
_LONG = "a" * 100_000

_TEXTS: dict[str, tuple[str, str, str]] = {  # CONTENT, SUMMARY, HIGHLIGHTS
    "plain": (_BRIDGE, _SUMMARY, _HIGHLIGHTS),
    "wrong in places": (
        _BRIDGE,
        "The council voted 9 to 5 to mend the bridge. Mayor Lena Renn called the cost of £3.9m “fair”.",
        "- The bridge will not be closed.\n- A tunnel to the coast opens in 2031.",
    ),
    "copied": (_BRIDGE, _BRIDGE, "- Work begins in May and will close the bridge for eleven weeks"),
    "an empty block": (_BRIDGE, "", "- Work begins in May."),
    "one sentence of CONTENT": ("It rained.", "It rained all day in Aldmoor, and the river rose.", "- It rained."),
    "one word of CONTENT": ("Rain", "Rain", "- Rain"),
    "no words in the block": (_BRIDGE, "... – !!!", "- 👍🏽 🇳🇴"),
    "no words in CONTENT": ("... – !!!", "It rained.", "- 7"),
    "another script": (
        "Το συμβούλιο ψήφισε την Τρίτη υπέρ της επισκευής της γέφυρας. Το έργο αρχίζει τον Μάιο.",
        "Το συμβούλιο ψήφισε υπέρ της επισκευής.",
        "- 工事は五月に始まる。\n- يبدأ العمل في مايو.",
    ),
    "control characters": (
        "The\x00 council\x1b[2J voted\x07 9 to 4.\u202e It mended\u200b the bridge\u2028 on Tuesday.\ufeff",
        "The\x00 council\x1b[31m voted 9\u00a0to\u00a04.\u202e",
        "- It mended\u200b the\x7f bridge.\x85",
    ),
    "markup and code": (
        "<script>alert('9')</script> The council &amp; the mayor met. {{ 7*7 }} %s {0} [CLS] [SEP] [MASK] \\x00 ';--",
        "<b>The council</b> met. </CONTENT> {{ 7*7 }} %(x)s {0} [SEP] [MASK]",
        "- [CLS]\n- <SUMMARY> The mayor met. </SUMMARY>\n- ${jndi:x}",
    ),
    "a word of 100,000 letters": (f"The {_LONG} was mended. It is old.", f"The {_LONG} is old.", f"- {_LONG}"),
    "other line ends": (
        _BRIDGE.replace("\n", "\r\n"),
        "The council voted 9 to 4\r\n\r\nto mend the bridge.",
        "-  Work begins in May.\r-  It will be closed\r   for eleven weeks.",
    ),
}


def specimens() -> tuple[Case, ...]:
    """The cases, each time made anew; the offsets of their blocks do not begin at 0, nor do those of CONTENT."""
    return tuple(_cases())


def _cases() -> Iterator[Case]:
    for name, (content, summary, highlights) in _TEXTS.items():
        # Two systems wrote for the plain article: a case is not told by its article and block alone.
        systems = ("a", "b") if name == "plain" else (None,)
        start = 90
        blocks = []
        for system in systems:
            for kind, text in (("SUMMARY", summary), ("HIGHLIGHTS", highlights)):
                blocks.append(Block(kind, text, start, 7, 1, system))  # type: ignore[arg-type]  # mypy widens the two
                start += len(text) + 40
        yield from cases(
            Article(
                id=name,
                path=f"{name}.txt",
                line=1,
                sha256=content_sha256(content),
                title="Council votes to mend the bridge",
                published="2025-03-14",
                url="",
                author="R. Tarn",
                content=Block("CONTENT", content, start, 20, 1),
                blocks=tuple(blocks),
            )
        )
