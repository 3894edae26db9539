"""Parts of a run and runs over different inputs become one run file; what does not belong together is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evalkit.errors import ConfigError, RunFileError
from evalkit.merging import merge
from evalkit.reading import find
from evalkit.runner import run
from evalkit.windows import WINDOW, Part, is_full
from evalkit_metrics.extractive import Extractive
from tests.conftest import Evalkit

Make = Callable[..., Path]
_COUNTS = b'{"record":"footer","articles":0,"cases":0,"scored":0,"abstained":0,"not_applicable":0,"failed":0,"bad_inputs":0}\n'
EXTRACTIVE = ("--metric", "extractive", "--no-cache", "-q")


def _run(paths: list[Path], target: Path, part: Part | None = None, limit: int | None = None) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    run(find(paths), [Extractive()], target, store=None, part=part, limit=limit)
    return target


def _parts(paths: list[Path], folder: Path, of: int, limit: int | None = None) -> list[Path]:
    return [_run(paths, folder / str(n) / "run.jsonl", Part(n, of), limit) for n in range(1, of + 1)]


def _told(path: Path) -> tuple[dict[str, object], bytes]:
    """A run file as its header without the time, and the bytes behind it."""
    header, _, rest = path.read_bytes().partition(b"\n")
    told = json.loads(header)
    told.pop("created")
    return told, rest


ITEM = st.one_of(st.just("good"), st.just("bad"), st.integers(2, 40).map(lambda n: f"good*{n}"), st.sampled_from(["bad*15", "bad*300"]))  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(ITEM, min_size=1, max_size=8), st.integers(1, 5), st.one_of(st.none(), st.integers(1, 40)), st.randoms()
)
def test_parts_make_the_run_that_one_would_have_written(tmp_path, items, of, limit, draw):
    """Whatever articles and faults follow each other, however many parts there are, and in whatever order they are merged."""
    folder = tmp_path / "made"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    good = json.dumps({"content": "The council met on Tuesday.", "summary": "It met."}) + "\n"
    lines = []
    for item in items:
        kind, _, times = item.partition("*")
        lines += [good if kind == "good" else "no\n"] * int(times or 1)
    path = folder / "a.jsonl"
    path.write_text(good + "".join(lines), "utf-8")
    whole = _run([path], folder / "whole.jsonl", limit=limit)
    parts = _parts([path], folder, of, limit)
    draw.shuffle(parts)

    merge(parts, folder / "merged.jsonl")

    assert _told(whole) == _told(folder / "merged.jsonl")


def test_the_commands(make_articles: Make, tmp_path: Path, evalkit: Evalkit) -> None:
    """Three machines, three parts, one of them killed and resumed as any run; the merged folder has all outputs of the run."""
    make_articles(3 * WINDOW + 5)
    (tmp_path / "articles" / "bad.txt").write_text("milk")
    whole = evalkit("run", "articles", *EXTRACTIVE, "--out", "whole")
    for n in (1, 2, 3):
        evalkit("run", "articles", *EXTRACTIVE, "--part", f"{n}/3", "--out", f"part{n}")
    done = evalkit("merge", "part3", "part1/run.jsonl", "part2", "--out", "merged")

    assert _told(tmp_path / "whole" / "run.jsonl") == _told(tmp_path / "merged" / "run.jsonl")
    assert (2, whole.stdout, whole.stderr) == (done.returncode, done.stdout, done.stderr.replace("report: merged/report.html\n", ""))  # fmt: skip
    for name in ("scores.csv", "claims.csv"):
        assert (tmp_path / "whole" / name).read_bytes() == (tmp_path / "merged" / name).read_bytes()
    assert (tmp_path / "merged" / "report.html").exists()
    assert not (tmp_path / "merged" / "timing.json").exists()


def test_runs_over_different_inputs(make_articles: Make, tmp_path: Path) -> None:
    """Runs that are no parts are put one behind the other: the run over the inputs of both."""
    folder = make_articles(WINDOW + 3)
    first, second = sorted(folder.iterdir())[:7], sorted(folder.iterdir())[7:]
    whole = _run(first + second, tmp_path / "whole.jsonl")
    one, two = _run(first, tmp_path / "one.jsonl"), _run(second, tmp_path / "two.jsonl")

    merge([one, two], tmp_path / "merged.jsonl")

    assert _told(whole) == _told(tmp_path / "merged.jsonl")


def test_what_does_not_belong_together_is_refused(make_articles: Make, tmp_path: Path) -> None:
    """Each refusal says which files and what to do, and leaves no merged run."""
    folder = make_articles(5 * WINDOW)
    paths = sorted(folder.iterdir())
    parts = _parts(paths, tmp_path / "parts", 3)
    whole = _run(paths, tmp_path / "whole.jsonl")
    fewer = _parts(paths[: 3 * WINDOW], tmp_path / "fewer", 3)
    short = _parts(paths[: 5 * WINDOW - 2], tmp_path / "short", 3)
    limited = [_run(paths[at : at + 4], tmp_path / f"limited{at}.jsonl", limit=2) for at in (0, 4)]
    other = tmp_path / "other.jsonl"
    other.write_bytes(parts[1].read_bytes().replace(b'"seed":12345', b'"seed":7', 1))
    lying = tmp_path / "lying.jsonl"
    lying.write_bytes(whole.read_bytes().replace(b'"articles":80', b'"articles":81'))
    emptied = tmp_path / "emptied.jsonl"
    emptied.write_bytes(b"".join(parts[2].read_bytes().splitlines(keepends=True)[:1]) + _COUNTS)
    torn = tmp_path / "torn.jsonl"
    torn.write_bytes(parts[1].read_bytes()[:-30])

    def refused(*runs: Path) -> str:
        with pytest.raises(RunFileError) as caught:
            merge(runs, tmp_path / "merged.jsonl")
        assert not (tmp_path / "merged.jsonl").exists()
        return str(caught.value).replace(f"{tmp_path}/", "")

    assert "2 of 3 parts are missing (2/3, 3/3): evalkit run --part makes them" == refused(parts[0])
    assert "parts/2/run.jsonl is part 2/3, and so is fewer/2/run.jsonl: expected each part once" == refused(
        parts[0], fewer[1], parts[1]
    )
    assert "whole.jsonl is no part of a run, as parts/1/run.jsonl is" in refused(whole, *parts)
    assert "were not made of the same inputs" in refused(*parts[:2], fewer[2])
    assert "were not made of the same inputs" in refused(parts[0], fewer[1], parts[2])
    assert "were not made of the same inputs" in refused(parts[0], short[1], parts[2])
    assert "ends before" in refused(parts[0], parts[1], emptied)
    assert "seed was 12345 and is 7" in refused(parts[0], other, parts[2])
    assert "the article articles/001.txt#1 is in whole.jsonl already" in refused(whole, _run(paths[:1], tmp_path / "again.jsonl")).replace(f"{tmp_path}/", "")  # fmt: skip
    assert "stop after 2 articles each (--limit)" in refused(*limited)
    assert "lying.jsonl: the footer counts 81 articles, the file has 80" in refused(lying)
    assert "torn.jsonl" in refused(parts[0], torn, parts[2])
    assert "whole.jsonl is no part" in refused(parts[0], whole)
    assert "one of 2 parts" in refused(parts[0], _parts(paths, tmp_path / "two", 2)[0])


@pytest.mark.parametrize("text", ["", "3", "0/2", "3/2", "1/0", "-1/2", "1/2/3", "a/b", "1.5/2", "1" * 30 + "/2"])
def test_what_is_no_part(text: str) -> None:
    """K/N alone, with K from 1 to N."""
    with pytest.raises(ConfigError, match="is no part of a run"):
        Part.parsed(text)


def test_every_window_is_in_one_part() -> None:
    """However many parts there are; and a window of faults alone ends too."""
    for of in range(1, 7):
        assert all(1 == sum(Part(n, of).has(window) for n in range(1, of + 1)) for window in range(20))
    assert not is_full(WINDOW - 1, 0)
    assert is_full(WINDOW, 0)
    assert is_full(0, 16 * WINDOW)


def test_a_part_goes_on_as_that_part_alone(make_articles: Make, tmp_path: Path, evalkit: Evalkit) -> None:
    """An unfinished part is not gone on with as another one."""
    make_articles(2 * WINDOW)
    evalkit("run", "articles", *EXTRACTIVE, "--part", "2/2", "--out", "part")
    done = tmp_path / "part" / "run.jsonl"
    (tmp_path / "part" / "run.jsonl.part").write_bytes(done.read_bytes()[:-200])
    wrong = evalkit("run", "articles", *EXTRACTIVE, "--part", "1/2", "--out", "part", "--resume")
    right = evalkit("run", "articles", *EXTRACTIVE, "--part", "2/2", "--out", "again")
    gone_on = evalkit("run", "articles", *EXTRACTIVE, "--part", "2/2", "--out", "part", "--resume")

    assert 2 == wrong.returncode
    assert "part was 2/2 and is 1/2" in wrong.stderr
    assert 0 == right.returncode == gone_on.returncode
    assert _told(tmp_path / "again" / "run.jsonl") == _told(done)
