"""`evalkit init`: what it finds by itself, what it writes, and that it writes over nothing."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evalkit.config import load_settings
from evalkit.init.articles import find_articles
from evalkit.init.recipes import INCLUDE, job
from evalkit.init.repository import listed, look
from tests.recipes import (
    PIP,
    REPOSITORY,
    Runner,
    article,
    assert_valid,
    clean,
    clone,
    command,
    commit,
    git,
    run,
    yaml,
)

ROW = {"content": "The council met on Tuesday.", "summary": "It met."}
ROWS = json.dumps(ROW) + "\n"
CSV = "content,highlights\nThe council met.,It met.\n"
NOTES = "Remember the milk.\n"
WORKFLOW = ".github/workflows/evalkit.yml"

Files = dict[str, str]

NOT_FOUND: dict[str, Files] = {
    "nothing": {},
    "other text": {"notes.txt": NOTES, "requirements.txt": "numpy\n"},
    "a tag in other text": {"notes.txt": "The tag <CONTENT> begins the article.\n"},
    "an article with a fault": {"a.txt": "<TITLE>t</TITLE>\n<SUMMARY>\nx\n"},
    "other columns": {"a.jsonl": '{"document": "The council met.", "claim": "It met."}\n'},
    "no block": {"a.csv": "content,title\nThe council met.,Met\n"},
    "broken records": {"a.jsonl": "{\n"},
    "a run file": {"a/run.jsonl": '{"record": "header", "content": "", "summary": ""}\n'},
    "other suffixes": {"a.json": ROWS, "a.md": article(1)},
    "hidden": {".a/1.txt": article(1), ".b.txt": article(1)},
    "other people's": {"node_modules/x/1.txt": article(1), "web/venv/1.txt": article(1), "site-packages/1.txt": article(1)},
    "the outputs": {"evalkit-report/1.txt": article(1)},
}  # fmt: skip

FOUND: dict[str, tuple[Files, tuple[str, ...]]] = {
    "a folder": ({"articles/1.txt": article(1), "articles/2.txt": article(2), "README.md": "x"}, ("articles",)),
    "the outermost folder": ({"data/en/1.txt": article(1), "data/fr/2.txt": article(2)}, ("data",)),
    "two folders": ({"a/1.txt": article(1), "b/rows.jsonl": ROWS, "c/notes.txt": NOTES}, ("a", "b")),
    "a pattern beside other text": (
        {"a/1.jsonl": ROWS, "a/2.jsonl": ROWS, "a/notes.txt": NOTES},
        ("a/*.jsonl",),
    ),
    "names beside other text": ({"a/1.txt": article(1), "a/2.txt": article(2), "a/notes.txt": NOTES}, ("a/1.txt", "a/2.txt")),
    "never the current folder": ({"1.txt": article(1), "rows.csv": CSV}, ("1.txt", "rows.csv")),
    "a pattern at the top": ({"1.txt": article(1), "2.txt": article(2)}, ("*.txt",)),
    "a folder within one of other text": ({"a/notes.txt": NOTES, "a/b/1.txt": article(1)}, ("a/b",)),
    "a folder whose name is a pattern": ({"a[1]/1.jsonl": ROWS, "a[1]/2.jsonl": ROWS, "a[1]/x.txt": NOTES}, ("a[[]1]/*.jsonl",)),
    "an article behind a fault": ({"a/1.txt": "<TITLE>t</TITLE>\n<SUMMARY>\nx\n" + article(1)}, ("a",)),
    "blanks and accents": ({"mes résumés/1.txt": article(1)}, ("mes résumés",)),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _no_settings_of_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is looked at in this process is the tests' repositories, not one that a hook of git's is at work on."""
    for name in os.environ:
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)


def _write(folder: Path, files: Files) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


