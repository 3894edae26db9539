"""Every block of code on every page runs, or says why not; the pages that are written from the code are what the code says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from evalkit.config import load_settings
from tests.conftest import article
from tests.pages import Block, blocks, missing, typed
from tests.recipes import assert_valid

REPOSITORY = Path(__file__).parent.parent

if os.environ.get("EVALKIT_TEST_WHEEL"):
    pytest.skip("the pages are not at hand beside an installed wheel", allow_module_level=True)

ELSEWHERE = (
    "README.md",
    "CONTRIBUTING.md",
    "training/README.md",
    "fixtures/README.md",
    "metrics/MODEL_CARD.md",
    "SECURITY.md",
)
EXAMPLES = ("ci", "github", "gitlab", "pre-commit")
PAGES = [
    *ELSEWHERE,
    *(f"examples/{name}/README.md" for name in EXAMPLES),
    *(path.relative_to(REPOSITORY).as_posix() for path in sorted((REPOSITORY / "docs").rglob("*.md"))),
]
"""Every page of the site but metrics/README.md, whose tests are those of tests/test_metrics_readme.py."""

SEED = "09-rail-strike.txt"
"""The article that README and the page on pytest point into; seeds/ holds it and a short one, to save time."""

KINDS = ("sh", "console", "python", "toml", "yaml", "json", "text")
_INLINE = re.compile(r"`(evalkit (?:run|report|metrics|cache|sample|explain)\b[^`]*)`")


def _blocks(page: str) -> list[Block]:
    return list(blocks((REPOSITORY / page).read_text("utf-8")))


# --------------------------------------------------------------------------------------------------------------- helper


@pytest.mark.parametrize(
    ("page", "found"),
    [
        pytest.param("words\n", [], id="no code"),
        pytest.param("- a point\n\n    that goes on\n", [], id="a point that goes on"),
        pytest.param("words\n    more of them\n", [], id="a line of a paragraph"),
        pytest.param("words:\n\n    evalkit run\n\n    evalkit bless\nx\n", [(3, "sh", "evalkit run\n\nevalkit bless\n", "", "")], id="indented"),
        pytest.param("`a/b.txt`, a file:\n\n```text\nx\n```\n", [(4, "text", "x\n", "a/b.txt", "")], id="a file"),
        pytest.param("<!-- not run: because -->\n\n    make x\n", [(3, "sh", "make x\n", "", "because")], id="a reason"),
        pytest.param("    what is this\n", [(1, "", "what is this\n", "", "")], id="unknown"),
    ],
)  # fmt: skip
def test_blocks(page: str, found: list[tuple[int, str, str, str, str]]) -> None:
    """What is code on a page, and what is not."""
    assert found == [(one.line, one.kind, one.text, one.name, one.reason) for one in blocks(page)]


@pytest.mark.parametrize(
    ("shown", "printed", "said"),
    [
        pytest.param((), "", "", id="nothing"),
        pytest.param(("a",), "b\n", "'a' where it printed 'b'", id="another line"),
        pytest.param(("a",), "a\nb\n", "printed beside it: 'b'", id="more"),
        pytest.param(("a", "b"), "a\n", "'b' where it printed 'nothing more'", id="less"),
        pytest.param(("...", "b"), "a\nc\n", "'b' where it printed 'nothing more'", id="not among the rest"),
        pytest.param(("a  b", "...", "d ..."), " a b\nc\n\nd e\n", "", id="blanks, lines and rests"),
        pytest.param(("a", "..."), "a\nb\n", "", id="and so on"),
    ],
)
def test_shown(shown: tuple[str, ...], printed: str, said: str) -> None:
    """What a page shows is compared with what was printed, line by line."""
    assert said == missing(shown, printed)


# ---------------------------------------------------------------------------------------------------------------- pages


@pytest.mark.parametrize("page", PAGES)
def test_every_block_is_known(page: str) -> None:
    """A block is of a kind that is run below, or says in a comment before it why it is not."""
    unknown = [
        f"{page}:{one.line}"
        for one in _blocks(page)
        if not one.reason and (one.kind not in KINDS or (one.kind == "text" and not one.name))
    ]

    assert [] == unknown


@pytest.mark.parametrize("page", PAGES)
def test_what_is_run_elsewhere_is(page: str) -> None:
    """A test that a comment names is there and knows the page."""
    named = [re.fullmatch(r"(tests/\S+\.py) .*", one.reason) for one in _blocks(page)]

    for match in filter(None, named):
        text = (REPOSITORY / match[1]).read_text("utf-8")
        assert Path(page).name in text or Path(page).parent.name in text, match[1]


@pytest.fixture
def desk(tmp_path: Path, environment: dict[str, str], warm: Path) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """A folder with two short articles and a seed, under git; a shell in it."""
    folder = tmp_path / "desk"
    (folder / "articles").mkdir(parents=True)
    (folder / "seeds").mkdir()
    shutil.copy(REPOSITORY / "seeds" / SEED, folder / "seeds")
    (folder / "seeds" / "10.txt").write_text(article(3), "utf-8")
    for n in (1, 2):
        (folder / "articles" / f"{n}.txt").write_text(article(n), "utf-8")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    variables = {**environment, "PATH": path, "EVALKIT_CACHE": str(warm)}

    def shell(command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", command], cwd=folder, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            encoding="utf-8", timeout=300, check=False,
        )  # fmt: skip

    assert 0 == shell("git init --quiet").returncode
    return shell


def _run(block: Block, folder: Path, shell: Callable[[str], subprocess.CompletedProcess[str]]) -> str:
    """Does with a block what its kind asks for; says what is not as the page has it."""
    if block.name:
        (folder / block.name).parent.mkdir(parents=True, exist_ok=True)
        (folder / block.name).write_text(block.text, "utf-8")
    if block.kind == "console":
        for one in typed(block):
            done = shell(one.command)
            said = missing(one.shown, done.stdout)
            if said or (done.returncode and not one.shown):
                return f"{one.command}: {said}\n{done.stdout}"
        return ""
    if block.kind == "sh":
        done = shell(f"set -e\n{block.text}")
        return done.stdout if done.returncode else ""
    if block.kind == "python" and not block.name:
        test = block.text.startswith("def test_")
        (folder / "test_shown.py").write_text(block.text, "utf-8")
        done = shell("pytest -q -p no:cacheprovider test_shown.py" if test else "python test_shown.py")
        (folder / "test_shown.py").unlink()
        return done.stdout if done.returncode else ""
    if block.kind == "toml" and not block.name:
        (folder / "shown.toml").write_text(block.text, "utf-8")
        load_settings(folder / "shown.toml")
    if block.kind == "json":
        [json.loads(line) for line in block.text.splitlines()]
    if block.kind == "yaml":
        return _yaml(block.text, folder)
    return ""


def _yaml(text: str, folder: Path) -> str:
    """Holds a job, its steps or the settings of pre-commit against their schemas."""
    found = YAML(typ="safe").load(text)
    path = folder / "shown.yml"
    if "repos" in found:
        path.write_text(text, "utf-8")
        words = [sys.executable, "-m", "pre_commit", "validate-config", str(path)]
        done = subprocess.run(words, capture_output=True, encoding="utf-8", timeout=60, check=False)
        return done.stdout + done.stderr if done.returncode else ""
    if "steps" in found:
        found = {"on": "push", "jobs": {"shown": {"runs-on": "ubuntu-latest", **found}}}
    path.write_text(json.dumps(found), "utf-8")
    assert_valid("github-workflows" if "jobs" in found else "gitlab-ci", path)
    return ""


def _furnished(page: str, folder: Path, shell: Callable[[str], subprocess.CompletedProcess[str]]) -> None:
    """What a page takes for given: an empty folder, two finished runs, an example's files, settings."""
    if page.startswith("examples/"):
        shutil.copytree((REPOSITORY / page).parent, folder, dirs_exist_ok=True)
    if page == "docs/bench.md":
        for name in ("bart", "lead"):
            assert 0 == shell(f"evalkit run articles --metric support --out {name} --quiet").returncode
    if page == "README.md":  # its own, which ask for two metrics: it saves time
        (settings,) = [one.text for one in _blocks(page) if one.kind == "toml" and "paths" in one.text]
        (folder / "evalkit.toml").write_text(settings, "utf-8")
    if page == "docs/tutorial.md":
        for path in (folder / "articles").iterdir():
            path.unlink()
        shutil.rmtree(folder / "seeds")


