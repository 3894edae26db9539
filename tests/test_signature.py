"""Signatures: long to short, and what they say."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.signature import Signature, parsed, short, short_of_run, with_versions

ROUGE = "rouge(stem=False)|v1"
DIGEST = "901731ff"
VERSIONS = {"python": "3.12", "segmenter": "1", "claims": "2", "evalkit-faithfulness": "0.1.0"}


@pytest.mark.parametrize(
    "text",
    ["", "rouge", "rouge|v1", "rouge|v1#12", "rouge|v1#1234567g", "rouge(stem=False)", "|v1#12345678", "rouge(stem=False)|vx", "a b|v1#12345678"],
)  # fmt: skip
def test_what_is_no_signature(text: str) -> None:
    """What is neither form is told apart from both."""
    assert parsed(text) is None


def test_short() -> None:
    """A short signature is the name, the version, and eight digits of a hash of the long one."""
    assert f"rouge|v1#{DIGEST}" == short(ROUGE)
    assert short(ROUGE) != short("rouge(stem=True)|v1")
    assert "support|v3" == short("support(judge='a|v9#b', judge_url='')|v3").partition("#")[0]


def test_short_of_a_run() -> None:
    """The versions of what cuts text stand in a run's signature, and leave its hash as it is."""
    assert f"rouge|v1|seg:1|claims:2|ek:0.1.0#{DIGEST}" == short_of_run(ROUGE, VERSIONS)
    assert short_of_run(ROUGE, VERSIONS) == short(with_versions(ROUGE, VERSIONS))
    assert short(ROUGE) == short_of_run(ROUGE, {})


def test_what_follows_no_pattern() -> None:
    """A system's signature, or a plugin's own form, has a short form of its own, which is parsed as others are."""
    for text in ("lead(n=3)|v1", "file:bart.jsonl@1a2b|SUMMARY|v1", "own|v1", "?", ""):
        found = parsed(short(text))
        assert found is not None
        assert found.own is None
    assert "file|v1" == short("file:bart.jsonl@1a2b|SUMMARY|v1").partition("#")[0]


def test_parsed() -> None:
    """Both forms are taken apart; the long one knows its short one's hash."""
    extras = {"seg": "1", "claims": "2", "ek": "0.1.0"}

    assert Signature("rouge", 1, ROUGE, "stem=False", extras, DIGEST) == parsed(with_versions(ROUGE, VERSIONS))
    assert Signature("rouge", 1, None, None, extras, DIGEST) == parsed(short_of_run(ROUGE, VERSIONS))


@given(st.from_regex(r"[\w.-]+", fullmatch=True), st.text(), st.integers(min_value=0, max_value=10**6))
def test_what_is_made_can_be_read(name: str, parameters: str, version: int) -> None:
    """Whatever the parameters hold, both forms are read back and agree on name, version and hash."""
    long = f"{name}({parameters})|v{version}"
    whole, brief = parsed(with_versions(long, VERSIONS)), parsed(short_of_run(long, VERSIONS))

    assert whole is not None
    assert brief is not None
    assert (whole.name, whole.version, whole.digest) == (brief.name, brief.version, brief.digest)
    assert long == whole.own


def test_another_process_gives_the_same() -> None:
    """No hash seed of Python's is in it."""
    code = f"from evalkit.signature import short; print(short({ROUGE!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, timeout=60)

    assert short(ROUGE) == done.stdout.strip()
