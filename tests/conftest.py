"""What tests of many modules share: articles in the tagged format, and evalkit as a real process."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent

ARTICLE = """\
<TITLE>Council votes to mend the Aldmoor bridge</TITLE>
<PUBLISHED_DATE>2025-03-14</PUBLISHED_DATE>
<URL>https://news.example/{n}</URL>
<AUTHOR>R. Tarn</AUTHOR>

<SUMMARY>
The council of Aldmoor voted 9 to 4 on Tuesday to mend the bridge, while Mayor Lena Aske called the cost of £{cost}m fair.
-  The work will close the bridge for eleven weeks.
</SUMMARY>
<HIGHLIGHTS>
- The bridge carries 14,{n:03d} vehicles a day.
</HIGHLIGHTS>
<CONTENT>
The council of Aldmoor voted 9 to 4 on Tuesday evening to mend the old bridge over the Tarn.

Mayor Lena Aske called the cost of £2.4m "fair for a bridge of its age". The bridge carries 14,{n:03d} vehicles a day.

Work number {n} begins in May and will close the bridge for eleven weeks, the engineer Paul Renn said.
</CONTENT>
"""


def article(n: int = 1, cost: str = "2.4") -> str:
    """A tagged article whose words differ from number to number; with another cost it has one planted fault."""
    return ARTICLE.format(n=n, cost=cost)


Evalkit = Callable[..., "subprocess.CompletedProcess[str]"]


INSTALLED = frozenset({"evalkit", "session"})
"""Fixtures that start what was installed."""
LOOKED_AT = frozenset(
    {"test_package.py", "test_imports.py", "test_plugins.py", "test_api.py", "test_third_party.py", "test_numbers.py"}
)
"""Modules that look at what was installed, or import all of it."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Against a wheel, keeps the tests that start the installed program, load the models that it carries, or look at what was installed.

    The others have been run on the same bytes from the sources (tests/test_package.py compares them): what a wheel may lack is a file, an
    entry point or a dependency, and that shows where the program is used as its users do.
    """
    if not os.environ.get("EVALKIT_TEST_WHEEL"):
        return
    kept = [
        item
        for item in items
        if INSTALLED & set(getattr(item, "fixturenames", ()))
        or item.get_closest_marker("model")
        or item.path.name in LOOKED_AT
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


@pytest.fixture(scope="session", autouse=True)
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The cache that the tests of a session share, so that it asks a model once for each pair; `cold` gives an empty one.

    Results are keyed by the model's weights and the item, and a result that is read is the same bytes as one that is
    computed (tests/test_invariances.py, tests/test_context.py), so a test sees the numbers that it would see alone. What a
    shared cache cannot show is what a model costs or when it is loaded: tests of that take `cold`, or ask an Op itself.

    Where EVALKIT_TEST_CACHE names a folder, it is that one, and it stays: CI hands it on from the tests of the sources to
    those of the wheel. Never keep it from one commit to another, since a graph may change under the same weights.
    """
    named = os.environ.get("EVALKIT_TEST_CACHE")
    if named:
        folder = Path(named)
    elif os.environ.get(
        "PYTEST_XDIST_WORKER"
    ):  # workers share it too; each has a folder of its own below that of the session
        folder = tmp_path_factory.getbasetemp().parent / "warm"
    else:
        folder = tmp_path_factory.mktemp("warm")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVALKIT_CACHE", str(folder))  # nor is the cache of who runs the tests ever read or written
        yield folder


@pytest.fixture
def environment(warm: Path) -> dict[str, str]:
    """The environment of a user at a terminal: the session's cache, no network for model hubs, no colours, no CI."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("EVALKIT", "HF_", "COLUMNS", "GITHUB_", "CI_")) and key not in ("CI", "BUILD_NUMBER")
    }
    return {**kept, "EVALKIT_CACHE": str(warm), "HF_HUB_OFFLINE": "1", "NO_COLOR": "1", "PYTHONUTF8": "1"}


@pytest.fixture
def cold(tmp_path: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Gives this process, and those that it starts with `environment`, an empty cache of their own."""
    folder = tmp_path / "cache"
    environment["EVALKIT_CACHE"] = str(folder)
    monkeypatch.setenv("EVALKIT_CACHE", str(folder))
    return folder


@pytest.fixture
def evalkit(tmp_path: Path, environment: dict[str, str]) -> Evalkit:
    """Runs evalkit as a process of its own in an empty folder and gives what it printed and its exit code."""

    def run(
        *words: str, extra: Mapping[str, str] | None = None, folder: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "evalkit", *words],
            cwd=folder or tmp_path,
            env={**environment, **(extra or {})},
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture
def make_articles(tmp_path: Path) -> Callable[..., Path]:
    """Writes tagged articles, one file each, and gives their folder."""

    def make(count: int = 1, folder: str = "articles", **changes: str) -> Path:
        place = tmp_path / folder
        place.mkdir()
        for n in range(1, count + 1):
            (place / f"{n:03d}.txt").write_text(article(n, **changes), "utf-8")
        return place

    return make


@pytest.fixture(scope="session")
def make_python(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Makes an environment of its own with distributions installed, and gives its python.

    What is installed here, evalkit included, is seen from there, so that nothing is fetched: `addsitedir` also follows the
    .pth file of an editable evalkit, and works where this environment is itself a virtual one.
    """

    def make(*distributions: Path) -> Path:
        folder = tmp_path_factory.mktemp("environment")
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True, timeout=120)
        python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
        (own,) = folder.glob("[Ll]ib/**/site-packages")
        parents = dict.fromkeys([sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
        lines = [f"import site; site.addsitedir({parent!r})" for parent in parents]
        (own / "parent.pth").write_text("\n".join(lines) + "\n", "utf-8")
        if distributions:
            flags = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation", "--no-index")
            done = subprocess.run(
                [python, "-m", "pip", "install", *flags, *distributions],
                capture_output=True, encoding="utf-8", timeout=300, check=False,
            )  # fmt: skip
            assert 0 == done.returncode, done.stdout + done.stderr
        return python

    return make


_DAC_OVERRIDE, _DAC_READ_SEARCH = 1, 2
_DROP_FROM_BOUNDING_SET = 24


@pytest.fixture(scope="session")
def mortal() -> Callable[[], None]:
    """For `preexec_fn`: takes from root the right to read and write what permissions forbid, so that root meets them too."""
    if not hasattr(os, "geteuid") or (os.geteuid() == 0 and sys.platform != "linux"):
        pytest.skip("permissions do not hold here: no POSIX, or a root whose rights cannot be dropped")

    def drop() -> None:
        if os.geteuid() == 0:
            system = ctypes.CDLL(None)
            for right in (_DAC_OVERRIDE, _DAC_READ_SEARCH):
                system.prctl(_DROP_FROM_BOUNDING_SET, right, 0, 0, 0)

    return drop
