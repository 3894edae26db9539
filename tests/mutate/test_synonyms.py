"""The list of synonyms is what it says: pairs that share a synset of WordNet 3.0."""

from __future__ import annotations

import functools
import os
import re
from pathlib import Path

import pytest

from evalkit.mutate.synonyms import SYNONYMS

FOLDER = os.environ.get("EVALKIT_WORDNET")


def test_no_pair_twice() -> None:
    """Each word has each of its substitutes once, and none is its own."""
    pairs = [(one.old, one.new, one.behind) for one in SYNONYMS]

    assert len(pairs) == len(set(pairs))
    assert not [one for one in SYNONYMS if one.old == one.new]


@pytest.mark.skipif(FOLDER is None, reason="EVALKIT_WORDNET names no folder with WordNet 3.0's data files")
def test_pairs_share_a_synset() -> None:
    """Each pair of lemmas stands in one synset of its part of speech."""
    assert [] == [
        one.lemmas
        for one in SYNONYMS
        if not any(one.lemmas[1] in synset for synset in _synsets(one.pos, one.lemmas[0]))
    ]


@functools.cache
def _read(pos: str) -> list[frozenset[str]]:
    found = []
    for line in (Path(FOLDER or "") / f"data.{pos}").read_text("latin-1").splitlines():
        if not line.startswith("  "):
            parts = line.split(" ")
            words = [parts[4 + 2 * n] for n in range(int(parts[3], 16))]
            found.append(frozenset(re.sub(r"\(.*\)", "", word).replace("_", " ").lower() for word in words))
    return found


def _synsets(pos: str, lemma: str) -> list[frozenset[str]]:
    return [one for one in _read(pos) if lemma in one]
