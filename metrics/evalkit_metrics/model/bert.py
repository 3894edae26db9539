"""A BERT encoder as an ONNX graph, made from its safetensors weights and config alone; and the pair model over it.

So the default models need neither torch nor a trained model's export: the encoder's weights are the published ones, the pair
model's those that the package carries, and the graphs are written here once, with the fused operators of ONNX Runtime (attention, skip layer normalisation, GELU by the error
function). Devlin et al. 2019 for the architecture, Reimers and Gurevych 2019 for the mean pooling.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

from evalkit.errors import ModelError

__all__ = ["IDS", "READ", "SEGMENTS", "Graph", "pair_graph", "sentence_encoder_graph"]

Weights = dict[str, npt.NDArray[np.float32]]

_OPSET = 17
_MICROSOFT = "com.microsoft"
_END = 2**31 - 1  # behind the last token
_QKV = ("query", "key", "value")

IDS, SEGMENTS, READ = "input_ids", "segment_ids", "read"
"""Names of the graphs' inputs."""


def sentence_encoder_graph(folder: Path) -> Graph:
    """Makes the graph of a mean-pooling BERT sentence encoder.

    Input `input_ids` (int32, [rows, tokens]), rows of one length without padding. Outputs: `sentence` (float32, [rows, hidden]),
    the mean of the last layer over the tokens, scaled to length 1; `tokens` (float32, [rows, tokens, hidden]), the last layer
    itself.

    Raises:
        ModelError: the folder's config names another architecture, or a weight is missing.
    """
    graph, layers, width = _started(folder, {})
    try:
        hidden = graph.encoder(IDS, layers=layers)
    except KeyError as error:
        raise ModelError(f"{folder / 'model.safetensors'}: the weight {error.args[0]!r} is missing") from error
    graph.mean_pool(hidden, "sentence")
    graph.name(hidden, "tokens")
    rows: list[str | int] = ["rows", "tokens"]
    return _model("sentence_encoder", graph, {IDS: rows}, {"sentence": ["rows", width], "tokens": [*rows, width]})


def pair_graph(folder: Path, own: Weights) -> Graph:
    """Makes the graph of the pair model: an encoder with weights of its own, and two heads.

    Inputs `input_ids` and `segment_ids` (int32, [rows, tokens]) without padding, and `read` (int64, [1]): how many tokens at the
    start of each row the heads read, the first mark and the claim. Outputs: `support` (float32, [rows]), the logit of the
    claim's support; `words` (float32, [rows, tokens of the claim]), the logit of each token being unsupported.

    The last layer is computed for the tokens that the heads read alone; what it would say of the others nobody asks.

    Args:
        folder: of the encoder whose config and word embeddings the pair model shares.
        own: the pair model's other weights, by name.

    Raises:
        ModelError: the folder's config names another architecture, or a weight is missing.
    """
    graph, layers, _ = _started(folder, own)
    try:
        hidden = graph.encoder(IDS, layers=layers - 1, segments=SEGMENTS)
        hidden = graph.layer_of_some(hidden, READ, layers - 1)
        graph.pair_heads(hidden, "support", "words")
    except KeyError as error:
        raise ModelError(f"the pair model's weight {error.args[0]!r} is missing") from error
    rows: list[str | int] = ["rows", "tokens"]
    inputs: dict[str, list[str | int]] = {IDS: rows, SEGMENTS: rows, READ: [1]}
    return _model("pair_model", graph, inputs, {"support": ["rows"], "words": ["rows", "claim"]})


def _started(folder: Path, own: Weights) -> tuple[_Graph, int, int]:
    """An empty graph over an encoder's weights, some of them replaced; the number of its layers, and its width."""
    config = json.loads((folder / "config.json").read_text("utf-8"))
    if config.get("model_type") != "bert" or config.get("hidden_act") != "gelu":
        raise ModelError(f"{folder}: expected a BERT model with GELU, found {config.get('model_type')!r}")
    weights: Weights = {**load_file(folder / "model.safetensors"), **own}
    graph = _Graph(weights, epsilon=float(config["layer_norm_eps"]), heads=int(config["num_attention_heads"]))
    return graph, int(config["num_hidden_layers"]), int(config["hidden_size"])


