"""Whether the ranking that must come out comes out: the built-in systems, a faithful one, and the same with a tenth of its claims corrupted.

    python benchmarks/leaderboard.py DATA [--articles 200] [--out DIR]

DATA is the folder of the labelled sets' dev files, of which the articles alone are taken, beside those of seeds/. The faithful system
takes three sentences of an article word for word; of its copy a tenth of all claims are altered by the typed corruptions of
training/. It ends with 1 if a ranking that must come out does not: faithful before corrupted and significantly so, two random
systems not told apart, copy at the top, empty without a rank.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from evalkit import segment
from evalkit.cli import main as evalkit
from evalkit.leaderboard import Board, leaderboard
from evalkit.reading import content_sha256, read
from evalkit.records import Article, Block
from training.corruptions import corrupted
from training.texts import Text

HERE = Path(__file__).parent.parent
SETS = ("frank.valid", "defacto.val", "polytope.valid")
SEED = 12345
SHARE = 0.1
BUILT_IN = ("lead:3", "random:3", "again=random:3:7", "textrank", "lexrank", "centroid", "copy", "empty")
METRICS = ("support", "extractive", "consistency")


def documents(data: Path, most: int) -> Iterator[tuple[str, str]]:
    """The texts of articles, each once, in the order of their hashes: of 8 to 20 sentences, in letters of both cases."""
    found: dict[str, str] = {}
    for name in SETS:
        with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            for line in file:
                text = json.loads(line)["document"].strip()
                if text != text.lower() and 8 <= len(segment.sentences(text)) <= 20:
                    found[content_sha256(text)] = text
    yield from sorted(found.items())[:most]


def article(name: str, text: str) -> Article:
    content = Block("CONTENT", text)
    return Article(name, None, None, content_sha256(text), "", "", "", "", content, (), segment.sentences(text))


def planted(articles: Sequence[Article]) -> tuple[dict[str, list[str]], dict[str, list[str]], int]:
    """What the faithful system says of each article, what the corrupted one says, and how many claims differ."""
    rng = random.Random(SEED)
    texts = [Text(one) for one in articles]
    faithful = {text.article.id: text.sentences[1::2][:3] for text in texts if len(text.sentences) >= 6}
    places = [(text, n) for text in texts for n in range(len(faithful.get(text.article.id, ())))]
    wrong = {name: list(said) for name, said in faithful.items()}
    wanted, made = round(SHARE * len(places)), 0
    for text, n in rng.sample(places, len(places)):
        if made == wanted:
            break
        altered = corrupted(faithful[text.article.id][n], text, rng)
        if altered is not None:
            wrong[text.article.id][n] = altered[0]
            made += 1
    return faithful, wrong, made


def missing(board: Board) -> Iterator[str]:
    """What must come out and does not."""
    standings = {one.system: one for one in board.standings}
    pairs = {frozenset((pair.first, pair.second)): pair for pair in board.pairs}

    def told_apart(one: str, other: str) -> bool:
        found = pairs[frozenset((one, other))].common
        return found is not None and all(p < 0.05 for p in found.adjusted.values())

    means = {name: cell.mean for name, one in standings.items() if (cell := one.cells["support"].common) is not None}
    if not means["faithful"] > means["corrupted"]:
        yield "the faithful system is not before its corrupted copy"
    if not told_apart("faithful", "corrupted"):
        yield "the corruption is not significant"
    if told_apart("random:3", "again"):
        yield "two seeds of random:3 are told apart"
    if max(means.values()) - means["copy"] > 0.01:
        yield "copying the article is not at the top"
    if standings["empty"].place is not None:
        yield "the empty system has a rank"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--out", type=Path, default=Path("evalkit-leaderboard"))
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    texts = [one.content.text for one in read([HERE / "seeds"]) if isinstance(one, Article)]
    texts += [text for _, text in documents(given.data, given.articles)]
    articles = [article(hashlib.sha256(text.encode()).hexdigest()[:12], text) for text in texts]
    faithful, wrong, made = planted(articles)
    articles = [one for one in articles if one.id in faithful]
    _write(given.out / "articles.jsonl", [{"id": one.id, "content": one.content.text} for one in articles])
    for name, said in (("faithful", faithful), ("corrupted", wrong)):
        rows = [{"id": one.id, "summary": "\n".join(f"- {line}" for line in said[one.id])} for one in articles]
        _write(given.out / f"{name}.jsonl", rows)
    print(f"{len(articles)} articles, {made} of {sum(map(len, faithful.values()))} claims corrupted\n")
    words = ["bench", str(given.out / "articles.jsonl"), "--all-pairs", "--out", str(given.out / "bench"), "--fresh"]
    words += [word for name in ("faithful", "corrupted") for word in ("--system", str(given.out / f"{name}.jsonl"))]
    words += [word for one in BUILT_IN for word in ("--system", one)]
    words += [word for one in METRICS for word in ("--metric", one)]
    if code := evalkit(words):
        return code
    (board,) = leaderboard([given.out / "bench" / "run.jsonl"], pairs="all").boards
    wrongs = list(missing(board))
    print(
        "\n" + ("\n".join(f"NOT AS IT MUST BE: {one}" for one in wrongs) or "The ranking that must come out came out.")
    )
    return int(bool(wrongs))


def _write(path: Path, rows: Sequence[dict[str, str]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
