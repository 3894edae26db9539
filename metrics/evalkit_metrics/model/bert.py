"""A BERT encoder as an ONNX graph, made from its safetensors weights and config alone; and the pair model over it.

So the default models need neither torch nor a trained model's export: the encoder's weights are the published ones, the pair
model's those that the package carries, and the graphs are written here once, with the fused operators of ONNX Runtime (attention, skip layer normalisation, GELU by the error
function). Devlin et al. 2019 for the architecture, Reimers and Gurevych 2019 for the mean pooling.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

from evalkit.errors import ModelError

__all__ = ["pair_graph", "sentence_encoder_graph"]

Weights = dict[str, npt.NDArray[np.float32]]

_OPSET = 17
_MICROSOFT = "com.microsoft"
_FAR = 1e4  # no vector of the encoder comes near it


def sentence_encoder_graph(folder: Path) -> onnx.ModelProto:
    """Makes the graph of a mean-pooling BERT sentence encoder.

    Inputs `input_ids` and `attention_mask` (int32, [rows, tokens]). Outputs: `sentence` (float32, [rows, hidden]), the mean
    of the last layer over the tokens that the mask keeps, scaled to length 1; `tokens` (float32, [rows, tokens, hidden]),
    the last layer itself.

    Raises:
        ModelError: the folder's config names another architecture, or a weight is missing.
    """
    graph, layers, width = _started(folder, {})
    try:
        hidden = graph.encoder("input_ids", "attention_mask", layers=layers)
    except KeyError as error:
        raise ModelError(f"{folder / 'model.safetensors'}: the weight {error.args[0]!r} is missing") from error
    graph.mean_pool(hidden, "attention_mask", "sentence")
    graph.name(hidden, "tokens")
    shape: list[str | int] = ["rows", "tokens"]
    outputs: dict[str, list[str | int]] = {"sentence": ["rows", width], "tokens": [*shape, width]}
    return _model("sentence_encoder", graph, ("input_ids", "attention_mask"), outputs)


def pair_graph(folder: Path, own: Weights) -> onnx.ModelProto:
    """Makes the graph of the pair model: an encoder with weights of its own, and two heads.

    Inputs `input_ids`, `segment_ids`, `attention_mask` and `claim_mask` (int32, [rows, tokens]); the last is 1 for the tokens
    of the claim. Outputs: `support` (float32, [rows]), the logit of the claim's support; `words` (float32, [rows, tokens]), the
    logit of each token being unsupported.

    Args:
        folder: of the encoder whose config and word embeddings the pair model shares.
        own: the pair model's other weights, by name.

    Raises:
        ModelError: the folder's config names another architecture, or a weight is missing.
    """
    graph, layers, _ = _started(folder, own)
    try:
        hidden = graph.encoder("input_ids", "attention_mask", layers=layers, segments="segment_ids")
        graph.pair_heads(hidden, "claim_mask", "support", "words")
    except KeyError as error:
        raise ModelError(f"the pair model's weight {error.args[0]!r} is missing") from error
    inputs = ("input_ids", "segment_ids", "attention_mask", "claim_mask")
    return _model("pair_model", graph, inputs, {"support": ["rows"], "words": ["rows", "tokens"]})


def _started(folder: Path, own: Weights) -> tuple[_Graph, int, int]:
    """An empty graph over an encoder's weights, some of them replaced; the number of its layers, and its width."""
    config = json.loads((folder / "config.json").read_text("utf-8"))
    if config.get("model_type") != "bert" or config.get("hidden_act") != "gelu":
        raise ModelError(f"{folder}: expected a BERT model with GELU, found {config.get('model_type')!r}")
    weights: Weights = {**load_file(folder / "model.safetensors"), **own}
    graph = _Graph(weights, epsilon=float(config["layer_norm_eps"]), heads=int(config["num_attention_heads"]))
    return graph, int(config["num_hidden_layers"]), int(config["hidden_size"])


def _model(
    name: str, graph: _Graph, inputs: Sequence[str], outputs: Mapping[str, Sequence[str | int]]
) -> onnx.ModelProto:
    return helper.make_model(
        helper.make_graph(
            graph.nodes,
            name,
            [helper.make_tensor_value_info(one, TensorProto.INT32, ["rows", "tokens"]) for one in inputs],
            [helper.make_tensor_value_info(one, TensorProto.FLOAT, list(shape)) for one, shape in outputs.items()],
            graph.initializers,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, 1)],
        ir_version=9,
    )