@pytest.mark.parametrize("in_git", [False, True], ids=["no git", "git"])
@pytest.mark.parametrize("files", NOT_FOUND.values(), ids=NOT_FOUND)
def test_what_is_no_article(files: Files, in_git: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What only looks like articles, or is somebody else's, is not taken for them."""
    _write(tmp_path, files)
    if in_git:
        git(tmp_path, "init", "--quiet")
    monkeypatch.chdir(tmp_path)

    assert () == find_articles(listed(Path()), Path("evalkit-report")).files


@pytest.mark.parametrize(("files", "paths"), FOUND.values(), ids=FOUND)
def test_where_articles_are(
    files: Files, paths: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fewest folders, patterns and names that lead to the articles and to nothing else."""
    _write(tmp_path, files)
    monkeypatch.chdir(tmp_path)

    assert paths == find_articles(listed(Path()), Path("evalkit-report")).paths


def test_what_git_ignores_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ignored articles are none of the repository's; those that nobody has added yet are."""
    _write(tmp_path, {".gitignore": "drafts/\n", "drafts/1.txt": article(1), "articles/1.txt": article(1)})
    git(tmp_path, "init", "--quiet")
    monkeypatch.chdir(tmp_path)

    assert ("articles",) == find_articles(listed(Path()), Path("evalkit-report")).paths


def test_compressed_records_and_parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Records are looked into whatever they are stored as."""
    import pyarrow as pa
    from pyarrow import parquet

    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "1.jsonl.gz").write_bytes(gzip.compress(ROWS.encode()))
    parquet.write_table(pa.Table.from_pylist([ROW]), tmp_path / "a" / "2.parquet")
    parquet.write_table(pa.Table.from_pylist([{"text": "x"}]), tmp_path / "3.parquet")
    monkeypatch.chdir(tmp_path)
    found = find_articles(listed(Path()), Path("evalkit-report"))

    assert (("a/1.jsonl.gz", "a/2.parquet"), ("a",)) == (found.files, found.paths)
    assert ["3.parquet"] == [bad.path for bad in found.others]


HOSTS: dict[str, tuple[str, Files, tuple[str, ...]]] = {
    "nothing to go by": ("", {}, ("github",)),
    "another host": ("https://git.example/desk.git", {}, ("github",)),
    "GitHub": ("git@github.com:news/desk.git", {}, ("github",)),
    "GitLab": ("https://gitlab.example/news/desk.git", {}, ("gitlab",)),
    "a folder of GitHub's": ("https://git.example/desk.git", {".github/CODEOWNERS": "* @desk\n"}, ("github",)),
    "a job of GitLab's": ("", {".gitlab-ci.yml": "{}\n"}, ("gitlab",)),
    "both": ("https://gitlab.example/news/desk.git", {".github/CODEOWNERS": "* @desk\n"}, ("github", "gitlab")),
}


@pytest.mark.parametrize(("remote", "files", "hosts"), HOSTS.values(), ids=HOSTS)
def test_where_the_repository_is_kept(remote: str, files: Files, hosts: tuple[str, ...], tmp_path: Path) -> None:
    """What is set up already and the remotes say which CI it is; GitHub where nothing says anything."""
    git(tmp_path, "init", "--quiet", "--initial-branch", "trunk")
    _write(tmp_path, files)
    if remote:
        git(tmp_path, "remote", "add", "origin", remote)
    found = look(tmp_path)

    assert (hosts, "trunk", "") == (found.hosts, found.branch, found.inside)


# ------------------------------------------------------------------------------------------------------------ the command

Init = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def init(tmp_path: Path, warm: Path) -> Init:
    """Runs evalkit init as a process in a folder, with the one metric that judges."""

    def init(*words: str, folder: Path = tmp_path) -> subprocess.CompletedProcess[str]:
        environment = clean(EVALKIT_CACHE=str(warm), EVALKIT_METRIC="support", EVALKIT_QUIET="1")
        return run(sys.executable, "-m", "evalkit", "init", *words, folder=folder, environment=environment)

    return init


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A repository with two articles, on GitHub."""
    place = tmp_path / "desk"
    _write(place, {"articles/1.txt": article(1), "articles/2.txt": article(2), "README.md": "The desk\n"})
    commit(place)
    git(place, "remote", "add", "origin", "git@github.com:news/desk.git")
    return place


def _all(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


def test_no_articles(init: Init, tmp_path: Path) -> None:
    """Where there is nothing to score it says what it looked for, exits 2 and writes nothing."""
    _write(tmp_path, {"notes.txt": NOTES, "a.jsonl": '{"document": "The council met.", "claim": "It met."}\n'})
    before = _all(tmp_path)
    done = init()

    assert 2 == done.returncode
    assert "evalkit: no articles here: 2 files end in .txt, .jsonl" in done.stdout
    assert (
        "a.jsonl: no column 'content': it has 'document', 'claim'; name yours with --columns content=document,summary=claim"
        in done.stdout
    )
    assert before == _all(tmp_path)


def test_no_folder(init: Init, tmp_path: Path) -> None:
    """A folder that is not there, or is a file, is told."""
    (tmp_path / "file").write_text("")

    assert (2, "evalkit: nowhere: No such file or directory\n") == ((done := init("nowhere")).returncode, done.stdout)
    assert (2, "evalkit: file is a file: expected the folder of a repository\n") == (
        (done := init("file")).returncode,
        done.stdout,
    )


def test_twice(init: Init, desk: Path) -> None:
    """The first time writes settings, baseline, job and .gitignore, and the second changes no byte; both exit 0."""
    first = init(folder=desk)
    made = _all(desk)
    second = init(folder=desk)

    assert 0 == first.returncode, first.stdout
    assert 0 == second.returncode, second.stdout
    assert made == _all(desk)
    assert {"evalkit.toml", "evalkit-baseline.json", ".gitignore", WORKFLOW} <= made.keys()
    for name in ("evalkit.toml", "evalkit-baseline.json", ".gitignore", WORKFLOW):
        assert f"wrote    {name}\n" in first.stdout
        assert f"kept     {name}\n" in second.stdout
    assert "found 2 files of articles: articles\n" in first.stdout
    assert second.stdout.endswith("all is there: nothing was changed\n")
    settings = load_settings(desk / "evalkit.toml")
    assert {"paths"} == settings.values.keys()
    assert "evalkit-report\n" not in git(desk, "status", "--short", "--untracked-files=all")


def test_what_is_there_is_kept(init: Init, desk: Path) -> None:
    """Settings in pyproject.toml, a workflow under another name and .gitignore stay as they are; what they lack is added."""
    own = {
        "pyproject.toml": '[project]\nname = "desk"\n\n[tool.evalkit]\nout = "target/report"\n',
        ".github/workflows/checks.yml": "on: push\njobs: {a: {runs-on: x, steps: [{run: evalkit run}]}}\n",
        ".gitignore": "*.log",
    }
    _write(desk, own)
    done = init(folder=desk)
    made = _all(desk)

    assert 0 == done.returncode, done.stdout
    assert [
        own["pyproject.toml"].encode(),
        own[".github/workflows/checks.yml"].encode(),
        b"*.log\ntarget/report/\n",
    ] == [made[name] for name in own]
    assert not {"evalkit.toml", WORKFLOW} & made.keys()
    assert {"target/report/run.jsonl", "evalkit-baseline.json"} <= made.keys()
    assert "kept     pyproject.toml\nadded to .gitignore\nkept     .github/workflows/checks.yml\n" in done.stdout
    assert made == (init(folder=desk), _all(desk))[1]


def test_without_a_baseline(init: Init, desk: Path) -> None:
    """With --no-baseline nothing is scored; without it later, the baseline is made and nothing else is."""
    first = init("--no-baseline", folder=desk)
    made = _all(desk)
    second = init("desk", folder=desk.parent)
    later = _all(desk)

    assert (0, 0) == (first.returncode, second.returncode), second.stdout
    assert {"evalkit.toml", ".gitignore", WORKFLOW, "README.md", "articles/1.txt", "articles/2.txt"} == made.keys()
    assert "next: evalkit run, look at the report, evalkit bless" in first.stdout
    assert "wrote    evalkit-baseline.json\n" in second.stdout
    assert made == {name: later[name] for name in made}


def test_a_second_folder(init: Init, desk: Path) -> None:
    """A job that is there for another folder is kept, and that it does not see to this one is said."""
    _write(desk, {"sport/1.txt": article(3)})
    one, other = (init("--no-baseline", str(desk / name)) for name in ("articles", "sport"))

    assert (0, 0) == (one.returncode, other.returncode), other.stdout
    assert f"wrote    ../{WORKFLOW}\n" in one.stdout
    assert f"../{WORKFLOW} is yours: add a job that works in sport, which it does not name\n" in other.stdout


def test_a_bad_article_comes_first(init: Init, desk: Path) -> None:
    """An article that cannot be read is told with its place, and there is no baseline until it is mended."""
    path = desk / "articles" / "2.txt"
    path.write_text("<TITLE>t</TITLE>\n<SUMMARY>\nx\n" + article(2), "utf-8")
    told = init(folder=desk)
    path.write_text(article(2), "utf-8")
    mended = init(folder=desk)

    assert 2 == told.returncode
    assert "articles/2.txt:2:1: <SUMMARY> is not closed" in told.stdout
    assert "there is no baseline yet" in told.stdout
    assert 0 == mended.returncode, mended.stdout
    assert "wrote    evalkit-baseline.json\n" in mended.stdout


def test_on_gitlab(init: Init, tmp_path: Path) -> None:
    """Where the remote is GitLab's, its job is written; what is there is not touched, and it is told what .gitlab-ci.yml lacks."""
    theirs = {".gitlab-ci.yml": "test:\n  script: make test\n", ".gitlab/evalkit.yml": ".evalkit:\n  script: ours\n"}
    for name, own in (("new", {}), ("old", theirs)):
        place = tmp_path / name
        _write(place, {"articles/1.txt": article(1), **own})
        git(place, "init", "--quiet")
        git(place, "remote", "add", "origin", "https://gitlab.example/news/desk.git")
    new, old = (init("--no-baseline", name) for name in ("new", "old"))
    template = tmp_path / "new" / ".gitlab" / "evalkit.yml"

    assert (0, 0) == (new.returncode, old.returncode), new.stdout + old.stdout
    assert INCLUDE == (tmp_path / "new" / ".gitlab-ci.yml").read_text()
    assert theirs == {name: (tmp_path / "old" / name).read_text() for name in theirs}
    assert f".gitlab-ci.yml is yours: add to it:\n\n{INCLUDE}" in old.stdout
    assert [] == list(tmp_path.glob("*/.github"))
    assert_valid("gitlab-ci", template)
    assert "evalkit-faithfulness==" in template.read_text()


ODD = {"inside": "press: #1/it's", "branch": "rel/1 [x]", "paths": ["a b.txt", "-c: d"], "baseline": "b # c.json"}


@pytest.mark.parametrize("values", [{}, ODD], ids=["the top", "odd names"])
def test_jobs_are_valid(values: dict[str, str], tmp_path: Path) -> None:
    """Both jobs keep to the official schemas, and whatever folders, branches and files are called stays what it is."""
    for host, schema in (("github", "github-workflows"), ("gitlab", "gitlab-ci")):
        path = tmp_path / f"{host}.yml"
        path.write_text(
            job(host, package="evalkit-faithfulness", **values).replace("\n.evalkit:", "\nevalkit:"), "utf-8"
        )
        assert_valid(schema, path)
    workflow, other = (yaml(tmp_path / f"{host}.yml") for host in ("github", "gitlab"))
    steps = {step.get("name"): step for step in workflow["jobs"]["evalkit"]["steps"]}

    assert [values.get("branch", "main")] == workflow["on"]["push"]["branches"]
    assert values.get("inside") == steps["Score and gate"].get("working-directory")
    prefix = f"{values['inside']}/" if values else ""
    assert f"{prefix}evalkit-report/junit.xml" == other["evalkit"]["artifacts"]["reports"]["junit"]
    if values:
        echoed = [
            line.replace("evalkit ", "printf '%s|' ")
            for line in (steps["Score and gate"]["run"], *other["evalkit"]["script"])
        ]
        for script in (echoed[0], "\n".join(line for line in echoed[1:] if not line.startswith("cd "))):
            said = run("bash", "-ec", script, folder=tmp_path, environment=clean()).stdout
            assert "|--|a b.txt|-c: d|" in said
            assert said.endswith("--baseline|b # c.json|")


@pytest.mark.skipif(
    bool(os.environ.get("EVALKIT_TEST_WHEEL")),
    reason="the repository's template is not at hand beside an installed wheel",
)
def test_the_template_is_the_one_that_is_written() -> None:
    """ci/gitlab.yml, which people copy, is what `evalkit init` writes, without a version."""
    assert job("gitlab", package="evalkit-faithfulness") == (REPOSITORY / "ci" / "gitlab.yml").read_text("utf-8")


@pytest.mark.once
@pytest.mark.parametrize("inside", ["", "desk one"], ids=["at the top", "in a folder"])
def test_the_workflow_runs(
    inside: str, init: Init, make_python: Callable[..., Path], warm: Path, tmp_path: Path
) -> None:
    """The workflow that is written, step by step on a clean clone: it passes, and fails where a summary got worse."""
    top = tmp_path / "top"
    place = top / inside
    _write(place, {"articles/1.txt": article(1), "articles/2.txt": article(2)})
    commit(top)
    assert 0 == init(folder=place).returncode
    commit(top, "evalkit")
    # The version is none that pip could fetch: it finds evalkit installed, and fetches nothing.
    path = f"{command(make_python())}{os.pathsep}{os.environ['PATH']}"
    environment = clean(PATH=path, **PIP, EVALKIT_METRIC="support")
    played, text = [], []
    for name, wrong in (("bad", True),) if inside else (("good", False), ("bad", True)):
        cloned = clone(top, tmp_path / name)
        (cloned / inside / "articles" / "2.txt").write_text(article(2, wrong=wrong), "utf-8")
        temp = tmp_path / f"{name}-temp"
        temp.mkdir()
        (temp / "evalkit-cache").symlink_to(warm)
        runner = Runner(cloned, temp, environment)
        played.append(runner.job(cloned / WORKFLOW))
        text.append(runner.summary.read_text("utf-8"))
        uploaded = played[-1].used["actions/upload-artifact"]["path"].splitlines()
        uploaded.append(played[-1].used["github/codeql-action/upload-sarif"]["sarif_file"])
        assert [True] * 3 == [(cloned / one).is_file() for one in uploaded]

    assert [0, 1][-len(played) :] == [one.code for one in played], played[0].text
    assert ["PASS", "FAIL"][-len(played) :] == [one.split("evalkit: ")[1].split()[0] for one in text]
    assert f"::error file={inside}{'/' if inside else ''}articles/2.txt,line=6," in played[-1].text
