"""What must not change a verdict does not change it: the company, the cache, line ends, padding, how long an article is.

Over the seeds, always. Those over labelled records read a folder or file of JSON lines with `document`, `claim` and `label`
from EVALKIT_DATA and are skipped without it: such texts are not part of the project. They print what they measure:

EVALKIT_DATA=FOLDER [EVALKIT_DATA_ROWS=300] pytest tests/test_invariances.py -k records -s
"""

from __future__ import annotations

import dataclasses
import gzip
import json
import os
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import evalkit
from evalkit import claims
from evalkit.context import RunContext
from evalkit.leaderboard.gathering import state_of
from evalkit.reading import content_sha256, read
from evalkit.records import Article, Block, BlockKind, ClaimJudgement, Score
from evalkit.refusals import is_refusal
from evalkit.runfile import CaseRecord, Run
from evalkit.scoring import scores_of
from evalkit.segment import sentences
from evalkit.store import SqliteStore
from evalkit_metrics.rule import THRESHOLD
from evalkit_metrics.support import Support

pytestmark = pytest.mark.model

REPOSITORY = Path(__file__).parent.parent
SEEDS = REPOSITORY / "seeds"
FIXTURES = REPOSITORY / "fixtures"
SEED = 12345

EMPTY_WORDS = ("The article covers several points.", "More details follow.", "The situation is described in detail.")
"""Sentences that say nothing: in a summary, to look longer."""
BOILERPLATE = (
    "Sign up for our newsletter.",
    "All rights reserved.",
    "Follow us for more stories like this one.",
    "Read more below.",
    "This page was last updated in the morning.",
    "Photographs are shown for illustration.",
)
"""Sentences that a page puts around its article."""
NO_ANSWERS = ("", " \n\t", "-", "...", "None", "N/A", "n/a", "I cannot summarise this article.",
    "I'm sorry, but I can't help with that.", "As an AI language model, I cannot provide a summary.",
    "I don't have enough information to summarise this article.", "Please provide the article.", "No summary available.")  # fmt: skip

Judged = tuple[Any, Score]


@pytest.fixture(scope="module")
def judge(warm: Path) -> Iterator[Callable[..., list[Judged]]]:
    """Judges articles by `support`, over the session's cache: each case with its score."""
    with SqliteStore(warm) as store:
        context = RunContext(store, offline=True)

        def judged(*articles: Article) -> list[Judged]:
            found = [case for article in articles for case in claims.cases(article)]
            scores = scores_of(Support(), found, context)
            assert not [score.note for score in scores if score.status == "failed"]
            return list(zip(found, scores, strict=True))

        yield judged


def seeds() -> list[Article]:
    return [one for one in read([SEEDS]) if isinstance(one, Article)]


def with_texts(article: Article, *texts: str, kind: BlockKind = "SUMMARY") -> Article:
    """The article with these summaries, each of a system of its own."""
    return dataclasses.replace(
        article, blocks=tuple(Block(kind, text.strip(), 0, system=str(n)) for n, text in enumerate(texts))
    )


def with_content(article: Article, content: str) -> Article:
    """The article with another CONTENT."""
    block = dataclasses.replace(article.content, text=content)
    return dataclasses.replace(article, id=f"{article.id} with another", sha256=content_sha256(content), content=block)


def verdicts(judged: Judged) -> dict[str, str]:
    """A case's verdicts by the words of the claims."""
    case, score = judged
    return {claim.text: one.verdict for claim, one in zip(case.claims, score.claims, strict=True)}


# ------------------------------------------------------------------------------------------------------- not one bit differs

Make = Callable[..., Path]


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three short articles, one with a planted fault."""
    from tests.conftest import article

    folder = tmp_path_factory.mktemp("short")
    for n in (1, 2, 3):
        (folder / f"{n}.txt").write_text(article(n, "3.9" if n == 2 else "2.4"), "utf-8")
    return folder


def records(run: Run) -> dict[str, CaseRecord]:
    assert not run.bad_inputs
    return {case.id: case for case in run.cases}


@pytest.fixture(scope="module")
def uncached(short: Path) -> dict[str, CaseRecord]:
    """The records of the short articles by all metrics, without any cache."""
    return records(evalkit.run(short, cache=False, offline=True))


def test_cold_warm_and_no_cache(short: Path, uncached: dict[str, CaseRecord], warm: Path, tmp_path: Path) -> None:
    """A cache that fills, the same one filled, the session's and none give the same records: what is read is what is computed."""
    for folder in (tmp_path, tmp_path, warm, warm):
        assert uncached == records(evalkit.run(short, cache=folder, offline=True))


