"""Graphs that are made here, run on the processor by ONNX Runtime: batches beside each other, each on one thread.

So a batch's arithmetic is the same whatever the number of threads, and no thread waits for another inside a matrix product.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from evalkit.threads import cores, threads

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from .bert import Graph

__all__ = ["Session"]

_ERRORS_ONLY = 3

Fed = Mapping[str, "npt.NDArray[np.generic]"]


class Session:
    """A graph, loaded."""

    def __init__(self, graph: Graph) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = _ERRORS_ONLY
        options.intra_op_num_threads = 1
        names = list(graph.weights)
        self._values = [onnxruntime.OrtValue.ortvalue_from_numpy(graph.weights[name]) for name in names]
        options.add_external_initializers(names, self._values)
        self._session = onnxruntime.InferenceSession(
            graph.model.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )
        count = threads() or cores()
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="model") if count > 1 else None

    def run(self, outputs: Sequence[str], batches: Sequence[Fed]) -> Iterator[list[Any]]:
        """Yields the named outputs of each batch, in order."""

        def one(batch: Fed) -> list[Any]:
            return list(self._session.run(list(outputs), dict(batch)))

        return map(one, batches) if self._pool is None else self._pool.map(one, batches)
