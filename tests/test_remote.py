"""Inputs and outputs at URLs: a server of our own that speaks S3, in a process of its own on a real port, and a web server."""

from __future__ import annotations

import functools
import http.server
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evalkit.reading import find, read
from evalkit.records import Article, BadInput
from evalkit.remote import is_remote, shown
from evalkit.windows import WINDOW
from tests.conftest import Evalkit

s3fs = pytest.importorskip("s3fs", reason="s3fs is not installed: pip install -e '.[test]'")

Make = Callable[..., Path]
EXTRACTIVE = ("--metric", "extractive", "--no-cache")
KEY, SECRET = "AKIA0EXAMPLE0TARN", "s3cr3t-0f-th3-t4rn"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server that speaks S3."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:  # fmt: skip
        for _ in range(300):
            with socket.socket() as one:
                if not one.connect_ex(("127.0.0.1", port)):
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
        process.terminate()


@pytest.fixture
def bucket(
    server: str, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> str:
    """An empty bucket; this process and those that it starts reach it with credentials in the environment."""
    for name, value in {
        "AWS_ENDPOINT_URL": server, "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_DEFAULT_REGION": "us-east-1",
    }.items():  # fmt: skip
        environment[name] = value
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    environment.pop("HF_HUB_OFFLINE", None)
    name = "tarn-" + str(abs(hash(request.node.nodeid)))
    _system().mkdir(name)
    return name


def _system() -> s3fs.S3FileSystem:
    return s3fs.S3FileSystem(skip_instance_cache=True)


def _told(text: bytes) -> list[object]:
    """A run file without the time, and without where its articles lay."""
    records = [json.loads(line) for line in text.splitlines()]
    records[0].pop("created")
    return records


def test_articles_of_every_format(bucket: str, make_articles: Make, tmp_path: Path) -> None:
    """A folder, a pattern and a single file; tagged text, JSON Lines, Parquet and gzip give what they give on this machine."""
    import gzip

    import pandas as pd

    folder = make_articles(3)
    rows = [{"id": str(n), "content": "The council met on Tuesday.", "summary": f"It met {n}."} for n in range(200)]
    (folder / "b.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    (folder / "c.jsonl.gz").write_bytes(gzip.compress(b'{"content": "It rained.", "summary": "It snowed."}\n'))
    (folder / "deep").mkdir()
    pd.DataFrame([{**row, "id": f"p{row['id']}"} for row in rows]).to_parquet(folder / "deep" / "d.parquet")
    (folder / ".hidden.txt").write_text("milk")
    (folder / "notes.md").write_text("milk")
    _system().put(f"{folder}/", f"{bucket}/articles/", recursive=True)

    def seen(*paths: str) -> list[tuple[str, str]]:
        found = list(read(paths))
        assert all(isinstance(one, Article) for one in found), found
        return [(one.id.rpartition("/")[2], one.sha256) for one in found if isinstance(one, Article)]

    url = f"s3://{bucket}/articles"
    assert 3 + 200 + 1 + 200 == len(seen(url))
    assert seen(str(folder)) == seen(url) == seen(url + "/")
    assert seen(str(folder / "*.txt")) == seen(f"{url}/*.txt")
    assert seen(str(folder / "b.jsonl")) == seen(f"{url}/b.jsonl") == seen(f"{url}/b.jsonl", f"{url}/b.jsonl")
    (one,) = (one for one in read([f"{url}/001.txt"]) if isinstance(one, Article))
    assert (f"{url}/001.txt#1", f"{url}/001.txt") == (one.id, one.path)


def test_what_is_not_there_is_told(bucket: str, server: str, tmp_path: Path) -> None:
    """No such file, folder, pattern or bucket; a folder without articles; a server that is not there; a kind of URL that nobody knows."""
    _system().pipe_file(f"{bucket}/empty/notes.md", b"milk")

    def told(url: str) -> str:
        (one,) = find([url])
        assert isinstance(one, BadInput)
        return f"{one.path}: {one.message}"

    assert told(f"s3://{bucket}/no.txt") == f"s3://{bucket}/no.txt: no such file or folder"
    assert told(f"s3://{bucket}/*.txt") == f"s3://{bucket}/*.txt: no file matches this pattern: expected at least one"
    assert "the folder holds no article: expected files ending in .txt" in told(f"s3://{bucket}/empty")
    assert "no such file or folder" in told("s3://no-such-bucket-here/a.txt")
    assert "http://127.0.0.1:9/a.jsonl: it cannot be reached: " in told("http://127.0.0.1:9/a.jsonl")


def test_a_run_from_bucket_to_bucket(bucket: str, make_articles: Make, tmp_path: Path, evalkit: Evalkit) -> None:
    """The outputs are those of a run on this machine, all of them, and nothing else stays behind, here or there."""
    folder = make_articles(WINDOW + 3)
    _system().put(f"{folder}/", f"{bucket}/articles/", recursive=True)
    url = f"s3://{bucket}/out/run1"
    far = evalkit("run", f"s3://{bucket}/articles", *EXTRACTIVE, "--out", url)
    near = evalkit("run", f"s3://{bucket}/articles", *EXTRACTIVE, "--out", "near")

    assert 0 == far.returncode, far.stderr
    assert far.stdout == near.stdout
    assert f"report: {url}/report.html" in far.stderr
    names = sorted(one.rpartition("/")[2] for one in _system().find(f"{bucket}/out"))
    assert ["claims.csv", "report.html", "run.jsonl", "scores.csv", "timing.json"] == names
    for name in ("claims.csv", "scores.csv"):
        assert (tmp_path / "near" / name).read_bytes() == _system().cat_file(f"{bucket}/out/run1/{name}")
    assert _told((tmp_path / "near" / "run.jsonl").read_bytes()) == _told(
        _system().cat_file(f"{bucket}/out/run1/run.jsonl")
    )
    written = b"".join(path.read_bytes() for path in (tmp_path / "near").iterdir())
    for secret in (KEY, SECRET):
        assert secret not in far.stdout + far.stderr
        assert secret.encode() not in written


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("machine", ["the same", "another"])
def test_killed_and_gone_on_with(
    bucket: str, make_articles: Make, tmp_path: Path, evalkit: Evalkit, environment: dict[str, str], machine: str
) -> None:
    """What was carried off before the kill is gone on with, by another machine too, and the run file is the undisturbed one's."""
    make_articles(8 * WINDOW)
    evalkit("run", "articles", *EXTRACTIVE, "--out", "whole")
    (tmp_path / "eager.py").write_text(
        "import sys, time\nimport evalkit.staging as staging\nstaging._SECONDS = 0\nput = staging.Staged.carry\n"
        "def slow(self, **words):\n    put(self, **words)\n    time.sleep(0.3)\n"
        "staging.Staged.carry = slow\nfrom evalkit.cli import main\nsys.exit(main(sys.argv[1:]))\n"
    )
    url = f"s3://{bucket}/run"
    words = ("run", "articles", *EXTRACTIVE, "--out", url)
    with subprocess.Popen(
        [sys.executable, "eager.py", *words], cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    ) as process:  # fmt: skip
        while len(_system().find(f"{bucket}/run/run.jsonl.part")) < 3 and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    pieces = sorted(_system().find(f"{bucket}/run/run.jsonl.part"))
    assert 2 < len(pieces) < 9
    carried = b"".join(map(_system().cat_file, pieces))
    if machine == "another":
        shutil.rmtree(Path(environment["EVALKIT_CACHE"]) / "staged")

    unasked = evalkit(*words)
    resumed = evalkit(*words, "--resume")

    assert (2, True) == (
        unasked.returncode,
        f"{url}/run.jsonl.part is an unfinished run: go on with --resume" in unasked.stderr,
    )
    assert 0 == resumed.returncode, resumed.stderr
    done = _system().cat_file(f"{bucket}/run/run.jsonl")
    assert done.startswith(carried)
    assert _told((tmp_path / "whole" / "run.jsonl").read_bytes()) == _told(done)
    assert not _system().exists(f"{bucket}/run/run.jsonl.part")


def test_an_unfinished_run_is_started_afresh(bucket: str, make_articles: Make, evalkit: Evalkit) -> None:
    """With --fresh what was there is no matter; a piece that is missing is no run to go on with."""
    make_articles(2)
    url = f"s3://{bucket}/run"
    _system().pipe_file(f"{bucket}/run/run.jsonl.part/{0:020}", b"a")
    _system().pipe_file(f"{bucket}/run/run.jsonl.part/{7:020}", b"b")
    missing = evalkit("run", "articles", *EXTRACTIVE, "--out", url, "--resume")
    fresh = evalkit("run", "articles", *EXTRACTIVE, "--out", url, "--fresh")

    assert (2, True) == (
        missing.returncode,
        "a piece is missing before byte 7: start again with --fresh" in missing.stderr,
    )
    assert 0 == fresh.returncode
    assert _system().exists(f"{bucket}/run/run.jsonl")


def test_a_bucket_that_is_not_there_is_not_made(bucket: str, make_articles: Make, evalkit: Evalkit) -> None:
    """A misspelt bucket is an error; what was scored is kept, and gone on with when it is there."""
    make_articles(1)
    done = evalkit("run", "articles", *EXTRACTIVE, "--out", f"s3://{bucket}-misspelt/run", "-q")

    assert 2 == done.returncode
    assert f"s3://{bucket}-misspelt/run cannot be written: " in done.stderr
    assert "what was scored is kept: evalkit run --resume goes on" in done.stderr
    _system().mkdir(f"{bucket}-misspelt")
    assert 0 == evalkit("run", "articles", *EXTRACTIVE, "--out", f"s3://{bucket}-misspelt/run", "--resume").returncode


def test_the_network_can_be_forbidden(bucket: str, make_articles: Make, evalkit: Evalkit) -> None:
    """Under --offline a URL is an error, for inputs and for outputs; that of a local file is none."""
    folder = make_articles(1)
    for words in ((f"s3://{bucket}/articles",), ("articles", "--out", f"s3://{bucket}/run")):
        done = evalkit("run", *words, *EXTRACTIVE, "--offline")
        assert (2, True) == (
            done.returncode,
            "is reached by the network, which is forbidden (--offline)" in done.stderr,
        )
    assert 0 == evalkit("run", f"file://{folder}", *EXTRACTIVE, "--offline").returncode


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    """A web server over a folder."""
    (tmp_path / "www").mkdir()
    handler = functools.partial(_Quiet, directory=str(tmp_path / "www"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as one:
        threading.Thread(target=one.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{one.server_address[1]}"
        one.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""


def test_the_web(web: str, tmp_path: Path, evalkit: Evalkit, environment: dict[str, str]) -> None:
    """A file behind a signed URL is read; what signs it, and a password, stand nowhere in what is written or printed."""
    environment.pop("HF_HUB_OFFLINE")
    (tmp_path / "www" / "a.jsonl").write_text('{"content": "It rained.", "summary": "It rained."}\n{"content": 1}\n')
    host = web.removeprefix("http://")
    url = f"http://rtarn:p4ssw0rd@{host}/a.jsonl?signature=t0ps3cret"
    done = evalkit("run", url, *EXTRACTIVE, "--out", "out")
    gone = evalkit("run", f"{url}&more=1".replace("a.jsonl", "b.jsonl"), *EXTRACTIVE, "--out", "gone")

    assert f"http://{host}/a.jsonl?…:2:1: " in done.stderr
    assert 2 == done.returncode == gone.returncode
    written = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir()).decode()
    for secret in ("p4ssw0rd", "t0ps3cret"):
        assert secret not in done.stdout + done.stderr + gone.stdout + gone.stderr + written
    assert f"http://{host}/a.jsonl?…#1" in written


@pytest.mark.parametrize(
    ("name", "remote"),
    [("s3://b/c", True), ("https://a.example/b", True), ("simplecache::s3://b", True), ("a.txt", False), ("a:b.txt", False),
     ("C:/articles", False), ("c::d", False), ("/s3://b", False), ("-", False), ("", False)],
)  # fmt: skip
def test_what_is_a_url(name: str, remote: bool) -> None:
    """A scheme of two letters or more makes one."""
    assert remote == is_remote(name)


def test_how_a_url_is_shown() -> None:
    """Whatever may be secret in it is left out."""
    assert "https://a.example/b?…" == shown("https://me:pw@a.example/b?key=1#x")
    assert "s3://b/c/*.txt" == shown("s3://b/c/*.txt")


def test_a_file_that_changes_while_it_is_read(tmp_path: Path, evalkit: Evalkit, environment: dict[str, str]) -> None:
    """What was read before it changed is scored; the change is a fault of the input, and the run says so."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"content": "It rained.", "summary": "It rained."}\n' * 40, "utf-8")
    items = read([path])
    first = next(items)
    with path.open("a") as file:
        file.write('{"content": "It snowed.", "summary": "It snowed."}\n')
    rest = list(items)

    assert isinstance(first, Article)
    assert isinstance(rest[-1], BadInput)
    assert (
        "the file cannot be read: it changed while it was read; run again when nothing writes to it" == rest[-1].message
    )
