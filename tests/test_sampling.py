"""A stratified sample: how it is shared out, the chances that it records, what it keeps to itself, and the command."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit import runfile
from evalkit.cli import main
from evalkit.errors import ConfigError, InputError
from evalkit.runfile import ArticleRecord, CaseRecord, ClaimRecord, ContentRecord, FooterRecord, HeaderRecord
from evalkit.sampling import Sample, allocated, draw, encode_row, read_sample

HEADER = HeaderRecord(1, "0.1.0", "2025-01-01T00:00:00+00:00", {}, (), {}, 1)
SECRETS = {"verdict", "system", "probability", "tier", "votes", "findings", "evidence", "case", "path"}


def _run(path: Path, claims: list[tuple[str | None, float | None, str, str | None]]) -> Path:
    """A run of one article; each claim has a verdict, a probability, a block and a system."""
    article = ArticleRecord(
        "a#1", "a.txt", 1, "1" * 64, "Title", "", "", "", ContentRecord("The article's text.", 0, 1), ()
    )
    cases: dict[tuple[str, str | None], list[ClaimRecord]] = {}
    for n, (verdict, probability, block, system) in enumerate(claims):
        one = ClaimRecord(
            f"claim {n}", f"Claim {n}.", f"Sentence {n}.", f"Judged {n}.", 0, 1, 1, 1, (), verdict, probability, "model", (), (), (),
        )  # fmt: skip
        cases.setdefault((block, system), []).append(one)
    records = [
        CaseRecord(f"a#1:{block}:{system}", "a#1", block, system, "a.txt", 1, 1, "text", 0, 4, tuple(own), ())
        for (block, system), own in cases.items()
    ]
    whole = (HEADER, article, *records, FooterRecord(1, len(records), 0, 0, 0, 0, 0))
    path.write_bytes(b"".join(map(runfile.encode, whole)))
    return path


MANY = [("supported", 0.5 + n / 400, "SUMMARY", "ours") for n in range(160)] + [
    *[("unsupported", n / 100, "SUMMARY", "ours") for n in range(40)],
    *[("contradicted", 0.02, "HIGHLIGHTS", "ours") for _ in range(8)],
    *[("abstained", None, "SUMMARY", "theirs") for _ in range(3)],
    (None, None, "SUMMARY", "ours"),
]


@pytest.mark.parametrize(
    ("sizes", "size", "expected"),
    [
        pytest.param({"a": 10}, 3, {"a": 3}, id="one stratum"),
        pytest.param({"a": 10}, 30, {"a": 10}, id="more than there are: all"),
        pytest.param({"a": 50, "b": 50}, 10, {"a": 5, "b": 5}, id="equal strata"),
        pytest.param({"a": 10_000, "b": 100}, 110, {"a": 100, "b": 10}, id="by the square root of the size"),
        pytest.param({"a": 10_000, "b": 1}, 20, {"a": 19, "b": 1}, id="a stratum of one is drawn whole"),
        pytest.param({"a": 10_000, "b": 4, "c": 4}, 6, {"a": 2, "b": 2, "c": 2}, id="two of each where it can be"),
        pytest.param({"a": 10_000, "b": 4, "c": 4}, 5, {"a": 3, "b": 1, "c": 1}, id="one of each where it cannot"),
    ],
)
def test_allocation(sizes: dict[str, int], size: int, expected: dict[str, int]) -> None:
    """The sample is shared out by the square root of the strata's sizes, within what each has and a variance needs."""
    named = {(name, 0, "", ""): count for name, count in sizes.items()}

    assert expected == {name[0]: count for name, count in allocated(named, size).items()}


@given(st.dictionaries(st.integers(0, 30), st.integers(1, 500), min_size=1, max_size=12), st.integers(0, 300))
def test_allocation_adds_up(sizes: dict[int, int], more: int) -> None:
    """Every stratum has one at least and no more than it holds; together they are the sample."""
    named = {(str(name), 0, "", ""): count for name, count in sizes.items()}
    size = len(named) + more
    shares = allocated(named, size)

    assert min(size, sum(sizes.values())) == sum(shares.values())
    assert all(1 <= shares[one] <= named[one] for one in named)


def test_chances_are_those_of_the_draw(tmp_path: Path) -> None:
    """A claim's chance is what its stratum has in the sample by what it has in the run; the inverses add up to the run."""
    sample = draw(_run(tmp_path / "run.jsonl", MANY), 40)
    rows = [one.row for one in sample.drawn]
    drawn = Counter(row.stratum for row in rows)

    assert (40, 211, 1) == (len(rows), sample.population, sample.left_out)
    for row in rows:
        size, share = sample.strata[row.stratum - 1]
        assert (share / size, drawn[row.stratum]) == (row.inclusion_probability, share)
    assert pytest.approx(211) == sum(1 / row.inclusion_probability for row in rows)
    assert len({row.claim for row in rows}) == 40


def test_weighed_estimates_are_unbiased(tmp_path: Path) -> None:
    """Over many draws the weighed share of supported claims is that of the run, although refusals are drawn more often."""
    run = _run(tmp_path / "run.jsonl", MANY)
    weighed, plain = [], []
    for seed in range(40):
        sample = draw(run, 30, seed=seed)
        weights = {one.row.claim: 1 / one.row.inclusion_probability for one in sample.drawn}
        supported = [one.row.claim for one in sample.drawn if one.claim.verdict == "supported"]
        weighed.append(sum(weights[name] for name in supported) / sample.population)
        plain.append(len(supported) / len(sample.drawn))

    assert pytest.approx(160 / 211, abs=1e-9) == sum(weighed) / len(weighed)  # exact: verdicts are strata
    assert sum(plain) / len(plain) < 0.65


