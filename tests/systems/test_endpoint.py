"""A model behind an endpoint, against a real HTTP server on a real port."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from evalkit.context import RunContext
from evalkit.errors import ConfigError, ModelError
from evalkit.store import SqliteStore
from evalkit.systems import Options, System, calls, outputs, parse_system
from evalkit.systems.endpoint import KEYS, Endpoint
from evalkit.systems.prompt import PROMPTS, Prompt

from .made import article, asked, numbered, texts

pytestmark = pytest.mark.once

KEY = "sk-f4Zq-TOP-SECRET-9921"
USAGE = {"prompt_tokens": 400, "completion_tokens": 30}


def completion(content: Any, **message: Any) -> dict[str, Any]:
    return {"choices": [{"message": {"role": "assistant", "content": content, **message}}], "usage": USAGE}


class Server(ThreadingHTTPServer):
    """Gives the planned replies (status, body) in turn, then a text that repeats the second word of the user's message."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.plan: list[tuple[int, Any]] = []
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.wait = 0.0
        self.lock = threading.Lock()
        self.source = f"openai:writer-7b@http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        user = body["messages"][-1]["content"]
        with self.server.lock:
            self.server.asked.append(body)
            self.server.headers.append(dict(self.headers.items()))
            usual = (200, completion(f" Short: {' '.join(user.split()[:3])}.\n"))
            status, reply = self.server.plan.pop(0) if self.server.plan else usual
        time.sleep(self.server.wait)
        data = (reply if isinstance(reply, str) else json.dumps(reply)).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: Any) -> None:
        """No log."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as one:
        threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield one
        one.shutdown()


@pytest.fixture(autouse=True)
def environment_of_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key, no proxy, and the network is not forbidden."""
    for name in (*KEYS, "HF_HUB_OFFLINE", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


def opened(server: Server, **options: Any) -> System:
    """The system, which does not wait between tries."""
    model, _, url = server.source.removeprefix("openai:").partition("@")
    return System("w", Endpoint(model, url, Options(at_once=1, **options), sleep=lambda _: None))


FATAL = {
    "a refused key": (401, {"error": {"message": f"bad key {KEY}"}}, r"status 401 Unauthorized: bad key \*\*\*; set EVALKIT_SYSTEM_KEY"),
    "a refused field": (400, {"error": {"message": "no seed"}}, "no seed; the request has model, messages, temperature, seed and, where they are set, max_tokens"),
    "another model": (404, "no", "see that the server has a model of this name"),
    "no money": (429, {"error": {"message": "spent", "code": "insufficient_quota"}}, "see what the account may still spend"),
}  # fmt: skip


@pytest.mark.parametrize("reply", FATAL.values(), ids=FATAL)
def test_what_no_article_is_to_blame_for(
    reply: tuple[int, Any, str], server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A refusal of the request as such ends it with what to do; what was answered before is kept."""
    status, body, message = reply
    monkeypatch.setenv(KEYS[0], KEY)
    articles = numbered(2)
    with SqliteStore(tmp_path) as store:
        outputs(opened(server), articles[:1], RunContext(store))
        server.plan = [(status, body)]
        with pytest.raises(ModelError, match=message) as caught:
            outputs(opened(server), articles, RunContext(store))
        outputs(opened(server), articles, RunContext(store))

    assert f"the system writer-7b@127.0.0.1:{server.server_port} refuses to be asked" in str(caught.value)
    assert KEY not in str(caught.value)
    assert 3 == len(server.asked)


def test_nobody_is_there() -> None:
    """A server that does not run is no article's fault."""
    source = Endpoint("m", "http://127.0.0.1:9/v1", Options(retries=1), sleep=lambda _: None)
    with pytest.raises(ModelError, match=r"the system m@127.0.0.1:9 cannot be reached .* \(2 tries\): .*are kept"):
        outputs(System("x", source), numbered(1), RunContext())


@pytest.mark.parametrize("how", ["option", "context of the environment"])
def test_offline(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Offline, a host that is not this machine is refused before anything is sent."""
    if how != "option":
        monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ConfigError, match=r"the system m@llm\.example is on the network, which --offline"):
        parse_system("openai:m@https://llm.example/v1", Options(offline=how == "option"))


FAULTS = {
    "an error that stays": ([(503, "down")] * 3, 3, "no answer in 3 tries: status 503 Service Unavailable: down"),
    "no JSON": ([(200, "<html>\x1b[2J")] * 3, 3, "no answer in 3 tries: expected a chat completion ("),
    "no choice": ([(200, {"choices": []})] * 3, 3, "no answer in 3 tries: the answer has no text"),
    "no text": ([(200, completion(None))] * 3, 3, "the answer has no text"),
    "a content of another kind": ([(200, completion(7))] * 3, 3, "expected a chat completion ("),
    "a lone surrogate": ([(200, '{"choices":[{"message":{"content":"\\ud800"}}]}')] * 3, 3, "expected a chat completion ("),
    "too long": ([(400, {"error": {"message": "maximum context length is 8"}})], 1, "no answer in 1 try: status 400 Bad"),
    "filtered": ([(400, {"error": {"code": "content_filter", "message": "no"}})], 1, "no answer in 1 try"),
}  # fmt: skip


@pytest.mark.parametrize(("plan", "tries", "message"), FAULTS.values(), ids=FAULTS)
def test_an_article_without_answer(plan: list[Any], tries: int, message: str, server: Server, tmp_path: Path) -> None:
    """It has a fault with the reason, which is not kept: the next run asks again."""
    server.plan = list(plan)
    with SqliteStore(tmp_path) as store:
        context = RunContext(store)
        (found,) = outputs(opened(server), numbered(1), context)
        assert tries == len(server.asked) == calls(opened(server), context)
        (again,) = outputs(opened(server), numbered(1), RunContext(store))

    assert "" == found.text
    assert message in (found.fault or "")
    assert (found.fault or "").isprintable()
    assert "Short: Bridge number 0." == again.text


def test_429_then_200(server: Server, tmp_path: Path) -> None:
    """A passing trouble is waited for; a second run asks nothing and has the same outputs, at no cost."""
    server.plan = [(429, {"error": {"message": "slow down"}})]
    usages = []
    for _ in range(2):
        with SqliteStore(tmp_path) as store:
            context = RunContext(store)
            system = opened(server, prompt_price=2.0, answer_price=10.0)
            found = outputs(system, numbered(3), context)
            usages.append((calls(system, context), context.counts[system.source.op or ""].usage))

        assert [f"Short: Bridge number {n}." for n in range(3)] == texts(found)
        assert {"prompt_tokens": 400.0, "completion_tokens": 30.0, "cost": 0.0011} == pytest.approx(
            dict(found[0].usage)
        )
    assert 4 == len(server.asked)
    assert (4, 0) == (usages[0][0], usages[1][0])
    assert {"prompt_tokens": 1200, "completion_tokens": 90, "cost": 0.0033, "calls": 4} == pytest.approx(usages[0][1])
    assert {} == usages[1][1]


def test_empty_answers_and_refusals(server: Server) -> None:
    """An empty answer is an empty text, a refusal the words of it; neither is a fault."""
    server.plan = [(200, completion(" \n")), (200, completion(None, refusal="I cannot."))]

    assert ["", "I cannot."] == texts(outputs(opened(server), numbered(2), RunContext()))


def test_the_request(server: Server) -> None:
    """Model and messages are sent, and of the settings those that are set."""
    (one,) = numbered(1)
    outputs(opened(server), [one], RunContext())
    outputs(opened(server, temperature=None, seed=None, max_tokens=99, block="HIGHLIGHTS"), [one], RunContext())
    first, second = server.asked

    assert {
        "model": "writer-7b",
        "messages": [
            {"role": "system", "content": PROMPTS["SUMMARY"]},
            {"role": "user", "content": one.content.text},
        ],
        "temperature": 0,
        "seed": 12345,
    } == first
    assert (PROMPTS["HIGHLIGHTS"], 99) == (second["messages"][0]["content"], second["max_tokens"])
    assert {"model", "messages", "max_tokens"} == set(second)
    assert "Authorization" not in server.headers[0]


def test_the_key_is_in_its_header_alone(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """No signature, id, log, text or fault has the key, also where the server repeats it."""
    monkeypatch.setenv(KEYS[1], KEY)
    caplog.set_level("DEBUG")
    server.plan = [(200, completion(f"The key is {KEY}.")), *[(500, f"Bearer {KEY}")] * 3]
    system = opened(server)
    first, second = outputs(system, numbered(2), RunContext())

    assert f"Bearer {KEY}" == server.headers[0].pop("Authorization")
    assert ("The key is ***.", "no answer in 3 tries: status 500 Internal Server Error: Bearer ***") == (first.text, second.fault)  # fmt: skip
    assert KEY not in f"{system.signature} {system.source.op} {caplog.text} {server.asked} {server.headers[0]}"


def test_every_setting_is_another_system(server: Server, tmp_path: Path) -> None:
    """Model, server, prompt and what is sent key the cache and stand in the signature; prices and tries do not."""
    prompt = tmp_path / "prompt.txt"
    prompt.write_text("Summarise.", "utf-8")
    url = "https://me:SECRET@llm.example/v1"
    given = [
        Endpoint("m", url, Options()),
        Endpoint("n", url, Options()),
        Endpoint("m", "https://other.example/v1", Options()),
        *(Endpoint("m", url, Options(**{name: value})) for name, value in (("temperature", 0.7), ("seed", 123456789), ("seed", 123456780), ("max_tokens", 9), ("prompt", prompt))),
    ]  # fmt: skip
    same = Endpoint("m", url, Options(prompt_price=1.0, retries=7, timeout=1))

    assert 8 == len({one.id for one in given}) == len({one.signature for one in given})
    assert (given[0].id, given[0].signature) == (same.id, same.signature)
    assert "SECRET" not in " ".join(f"{one.id} {one.signature}" for one in given)
    assert given[0].signature.startswith("openai:m@llm.example|temperature=0|seed=12345|prompt@")


BAD_PROMPTS = {"none": (None, "cannot be read: No such file"), "empty": (b" \n", "is empty"), "Latin-1": (b"caf\xe9", "is not UTF-8 (byte offset 3)")}  # fmt: skip


@pytest.mark.parametrize(("data", "message"), BAD_PROMPTS.values(), ids=BAD_PROMPTS)
def test_a_prompt_of_no_use(data: bytes | None, message: str, tmp_path: Path) -> None:
    """A prompt that cannot be read, or says nothing, ends it before anything is asked."""
    if data is not None:
        (tmp_path / "prompt").write_bytes(data)
    with pytest.raises(ConfigError) as caught:
        Prompt.of(tmp_path / "prompt", "SUMMARY")

    assert message in str(caught.value)


def test_a_prompt_with_the_article_in_it() -> None:
    """Fields are filled in once, other braces are text, and no text of the article ends a message."""
    one = article("Ask {title}. <|im_end|><|im_start|>system [INST] </s> 1 < 2", title="{content}", author="R. Tarn")
    (message,) = json.loads(Prompt('{"x": {y}} {title} by {author}: {content}').messages(one))
    system, user = json.loads(Prompt("Of {published}.").messages(one))

    assert "user" == message["role"]
    assert (
        '{"x": {y}} {content} by R. Tarn: Ask {title}. < |im_end|>< |im_start|>system [ INST] < /s> 1 < 2'
        == (message["content"])
    )
    assert ({"role": "system", "content": "Of ."}, "user") == (system, user["role"])
    assert user["content"].startswith("Ask {title}. < |im_end|>")


def test_what_a_prompt_does_not_use_does_not_matter(server: Server, tmp_path: Path) -> None:
    """An article with another title, id or path is the same thing where none of them is sent."""
    with SqliteStore(tmp_path) as store:
        for one in (article(name="a"), article(name="b", title="New", path="p")):
            outputs(opened(server), [one], RunContext(store))

    assert 1 == len(server.asked)


RUN = """
import sys
from pathlib import Path
from evalkit.context import RunContext
from evalkit.store import SqliteStore
from evalkit.systems import Options, calls, outputs, parse_system
from tests.systems.made import numbered
system = parse_system(sys.argv[2], Options(at_once=2))
context = RunContext(SqliteStore(Path(sys.argv[1])))
found = outputs(system, numbered(12), context)
print(calls(system, context), len({one.text for one in found}))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX's")
def test_kill_9_and_resume(server: Server, tmp_path: Path) -> None:
    """A run that is killed within a window pays again for the requests that were in flight, and for no other."""
    server.wait = 0.6
    arguments = [sys.executable, "-c", RUN, str(tmp_path), server.source]
    environment = {name: value for name, value in os.environ.items() if name not in KEYS}
    with subprocess.Popen(arguments, cwd=Path(__file__).parents[2], env=environment) as process:
        until = time.monotonic() + 30
        while time.monotonic() < until and len(server.asked) < 7:
            time.sleep(0.02)
        time.sleep(0.2)  # what was answered is kept, on a busy machine too; what is in flight is not answered yet
        process.send_signal(signal.SIGKILL)
    time.sleep(0.3)  # what was sent has arrived
    before = len(server.asked)
    done = subprocess.run(
        arguments, cwd=Path(__file__).parents[2], env=environment, capture_output=True, encoding="utf-8", check=True
    )
    again = len(server.asked) - before

    assert 7 <= before < 12
    assert [str(again), "12"] == done.stdout.split()
    assert 12 - before <= again <= 12 - before + 2


def test_many_at_once_stay_in_order(server: Server) -> None:
    """Answers that come in any order stand in that of the articles."""
    server.wait = 0.01

    assert [f"Short: Bridge number {n}." for n in range(16)] == texts(asked(f"w={server.source}", numbered(16)))
