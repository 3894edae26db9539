"""evalkit's side of what table.py compares, each in a process of its own.

    python sides.py overlap ARTICLES                      ROUGE of every block, stemmed and not
    python sides.py embeddings TEXTS.json VECTORS.npy     sentence vectors
    python sides.py draw-pairs ARTICLES FOLDER            what `support` asks the pair model, and its weights, for both sides
    python sides.py pairs PAIRS.json LOGITS.npy           the pair model's logits
    python sides.py one-thread run ARTICLES ...           evalkit, with models of one thread

Loading, and one text before, are left out of `seconds`. Standard output gets JSON, in the form of the scripts in peers/.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from corpus import judged

from evalkit.context import RunContext
from evalkit.metric import In, Op, Out

KINDS = ("rouge1", "rouge2", "rougeL", "rougeLsum")
SHARES = ("precision", "recall", "fmeasure")


def overlap(articles: str) -> dict[str, Any]:
    from evalkit_metrics.overlap import Rouge

    first, *cases = [case for own in judged(Path(articles)) for case in own]
    seconds, values = {}, {}
    for name, stem in (("plain", False), ("stemmed", True)):
        metric, context = Rouge(stem=stem), RunContext(None, offline=True)
        metric.score([first], context)
        began = time.perf_counter()
        scores = metric.score(cases, context)
        seconds[name] = time.perf_counter() - began
        values[name] = [
            [float(score.values[f"{kind}.{share}"]).hex() for kind in KINDS for share in SHARES] for score in scores
        ]
    return {"seconds": seconds, "values": values}


def embeddings(texts_file: str, vectors_file: str) -> dict[str, Any]:
    from evalkit_metrics.model.encoder import encoder
    from evalkit_metrics.model.found import DEFAULT_ENCODER

    texts = json.loads(Path(texts_file).read_text("utf-8"))
    encode = encoder(DEFAULT_ENCODER, offline=True)
    RunContext(None, offline=True).run(encode, ["One sentence."])
    began = time.perf_counter()
    vectors = RunContext(None, offline=True).run(encode, texts)
    seconds = time.perf_counter() - began
    np.save(vectors_file, np.stack(vectors))
    return {"seconds": seconds, "texts": len(texts)}


class _Listening(RunContext):
    """A context that keeps what the pair model is asked."""

    def __init__(self, wanted: object) -> None:
        super().__init__(None, offline=True)
        self._wanted = wanted
        self.heard: list[Any] = []

    def run(self, op: Op[In, Out], items: Sequence[In]) -> list[Out]:
        if op is self._wanted:
            self.heard += items
        return super().run(op, items)


def draw_pairs(articles: str, folder: str) -> dict[str, Any]:
    """Writes pairs.json, rows.json and weights.safetensors: the same rows as evalkit and as plain torch take them."""
    from safetensors.numpy import load_file, save_file

    from evalkit_metrics.model.found import checked_default_encoder, default_tokenizer
    from evalkit_metrics.model.pair import FILE, pair_model
    from evalkit_metrics.model.pairs import Signs, row
    from evalkit_metrics.model.weights import restored
    from evalkit_metrics.support import Support

    listening = _Listening(pair_model())
    Support().score([case for own in judged(Path(articles)) for case in own], listening)
    pairs = [(list(map(int, claim)), list(map(int, evidence))) for claim, evidence in listening.heard]
    pairs = list({json.dumps(pair): pair for pair in pairs}.values())  # each once: evalkit asks no pair twice
    signs = Signs.of(default_tokenizer().get_vocab())
    rows = []
    for claim, evidence in pairs:
        ids, segments = row(claim, evidence, signs)
        rows.append({"ids": ids, "segments": segments, "claim": len(claim)})
    out = Path(folder)
    (out / "pairs.json").write_text(json.dumps(pairs), "utf-8")
    (out / "rows.json").write_text(json.dumps(rows), "utf-8")
    save_file(
        {**load_file(checked_default_encoder() / "model.safetensors"), **restored(FILE)}, out / "weights.safetensors"
    )
    return {"rows": len(rows), "tokens": sum(len(one["ids"]) for one in rows)}


def pairs(pairs_file: str, logits_file: str) -> dict[str, Any]:
    from evalkit_metrics.model.pair import pair_model

    rows = [tuple(pair) for pair in json.loads(Path(pairs_file).read_text("utf-8"))]
    model = pair_model()
    RunContext(None, offline=True).run(model, rows[:8])
    began = time.perf_counter()
    logits = RunContext(None, offline=True).run(model, rows)
    seconds = time.perf_counter() - began
    np.save(logits_file, np.array([one.support for one in logits]))
    return {"seconds": seconds, "rows": len(rows)}


def one_thread(words: Sequence[str]) -> int:
    from evalkit.cli import main as evalkit
    from evalkit.threads import limit_threads

    limit_threads(1)
    return evalkit(list(words))


SIDES = {"overlap": overlap, "embeddings": embeddings, "draw-pairs": draw_pairs, "pairs": pairs}


def main() -> None:
    name, *words = sys.argv[1:]
    if name == "one-thread":
        sys.exit(one_thread(words))
    json.dump(SIDES[name](*words), sys.stdout)


if __name__ == "__main__":
    main()
