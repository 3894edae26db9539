"""How fast evalkit is, against what many write today: the table of docs/speed.md.

    python benchmarks/table.py --peers build/peers-venv/bin/python [--page docs/speed.md] [--out build/speed.json]
    python benchmarks/table.py --peers PYTHON --rows 1,3,7 --articles 8 --repeat 3
    python benchmarks/table.py --from build/speed.json --page docs/speed.md

Everything is a ratio within one run, over distinct made articles (corpus.py). Whatever is timed is a process of its own, and the two
sides take turns, so that a slow spell of the machine meets both. The peers run in an environment of their own: peers/requirements.txt.
The exit code is 0 whatever the verdicts are. The defaults take about 20 minutes on two cores; `--memory 200,2000
--memory-overlap 200,20000` shows more, and takes longer.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from corpus import CLAIMS, judged, made, write_records, write_tagged
from machine import said
from results import HEADS, Check, Results, Row, cells, load, page, save

from evalkit.overview import counted

HERE = Path(__file__).parent
OVERLAP = ("--metric", "rouge", "--metric", "extractive")
SYSTEMS = 10
LONG = frozenset("59")
"""Rows that take long: they are repeated `FEW` times at most."""
FEW = 3
BIG = 1000
"""Megabytes under which the peak is to stay."""
FLAT = 1.1
"""What the peak of the larger corpus may be of the smaller one's."""
NEAR = 1e-3  # 1 - cos, of vectors
CLOSE = 0.01  # of probabilities
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1")

ABOUT = (
    "Written by `make bench`; no number is edited. Ratios are of one run of one machine, the two sides taking turns; *got* is the median"
    " of the repeats, *spread* their smallest and largest. The articles are made: 1,000 words, 9 claims that are no copies of sentences,"
    " no sentence in two articles."
)

EXPLAINED = {
    "1": (
        "`evalkit run FOLDER` with its default metrics and an empty cache, a whole process that also writes report and tables; from its time"
        " that of the same command over an article of one sentence, which loads both models, is taken away. The naive script"
        " (`benchmarks/peers/naive.py`) counts from where its models are loaded, over a few of the same articles. Its cross-encoder is written from the"
        " embedded encoder's weights with a seeded head: what it says means nothing, what it costs does. AUC, where it was measured"
        " (`benchmarks/matrix_auc.py`), is of evalkit's own pair model over every sentence with every claim, maximum over sentences, minimum"
        " over claims, against `support_min` on the labelled development sets; the interval is of the difference, by a bootstrap of documents."
    ),
    "2": (
        "The metric `rouge`, cases in, scores out, which also splits the block into sentences, against `RougeScorer.score` of the same texts,"
        " already split; tokenising counts on both sides. All values of all texts are compared bit by bit."
    ),
    "3": "The sentences of the articles: the embedded encoder's Op against `SentenceTransformer.encode(sentences)`, models loaded.",
    "4": (
        "What `support` asks its pair model about these articles, each pair once, as token ids: evalkit's Op, which also finds the runs of tokens"
        " that both texts share, against the same network in plain torch, float32, batches of 32 as they come (`benchmarks/peers/pairs.py`)."
        " The probabilities are those of the logit of support."
    ),
    "5": (
        "`evalkit run` over JSON Lines, all metrics, empty caches, whole processes. With T1 for one system of nine claims and T0 for the first of its"
        " claims alone, a claim part is (T1 - T0) x 9/8 and the article part T1 less one claim part, start-up in it; got is the time of ten"
        " systems over the article part and ten claim parts. A difference is taken times ten here, so that the spread is wide."
    ),
    "6": (
        "The command of row 1 twice: whole processes in 6a; in 6b each less the same command over an article of one sentence, on an empty and on a full cache."
    ),
    "7": (
        "Wall time of whole processes, of the import as well. The full run is of one article that no cache has seen, with all metrics, after another one"
        " has been run."
    ),
    "8": "The largest resident set of `evalkit run`, as the operating system tells it when the process ends; measured once.",
    "9": (
        "`evalkit run --jobs 2` with two cores to run on, so that each worker has one thread, against `--jobs 1` whose models have one thread; both with"
        " an empty cache, from both the same command over an article of one sentence taken away."
    ),
}