@pytest.mark.once
def test_order_of_articles(short: Path, uncached: dict[str, CaseRecord]) -> None:
    """In another order every case has the same record; the run has them in the order that was asked for."""
    paths = sorted(short.iterdir(), reverse=True)
    found = records(evalkit.run(paths, cache=False, offline=True))

    assert list(uncached) != list(found)
    assert uncached == found


@pytest.mark.once
@pytest.mark.parametrize(("window", "batch"), [(1, 1024), (2, 3)], ids=["one by one", "two by two"])
def test_windows_and_batches(
    short: Path, uncached: dict[str, CaseRecord], monkeypatch: pytest.MonkeyPatch, window: int, batch: int
) -> None:
    """However many articles make a window, and however many items an Op is given at once, the records are the same."""
    monkeypatch.setattr("evalkit.windows.WINDOW", window)
    monkeypatch.setattr("evalkit.context._BATCH", batch)

    assert uncached == records(evalkit.run(short, cache=False, offline=True))


def _rows(*systems: str) -> list[dict[str, str]]:
    """Rows of a few articles by systems that say different things, one system after the other."""
    from tests.conftest import article

    found = []
    for system, cost in zip(systems, ("2.4", "3.9", "5"), strict=False):
        for n in (1, 2):
            text = article(n, cost)
            content = text.partition("<CONTENT>")[2].partition("</CONTENT>")[0].strip()
            summary = text.partition("<SUMMARY>")[2].partition("</SUMMARY>")[0].strip()
            found.append({"id": str(n), "system": system, "content": content, "summary": summary})
    return found


def test_one_system_or_many(tmp_path: Path) -> None:
    """A system's case has the same record alone and among others."""
    alone, among = tmp_path / "alone" / "a.jsonl", tmp_path / "among" / "a.jsonl"
    for path, rows in ((alone, _rows("a")), (among, _rows("a", "b", "c"))):
        path.parent.mkdir()
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    one, many = (records(evalkit.run(path, offline=True)) for path in (alone, among))
    own = {name: case for name, case in many.items() if case.system == "a"}

    assert (2, 6) == (len(one), len(many))
    assert [_without_path(case) for case in one.values()] == [_without_path(case) for case in own.values()]


def _without_path(case: CaseRecord) -> dict[str, Any]:
    import msgspec

    return {**msgspec.to_builtins(case), "path": None}


def test_records_and_tagged_text(tmp_path: Path, short: Path) -> None:
    """The same words have the same numbers as tagged text and as a record; only their places are told in other terms."""
    tagged = next(one for one in read([short / "2.txt"]) if isinstance(one, Article))
    texts = {block.kind.lower(): block.text for block in (tagged.content, *tagged.blocks)}
    row = {
        "id": "x",
        "title": tagged.title,
        "published": tagged.published,
        "url": tagged.url,
        "author": tagged.author,
        **texts,
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(row), "utf-8")

    def told(path: Path) -> list[Any]:
        return [
            (
                case.block,
                case.scores_told,
                [(one.id, one.text, one.judged_text, one.verdict, one.probability, one.votes) for one in case.claims],
            )
            for case in map(_Told, evalkit.run(path, offline=True).cases)
        ]

    assert told(short / "2.txt") == told(tmp_path / "a.jsonl")


class _Told:
    """A case's record with its scores but for the passages, which are places."""

    def __init__(self, case: CaseRecord) -> None:
        self.block, self.claims = case.block, case.claims
        self.scores_told = [(one.metric, one.status, one.values, one.note) for one in case.scores]


def test_another_path(tmp_path: Path, short: Path) -> None:
    """A file that is renamed has the same claims, by id, with the same verdicts."""
    (tmp_path / "renamed.text").write_bytes((short / "2.txt").read_bytes())
    old, new = (
        evalkit.run(path, metrics=["support"], offline=True) for path in (short / "2.txt", tmp_path / "renamed.text")
    )

    assert [[(one.id, one.verdict, one.probability) for one in case.claims] for case in old.cases] == [
        [(one.id, one.verdict, one.probability) for one in case.claims] for case in new.cases
    ]