@dataclass(frozen=True, slots=True)
class Graph:
    """A graph, ready to be run.

    Attributes:
        model: its nodes; its weights are named in it as stored elsewhere.
        weights: by name.
    """

    model: onnx.ModelProto
    weights: Mapping[str, npt.NDArray[Any]]


def _model(
    name: str, graph: _Graph, inputs: Mapping[str, Sequence[str | int]], outputs: Mapping[str, Sequence[str | int]]
) -> Graph:
    kinds = {READ: TensorProto.INT64}
    # What decides shapes has to be in the graph; it is a number or two.
    small = {one: value for one, value in graph.values.items() if value.dtype == np.int64}
    large = {one: value for one, value in graph.values.items() if one not in small}
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            name,
            [
                helper.make_tensor_value_info(one, kinds.get(one, TensorProto.INT32), list(shape))
                for one, shape in inputs.items()
            ],
            [helper.make_tensor_value_info(one, TensorProto.FLOAT, list(shape)) for one, shape in outputs.items()],
            [
                *(numpy_helper.from_array(value, one) for one, value in small.items()),
                *(_elsewhere(one, value) for one, value in large.items()),
            ],
        ),
        opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, 1)],
        ir_version=9,
    )
    return Graph(model, large)


def _elsewhere(name: str, value: npt.NDArray[Any]) -> onnx.TensorProto:
    """A weight that the graph names and does not hold."""
    tensor = TensorProto(name=name, dims=value.shape, data_type=TensorProto.FLOAT, data_location=TensorProto.EXTERNAL)
    tensor.external_data.add(key="location", value="given")
    return tensor


