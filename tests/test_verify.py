"""`evalkit verify`: as a real process over runs that were tampered with, moved, made by systems, or damaged."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evalkit.errors import ModelError, PluginError
from evalkit.plugins import build, specification
from evalkit.recording import header_record
from evalkit.runfile import TOLERANCE, read_run
from evalkit.verify import verify
from evalkit.verify.places import located
from evalkit.verify.rebuilding import rebuilt
from tests.conftest import Evalkit, article

Lines = list[dict[str, Any]]
Edit = Callable[[Lines], None]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, warm: Path) -> Path:
    """A folder with two articles, one with a planted fault, and the run of all built-in metrics over them."""
    folder = tmp_path_factory.mktemp("verify")
    (folder / "articles").mkdir()
    for n, cost in ((1, "2.4"), (2, "3.9")):
        (folder / "articles" / f"{n}.txt").write_text(article(n, cost), "utf-8")
    kept = {key: value for key, value in os.environ.items() if not key.startswith("EVALKIT")}
    subprocess.run(
        [sys.executable, "-m", "evalkit", "run", "articles", "-q", "--cache", str(warm)],
        cwd=folder, check=True, capture_output=True, timeout=120, env=kept | {"HF_HUB_OFFLINE": "1"},
    )  # fmt: skip
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of it of one's own."""
    return shutil.copytree(made, tmp_path / "own")


def _edited(folder: Path, edit: Edit) -> None:
    path = folder / "evalkit-report" / "run.jsonl"
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    edit(lines)
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")


def _case(lines: Lines) -> dict[str, Any]:
    return next(line for line in lines if line["record"] == "case" and "/2.txt" in line["id"])


def _claim(lines: Lines) -> dict[str, Any]:
    return next(one for one in _case(lines)["claims"] if one["findings"])  # type: ignore[no-any-return]  # JSON


def _set(of: Callable[[Lines], dict[str, Any]], **values: Any) -> Edit:
    return lambda lines: of(lines).update(values)


def _score(lines: Lines) -> dict[str, Any]:
    return next(one for one in _case(lines)["scores"] if one["metric"] == "rouge")["values"]  # type: ignore[no-any-return]


def _reliability(lines: Lines) -> dict[str, Any]:
    return next(one for one in lines[0]["metrics"] if one["name"] == "support")["reliability"][0]  # type: ignore[no-any-return]


TAMPERED: dict[str, tuple[Edit, str]] = {
    "a probability": (_set(_claim, probability=0.4321), "probability: 0.4321 in the run"),
    "a verdict": (_set(_claim, verdict="supported"), "verdict: supported in the run"),
    "a value": (_set(_score, **{"rouge1.recall": 0.123}), "rouge rouge1.recall: 0.123 in the run"),
    "an offset of evidence": (
        lambda lines: _claim(lines)["evidence"][0].update(start=_claim(lines)["evidence"][0]["start"] + 1),
        "evidence 1 start",
    ),
    "evidence left out": (lambda lines: _claim(lines)["evidence"].pop(), "number of evidence: 2 in the run, 3 computed again"),
    "a finding's words": (lambda lines: _claim(lines)["findings"][0].update(message="it is right"), "finding 1 message"),
    "a vote": (lambda lines: _claim(lines)["votes"][0].update(note="seen"), "note: seen in the run"),
    "a measured precision": (_set(_reliability, precision=1.0), "header support reliability 1 precision: 1.0 in the run"),
}  # fmt: skip


def test_an_honest_run_is_verified(evalkit: Evalkit, folder: Path) -> None:
    """A run that was made out of a cache is equal to the last digit where all is computed: other cases, no cache."""
    done = evalkit("verify", "-q", folder=folder)

    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout.startswith("VERIFIED: 2 of 2 articles, 4 blocks, 8 claims, ")
    assert done.stdout.split("\n")[0].endswith(" computed again: equal")
    assert "cache" not in done.stdout


