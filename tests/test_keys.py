"""Keys stand nowhere: every file, cache and line that evalkit writes is searched for those of judges, systems and URLs.

The server gives back what it was sent, the header with the key too: as an answer, as an error, as a status and in its headers.
"""

from __future__ import annotations

import base64
import json
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import Evalkit
from tests.metrics.test_judge_endpoint import Reply, Server, answer, completion, error

Make = Callable[..., Path]
JUDGE, SYSTEM = "sk-jUdGe/TOP+SECRET=4711", "sk-sYsTeM/TOP+SECRET=0815"
RUN = ("--metric", "support", "--judge-model", "m", "-q", "--profile")
CLAIM = "The bridge carries 14,001 vehicles a day."


@pytest.fixture
def server() -> Iterator[Server]:
    """A server on a real port that knows both keys."""
    with Server() as one:
        threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield one
        one.shutdown()


def _forms(key: str) -> Iterator[str]:
    """How a key may be written."""
    yield key
    yield urllib.parse.quote(key, safe="")
    yield json.dumps(key)[1:-1]
    yield key.replace("/", "\\/")
    for before in range(3):  # base64 of a text that has the key at any place
        coded = base64.b64encode(b"x" * before + key.encode()).decode()
        yield coded[4 : len(coded) - 4]


def _found(folder: Path, *texts: str) -> list[str]:
    """Where a key stands: in what files, or in what was printed."""
    wanted = [form.encode() for key in (JUDGE, SYSTEM) for form in _forms(key)]
    places = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    places |= {f"<printed {number}>": text.encode() for number, text in enumerate(texts)}
    assert len(places) > len(texts)
    return [name for name, data in places.items() if any(one in data or one in name.encode() for one in wanted)]


REPLIES = {
    "it answers": answer(reason=f"Bearer {JUDGE}"),
    "it answers nonsense": Reply(completion(f"Authorization: Bearer {JUDGE}")),
    "it refuses the key": error(401, f"Incorrect API key provided: {JUDGE}"),
    "it is overloaded": error(503, f"no room for Bearer {JUDGE}", {"Retry-After": "0", "X-Echo": JUDGE}),
    "it complains": error(400, f"bad request with {JUDGE} and {urllib.parse.quote(JUDGE, safe='')}"),
    "its status has it": Reply("", 500, phrase=f"no {JUDGE}", headers={"Retry-After": "0"}),
    "it sends no JSON": Reply(f"<html>{JUDGE}</html>"),
}


@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES)
def test_a_judge(
    reply: Reply, server: Server, cold: Path, make_articles: Make, tmp_path: Path, evalkit: Evalkit
) -> None:
    """Runs with every output, resumed, gated, explained and verified: no byte of them is the key, nor of the cache."""
    make_articles(1)
    server.plan(reply, claim=CLAIM)
    extra = {"EVALKIT_JUDGE_KEY": JUDGE, "EVALKIT_SYSTEM_KEY": SYSTEM}
    outputs = ("--markdown", "m.md", "--junit", "j.xml", "--sarif", "s.sarif", "--gitlab", "g.json", "--parquet")
    words = ("run", "articles", *RUN, "--judge-url", server.url, *outputs)
    runs = [evalkit(*words, extra=extra), evalkit(*words, "--jobs", "2", "--resume", extra=extra)]
    runs += [
        evalkit("report", "evalkit-report", "--text", "t.txt", "--chart", "c.svg", extra=extra),
        evalkit("gate", "--require", "support >= 0.99", extra=extra),
        evalkit("explain", "articles/001.txt:9", "--run", "evalkit-report", extra=extra),
        evalkit("verify", "-q", extra=extra),
        evalkit("explain-signature", f"support(judge_url='{server.url}')|v3", extra=extra),
    ]
    assert any(JUDGE in one.get("Authorization", "") for one in server.headers), "the key was never sent"
    assert any(path.suffix == ".sqlite" for path in cold.iterdir())
    assert [] == _found(tmp_path, *(one.stdout + one.stderr for one in runs))


@pytest.mark.parametrize("reply", ["The bridge is mended.", f"Bearer {SYSTEM}"], ids=["it writes", "it writes the key"])
def test_a_system(
    reply: str, server: Server, cold: Path, make_articles: Make, tmp_path: Path, evalkit: Evalkit
) -> None:
    """A system behind an endpoint, in a bench with all that it writes."""
    make_articles(1)
    server.reply = lambda _: Reply(completion(reply))  # type: ignore[method-assign]
    done = evalkit(
        "bench", "articles", "--system", f"w=openai:m@{server.url}", "--metric", "extractive", "-q", "--out", "b",
        extra={"EVALKIT_SYSTEM_KEY": SYSTEM, "EVALKIT_JUDGE_KEY": JUDGE},
    )  # fmt: skip
    assert any(SYSTEM in one.get("Authorization", "") for one in server.headers), done.stderr
    assert [] == _found(tmp_path, done.stdout + done.stderr)


def test_a_url_with_a_password(
    server: Server, cold: Path, make_articles: Make, tmp_path: Path, evalkit: Evalkit
) -> None:
    """User and password of a judge's URL are a key too."""
    make_articles(1)
    url = server.url.replace("http://", f"http://rtarn:{urllib.parse.quote(JUDGE, safe='')}@")
    done = evalkit("run", "articles", *RUN, "--judge-url", url, extra={"EVALKIT_SYSTEM_KEY": SYSTEM})

    assert server.headers, done.stderr
    assert [] == _found(tmp_path, done.stdout + done.stderr)


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    """A key in a file, in its name, percent-encoded or in base64, is found."""
    (tmp_path / "a").write_text("nothing")
    assert [] == _found(tmp_path, "")
    for number, form in enumerate(_forms(SYSTEM)):
        (tmp_path / f"f{number}").write_text(f"x{form}y")
    (tmp_path / "b").write_bytes(base64.b64encode(b"rtarn:" + JUDGE.encode()))
    assert len(list(_forms(SYSTEM))) + 1 == len(_found(tmp_path, ""))
    assert ["<printed 0>"] == [one for one in _found(tmp_path, f"the key is {JUDGE}") if one.startswith("<")]