@pytest.mark.parametrize(
    ("end", "mark"), [("\r\n", ""), ("\r", ""), ("\n", "\ufeff"), ("\r\n", "\ufeff")], ids=["CRLF", "CR", "BOM", "both"]
)
def test_line_ends(tmp_path: Path, end: str, mark: str) -> None:
    """With other line ends, or a BOM, the same claims have the same verdicts and scores; offsets count every character of the file."""
    plain = (SEEDS / "09-rail-strike.txt").read_text("utf-8")
    assert "\r" not in plain
    places, at = [], len(mark)
    for character in plain:
        places.append(at)
        at += len(end) if character == "\n" else 1
    places.append(at)

    def told(name: str, text: str, place: Callable[[int], int]) -> list[Any]:
        path = tmp_path / name / "a.txt"
        path.parent.mkdir()
        path.write_bytes(text.encode())
        run = evalkit.run(path, metrics=["rouge", "extractive", "support"], offline=True)
        return [
            (
                [(one.status, one.values) for one in case.scores],
                [
                    (
                        claim.id, place(claim.start), place(claim.end - 1), claim.line, claim.column, claim.verdict, claim.probability, claim.votes,
                        [(place(one.start), place(one.end - 1), one.line, one.column, one.score) for one in claim.evidence],
                        [(one.type, one.certainty, place(one.start), place(one.end - 1)) for one in claim.findings],
                    )
                    for claim in case.claims
                ],
            )
            for case in run.cases
        ]  # fmt: skip

    expected, actual = (
        told("plain", plain, lambda n: places[n]),
        told("other", mark + plain.replace("\n", end), lambda n: n),
    )
    assert [scores for scores, _ in expected] == [scores for scores, _ in actual]
    assert [own for _, own in expected] == [own for _, own in actual]


# ------------------------------------------------------------------------------------------------------- what is no summary


@pytest.mark.parametrize("text", NO_ANSWERS, ids=map(repr, NO_ANSWERS))
def test_no_answer_is_never_faithful(judge: Callable[..., list[Judged]], text: str) -> None:
    """What says nothing of an article, or declines to, is not supported by it: `support` has no value, or 0."""
    articles = [with_texts(one, text) for one in seeds()[:1]]

    assert {0.0, None} >= {
        score.values.get(name) for _, score in judge(*articles) for name in ("support", "fully_supported")
    }


def test_no_answer_is_counted_as_none(tmp_path: Path) -> None:
    """In a bench empty texts are no answers and refusals are refused; neither is averaged."""
    rows = [
        {"id": str(n), "content": "The council met on Tuesday.", "summary": text} for n, text in enumerate(NO_ANSWERS)
    ]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    states = {
        case.text: state_of(case)
        for case in evalkit.run(tmp_path / "a.jsonl", metrics=["extractive"], offline=True).cases
    }

    assert {"empty"} == {state for text, state in states.items() if not any(map(str.isalnum, text))}
    assert {"refused"} == {state for text, state in states.items() if is_refusal(text)}
    assert {"empty", "refused"} == set(states.values())


# --------------------------------------------------------------------------------------------------------------- padding


