"""What a release says: the changelog's words for the version that a tag names.

    python ci/release.py v0.1.0 > notes.md

Exit code 2 where the tag, the version in pyproject.toml and a dated heading of CHANGELOG.md are not the same. The standard library
alone: it runs before anything is installed.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent


class ReleaseError(Exception):
    """What keeps a version from being released."""


def notes(tag: str, version: str, changelog: str) -> str:
    """The changelog's words for a tag.

    Args:
        tag: as in `v0.1.0`.
        version: of pyproject.toml.
        changelog: with a heading `## 0.1.0 (2026-12-01)` for each version.

    Raises:
        ReleaseError: the three do not fit, or there are no words.
    """
    if tag != f"v{version}":
        raise ReleaseError(
            f"the tag is {tag!r}, the version in pyproject.toml {version!r}: expected the tag v{version}"
        )
    heading = re.search(rf"(?m)^## {re.escape(version)}(?: \((?P<day>[^)]*)\))?[ ]*$", changelog)
    if heading is None:
        raise ReleaseError(f"CHANGELOG.md has no heading for {version}: expected ## {version} (YYYY-MM-DD)")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", heading["day"] or ""):
        raise ReleaseError(
            f"CHANGELOG.md has {heading[0]!r}: expected the day of the release, ## {version} (YYYY-MM-DD)"
        )
    words = re.split(r"(?m)^## ", changelog[heading.end() :])[0].strip()
    if not words:
        raise ReleaseError(f"CHANGELOG.md says nothing of {version}: expected what a user meets")
    return words + "\n"


def main(argv: list[str]) -> int:
    """Prints the words, or what is missing."""
    if len(argv) != 1:
        print("usage: python ci/release.py TAG", file=sys.stderr)
        return 2
    version = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    try:
        print(notes(argv[0], version, (REPOSITORY / "CHANGELOG.md").read_text("utf-8")), end="")
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
