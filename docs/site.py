"""Builds the documentation site into a folder: `python docs/site.py [--out DIR]`, or `make docs`.

Pages stand where people look for them in the repository: most in docs/, some beside the code that they are about. They are
gathered in a folder of their own, their links turned to where their targets lie there, and zensical makes the site of them. A
link to a file that is no page leads to a copy of it; one to a folder becomes its words. Strict: a link, an anchor or a page
of the menu that is not there fails the build.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent

ELSEWHERE = {
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "README.md": "index.md",
    "examples/ci/README.md": "examples/ci.md",
    "examples/github/README.md": "examples/github.md",
    "examples/gitlab/README.md": "examples/gitlab.md",
    "examples/pre-commit/README.md": "examples/pre-commit.md",
    "fixtures/README.md": "fixtures.md",
    "metrics/MODEL_CARD.md": "model-card.md",
    "metrics/README.md": "plugins.md",
    "training/README.md": "training.md",
    "SECURITY.md": "security.md",
}
"""Pages that stand outside docs/, by their path in the repository, with their path in the site. What leads to README leads
to the site's first page, which docs/index.md is.
"""

_LINK = re.compile(r"(?P<image>!?)\[(?P<words>(?:[^\[\]]|\[[^\]]*\])*)\]\((?P<target>[^()\s]+)\)")
_FENCED = re.compile(r"(?ms)^(```.*?^```)[ ]*$")


def pages(repository: Path) -> dict[str, str]:
    """Every page of the site: its path in the repository, with its path in the site."""
    own = {
        path.relative_to(repository).as_posix(): path.relative_to(repository / "docs").as_posix()
        for path in sorted((repository / "docs").rglob("*.md"))
    }
    return {**ELSEWHERE, **own}


def turned(text: str, page: str, known: dict[str, str], copied: set[str]) -> str:
    """A page's text with its links as they are in the site.

    Args:
        text: as it stands in the repository.
        page: its path in the repository.
        known: what `pages` gives.
        copied: gets the paths of files that are linked to and are no pages.
    """

    def link(match: re.Match[str]) -> str:
        target, hash_, anchor = match["target"].partition("#")
        if not target or ":" in target:
            return match[0]
        at = os.path.normpath(Path(page).parent / target).replace(os.sep, "/")
        at = at if at in known or not (REPOSITORY / at).is_dir() else f"{at}/README.md"
        if at in known:
            place = known[at]
        elif (REPOSITORY / at).is_file():
            copied.add(at)
            place = f"files/{at}"
        elif (REPOSITORY / at).parent.is_dir():
            return match["words"]
        else:
            return match[0]
        here = os.path.relpath(place, Path(known[page]).parent).replace(os.sep, "/")
        return f"{match['image']}[{match['words']}]({here}{hash_}{anchor})"

    parts = _FENCED.split(text)
    return "".join(part if n % 2 else _LINK.sub(link, part) for n, part in enumerate(parts))


def gather(target: Path) -> None:
    """Writes every page, and every file that one links to, into an empty folder."""
    known = pages(REPOSITORY)
    copied = {"docs/iframe-worker.js"}
    for page, place in known.items():
        if page == "README.md":
            continue
        (target / place).parent.mkdir(parents=True, exist_ok=True)
        (target / place).write_text(turned((REPOSITORY / page).read_text("utf-8"), page, known, copied), "utf-8")
    for name in sorted(copied):
        (target / "files" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(REPOSITORY / name, target / "files" / name)


def build(out: Path) -> int:
    """Builds the site into a folder, whose files of before are gone then; gives zensical's exit code."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        gather(folder / "build" / "pages")
        shutil.copyfile(REPOSITORY / "zensical.toml", folder / "zensical.toml")
        words = [sys.executable, "-m", "zensical", "build", "--clean", "--strict"]
        code = subprocess.run(words, cwd=folder, check=False).returncode
        if code == 0:
            shutil.rmtree(out, ignore_errors=True)
            shutil.copytree(folder / "site", out)
    return code


def main(argv: list[str] | None = None) -> int:
    """Builds the site where it is asked to."""
    parser = argparse.ArgumentParser(description="Builds the documentation site.")
    parser.add_argument("--out", type=Path, default=REPOSITORY / "site", help="the site's folder [default: site/]")
    return build(parser.parse_args(argv).out)


if __name__ == "__main__":
    sys.exit(main())