def padded(text: str, filler: Sequence[str]) -> dict[str, str]:
    """A text with filler before it, in its middle, behind it, and much of it all around."""
    middle = text.find("\n\n", len(text) // 2) if "\n\n" in text[len(text) // 2 :] else len(text)
    words, many = " ".join(filler), " ".join(f"{one[:-1]}, page {n}." for n in range(1, 6) for one in filler)
    return {
        "front": f"{words}\n\n{text}",
        "middle": f"{text[:middle]}\n\n{words}{text[middle:]}",
        "end": f"{text}\n\n{words}",
        "much": f"{many}\n\n{text}\n\n{many}",
    }


@pytest.mark.once
def test_a_padded_summary_is_no_more_faithful(judge: Callable[..., list[Judged]]) -> None:
    """Sentences that say nothing raise no summary's support and change no other claim's verdict."""
    articles = seeds()
    filler = EMPTY_WORDS[:2]
    for article in articles:
        text = article.blocks[0].text
        plain, more = judge(with_texts(article, text, f"{text}\n\n{' '.join(filler)}"))
        own, both = verdicts(plain), verdicts(more)

        assert own == {claim: verdict for claim, verdict in both.items() if claim in own}
        assert own.keys() | set(filler) == both.keys()
        assert "supported" not in {both[one] for one in filler}
        assert more[1].values["support"] <= plain[1].values["support"]
        assert more[1].values["fully_supported"] == 0.0


@dataclasses.dataclass(frozen=True)
class Flip:
    """A claim's judgement without filler and with it, `where` it stands."""

    where: str
    claim: str
    before: ClaimJudgement
    after: ClaimJudgement

    @property
    def is_one(self) -> bool:
        return self.before.verdict != self.after.verdict

    def __str__(self) -> str:
        told = " to ".join(f"{one.verdict} {one.probability}" for one in (self.before, self.after))
        return f"    {self.where}: {told}: {self.claim}"


def flips(judge: Callable[..., list[Judged]], article: Article, *places: str) -> Iterator[Flip]:
    """Every claim of an article in whose CONTENT filler stands, with what was judged of it before and after."""
    before = judge(article)
    contents = padded(article.content.text, BOILERPLATE)
    for where in places or contents:
        content = contents[where]
        for old, new in zip(before, judge(with_content(article, content)), strict=True):
            assert [claim.text for claim in old[0].claims] == [claim.text for claim in new[0].claims]
            for claim, one, other in zip(old[0].claims, old[1].claims, new[1].claims, strict=True):
                yield Flip(where, claim.text, one, other)


@pytest.mark.once
def test_boilerplate_in_content(judge: Callable[..., list[Judged]]) -> None:
    """What a page puts around its article flips few verdicts: of the seeds', with sixty sentences of it, at most 3 in 100.

    It cannot be none: another sentence may be retrieved beside those that bear on a claim, and the model reads them together.
    When this was written 4 of 189 flipped (with six sentences 4 before the text, 1 in its middle, none behind it), none
    of them further than 0.1 from the threshold, before or after. What a certain finding contradicts does not flip.
    """
    found = [one for article in seeds() for one in flips(judge, article, "much")]
    flipped = [one for one in found if one.is_one]

    print(f"boilerplate over the seeds: {len(flipped)} of {len(found)} verdicts flip", *flipped, sep="\n")
    assert len(found) > 150
    assert len(flipped) <= 0.03 * len(found)
    for one in flipped:
        assert {"model"} == {one.before.tier, one.after.tier}
        assert max(abs(judged.probability - THRESHOLD) for judged in (one.before, one.after)) < 0.1


# ------------------------------------------------------------------------------------------------- everything is looked at

FACT = "The ferry Maren Holt carried 312 passengers to Sandvik on its last crossing."
RETOLD = "On her last crossing the Maren Holt took 312 passengers to Sandvik."
WRONG = RETOLD.replace("312", "213")


@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_fact_in_a_long_article(judge: Callable[..., list[Judged]], place: str) -> None:
    """In 5,000 words a fact is found wherever it stands, and is the evidence; a wrong figure about it is caught, against its words."""
    filler = [one.text for article in seeds() for one in sentences(article.content.text, 0)]
    random.Random(SEED).shuffle(filler)
    kept: list[str] = []
    while len(" ".join(kept).split()) < 5_000:
        kept.append(filler[len(kept)])
    kept.insert({"first": 0, "middle": len(kept) // 2, "last": len(kept)}[place], FACT)
    article = with_content(with_texts(seeds()[0], RETOLD, WRONG), "\n\n".join(kept))
    (_, right), (case, wrong) = judge(article)

    assert ["supported"] == [one.verdict for one in right.claims]
    assert [FACT] * 2 == [score.claims[0].evidence[0].text for score in (right, wrong)]
    assert ["contradicted"] == [one.verdict for one in wrong.claims]
    (finding,) = wrong.claims[0].findings
    start = case.article.content.start
    assert ("number", "312") == (
        finding.type,
        case.article.content.text[finding.source_start - start : finding.source_end - start],
    )


def copies(judge: Callable[..., list[Judged]], article: Article) -> list[tuple[str, str]]:
    """The claims of an article's own words, as a whole and as its first three sentences, that are judged and not supported."""
    found = [one.text for one in sentences(article.content.text, 0)]
    judged = judge(with_texts(article, article.content.text, " ".join(found[:3])))
    return [item for one in judged for item in verdicts(one).items() if item[1] not in {"supported", "abstained"}]


@pytest.mark.once
def test_own_words_are_supported(judge: Callable[..., list[Judged]]) -> None:
    """CONTENT as its own SUMMARY, each sentence a claim, is fully supported, and so are its first three sentences: three short articles."""
    articles = [one for one in seeds() if "14-briefs" in one.id]

    assert 3 == len(articles)
    assert {one.id: [] for one in articles} == {one.id: copies(judge, one) for one in articles}


@pytest.mark.once
def test_a_lead_is_supported(judge: Callable[..., list[Judged]]) -> None:
    """The first three sentences of every seed are a summary that is fully supported."""
    leads = [with_texts(one, " ".join(found.text for found in sentences(one.content.text, 0)[:3])) for one in seeds()]

    assert {1.0} == {score.values["fully_supported"] for _, score in judge(*leads)}


# --------------------------------------------------------------------------------------------- measured on labelled records


@pytest.fixture(scope="module")
def labelled() -> list[Article]:
    """Articles of the labelled records that EVALKIT_DATA names, the claim as SUMMARY; so many as EVALKIT_DATA_ROWS says, drawn by seed.

    Long ones are left out (1,500 words and more), since their sentences would take hours; how many is printed.
    """
    named = os.environ.get("EVALKIT_DATA")
    if not named:
        pytest.skip("EVALKIT_DATA names no labelled records: expected a folder or a file of JSON lines")
    place = Path(named)
    rows = [row for path in (sorted(place.glob("*.jsonl*")) if place.is_dir() else [place]) for row in _lines(path)]
    short_ones = [
        row for row in rows if len(row["document"].split()) < 1_500 and row["document"].strip() and row["claim"].strip()
    ]
    drawn = random.Random(SEED).sample(
        short_ones, min(int(os.environ.get("EVALKIT_DATA_ROWS", "300")), len(short_ones))
    )
    print(f"{len(drawn)} of {len(rows)} records; {len(rows) - len(short_ones)} are long or empty")
    return [_article(row, number) for number, row in enumerate(drawn)]


def _lines(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _article(row: dict[str, Any], number: int) -> Article:
    text = row["document"].strip()
    return Article(
        id=f"{number}:{row.get('id')}", path=None, line=None, sha256=content_sha256(text), title="", published="", url="", author="",
        content=Block("CONTENT", text), blocks=(Block("SUMMARY", row["claim"].strip()),),
    )  # fmt: skip


def test_records_padded_summaries(judge: Callable[..., list[Judged]], labelled: list[Article]) -> None:
    """Over labelled records too, sentences that say nothing raise no support and change no other verdict; at most 1 of 100 does."""
    changed = raised = supported = 0
    for article in labelled:
        text = article.blocks[0].text
        plain, more = judge(with_texts(article, text, f"{text}\n\n{' '.join(EMPTY_WORDS)}"))
        own, both = verdicts(plain), verdicts(more)
        changed += any(both.get(claim, verdict) != verdict for claim, verdict in own.items())
        raised += more[1].values.get("support", 0.0) > plain[1].values.get("support", 1.0)
        supported += sum(both.get(one) == "supported" for one in EMPTY_WORDS)
    print(
        f"padded summaries: {raised} of {len(labelled)} rose, {changed} had another verdict, {supported} empty claims supported"
    )

    assert raised <= len(labelled) / 100
    assert changed <= len(labelled) / 100


def test_records_boilerplate_in_content(judge: Callable[..., list[Judged]], labelled: list[Article]) -> None:
    """Over labelled records six sentences of boilerplate flip at most 3 verdicts of 100, and sixty around a short text 12.

    The first bounds were set after 60 records of several sets, with 5 of 345 and 8 of 115.
    """
    found = [one for article in labelled for one in flips(judge, article)]
    share = {}
    for where in ("front", "middle", "end", "much"):
        own = [one for one in found if one.where == where]
        print(f"boilerplate, {where}: {sum(one.is_one for one in own)} of {len(own)} verdicts flip")
        share[where] = sum(one.is_one for one in own) / len(own)

    assert sum(share[where] for where in ("front", "middle", "end")) / 3 <= 0.03
    assert share["much"] <= 0.12


def test_records_own_words(judge: Callable[..., list[Judged]], labelled: list[Article]) -> None:
    """Over labelled records, at most 1 of 100 sentences is not supported by the document that it stands in."""
    wrong, total = [], 0
    for article in {one.sha256: one for one in labelled}.values():
        total += len(sentences(article.content.text, 0))
        wrong += [(article.id, *one) for one in copies(judge, article)]
    print(f"own words: {len(wrong)} of {total} sentences are not supported", *wrong, sep="\n")

    assert len(wrong) <= total / 100


def test_records_own_words_of_what_the_project_brings(
    judge: Callable[..., list[Judged]], labelled: list[Article]
) -> None:
    """The whole of every seed and fixture, which takes minutes, is supported by itself."""
    del labelled  # asked for so that both are measured together
    articles = [one for one in read([SEEDS, FIXTURES / "tuning", FIXTURES / "final"]) if isinstance(one, Article)]
    found = {one.id: copies(judge, one) for one in articles}
    wrong = {name: own for name, own in found.items() if own}
    print(
        f"own words: {sum(map(len, wrong.values()))} sentences of {len(articles)} articles are not supported",
        *wrong.items(),
        sep="\n",
    )

    assert {} == wrong