class _Graph:
    """Nodes and weights of the graph being made."""

    def __init__(self, weights: Weights, epsilon: float, heads: int) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []
        self._weights = weights
        self._epsilon = epsilon
        self._heads = heads

    def encoder(self, ids: str, mask: str, layers: int, segments: str | None = None) -> str:
        """Adds embeddings and layers; gives the name of the last hidden state. Without segments, all are segment 0."""
        hidden = self._embeddings(ids, mask, segments or self._one_segment(ids))
        for number in range(layers):
            hidden = self._layer(hidden, mask, f"encoder.layer.{number}.")
        return hidden

    def mean_pool(self, hidden: str, mask: str, output: str) -> None:
        """Adds the masked mean over tokens, scaled to length 1."""
        self._node("Cast", [mask], "mask_f", to=TensorProto.FLOAT)
        axis = self._constant("axis_tokens", np.array([2], dtype=np.int64))
        self._node("Unsqueeze", ["mask_f", axis], "mask_3d")
        self._node("Mul", [hidden, "mask_3d"], "kept")
        rows = self._constant("axis_1", np.array([1], dtype=np.int64))
        self._node("ReduceSum", ["kept", rows], "sum", keepdims=0)
        self._node("ReduceSum", ["mask_f", rows], "count", keepdims=1)
        self._node("Div", ["sum", "count"], "mean")
        self._node("LpNormalization", ["mean"], output, axis=-1, p=2)

    def name(self, inner: str, output: str) -> None:
        """Gives an inner value out under another name."""
        self._node("Identity", [inner], output)

    def pair_heads(self, hidden: str, claim_mask: str, support: str, words: str) -> None:
        """Adds the head over the claim (first mark, mean and maximum of its tokens) and the head over each token."""
        rows, last = (self._constant(f"axis{axis}", np.array([axis], dtype=np.int64)) for axis in (1, 2))
        self._node("Cast", [claim_mask], "claim_f", to=TensorProto.FLOAT)
        self._node("Unsqueeze", ["claim_f", last], "claim_3d")
        self._node("Mul", [hidden, "claim_3d"], "claim_kept")
        self._node("ReduceSum", ["claim_kept", rows], "claim_sum", keepdims=0)
        self._node("ReduceSum", ["claim_f", rows], "claim_count", keepdims=1)
        self._node("Div", ["claim_sum", "claim_count"], "claim_mean")
        one = self._constant("one", np.array(1, dtype=np.float32))
        far = self._constant("far", np.array(_FAR, dtype=np.float32))
        self._node("Sub", ["claim_3d", one], "claim_off")
        self._node("Mul", ["claim_off", far], "claim_far")
        self._node("Add", ["claim_kept", "claim_far"], "claim_or_far")
        self._node("ReduceMax", ["claim_or_far"], "claim_most", axes=[1], keepdims=0)
        zero = self._constant("zero", np.array(0, dtype=np.int64))
        self._node("Gather", [hidden, zero], "first", axis=1)
        self._node("Concat", ["first", "claim_mean", "claim_most"], "claim_pooled", axis=1)
        self._node("Add", [self._matmul("claim_pooled", "dense.weight"), self._weight("dense.bias")], "dense.sum")
        self._node("Gelu", ["dense.sum"], "dense.gelu", domain=_MICROSOFT)
        self._node("Add", [self._matmul("dense.gelu", "claim.weight"), self._weight("claim.bias")], "claim.sum")
        self._node("Squeeze", ["claim.sum", rows], support)
        self._node("Add", [self._matmul(hidden, "word.weight"), self._weight("word.bias")], "word.sum")
        self._node("Squeeze", ["word.sum", last], words)

    def _one_segment(self, ids: str) -> str:
        # A zero id per token, made from the ids' own shape.
        self._node("Shape", [ids], "shape")
        zero = helper.make_tensor("value", TensorProto.INT32, [1], [0])
        self._node("ConstantOfShape", ["shape"], "segments", value=zero)
        return "segments"

    def _embeddings(self, ids: str, mask: str, segments: str) -> str:
        inputs = [
            ids,
            segments,
            self._weight("embeddings.word_embeddings.weight"),
            self._weight("embeddings.position_embeddings.weight"),
            self._weight("embeddings.token_type_embeddings.weight"),
            self._weight("embeddings.LayerNorm.weight"),
            self._weight("embeddings.LayerNorm.bias"),
            mask,
        ]
        self.nodes.append(
            helper.make_node(
                "EmbedLayerNormalization", inputs, ["embedded", "lengths"], domain=_MICROSOFT, epsilon=self._epsilon
            )
        )
        return "embedded"

    def _layer(self, hidden: str, mask: str, name: str) -> str:
        attention = name + "attention."
        parts = ("query", "key", "value")
        joint = np.concatenate([self._weights[f"{attention}self.{part}.weight"].T for part in parts], axis=1)
        bias = np.concatenate([self._weights[f"{attention}self.{part}.bias"] for part in parts])
        self._node(
            "Attention",
            [hidden, self._constant(attention + "qkv", joint), self._constant(attention + "qkv.bias", bias), mask],
            attention + "out",
            domain=_MICROSOFT,
            num_heads=self._heads,
        )
        projected = self._matmul(attention + "out", attention + "output.dense.weight")
        normed = self._skip_norm(projected, hidden, attention + "output.dense.bias", attention + "output.LayerNorm.")
        wide = self._matmul(normed, name + "intermediate.dense.weight")
        self._node("BiasGelu", [wide, self._weight(name + "intermediate.dense.bias")], name + "gelu", domain=_MICROSOFT)
        narrow = self._matmul(name + "gelu", name + "output.dense.weight")
        return self._skip_norm(narrow, normed, name + "output.dense.bias", name + "output.LayerNorm.")

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
        if not any(tensor.name == name for tensor in self.initializers):
            self.initializers.append(numpy_helper.from_array(value, name))
        return name

    def _node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> None:
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