WEIGHED = (
    "import json, os, subprocess, sys; "
    "process = subprocess.Popen(sys.argv[2:]); "
    "_, status, usage = os.wait4(process.pid, 0); "
    "json.dump(usage.ru_maxrss, open(sys.argv[1], 'w')); "
    "sys.exit(os.waitstatus_to_exitcode(status))"
)
"""A small process that runs another and writes its peak: Linux gives a child the peak of its parent to begin with, so that a
parent as large as this one would hide what is less."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A process that ended well: wall seconds, and what it wrote to standard output."""

    seconds: float
    output: str

    @property
    def told(self) -> Any:
        return json.loads(self.output)


def ran(
    command: Sequence[str | Path], cwd: Path, *, more: dict[str, str] | None = None, cores: set[int] | None = None
) -> Ran:
    """Runs a process to its end.

    Args:
        more: of its environment.
        cores: to which it and its children are kept.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EVALKIT")}
    environment = {**kept, "HF_HUB_OFFLINE": "1", "NO_COLOR": "1", **(more or {})}
    limit = functools.partial(os.sched_setaffinity, 0, cores) if cores else None
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=cwd, env=environment, stdout=output, stderr=errors, stdin=subprocess.DEVNULL,
            preexec_fn=limit,  # noqa: PLW1509 - this process has one thread
        )  # fmt: skip
        process.wait()
        seconds = time.perf_counter() - began
        output.seek(0)
        errors.seek(0)
        if process.returncode:
            shown = errors.read().decode("utf-8", "replace")[-2000:]
            sys.exit(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{shown}")
        return Ran(seconds, output.read().decode("utf-8"))


class Bench:
    """What the rows share: a folder for scratch, the corpus, the commands.

    Args:
        work: an empty folder.
        chosen: the options.
    """

    def __init__(self, work: Path, chosen: argparse.Namespace) -> None:
        self.work = work
        self.chosen = chosen
        self._caches = 0
        write_tagged(work / "tiny", made(1, 1, seed=2))

    @functools.cached_property
    def corpus(self) -> Path:
        folder = self.work / "corpus"
        write_tagged(folder, made(self.chosen.articles))
        return folder

    def part(self, number: int, count: int) -> Path:
        """A folder of `count` articles of the corpus, others for each repeat as long as there are."""
        files = sorted(self.corpus.iterdir())
        folder = self.work / f"part-{number}-{count}"
        if not folder.exists():
            folder.mkdir()
            for place in range(number * count, (number + 1) * count):
                shutil.copy(files[place % len(files)], folder)
        return folder

    def cache(self) -> Path:
        """An empty one."""
        self._caches += 1
        return self.work / f"cache{self._caches}"

    def evalkit(
        self,
        *words: str | Path,
        cache: Path | None = None,
        start: Sequence[str | Path] = ("-m", "evalkit"),
        **more: Any,
    ) -> Ran:
        """`evalkit WORDS` with a cache, an empty one if none is given."""
        place = cache or self.cache()
        environment = {"EVALKIT_CACHE": str(place), **more.pop("more", {})}
        result = ran([sys.executable, *start, *words], self.work, more=environment, **more)
        shutil.rmtree(self.work / "out", ignore_errors=True)
        if cache is None:
            shutil.rmtree(place, ignore_errors=True)
        return result

    def run(self, source: Path, *words: str, **more: Any) -> Ran:
        return self.evalkit("run", source, "-q", "--out", "out", *words, **more)

    def weigh(self, source: Path, *words: str) -> tuple[float, float]:
        """Peak memory in MB and seconds of a run with an empty cache."""
        file = self.work / "peak.json"
        start = ("-S", "-c", WEIGHED, file, sys.executable, "-m", "evalkit")
        seconds = self.run(source, *words, start=start).seconds
        return json.loads(file.read_text("utf-8")) / (2**20 if sys.platform == "darwin" else 2**10), seconds

    def side(self, *words: str | Path) -> Ran:
        return ran([sys.executable, HERE / "sides.py", *words], self.work)

    def peer(self, *words: str | Path) -> Ran:
        script, *rest = words
        return ran([self.chosen.peers, HERE / "peers" / str(script), *rest], self.work)

    @property
    def repeats(self) -> Iterator[int]:
        return self._repeats(self.chosen.repeat)

    @property
    def few_repeats(self) -> Iterator[int]:
        return self._repeats(min(FEW, self.chosen.repeat))

    def _repeats(self, count: int) -> Iterator[int]:
        for number in range(count):
            print(f"  {number + 1} of {count}", file=sys.stderr, flush=True)
            yield number

    @functools.cache  # noqa: B019 - there is one bench
    def corpus_runs(self, number: int) -> tuple[float, float, float, float]:  # noqa: ARG002 - each repeat anew
        """Seconds over the tiny article and over the corpus, on an empty cache, then the same again on the full one."""
        small, large = self.cache(), self.cache()
        return (
            self.run(self.work / "tiny", cache=small).seconds,
            self.run(self.corpus, cache=large).seconds,
            self.run(self.work / "tiny", cache=small).seconds,
            self.run(self.corpus, cache=large).seconds,
        )


def pair(one: float, other: float, name: str, peer: str, what: str) -> str:
    """Two figures of a ratio in words."""
    return f"{name} {one:.3g} {what}, {peer} {other:.3g} {what}"


def whole_run(bench: Bench) -> list[Row]:
    count = min(bench.chosen.naive_articles, bench.chosen.articles)
    ratios, own, naive = [], [], []
    shares: dict[str, list[float]] = {}
    models = bench.work / "models"
    models.mkdir()
    for number in bench.repeats:
        file = bench.work / "naive.jsonl"
        with file.open("w", encoding="utf-8") as stream:
            for cases in judged(bench.part(number, count)):
                article = {"content_sentences": [one.text for one in cases[0].article.sentences]}
                blocks = [{"text": case.text, "claims": [claim.judged_text for claim in case.claims]} for case in cases]
                stream.write(json.dumps({**article, "blocks": blocks}) + "\n")
        told = bench.peer("naive.py", file, models).told
        seconds = told["seconds"]
        for name in ("overlap", "embeddings", "matrix"):
            shares.setdefault(name, []).append(seconds[name] / count)
        naive.append(sum(seconds.values()) - seconds["startup"])
        naive[-1] /= count
        start, whole, _, _ = bench.corpus_runs(number)
        own.append((whole - start) / bench.chosen.articles)
        ratios.append(naive[-1] / own[-1])
    parts = ", ".join(f"{name} {statistics.median(values):.2f}" for name, values in shares.items())
    seen = (
        f"evalkit {statistics.median(own):.3f} s an article, over {bench.chosen.articles}; the naive script {statistics.median(naive):.2f} s"
        f" ({parts}), over {count} a repeat, {told['pairs'] // count} pairs an article, {told['threads']} threads."
    )
    what = "whole `evalkit run`, all default metrics, cold cache, start-up off both sides"
    return [Row("1", what, "the naive script", "≥ 20x articles/s", tuple(ratios), "x", least=20, seen=seen)]


def overlap(bench: Bench) -> list[Row]:
    count = min(bench.chosen.overlap_articles, bench.chosen.articles)
    ratios: dict[str, list[float]] = {"plain": [], "stemmed": []}
    times: dict[str, list[tuple[float, float]]] = {"plain": [], "stemmed": []}
    different = texts = 0
    from evalkit.segment import sentences

    for number in bench.repeats:
        folder, file = bench.part(number, count), bench.work / "texts.jsonl"
        with file.open("w", encoding="utf-8") as stream:
            for case in (case for own in judged(folder) for case in own):
                row = {
                    "target": [one.text for one in case.article.sentences],
                    "prediction": [one.text for one in sentences(case.text)],
                }
                stream.write(json.dumps(row) + "\n")
        theirs, ours = bench.peer("overlap.py", file).told, bench.side("overlap", folder).told
        for name, own_ratios in ratios.items():
            times[name].append((ours["seconds"][name], theirs["seconds"][name]))
            own_ratios.append(theirs["seconds"][name] / ours["seconds"][name])
            pairs = zip(ours["values"][name], theirs["values"][name], strict=True)
            different += sum(one != other for own, their in pairs for one, other in zip(own, their, strict=True))
            texts += len(ours["values"][name])
    check = Check(f"{different} of {12 * texts} values differ" if different else "bit-identical", different == 0)
    rows = []
    for letter, name, words in (("a", "plain", "not stemmed"), ("b", "stemmed", "stemmed")):
        own, their = (statistics.median(side) / (2 * count - 1) for side in zip(*times[name], strict=True))
        seen = f"{pair(own * 1e3, their * 1e3, 'evalkit', 'rouge-score', 'ms a block')}; {texts // 2} texts."
        what = f"overlap metrics, bit-identical, {words}"
        rows.append(Row(f"2{letter}", what, "rouge-score", "≥ 50x in pure Python", tuple(ratios[name]), "x", least=50, checks=(check,), seen=seen))  # fmt: skip
    return rows


def embeddings(bench: Bench) -> list[Row]:
    count = min(bench.chosen.model_articles, bench.chosen.articles)
    ratios, own, theirs, distances = [], [], [], []
    for number in bench.repeats:
        texts = [one.text for cases in judged(bench.part(number, count)) for one in cases[0].article.sentences]
        file = bench.work / "texts.json"
        file.write_text(json.dumps(texts), "utf-8")
        their = bench.peer("embeddings.py", file, bench.work / "theirs.npy").told
        our = bench.side("embeddings", file, bench.work / "ours.npy").told
        left, right = (np.load(bench.work / f"{name}.npy").astype(np.float64) for name in ("ours", "theirs"))
        cosines = (left * right).sum(axis=1) / np.linalg.norm(left, axis=1) / np.linalg.norm(right, axis=1)
        distances.append(float((1 - cosines).max()))
        own.append(len(texts) / our["seconds"])
        theirs.append(len(texts) / their["seconds"])
        ratios.append(own[-1] / theirs[-1])
    least = 2.0 if has_bf16() else 1.5
    aim = f"≥ {least:g}x {'with' if has_bf16() else 'without'} bf16 hardware, max 1-cos ≤ {NEAR:g}"
    check = Check(f"max 1-cos {max(distances):.0e}", max(distances) <= NEAR)
    seen = pair(statistics.median(own), statistics.median(theirs), "evalkit", "encode", "sentences/s") + f"; {len(texts)} sentences a repeat."  # fmt: skip
    return [Row("3", "sentence embeddings", "`SentenceTransformer.encode`, default", aim, tuple(ratios), "x", least=least, checks=(check,), seen=seen)]  # fmt: skip


def has_bf16() -> bool:
    """Whether the processor multiplies in bfloat16, as Linux tells it."""
    try:
        flags = Path("/proc/cpuinfo").read_text("utf-8").split()
    except OSError:
        return False
    return not {"amx_bf16", "avx512_bf16", "bf16"}.isdisjoint(flags)


def claim_scoring(bench: Bench) -> list[Row]:
    count = min(bench.chosen.model_articles, bench.chosen.articles)
    ratios, own, theirs, differences = [], [], [], []
    for number in bench.repeats:
        folder = bench.work / "pairs"
        folder.mkdir(exist_ok=True)
        drawn = bench.side("draw-pairs", bench.part(number, count), folder).told
        their = bench.peer("pairs.py", folder / "weights.safetensors", folder / "rows.json", folder / "theirs.npy").told
        our = bench.side("pairs", folder / "pairs.json", folder / "ours.npy").told
        left, right = (
            1 / (1 + np.exp(-np.load(folder / f"{name}.npy").astype(np.float64))) for name in ("ours", "theirs")
        )
        differences.append(float(np.abs(left - right).max()))
        own.append(our["rows"] / our["seconds"])
        theirs.append(their["rows"] / their["seconds"])
        ratios.append(own[-1] / theirs[-1])
    check = Check(f"probabilities within {max(differences):.0e}", max(differences) <= CLOSE)
    seen = (
        pair(statistics.median(own), statistics.median(theirs), "evalkit", "torch", "pairs/s")
        + f"; {drawn['rows']} pairs of {drawn['tokens'] / drawn['rows']:.0f} tokens in the last repeat, {drawn['rows'] / count / CLAIMS:.1f} a claim."
    )
    return [Row("4", "claim scoring, probabilities within 0.01", "the same cross-encoder in torch fp32", "≥ 2x", tuple(ratios), "x", least=2, checks=(check,), seen=seen)]  # fmt: skip


def systems(bench: Bench) -> list[Row]:
    count = bench.chosen.system_articles
    articles = list(made(count, systems=SYSTEMS, seed=3))
    names = {"first claim": (1, 1), "one": (1, CLAIMS), "ten": (SYSTEMS, CLAIMS)}
    for name, (several, most) in names.items():
        write_records(bench.work / f"{name}.jsonl", articles, systems=several, most=most)
    ratios, times = [], []
    for _ in bench.few_repeats:
        first, one, ten = (bench.run(bench.work / f"{name}.jsonl").seconds for name in names)
        claims = (one - first) * CLAIMS / (CLAIMS - 1)
        ratios.append(ten / (one - claims + SYSTEMS * claims))
        times.append((one - claims, claims, ten))
    article, claims, ten = (statistics.median(side) for side in zip(*times, strict=True))
    seen = f"{count} articles: article part {article:.2f} s, a claim part {claims:.2f} s, ten systems {ten:.2f} s."
    return [Row("5", "10 systems on the same articles", "article part + 10 claim parts", "within 5%: ≤ 1.05x", tuple(ratios), "x", most=1.05, seen=seen)]  # fmt: skip


def warm(bench: Bench) -> list[Row]:
    runs = [bench.corpus_runs(number) for number in bench.repeats]
    whole = tuple(cold / again for _, cold, _, again in runs)
    inner = tuple((cold - start) / max(again - start_again, 1e-3) for start, cold, start_again, again in runs)
    start, cold, start_again, again = (statistics.median(side) for side in zip(*runs, strict=True))
    seen = f"{bench.chosen.articles} articles: cold {cold:.2f} s, warm {again:.2f} s; one sentence: cold {start:.2f} s, warm {start_again:.2f} s."
    return [
        Row("6a", f"warm cache, {bench.chosen.articles} articles, whole processes", "cold", "≥ 15x", whole, "x", least=15, seen=seen),
        Row("6b", "the same, start-up off both sides", "cold", "≥ 15x", inner, "x", least=15),
    ]  # fmt: skip


def startup(bench: Bench) -> list[Row]:
    repeat = bench.chosen.repeat
    for number, one in enumerate(made(repeat + 1, seed=4)):
        write_tagged(bench.work / f"one{number}", iter([one]))
    cache = bench.cache()
    bench.run(bench.work / f"one{repeat}", cache=cache)
    ran([bench.chosen.peers, "-c", "import sentence_transformers"], bench.work)
    times: dict[str, list[float]] = {"7a": [], "7b": [], "7c": [], "import": []}
    for number in bench.repeats:
        times["import"].append(ran([bench.chosen.peers, "-c", "import sentence_transformers"], bench.work).seconds)
        times["7a"].append(bench.evalkit("--help").seconds)
        times["7b"].append(bench.run(bench.work / f"one{number}", *OVERLAP).seconds)
        times["7c"].append(bench.run(bench.work / f"one{number}", cache=cache).seconds)
    against = f"importing sentence-transformers: {statistics.median(times['import']):.2f} s"
    lines = (
        ("7a", "`evalkit --help`", 0.2),
        ("7b", "overlap-only run of one file", 0.8),
        ("7c", "full run of one file after the first ever", 3.0),
    )
    return [
        Row(number, what, against, f"{most:g} s", tuple(times[number]), "s", most=most) for number, what, most in lines
    ]


def memory(bench: Bench) -> list[Row]:
    rows = []
    plans = (
        ("8a", "all metrics", bench.chosen.memory, ()),
        ("8b", "overlap metrics alone", bench.chosen.memory_overlap, OVERLAP),
    )
    for number, name, sizes, words in plans:
        if not sizes:
            continue
        runs = []
        for size in sizes:
            folder = bench.work / f"memory{size}"
            write_tagged(folder, made(size, seed=5))
            print(f"  {size} articles, {name}", file=sys.stderr, flush=True)
            runs.append(bench.weigh(folder, *words))
            shutil.rmtree(folder)
        (small, _), (large, _) = runs[0], runs[-1]
        check = Check(f"{large / small:.2f}x of {sizes[0]:,} articles", large <= FLAT * small)
        seen = ", ".join(f"{size:,} articles {peak:.0f} MB, {seconds:.0f} s" for size, (peak, seconds) in zip(sizes, runs, strict=True)) + "."  # fmt: skip
        what = f"peak memory, {sizes[-1]:,} articles, {name}"
        rows.append(Row(number, what, f"{sizes[0]:,} articles", f"flat (≤ {FLAT:g}x), under 1 GB", (large,), "MB", most=BIG, checks=(check,), seen=seen))  # fmt: skip
    return rows


def workers(bench: Bench) -> list[Row]:
    cores = set(sorted(os.sched_getaffinity(0))[:2])
    one_thread = (HERE / "sides.py", "one-thread")
    tiny = bench.work / "tiny"
    ratios, ones, twos = [], [], []
    for _ in bench.few_repeats:
        both = []
        for source in (tiny, bench.corpus):
            one = bench.run(source, start=one_thread, cores=cores, more=ONE_THREAD).seconds
            two = bench.run(source, "--jobs", "2", cores=cores, more=ONE_THREAD).seconds
            both.append((one, two))
        (one_start, two_start), (one, two) = both
        ones.append(one - one_start)
        twos.append(two - two_start)
        ratios.append(ones[-1] / twos[-1])
    seen = f"{bench.chosen.articles} articles: one worker {statistics.median(ones):.2f} s, two {statistics.median(twos):.2f} s, start-up off both."
    return [Row("9", "two workers of one thread", "one worker of one thread", "≥ 1.8x", tuple(ratios), "x", least=1.8, seen=seen)]  # fmt: skip


ROWS: dict[str, Callable[[Bench], list[Row]]] = {
    "1": whole_run, "2": overlap, "3": embeddings, "4": claim_scoring, "5": systems, "6": warm, "7": startup, "8": memory, "9": workers,
}  # fmt: skip
NEED_PEERS = frozenset("12347")


def auc_rows(file: Path) -> list[Row]:
    """The other half of row 1, of what matrix_auc.py has written."""
    data = json.loads(file.read_text("utf-8"))
    mean = data["mean"]
    seen = (
        f"Mean AUC over {len(data['sets'])} development sets ({data['rows']:,} labelled rows): evalkit {mean['evalkit']:.3f}, full matrix"
        f" {mean['matrix']:.3f}; "
        + ", ".join(f"{one['name']} {one['evalkit']:.3f} and {one['matrix']:.3f}" for one in data["sets"])
        + "."
    )
    return [
        Row("1 AUC", "AUC of support on the development sets, difference", "the full matrix by the same pair model", "not lower", (mean["difference"],), "", least=0.0, seen=seen, low=mean["low"], high=mean["high"])
    ]  # fmt: skip


def measure(chosen: argparse.Namespace) -> Results:
    """Measures the chosen rows, each after the other."""
    machine = said()
    began = time.perf_counter()
    rows: list[Row] = []
    left_out: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(Path(scratch), chosen)
        for number, row in ROWS.items():
            if number not in chosen.rows:
                left_out[number] = "not asked for"
            elif number in NEED_PEERS and not chosen.peers:
                left_out[number] = "no peers' environment was given"
            elif number == "9" and (not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2):
                left_out[number] = "it takes two cores, and a system that lets processes be kept to them"
            else:
                print(f"row {number}", file=sys.stderr, flush=True)
                started = time.perf_counter()
                rows += row(bench)
                print(f"  {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    if chosen.auc:
        place = sum(row.number == "1" for row in rows)
        rows[place:place] = auc_rows(chosen.auc)
    else:
        left_out["1 AUC"] = "measured by `python benchmarks/matrix_auc.py` and given with --auc"
    long = ", ".join(sorted(LONG & chosen.rows))
    fewer = f" ({FEW} of row {long})" if long and chosen.repeat > FEW else ""
    minutes = (time.perf_counter() - began) / 60
    how = f"{counted(chosen.articles, 'article')}, {counted(chosen.repeat, 'repeat')}{fewer}; all of it took {counted(round(minutes), 'minute')}."
    return Results(tuple(rows), left_out, machine, how, time.perf_counter() - began)


def print_table(results: Results) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*HEADS)
    for row in results.rows:
        table.add_row(*cells(row))
    Console(width=None if sys.stdout.isatty() else 200).print(table)
    for number, why in results.left_out.items():
        print(f"not measured: {number}, {why}")
    print(results.how)


def sizes(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(",") if part)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--peers", type=os.path.abspath, metavar="PYTHON", help="the interpreter of the peers' environment"
    )
    parser.add_argument(
        "--rows", type=lambda text: set(text.split(",")), default=set(ROWS), metavar="1,3,7", help="these alone"
    )
    parser.add_argument("--repeat", type=int, default=5, metavar="N")
    parser.add_argument("--articles", type=int, default=32, metavar="N", help="of the corpus of rows 1, 6 and 9")
    parser.add_argument(
        "--naive-articles", type=int, default=2, metavar="N", help="that the naive script reads in a repeat"
    )
    parser.add_argument("--overlap-articles", type=int, default=16, metavar="N", help="of row 2, in a repeat")
    parser.add_argument("--model-articles", type=int, default=4, metavar="N", help="of rows 3 and 4, in a repeat")
    parser.add_argument("--system-articles", type=int, default=6, metavar="N", help="of row 5")
    parser.add_argument(
        "--memory",
        type=sizes,
        default=(32, 96),
        metavar="SMALL,LARGE",
        help="articles of row 8, all metrics; '' for none",
    )
    parser.add_argument(
        "--memory-overlap",
        type=sizes,
        default=(200, 2000),
        metavar="SMALL,LARGE",
        help="the same, overlap metrics alone",
    )
    parser.add_argument("--auc", type=Path, metavar="FILE", help="what matrix_auc.py has written")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the measurements as JSON")
    parser.add_argument("--from", dest="source", type=Path, metavar="FILE", help="measure nothing, take these")
    parser.add_argument("--page", type=Path, metavar="FILE", help="write the page")
    chosen = parser.parse_args()
    if unknown := sorted(set(chosen.rows) - set(ROWS)):
        parser.error(f"no row {', '.join(unknown)}: expected some of {', '.join(ROWS)}")
    results = load(chosen.source) if chosen.source else measure(chosen)
    if chosen.out:
        save(results, chosen.out)
    if chosen.page:
        chosen.page.write_text(page(results, EXPLAINED, ABOUT), "utf-8")
    print_table(results)


if __name__ == "__main__":
    main()