@pytest.mark.once
@pytest.mark.parametrize("page", [page for page in PAGES if any(not one.reason for one in _blocks(page))])
def test_a_page_runs(page: str, desk: Callable[[str], subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    """The blocks of a page, in their order and in one folder, do what the page says."""
    folder = tmp_path / "desk"
    _furnished(page, folder, desk)
    for block in _blocks(page):
        said = "" if block.reason else _run(block, folder, desk)

        assert "" == said, f"{page}:{block.line}"
    if page == "README.md":
        for command in _INLINE.findall((REPOSITORY / page).read_text("utf-8")):
            done = desk(command)
            assert 0 == done.returncode, (command, done.stdout)


# -------------------------------------------------------------------------------------------------------- from the code


def test_the_reference_is_what_the_code_says() -> None:
    """Commands, settings and the tables of metrics are up to date: `make reference` would write nothing."""
    done = subprocess.run(
        [sys.executable, "docs/reference.py", "--check"],
        cwd=REPOSITORY, capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip

    assert (0, "", "") == (done.returncode, done.stdout, done.stderr)


def test_every_variable_of_the_environment_is_named() -> None:
    """Each EVALKIT_ variable that the code reads stands on the page of settings."""
    page = (REPOSITORY / "docs" / "settings.md").read_text("utf-8")
    code = [*(REPOSITORY / "evalkit").rglob("*.py"), *(REPOSITORY / "metrics" / "evalkit_metrics").rglob("*.py")]
    read = {name for path in code for name in re.findall(r"\bEVALKIT_[A-Z][A-Z_]*[A-Z]\b", path.read_text("utf-8"))}

    assert len(read) > 20
    assert [] == sorted(name for name in read if f"`{name}`" not in page)


def test_the_tables_columns_are_named(evalkit: Callable[..., object], tmp_path: Path) -> None:
    """The page on formats has every column of scores.csv and claims.csv."""
    page = (REPOSITORY / "docs" / "formats.md").read_text("utf-8")
    (tmp_path / "1.txt").write_text(article(), "utf-8")
    evalkit("run", "1.txt", "--metric", "extractive", "--quiet")
    columns = [
        name
        for table in ("scores.csv", "claims.csv")
        for name in (tmp_path / "evalkit-report" / table).read_text("utf-8").splitlines()[0].split(",")
    ]

    assert len(columns) > 20
    assert [] == [name for name in columns if f"`{name}`" not in page]
