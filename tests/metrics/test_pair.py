"""The pair model: the same logits as transformers gives, whatever the company, and only from the weights it belongs to."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from evalkit.errors import ModelError
from evalkit_metrics.model import batches
from evalkit_metrics.model import pair as module
from evalkit_metrics.model.found import checked_default_encoder, default_tokenizer
from evalkit_metrics.model.pair import FILE, Logits, PairModel, pair_model, pair_name
from evalkit_metrics.model.pairs import Row, Signs, row
from evalkit_metrics.model.weights import restored, save

pytestmark = pytest.mark.once

CLAIMS = [
    "The council voted to mend the bridge.",
    "Mayor Lena Aske called the cost fair.",
    "Work begins in May and takes eleven weeks.",
    "No.",
    "The engineer Paul Renn said the bridge, which carries 14,300 vehicles a day, had waited too long for this repair.",
]
EVIDENCE = [
    "The council of Aldmoor voted 9 to 4 on Tuesday evening to mend the old bridge over the Tarn.",
    "Work begins in May and will close the bridge for eleven weeks, the engineer Paul Renn said. " * 6,
    "",
]


def coded(claims: list[str], evidence: list[str]) -> list[tuple[list[int], list[int]]]:
    model = pair_model()
    ids = {text: one for text, (one, _) in zip([*claims, *evidence], model.code([*claims, *evidence]), strict=True)}
    return [(ids[claim], ids[text]) for claim in claims for text in evidence]


@pytest.mark.model
def test_logits_are_those_of_transformers() -> None:
    """The graph written by hand against the reference implementation of the encoder, with the same weights."""
    import torch
    from transformers import BertConfig, BertModel

    folder = checked_default_encoder()
    own = {name: torch.from_numpy(value) for name, value in restored(FILE).items()}
    config = BertConfig.from_pretrained(folder)
    config.type_vocab_size = len(own["embeddings.token_type_embeddings.weight"])
    encoder = BertModel(config, add_pooling_layer=False).eval()
    shared = BertModel.from_pretrained(folder, add_pooling_layer=False).state_dict()
    shared = {name: value for name, value in shared.items() if "token_type" not in name}
    encoder.load_state_dict({**shared, **{name: value for name, value in own.items() if name in encoder.state_dict()}})
    pairs = coded(CLAIMS, EVIDENCE)
    found = pair_model()(pairs)
    signs = Signs.of(default_tokenizer().get_vocab())
    for (claim, evidence), logits in zip(pairs, found, strict=True):
        ids, segments = row(claim, evidence, signs)
        with torch.inference_mode():
            hidden = encoder(torch.tensor([ids]), token_type_ids=torch.tensor([segments])).last_hidden_state[0]
            inside = hidden[1 : 1 + len(claim)]
            pooled = torch.cat([hidden[0], inside.mean(0), inside.amax(0)])
            dense = torch.nn.functional.gelu(own["dense.weight"] @ pooled + own["dense.bias"])
            support = float(own["claim.weight"] @ dense + own["claim.bias"])
            words = (inside @ own["word.weight"].T + own["word.bias"])[:, 0].tolist()
        assert logits.support == pytest.approx(support, abs=5e-4)
        assert logits.words == pytest.approx(words, abs=5e-4)


@pytest.fixture(scope="module")
def alone() -> list[tuple[tuple[list[int], list[int]], Logits]]:
    """Each pair with its logits, asked for by itself: a pair alone costs as much as a batch, so each is asked once."""
    return [(one, pair_model()([one])[0]) for one in coded(CLAIMS, EVIDENCE)]


@pytest.mark.model
@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(range(15)), min_size=1, max_size=20))
def test_company_changes_no_bit(alone: list[tuple[tuple[list[int], list[int]], Logits]], places: list[int]) -> None:
    """Batch-mates, their order and their number change no bit of a pair's logits."""
    assert [alone[place][1] for place in places] == pair_model()([alone[place][0] for place in places])


@pytest.mark.model
def test_torch_says_the_same_as_the_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a GPU runs, on the processor: each row in a batch that is filled up; other company moves less than the tenth of a digit
    that is kept.
    """
    from evalkit_metrics.model.accelerated import PairsOnDevice

    monkeypatch.setattr(batches, "_FILL", 512)  # a batch that fills a GPU takes this processor seconds
    signs = Signs.of(default_tokenizer().get_vocab())
    pairs = coded(CLAIMS[:3], EVIDENCE)
    rows = [Row(*row(claim, evidence, signs), len(claim)) for claim, evidence in pairs]
    on_device = PairsOnDevice(checked_default_encoder(), FILE, "cpu")
    found = list(on_device(rows))
    for (support, words), logits in zip(found, pair_model()(pairs), strict=True):
        assert support == pytest.approx(logits.support, abs=2e-4)
        assert words.tolist() == pytest.approx(logits.words, abs=2e-4)
    places = [4, 1, 1, 0]
    for place, (support, words) in zip(places, on_device([rows[place] for place in places]), strict=True):
        assert support == pytest.approx(found[place][0], abs=1e-5)
        assert words.tolist() == pytest.approx(found[place][1].tolist(), abs=1e-5)


@pytest.mark.model
def test_results_come_back_from_their_bytes() -> None:
    model = pair_model()
    (found,) = model(coded(CLAIMS[:1], EVIDENCE[:1]))
    assert model.unpack(model.pack(found)) == found


@given(
    arrays.arrays(np.float32, st.tuples(st.integers(2, 6), st.integers(1, 9)), elements=st.floats(-50, 50, width=32)),
    arrays.arrays(np.float32, st.integers(1, 9), elements=st.floats(-50, 50, width=32)),
)
def test_stored_weights_come_back_within_half_a_step(tmp_path_factory: pytest.TempPathFactory, matrix, vector) -> None:
    file = tmp_path_factory.mktemp("weights") / "w.safetensors"
    save({"matrix": matrix, "vector": vector}, file, {"about": "a test"})
    found = restored(file)
    assert set(found) == {"matrix", "vector"}
    assert np.array_equal(found["vector"], vector)
    step = np.abs(matrix).max(axis=1, keepdims=True) / 127
    assert (np.abs(found["matrix"] - matrix) <= step * 0.5 + 1e-6).all()


def test_the_weights_are_named_by_their_content() -> None:
    name, _, digest = pair_name().partition("@")
    assert name == "evalkit-mini"
    assert json.loads(FILE.with_suffix(".json").read_text("utf-8"))["sha256"].startswith(digest)
    assert FILE.stat().st_size <= 25_000_000


def test_weights_that_do_not_belong_here_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = tmp_path / FILE.name
    shutil.copy(FILE, damaged)
    with damaged.open("r+b") as stream:
        stream.seek(-1, 2)
        stream.write(b"\x01")
    monkeypatch.setattr(module, "FILE", damaged)
    pair_name.cache_clear()
    try:
        with pytest.raises(
            ModelError, match=r"is not the model that belongs to this evalkit: its sha256 is .*; reinstall"
        ):
            PairModel()
    finally:
        pair_name.cache_clear()
