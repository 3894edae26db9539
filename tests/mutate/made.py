"""Articles of a few sentences, and claims in them, for the tests of mutants."""

from __future__ import annotations

import hashlib

from evalkit import claims
from evalkit.mutate.operators import OPERATORS
from evalkit.mutate.scene import Scene, Source, applied
from evalkit.records import Article, Block

__all__ = ["COUNCIL", "article", "changed", "scene"]

COUNCIL = (
    "The council of Aldmoor voted 9 to 4 on Tuesday to mend the old bridge. It opened in 1931 and carries 14,200 vehicles a day. "
    "Mayor Lena Aske called the cost of £2.4m fair. The engineer, Paul Renn, said that the work could take eleven weeks. "
    "The harbour office keeps two boats for the winter. Traders will not get any money. "
    '"Nobody has asked the shops on the quay," Ms Dora Finch said. Dora Finch, 52, sells rope there. '
    "A new bus is to run from June, and most residents welcome it. Sales fell from 31 boats in 2019 to six in 2021. "
    "The Tarn society is understood to be preparing a protest."
)


def article(summary: str, content: str = COUNCIL, kind: str = "SUMMARY") -> Article:
    """An article with one block."""
    block = Block("HIGHLIGHTS" if kind == "HIGHLIGHTS" else "SUMMARY", summary)
    sha = hashlib.sha256(content.encode()).hexdigest()
    return Article("a", None, None, sha, "", "2025-03-14", "", "", Block("CONTENT", content), (block,))


def scene(summary: str, content: str = COUNCIL) -> Scene:
    """The last claim of a summary in its article."""
    (case,) = claims.cases(article(summary, content))
    return Scene.of(case, case.claims[-1], Source(case.article))


def changed(operator: str, summary: str, content: str = COUNCIL) -> list[str]:
    """All that an operator makes of the last claim of a summary."""
    (one,) = (one for one in OPERATORS if one.name == operator)
    seen = scene(summary, content)
    return [applied(seen.text, proposal.changes) for proposal in one.propose(seen)]
