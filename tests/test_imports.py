"""What is imported when: heavy libraries stay off light paths."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HEAVY = {
    "torch", "transformers", "sentence_transformers", "pandas", "nltk", "numpy", "scipy", "onnx", "onnxruntime", "sklearn",
    "jinja2", "rich", "tokenizers",
}  # fmt: skip


def _imported(code: str, environment: dict[str, str], folder: Path) -> set[str]:
    """Top-level modules that a fresh interpreter has imported after running some code."""
    end = "\nimport sys\nprint('MODULES', *{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", code + end],
        env=environment,
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    return set(done.stdout.rpartition("MODULES")[2].split())


LIGHT = {
    "import evalkit": "import evalkit",
    "the pytest plugin": "import sys, evalkit.pytest_plugin\nassert 'msgspec' not in sys.modules",
    "evalkit --help": "from evalkit.cli import main\nassert main(['--help']) == 0",
    "evalkit run --help": "from evalkit.cli import main\nassert main(['run', '--help']) == 0",
    "evalkit --version": "from evalkit.cli import main\nassert main(['--version']) == 0",
}


@pytest.mark.parametrize("code", LIGHT.values(), ids=LIGHT)
def test_light_paths(code: str, environment: dict[str, str], tmp_path: Path) -> None:
    """Importing evalkit and asking for help import nothing heavy."""
    assert set() == _imported(code, environment, tmp_path) & HEAVY


def test_overlap_only_run(environment: dict[str, str], tmp_path: Path, make_articles: Callable[..., Path]) -> None:
    """A run of overlap metrics imports no model library, no pandas and no nltk."""
    make_articles(1)
    code = "from evalkit.cli import main\nassert main(['run', 'articles', '-q', '--metric', 'rouge', '--metric', 'extractive']) == 0"
    found = _imported(code, environment, tmp_path)

    assert set() == found & {
        "torch",
        "transformers",
        "sentence_transformers",
        "onnxruntime",
        "onnx",
        "tokenizers",
        "pandas",
        "nltk",
    }
    assert "evalkit_metrics" in found


def test_default_run_needs_no_torch(
    cold: Path, environment: dict[str, str], tmp_path: Path, make_articles: Callable[..., Path]
) -> None:
    """A run of all default metrics, the encoder included, imports neither torch nor transformers."""
    make_articles(1)
    found = _imported(
        "from evalkit.cli import main\nassert main(['run', 'articles', '-q']) == 0", environment, tmp_path
    )

    assert set() == found & {"torch", "transformers", "sentence_transformers", "pandas", "nltk"}
    assert "onnxruntime" in found


def test_heavy_names_are_real() -> None:
    """The lists above name modules that exist: a misspelt one would pass for ever."""
    import importlib.util

    assert set() == {name for name in HEAVY if importlib.util.find_spec(name) is None}