@settings(deadline=None, max_examples=30)
@given(
    claims=st.lists(
        st.tuples(
            st.sampled_from(["supported", "unsupported", "contradicted"]), st.floats(0, 1), st.sampled_from(["SUMMARY", "HIGHLIGHTS"]),
            st.sampled_from([None, "a", "b"]),
        ),
        min_size=1, max_size=40,
    ),
    size=st.integers(1, 50), seed=st.integers(0, 3),
)  # fmt: skip
def test_any_run_can_be_sampled(claims, size: int, seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A sample has the size that was asked for or the whole run, each claim once, and the same seed gives the same bytes."""
    run = _run(tmp_path_factory.mktemp("runs") / "run.jsonl", claims)
    first, second = (b"".join(encode_row(one.row) for one in draw(run, size, seed=seed).drawn) for _ in range(2))
    rows = [json.loads(line) for line in first.splitlines()]

    assert first == second
    assert min(size, len(claims)) == len(rows) == len({row["claim"] for row in rows})
    assert all(0 < row["inclusion_probability"] <= 1 for row in rows)


def test_another_seed_draws_others(tmp_path: Path) -> None:
    """The seed decides which claims are drawn, and their order, which is not that of the run."""
    run = _run(tmp_path / "run.jsonl", MANY)
    names = [[one.row.claim for one in draw(run, 30, seed=seed).drawn] for seed in (1, 2)]

    assert set(names[0]) != set(names[1])
    assert names[0] != sorted(names[0], key=lambda name: int(name.split()[1]))


def test_more_strata_than_claims_are_merged(tmp_path: Path) -> None:
    """Strata are merged over systems first, then blocks, then probabilities, so that each still has a claim."""
    claims = [
        (verdict, probability, block, f"system {n}")
        for n in range(5)
        for block in ("SUMMARY", "HIGHLIGHTS")
        for verdict, probability in (("supported", 0.6), ("supported", 0.9), ("unsupported", 0.1))
    ]
    run = _run(tmp_path / "run.jsonl", claims)

    assert [30, 6, 3, 2, 1] == [len(draw(run, size).strata) for size in (30, 29, 5, 2, 1)]


def test_the_sample_is_blind(tmp_path: Path) -> None:
    """A row has the article, the claim in its sentence, the chance and an empty label: nothing of verdict or system."""
    row = json.loads(encode_row(draw(_run(tmp_path / "run.jsonl", MANY[:1]), 1).drawn[0].row))

    assert {
        "claim": "claim 0", "article": "a#1", "title": "Title", "content": "The article's text.", "summary": "Claim 0.",
        "judged_text": "Judged 0.", "context": "Sentence 0.", "block": "SUMMARY", "stratum": 1, "inclusion_probability": 1.0,
        "label": None,
    } == row  # fmt: skip
    assert not SECRETS & row.keys()


@pytest.mark.parametrize(
    ("claims", "size", "message"),
    [
        pytest.param([(None, None, "SUMMARY", None)], 5, "no claim of the run has a verdict", id="nothing judged"),
        pytest.param([], 5, "no claim of the run has a verdict", id="no claim"),
        pytest.param(MANY, 0, "expected at least 1", id="no size"),
    ],
)
def test_nothing_to_draw(claims: list, size: int, message: str, tmp_path: Path) -> None:
    """Where there is nothing to draw, the error says why."""
    with pytest.raises(ConfigError, match=message):
        draw(_run(tmp_path / "run.jsonl", claims), size)


def _command(tmp_path: Path, *words: str) -> int:
    _run(tmp_path / "run.jsonl", MANY)
    return main(["sample", str(tmp_path), "--out", str(tmp_path / "out"), *words])


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It writes the file and the page, and tells sizes and chances, but no stratum."""
    assert 0 == _command(tmp_path, "-n", "20", "--seed", "7")
    told = capsys.readouterr().out
    sample: Sample = draw(tmp_path / "run.jsonl", 20, seed=7)

    assert tuple(one.row for one in sample.drawn) == read_sample(tmp_path / "out" / "sample.jsonl")
    assert "20 of 211 judged claims drawn" in told
    assert "1 claims that no metric judged were left out" in told
    assert not any(verdict in told for verdict in ("supported", "contradicted", "abstained"))
    assert (tmp_path / "out" / "sample.html").exists()


def test_labels_are_never_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A sample without labels is replaced; one with a label is not, and the message says what to do."""
    assert 0 == _command(tmp_path)
    assert 0 == _command(tmp_path)
    target = tmp_path / "out" / "sample.jsonl"
    target.write_bytes(target.read_bytes().replace(b'"label":null', b'"label":1', 1))

    assert 2 == _command(tmp_path)
    assert "has 1 labels, which a new sample would overwrite: name another folder with --out" in capsys.readouterr().err


def test_a_broken_sample_is_told(tmp_path: Path) -> None:
    """A line that is no row is named by its number."""
    (tmp_path / "sample.jsonl").write_text('{"claim": 1}\n')

    with pytest.raises(InputError, match=r"sample\.jsonl:1:1: not a row of a sample"):
        read_sample(tmp_path / "sample.jsonl")