@pytest.mark.parametrize("name", TAMPERED)
def test_a_tampered_number_is_found(name: str, evalkit: Evalkit, folder: Path, warm: Path) -> None:
    """Whatever number, verdict, passage or finding was edited, it is named with its claim's place, and the exit code is 1."""
    edit, expected = TAMPERED[name]
    _edited(folder, edit)
    done = evalkit("verify", "-q", "--cache", str(warm), "--json", "found.json", folder=folder)
    found = json.loads((folder / "found.json").read_text("utf-8"))

    assert 1 == done.returncode, done.stdout + done.stderr
    assert done.stdout.startswith("FAIL: ")
    assert expected in done.stdout
    assert "header" in expected or "articles/2.txt:7:" in done.stdout
    assert len(found["differences"]) == 1
    assert ("1 verdict flipped" in done.stdout) == (found["flipped"] == 1) == (name == "a verdict")


OTHER_INPUTS: dict[str, tuple[Edit, str]] = {
    "a word of a summary": (
        lambda lines: _case(lines).update(text=_case(lines)["text"].replace("eleven", "twelve")),
        "are not those of its block",
    ),
    "the same in its claim": (
        lambda lines: [
            one.update(text=one["text"].replace("eleven", "twelve  "[:6])) for one in (_case(lines), *_case(lines)["claims"])
        ] and None,
        "articles/2.txt:7:1: the SUMMARY's text is not that of the run from character",
    ),
    "a word of CONTENT": (
        lambda lines: next(one for one in lines if one["record"] == "article")["content"].update(text="Another."),
        "the sha256 of the article",
    ),
    "a claim twice": (lambda lines: _case(lines)["claims"][1].update(id=_case(lines)["claims"][0]["id"]), "a second claim"),
    "a footer": (lambda lines: lines[-1].update(cases=3), "the footer counts 3 cases, and the file has 4"),
    "a footer left out": (lambda lines: lines.pop() and None, "the run is not whole"),
    "a case left out": (lambda lines: lines.remove(_case(lines)), "the footer counts"),
    "what cannot be": (_set(_score, **{"rouge1.recall": 1.5}), "rouge rouge1.recall of the case"),
    "no probability": (_set(_claim, probability=None), "with the probability None"),
    "a model": (
        lambda lines: lines[0]["metrics"][4].update(signature=lines[0]["metrics"][4]["signature"].replace("@53aa5117", "@00000000")),
        "encoder was 'all-MiniLM-L6-v2@00000000' and is 'all-MiniLM-L6-v2@53aa5117'",
    ),
    "a version": (
        lambda lines: lines[0]["metrics"][0].update(signature="rouge(stem=False)|v9"), "its version was 9 and is 1",
    ),
    "a metric that is not there": (
        lambda lines: lines[0]["metrics"][0].update(specification="rogue()"), "there is no metric 'rogue'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHER_INPUTS)
def test_other_inputs_models_or_no_whole_run(name: str, evalkit: Evalkit, folder: Path, warm: Path) -> None:
    """What is not the input or the model that the run names, and what is no whole run, is told; the exit code is 2."""
    edit, expected = OTHER_INPUTS[name]
    _edited(folder, edit)
    done = evalkit("verify", "-q", "--cache", str(warm), folder=folder)

    assert 2 == done.returncode, done.stdout + done.stderr
    assert expected in done.stderr
    assert "VERIFIED:" not in done.stdout.replace("NOT VERIFIED:", "")


def test_inputs_that_moved(evalkit: Evalkit, folder: Path, warm: Path) -> None:
    """Files that are gone are told with what to do; --inputs names their folder; --stored does without them."""
    (folder / "articles").rename(folder / "elsewhere")
    (folder / "elsewhere").rename(folder.parent / "elsewhere")
    gone = evalkit("verify", "-q", folder=folder)
    named = evalkit("verify", "-q", "--cache", str(warm), "--inputs", "../elsewhere", folder=folder)
    stored = evalkit("verify", "-q", "--cache", str(warm), "--stored", "--sample", "1", folder=folder)
    both = evalkit("verify", "-q", "--stored", "--inputs", "../elsewhere", folder=folder)

    assert [2, 0, 0, 2] == [one.returncode for one in (gone, named, stored, both)]
    assert "2 of the run's 2 files are not where they were" in gone.stderr
    assert "--inputs names the files or folders" in gone.stderr
    assert "a sample: 1 of 2 articles, drawn with the seed 12345" in stored.stdout
    assert "2 articles: the texts are those that the run holds" in stored.stdout
    assert "results of models came out of the cache" in named.stdout


def test_stored_texts_are_bound_to_their_claims(evalkit: Evalkit, folder: Path, warm: Path) -> None:
    """Without its inputs too, a summary cannot be edited unseen: a claim's id is a hash of its words."""
    _edited(folder, OTHER_INPUTS["the same in its claim"][0])
    done = evalkit("verify", "-q", "--cache", str(warm), "--stored", folder=folder)

    assert 2 == done.returncode
    assert "the claims of 'articles/2.txt#1:SUMMARY' are not those that the run names" in done.stderr


def test_a_changed_input_is_told_by_line(evalkit: Evalkit, folder: Path, warm: Path) -> None:
    """A word that was changed in CONTENT, and an article that was added, are named; the others are still computed."""
    place = folder / "articles" / "2.txt"
    place.write_text(place.read_text("utf-8").replace("Paul Renn", "Paul Penn"), "utf-8")
    first = folder / "articles" / "1.txt"
    first.write_text(first.read_text("utf-8") + article(3), "utf-8")
    done = evalkit("verify", "-q", "--cache", str(warm), folder=folder)

    assert 2 == done.returncode
    assert "CONTENT of the article 'articles/2.txt#1' has the sha256" in done.stderr
    assert "the article 'articles/1.txt#2' stands there, and not in the run" in done.stderr
    assert done.stdout.startswith("NOT VERIFIED: 2 inputs are not those of the run; 1 of 2 articles, 2 blocks")


def test_an_article_that_was_left_out(evalkit: Evalkit, tmp_path: Path) -> None:
    """An article that spoils the means cannot be cut out of a run with its counts put right: its file still has it."""
    (tmp_path / "two.txt").write_text(article(1) + article(2), "utf-8")
    evalkit("run", "two.txt", "-q", "--metric", "extractive")

    def cut(lines: Lines) -> None:
        del lines[4:7]
        lines[-1] |= {"articles": 1, "cases": 2, "scored": 2}

    _edited(tmp_path, cut)
    done = evalkit("verify", "-q")

    assert 2 == done.returncode, done.stdout
    assert "the article 'two.txt#2' stands there, and not in the run" in done.stderr


def test_elsewhere_numbers_may_lie_apart(folder: Path) -> None:
    """On another processor a number may differ by the recorded tolerance, which is told; a verdict may not."""

    def near(lines: Lines) -> None:
        lines[0]["versions"]["cpu"] = "X86_V4"
        _score(lines)["rouge1.recall"] += TOLERANCE / 2

    _edited(folder, near)
    os_folder = folder / "evalkit-report" / "run.jsonl"
    found = verify(os_folder, inputs=[folder])
    _edited(
        folder, lambda lines: _score(lines).update({"rouge1.recall": _score(lines)["rouge1.recall"] + 2 * TOLERANCE})
    )
    beyond = verify(os_folder, inputs=[folder])

    assert (0, TOLERANCE, 1) == (found.code, found.tolerance, found.within)
    assert [one for one in found.notes if one.startswith("cpu was X86_V4 and is ")]
    assert (1, ["rouge rouge1.recall"]) == (beyond.code, [one.what for one in beyond.differences])


def test_rows_a_limit_and_a_bad_input(evalkit: Evalkit, tmp_path: Path) -> None:
    """Rows of several systems with names of their own, a fault among them, a limit, and one metric twice: all is verified."""
    rows = [
        {
            "n": f"a{n}",
            "doc": f"The council met on day {n}. It voted {n} to 3.",
            "claim": f"It voted {n} to 3.",
            "system": one,
        }
        for one in ("x", "y")
        for n in range(20)
    ]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "rows.jsonl").write_text(text[:500] + "\n{broken\n" + text[500:], "utf-8")
    columns = ("--columns", "id=n,content=doc,summary=claim")
    for limit in ((), ("--limit", "3")):
        evalkit("run", "rows.jsonl", "-q", "--metric", "rouge", "--metric", "rouge(stem=true)", *columns, *limit)
        done = evalkit("verify", "-q")

        assert 0 == done.returncode, done.stdout + done.stderr
        assert f"VERIFIED: {3 if limit else len(read_run(tmp_path / 'evalkit-report').articles)} of" in done.stdout


def test_what_systems_wrote_is_taken_from_the_run(evalkit: Evalkit, tmp_path: Path) -> None:
    """Of a bench the articles are read again; the summaries that systems wrote are those that the run holds, and it says so."""
    (tmp_path / "a.jsonl").write_text('{"id": "a", "content": "The council met on Tuesday. It voted."}\n', "utf-8")
    evalkit("bench", "a.jsonl", "--system", "lead:1", "--system", "copy", "--metric", "extractive", "-q", "--out", "b")
    done = evalkit("verify", "b", "-q")
    (tmp_path / "a.jsonl").write_text('{"id": "a", "content": "The council met on Monday. It voted."}\n', "utf-8")
    changed = evalkit("verify", "b", "-q")

    assert 0 == done.returncode, done.stdout + done.stderr
    assert "4 blocks: written by systems while the run was made" in done.stdout
    assert 2 == changed.returncode
    assert "CONTENT of the article 'a' has the sha256" in changed.stderr


def test_where_files_stand(tmp_path: Path) -> None:
    """In a folder a file is found by the longest end of its path; a file stands for its name, or for the only path."""
    (tmp_path / "x" / "articles").mkdir(parents=True)
    for name in ("x/articles/a.txt", "x/b.txt", "c.txt"):
        (tmp_path / name).touch()
    inside = tmp_path / "x"

    assert {"nowhere.txt": None} == located(["nowhere.txt"], [])
    assert {"nowhere.txt": None, "../b.txt": inside / "b.txt"} == located(["nowhere.txt", "../b.txt"], [inside])
    assert {"/old/articles/a.txt": inside / "articles" / "a.txt"} == located(["/old/articles/a.txt"], [inside])
    assert {"<stdin>": tmp_path / "c.txt"} == located(["<stdin>"], [tmp_path / "c.txt"])


def test_metrics_from_a_header() -> None:
    """What may be secret is in no header, and has to be named; what is named has to have the signature of the run."""
    judged = build("support(judge_url='http://u:secret@127.0.0.1:9/v1', judge_model='m')")
    header = header_record([judged], {}, 1)

    assert "secret" not in repr(header)
    with pytest.raises(
        PluginError, match=r"what may be secret does not stand in a run file .*: name the metric with --metric"
    ):
        rebuilt(header)
    assert (judged,) == rebuilt(header, ["support(judge_url='http://u:secret@127.0.0.1:9/v1', judge_model='m')"])
    with pytest.raises(ModelError, match="judge_model was 'm' and is 'n'"):
        rebuilt(header, ["support(judge_url='http://127.0.0.1:9/v1', judge_model='n')"])


@pytest.mark.parametrize("text", ["rouge(stem=True)", "extractive()", "support(evidence=2)"])
def test_a_specification_builds_its_metric(text: str) -> None:
    """What a header says of a metric builds an equal one."""
    metric = build(text)
    told = specification(metric)

    assert told is not None
    assert metric == build(told)
