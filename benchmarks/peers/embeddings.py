"""Sentence vectors by `SentenceTransformer.encode`, everything at its default, timed.

    python embeddings.py TEXTS.json VECTORS.npy

TEXTS.json is a list; its first text is encoded once before the clock starts. Standard output gets JSON: `seconds`, `texts`.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
from naive import encoder_folder
from sentence_transformers import SentenceTransformer


def main() -> None:
    texts = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    encoder = SentenceTransformer(str(encoder_folder()), device="cpu")
    encoder.encode(texts[:1])
    began = time.perf_counter()
    vectors = encoder.encode(texts)
    seconds = time.perf_counter() - began
    np.save(sys.argv[2], vectors)
    json.dump({"seconds": seconds, "texts": len(texts)}, sys.stdout)


if __name__ == "__main__":
    main()
