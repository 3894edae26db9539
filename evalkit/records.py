"""The words of evalkit as data: frozen, slotted, without behaviour.

Offsets count Unicode code points of the decoded file (a byte order mark and carriage returns included), or of the field
or text that a record names. Lines and columns are 1-based. `start` is the first character, `end` the one after the last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = [
    "FAULTY",
    "Article",
    "BadInput",
    "Block",
    "BlockKind",
    "Case",
    "Certainty",
    "Claim",
    "ClaimJudgement",
    "Copying",
    "Evidence",
    "Finding",
    "FindingType",
    "Origin",
    "Piece",
    "Region",
    "Score",
    "Sentence",
    "Span",
    "Status",
    "Verdict",
    "Vote",
]

BlockKind = Literal["SUMMARY", "HIGHLIGHTS"]
Status = Literal["scored", "abstained", "not_applicable", "failed"]
Verdict = Literal["supported", "contradicted", "unsupported", "abstained"]
FAULTY: frozenset[str] = frozenset({"contradicted", "unsupported"})
"""The verdicts of claims that do not stand."""
Certainty = Literal["certain", "likely"]
FindingType = Literal[
    "number",
    "unit",
    "date",
    "name",
    "role-swap",
    "quote-wording",
    "quote-attribution",
    "negation",
    "modality",
    "quantifier",
    "comparison",
    "unsupported",
    "dangling-reference",
    "omitted-hedge",
    "stitched",
    "block-conflict",
]
Region = Literal["CONTENT", "SUMMARY", "HIGHLIGHTS", "TITLE", "PUBLISHED_DATE"]
Copying = Literal["verbatim", "near-verbatim", "edited", "stitched", "abstracted"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text by its offsets."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a block: its words as they stand there, and where."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A tagged region of an article.

    Attributes:
        kind: the tag's name.
        text: the region's text without the blanks around it; line ends are kept as they are in the file.
        start: offset of the text's first character.
        line, column: where that character stands; None for text that stands in no file. Text of a record has the
            record's line and no column.
        system: what wrote it, where the input says so.
        field: the column or key of the record that the text is the value of; offsets then count within that value.
        path: the file of that record, which another record of the same article need not share.
        fault: why the system that should have written it failed; `text` is then empty.
    """

    kind: Literal["CONTENT", "SUMMARY", "HIGHLIGHTS"]
    text: str
    start: int = 0
    line: int | None = None
    column: int | None = None
    system: str | None = None
    field: str | None = None
    path: str | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One document with the blocks to be judged against its CONTENT.

    Attributes:
        id: the record's `id` where it has one, else `<posix path as given>#<n>`, n from 1.
        path: the file as the user named it; None for text that came from no file.
        line: where the article, or its first record, starts in that file.
        sha256: hex digest of the CONTENT's text, its line ends taken as LF, in UTF-8: the same article in a checkout
            with other line ends is the same article.
        published: the text of PUBLISHED_DATE as it stands.
        blocks: SUMMARY and HIGHLIGHTS in the order of the file.
        sentences: the sentences of CONTENT, in order.
    """

    id: str
    path: str | None
    line: int | None
    sha256: str
    title: str
    published: str
    url: str
    author: str
    content: Block
    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class BadInput:
    """An input, or a part of one, that could not be read, with its place and what was expected."""

    path: str
    line: int
    column: int
    message: str


@dataclass(frozen=True, slots=True)
class Claim:
    """The stretch that is judged by itself.

    Attributes:
        id: hash of CONTENT's sha256, block, system, normalised text and occurrence; unique within its case.
        text: the words as they stand in the block.
        sentence: the whole sentence or bullet that the claim is a part of.
        judged_text: what is judged: `text` without its reporting frame ("The article highlights ..."), with its blanks
            in order, and with an opening pronoun or description replaced by, or set beside, the name of the one person
            it can mean. Empty if nothing but a frame is there.
        frames: spans of the reporting frames within the claim, by the offsets of `start` and `end`.
    """

    id: str
    text: str
    sentence: str
    judged_text: str
    start: int
    end: int
    line: int | None
    column: int | None
    frames: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One judged block of one article from one system, with its claims.

    `id` is `<article id>:<block>[:<system>]`; `text`, `start`, `line`, `column`, `field`, `path` and `fault`
    are those of the block.
    """

    id: str
    article: Article
    block: BlockKind
    system: str | None
    text: str
    start: int
    line: int | None
    column: int | None
    claims: tuple[Claim, ...]
    field: str | None = None
    path: str | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage of CONTENT that bears on a claim. `score` is the retrieval's, in [0, 1], higher is closer."""

    text: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Finding:
    """One typed fault of a claim.

    `start`/`end` are the words in the claim's file, `source_start`/`source_end` the conflicting words of `source`, None
    where the point is that the source has nothing. `source` is CONTENT, or the other region that the claim conflicts with;
    offsets of TITLE and PUBLISHED_DATE are not kept, so a finding against them has none.
    """

    type: FindingType
    certainty: Certainty
    message: str
    start: int
    end: int
    source_start: int | None = None
    source_end: int | None = None
    source: Region = "CONTENT"


@dataclass(frozen=True, slots=True)
class Piece:
    """One step of the word-level difference between a claim and the words of CONTENT that it was taken from.

    `equal` and `replace` have words on both sides, `insert` has them in the claim alone, `delete` in CONTENT alone; the side
    without words has no offsets.
    """

    op: Literal["equal", "replace", "insert", "delete"]
    start: int | None = None
    end: int | None = None
    source_start: int | None = None
    source_end: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a claim was taken from.

    Attributes:
        copying: how: word for word, nearly so, with words changed, out of several places, or told in other words.
        longest_run: words of the longest stretch that CONTENT has too, case, quotes and blanks aside.
        position: where in CONTENT its first copied words stand, in [0, 1): 0 is the first word; None where nothing is copied.
        pieces: the difference, in the order of the claim; empty where nothing is copied.
    """

    claim_id: str
    copying: Copying
    longest_run: int
    position: float | None
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Vote:
    """What one tier said of a claim. `probability` is its P(supported) in [0, 1], None where it gives none."""

    tier: str
    verdict: Verdict
    probability: float | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimJudgement:
    """The judgement of one claim.

    `probability` is the final P(supported) in [0, 1]; it lies on the verdict's side of the threshold and is None if and
    only if the verdict is `abstained`. `tier` says which tier decided, `votes` what each said.
    """

    claim_id: str
    verdict: Verdict
    probability: float | None
    tier: str | None
    votes: tuple[Vote, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """A metric's values for one case.

    Only a `scored` case has values; `note` says why the others have none. `claims` carries judgements of the case's
    claims where the metric makes them, in the order of the claims.

    A metric that gives no verdict may still say what it saw: `findings`, each within one of the case's claims; `origins`, at
    most one a claim; and `passages` of CONTENT that the score rests on, such as the key facts that a block leaves out.

    `seen` is the share of CONTENT's sentences, in [0, 1], that could have changed the score; None where the metric does not
    say. Whatever reads a part of a long article alone says so by it.
    """

    status: Status
    values: Mapping[str, float] = field(default_factory=dict)
    note: str | None = None
    claims: tuple[ClaimJudgement, ...] = ()
    findings: tuple[Finding, ...] = ()
    origins: tuple[Origin, ...] = ()
    passages: tuple[Span, ...] = ()
    seen: float | None = None
