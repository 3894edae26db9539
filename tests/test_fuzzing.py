"""A short run over the fuzzing targets: the kept corpus as it is, then pieces of it put together anew, with signs that mean something.

The long run is `make soak`, with atheris.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if os.environ.get("EVALKIT_TEST_WHEEL"):
    pytest.skip("the fuzzing targets are not at hand beside an installed wheel", allow_module_level=True)

from fuzzing.targets import TARGETS

CORPUS = Path(__file__).parent.parent / "fuzzing" / "corpus"
SIGNS = [
    b"<", b">", b"</", b"<CONTENT>", b"</CONTENT>", b"<SUMMARY>", b"</SUMMARY>", b"\n", b"\r\n", b"\x00", b"\xef\xbb\xbf", b"\xff", b"\x1b[31m",
    b'"', b"{", b"}", b"[", b"]", b",", b":", b"\\u0000", b"\\ud800", b"null", b"1e999", b"-0", b"=", b">=", b"(", b")", b".", b"\xe2\x80\x99",
    b"\xe2\x80\xa9", b"\xe2\x80\xae", b"- ", b"[gate]\n", b"\n---\n", b"not ", b"1,200.50", b"%", b"9" * 400, b"[" * 2000, b'{"a":' * 2000,
]  # fmt: skip


def pieces(name: str) -> st.SearchStrategy[bytes]:
    files = [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]
    slices = st.builds(
        lambda whole, start, size: whole[start : start + size],
        st.sampled_from(files), st.integers(0, 600), st.integers(0, 400),
    )  # fmt: skip
    some = st.one_of(st.sampled_from(files), slices, st.sampled_from(SIGNS), st.binary(max_size=12))
    return st.lists(some, max_size=8).map(b"".join)


@pytest.mark.parametrize("name", TARGETS)
def test_the_corpus(name: str) -> None:
    """What once went wrong, and what reaches far, does neither crash nor hang."""
    files = sorted((CORPUS / name).iterdir())
    assert files
    for path in files:
        TARGETS[name](path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_anything(name: str) -> None:
    """Nothing but what evalkit raises on purpose comes of any bytes."""

    @settings(
        max_examples=int(os.environ.get("EVALKIT_FUZZ", "150")), deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(pieces(name))
    def run(data: bytes) -> None:
        TARGETS[name](data)

    run()
