"""The texts that `evalkit init` writes: settings, and jobs of CI servers made of the templates beside this module."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Sequence
from importlib.resources import files
from typing import Literal

__all__ = ["INCLUDE", "job", "settings"]

INCLUDE = """\
include:
  - local: .gitlab/evalkit.yml

evalkit:
  extends: .evalkit
"""
"""What .gitlab-ci.yml has for the template beside it."""


def settings(paths: Sequence[str], baseline: str) -> str:
    """The text of `evalkit.toml`."""
    return (
        "# Every option of `evalkit run` can stand here; paths are seen from this file.\n"
        f"paths = [{', '.join(_quoted(path) for path in paths)}]\n"
        "\n"
        "[gate]\n"
        "# A claim that is newly unsupported or contradicted since then fails `evalkit gate`. `evalkit bless` makes a new one.\n"
        f"baseline = {_quoted(baseline)}\n"
        "# What the run must come to by itself; take the sign away to ask for it:\n"
        '# require = ["support.mean >= 0.85", "claims.contradicted == 0"]\n'
    )


def job(
    host: Literal["github", "gitlab"],
    *,
    package: str,
    inside: str = "",
    branch: str = "main",
    paths: Sequence[str] = (),
    baseline: str | None = None,
) -> str:
    """The text of a workflow for GitHub, or of a job for GitLab.

    Args:
        host: for whom.
        package: what pip is to install.
        inside: the folder of the settings as seen from the repository's top; "" for the top.
        branch: whose pushes are scored too.
        paths: of articles, where no settings name them.
        baseline: where no settings name it.
    """
    text = files(__package__).joinpath(f"{host}.yml").read_text("utf-8")
    prefix = f"{inside}/" if inside else ""
    values = {
        "branch": _plain(branch),
        "package": package,
        "folder": _plain(inside),
        "shell-folder": shlex.quote(inside),
        "prefix": prefix,
        "paths": "".join(f" {shlex.quote(path)}" for path in ("--", *paths)) if paths else "",
        "baseline": f" --baseline {shlex.quote(baseline)}" if baseline else "",
    }
    if not inside:
        text = re.sub(r"(?m)^( *- \|-\n)?.*<(?:shell-)?folder>\n", "", text)
    return re.sub(
        r"<([\w./-]+)>", lambda match: values[match[1]] if match[1] in values else _plain(prefix + match[1]), text
    )


def _plain(text: str) -> str:
    """A text as YAML has it: without quotation marks where it needs none."""
    return text if re.fullmatch(r"[A-Za-z][\w./-]*", text) else _quoted(text)


def _quoted(text: str) -> str:
    """A text as JSON writes it, which TOML and YAML read as well."""
    return json.dumps(text, ensure_ascii=False)
