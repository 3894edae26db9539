"""Graphs that are made here, ready to run on the processor by ONNX Runtime."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evalkit.threads import threads

if TYPE_CHECKING:
    import onnx

__all__ = ["session"]

_ERRORS_ONLY = 3


def session(graph: onnx.ModelProto) -> Any:
    """An inference session of a graph, with as many threads as this process gives a model."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = _ERRORS_ONLY
    options.intra_op_num_threads = threads()
    return onnxruntime.InferenceSession(graph.SerializeToString(), options, providers=["CPUExecutionProvider"])