class _Graph:
    """Nodes and weights of the graph being made. The weights stand beside the graph, not in it: copying them in and out takes seconds."""

    def __init__(self, weights: Weights, epsilon: float, heads: int) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.values: dict[str, npt.NDArray[Any]] = {}
        self._weights = weights
        self._epsilon = epsilon
        self._heads = heads

    def encoder(self, ids: str, layers: int, segments: str | None = None) -> str:
        """Adds embeddings and layers; gives the name of the last hidden state. Without segments, all are segment 0."""
        hidden = self._embeddings(ids, segments or self._one_segment(ids))
        for number in range(layers):
            hidden = self._layer(hidden, f"encoder.layer.{number}.")
        return hidden

    def layer_of_some(self, hidden: str, count: str, number: int) -> str:
        """Adds a layer that is computed for the first `count` tokens of each row alone, which see all the others."""
        name = f"encoder.layer.{number}."
        attention = name + "attention."
        some = self._sliced(hidden, self._integer("start", 0), count, name + "some")
        query, key, value = (
            self._matmul(of, f"{attention}self.{part}.weight")
            for of, part in ((some, "query"), (hidden, "key"), (hidden, "value"))
        )
        self._node(
            "MultiHeadAttention",
            [query, key, value, self._constant(attention + "qkv.bias", self._qkv_bias(attention))],
            attention + "out",
            domain=_MICROSOFT,
            num_heads=self._heads,
        )
        return self._after_attention(some, name)

    def mean_pool(self, hidden: str, output: str) -> None:
        """Adds the mean over tokens, scaled to length 1."""
        self._node("ReduceMean", [hidden], "mean", axes=[1], keepdims=0)
        self._node("LpNormalization", ["mean"], output, axis=-1, p=2)

    def name(self, inner: str, output: str) -> None:
        """Gives an inner value out under another name."""
        self._node("Identity", [inner], output)

    def pair_heads(self, hidden: str, support: str, words: str) -> None:
        """Adds the head over the claim (first mark, mean and maximum of its tokens) and the head over each of its tokens."""
        zero = self._constant("zero", np.array(0, dtype=np.int64))
        self._node("Gather", [hidden, zero], "first", axis=1)
        claim = self._sliced(hidden, self._integer("second", 1), self._integer("end", _END), "claim")
        self._node("ReduceMean", [claim], "claim_mean", axes=[1], keepdims=0)
        self._node("ReduceMax", [claim], "claim_most", axes=[1], keepdims=0)
        self._node("Concat", ["first", "claim_mean", "claim_most"], "claim_pooled", axis=1)
        self._node("Add", [self._matmul("claim_pooled", "dense.weight"), self._weight("dense.bias")], "dense.sum")
        self._node("Gelu", ["dense.sum"], "dense.gelu", domain=_MICROSOFT)
        self._node("Add", [self._matmul("dense.gelu", "claim.weight"), self._weight("claim.bias")], "claim.sum")
        self._node("Squeeze", ["claim.sum", self._integer("second", 1)], support)
        self._node("Add", [self._matmul(claim, "word.weight"), self._weight("word.bias")], "word.sum")
        self._node("Squeeze", ["word.sum", self._integer("last", 2)], words)

    def _one_segment(self, ids: str) -> str:
        # A zero id per token, made from the ids' own shape.
        self._node("Shape", [ids], "shape")
        zero = helper.make_tensor("value", TensorProto.INT32, [1], [0])
        self._node("ConstantOfShape", ["shape"], "segments", value=zero)
        return "segments"

    def _embeddings(self, ids: str, segments: str) -> str:
        inputs = [
            ids,
            segments,
            self._weight("embeddings.word_embeddings.weight"),
            self._weight("embeddings.position_embeddings.weight"),
            self._weight("embeddings.token_type_embeddings.weight"),
            self._weight("embeddings.LayerNorm.weight"),
            self._weight("embeddings.LayerNorm.bias"),
        ]
        self.nodes.append(
            helper.make_node(
                "EmbedLayerNormalization", inputs, ["embedded", "lengths"], domain=_MICROSOFT, epsilon=self._epsilon
            )
        )
        return "embedded"

    def _layer(self, hidden: str, name: str) -> str:
        attention = name + "attention."
        joint = np.concatenate([self._weights[f"{attention}self.{part}.weight"].T for part in _QKV], axis=1)
        bias = self._constant(attention + "qkv.bias", self._qkv_bias(attention))
        self._node(
            "Attention",
            [hidden, self._constant(attention + "qkv", joint), bias],
            attention + "out",
            domain=_MICROSOFT,
            num_heads=self._heads,
        )
        return self._after_attention(hidden, name)

    def _after_attention(self, hidden: str, name: str) -> str:
        """The rest of a layer, from what its attention gave for `hidden`."""
        attention = name + "attention."
        projected = self._matmul(attention + "out", attention + "output.dense.weight")
        normed = self._skip_norm(projected, hidden, attention + "output.dense.bias", attention + "output.LayerNorm.")
        wide = self._matmul(normed, name + "intermediate.dense.weight")
        self._node("BiasGelu", [wide, self._weight(name + "intermediate.dense.bias")], name + "gelu", domain=_MICROSOFT)
        narrow = self._matmul(name + "gelu", name + "output.dense.weight")
        return self._skip_norm(narrow, normed, name + "output.dense.bias", name + "output.LayerNorm.")

    def _qkv_bias(self, attention: str) -> npt.NDArray[np.float32]:
        return np.concatenate([self._weights[f"{attention}self.{part}.bias"] for part in _QKV])

    def _sliced(self, hidden: str, first: str, last: str, output: str) -> str:
        """The tokens from the one place to before the other."""
        self._node("Slice", [hidden, first, last, self._integer("tokens_axis", 1)], output)
        return output

    def _integer(self, name: str, value: int) -> str:
        return self._constant(name, np.array([value], dtype=np.int64))

    def _matmul(self, hidden: str, weight: str) -> str:
        transposed = self._constant(weight, np.ascontiguousarray(self._weights[weight].T))
        self._node("MatMul", [hidden, transposed], weight + ".out")
        return weight + ".out"

    def _skip_norm(self, hidden: str, skip: str, bias: str, norm: str) -> str:
        self._node(
            "SkipLayerNormalization",
            [hidden, skip, self._weight(norm + "weight"), self._weight(norm + "bias"), self._weight(bias)],
            norm + "out",
            domain=_MICROSOFT,
            epsilon=self._epsilon,
        )
        return norm + "out"

    def _weight(self, name: str) -> str:
        return self._constant(name, self._weights[name])

    def _constant(self, name: str, value: npt.NDArray[Any]) -> str:
        if name not in self.values:
            self.values[name] = np.require(value, requirements="C")
        return name

    def _node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> None:
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
