"""What plants faults is not what looks for them."""

from __future__ import annotations

import ast
from pathlib import Path

import evalkit.mutate

FOLDER = Path(evalkit.mutate.__file__).parent
OWN = {
    "claims",
    "engines",
    "clauses",
    "context",
    "errors",
    "files",
    "metric",
    "reading",
    "records",
    "runfile",
    "runner",
    "stats",
    "store",
    "words",
}


def test_nothing_of_a_metric() -> None:
    """No module imports a metric, or the reading of people and references that metrics rest on."""
    for path in FOLDER.rglob("*.py"):
        depth = len(path.relative_to(FOLDER).parts)  # as many dots lead to evalkit/mutate, one more to evalkit
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                assert not [one.name for one in node.names if one.name.startswith("evalkit")], path
            elif isinstance(node, ast.ImportFrom):
                assert not (node.module or "").startswith("evalkit"), path
                if node.level == depth + 1:
                    names = {(node.module or "").split(".")[0]} if node.module else {one.name for one in node.names}
                    assert names <= OWN, (path, names)
