"""Keeps one comment on a pull request up to date: writes it the first time, and over it from then on.

    python pull_request_comment.py [--name NAME] FILE.md

Needs no more than Python. From the environment, as in GitHub Actions: GITHUB_TOKEN, GITHUB_REPOSITORY, GITHUB_EVENT_PATH and
GITHUB_API_URL. A token that may not write, as that of a fork's pull request, is a warning. Exit code 0: done, or nothing
to do; 1: it could not be done, after some tries; 2: bad usage.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIMIT = 65_536
"""Characters that a comment holds."""
_PAGE = 100
_SECONDS = 30.0
_PAUSES = (0.5, 2.0)  # seconds before each further try
_REFUSED = (401, 403, 404)  # a token that may not see what it cannot write is told that there is nothing
_PASSING = (429, 500, 502, 503, 504)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Follows none: the token is for the one host that was named."""

    def redirect_request(self, *_: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirects)


@dataclass(frozen=True, slots=True)
class Thread:
    """The comments of a pull request, behind the REST interface.

    Attributes:
        api: the address of the interface.
        repository: owner/name.
        number: the pull request's.
        token: sent with every request, and printed nowhere.
    """

    api: str
    repository: str
    number: int
    token: str

    def keep(self, marker: str, body: str) -> str:
        """Writes a comment that begins with a marker over the one that does so already, or as a new one.

        Returns:
            Its address.

        Raises:
            urllib.error.URLError, http.client.HTTPException, OSError, ValueError: that could not be done.
        """
        own = next((one for one in self._comments() if (one.get("body") or "").startswith(marker)), None)
        if own is None:
            done = self._asked("POST", f"issues/{self.number}/comments", {"body": body})
        elif own["body"].replace("\r\n", "\n").rstrip() == body:
            done = own
        else:
            done = self._asked("PATCH", f"issues/comments/{own['id']}", {"body": body})
        return str(done.get("html_url", ""))

    def _comments(self) -> Iterator[dict[str, Any]]:
        page, last = 1, _PAGE
        while last == _PAGE:
            found = self._asked("GET", f"issues/{self.number}/comments?per_page={_PAGE}&page={page}")
            yield from found
            page, last = page + 1, len(found)

    def _asked(self, method: str, path: str, value: object = None) -> Any:
        request = urllib.request.Request(  # noqa: S310 - the address of the runner's own environment
            f"{self.api.rstrip('/')}/repos/{self.repository}/{path}",
            data=None if value is None else json.dumps(value).encode(),
            method=method,
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                "User-Agent": "evalkit",
                "X-GitHub-Api-Version": "2022-11-28",
            },
        )
        with _OPENER.open(request, timeout=_SECONDS) as answer:
            return json.load(answer)


def marker(name: str) -> str:
    """What a comment begins with, so that it is found again: one of its own for each name."""
    return f"<!-- evalkit: {urllib.parse.quote(name, safe='/. ')} -->"


def body(start: str, text: str) -> str:
    """The comment: the marker and the text, cut at the end of a line where a comment does not hold it."""
    whole = f"{start}\n{text}".rstrip()
    if len(whole) <= LIMIT:
        return whole
    # At the top, since an end that was cut off may have left something open that would hide it.
    head = f"{start}\n> Cut: this is the beginning of {len(text):,} characters, and a comment holds {LIMIT:,}. The summary of the run has all.\n\n"
    kept = text[: LIMIT - len(head)]
    return (head + (kept[: kept.rfind("\n") + 1] or kept)).rstrip()


def main(words: Sequence[str] | None = None, environment: Mapping[str, str] = os.environ) -> int:
    """Keeps the comment that the environment and the arguments name.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--name", default=".", help="tells apart several comments on one pull request")
    parser.add_argument("file", type=Path, help="the comment, as Markdown")
    given = parser.parse_args(words)
    missing = [name for name in ("GITHUB_TOKEN", "GITHUB_REPOSITORY", "GITHUB_EVENT_PATH") if not environment.get(name)]
    if missing:
        return _told(f"{', '.join(missing)} not set: expected the environment of GitHub Actions", 2)
    try:
        text = given.file.read_text("utf-8")
        event = json.loads(Path(environment["GITHUB_EVENT_PATH"]).read_text("utf-8"))
    except (OSError, ValueError) as error:
        return _told(f"cannot be read: {error}", 2)
    number = (event.get("pull_request") or {}).get("number")
    if number is None:
        print("evalkit: no pull request, so no comment")
        return 0
    thread = Thread(
        environment.get("GITHUB_API_URL") or "https://api.github.com",
        environment["GITHUB_REPOSITORY"],
        number,
        environment["GITHUB_TOKEN"],
    )
    start = marker(given.name)
    return _kept(thread, start, body(start, text))


def _kept(thread: Thread, start: str, text: str) -> int:
    """Keeps the comment, with some tries. Each looks again first: one that seemed to fail may have written it."""
    said = ""
    for pause in (0.0, *_PAUSES):
        time.sleep(pause)
        try:
            print(f"evalkit: comment {thread.keep(start, text)}")
        except urllib.error.HTTPError as error:
            said = f"{error.code} {_reason(error)}"
            if error.code in _REFUSED:
                print(f"::warning::evalkit could not comment on the pull request ({_escaped(said)}): its token may not")
                return 0
            if error.code not in _PASSING:
                break
        except (
            OSError,
            http.client.HTTPException,
            ValueError,
        ) as error:  # no connection, or no answer that can be read
            said = str(error)
        else:
            return 0
    return _told(f"no comment could be written: {said}", 1)


def _reason(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.load(error)["message"])
    except (OSError, ValueError, TypeError, KeyError):
        return str(error.reason)


def _escaped(text: str) -> str:
    """Text within a command to the runner, which ends at the end of a line."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _told(message: str, code: int) -> int:
    print(f"evalkit: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
