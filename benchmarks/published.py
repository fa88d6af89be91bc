"""The encoder at the width that MiniLM-L6 was published with, for its speed alone: the graph that ships, its layers widened by repeating their weights.

The network that ships is cut (docs/reader.md), so a share of its own speed says little of what the program asks of a machine; this one does not shrink with it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from deconflict.extract.encoder import FILES
from deconflict.resources import path

WIDTH, HEADS, NEURONS = 384, 12, 1536
_PARTS = {
    "/attention/self/": (WIDTH, WIDTH), "/attention/output/dense/": (WIDTH, WIDTH),
    "/intermediate/dense/": (WIDTH, NEURONS), "/output/dense/": (NEURONS, WIDTH),
}  # fmt: skip
"""Inputs and outputs of a layer's products, by what their names hold; the first that fits."""


@contextmanager
def published() -> Iterator[Path | None]:
    """A model folder like the one that ships, as wide as it was published; None without onnx, which comes with the extra ``bench``."""
    try:
        import onnx  # noqa: PLC0415
    except ModuleNotFoundError:
        yield None
        return
    shipped = path("reader")
    with tempfile.TemporaryDirectory() as place:
        for name in FILES:
            shutil.copy(shipped / name, place)
        model = onnx.load(shipped / "model.onnx")
        widen(model)
        onnx.save(model, f"{place}/model.onnx")
        yield Path(place)


def widen(model: Any) -> None:
    """Give every layer of a graph its published width."""
    from onnx import numpy_helper  # noqa: PLC0415

    del model.graph.value_info[:]  # what it says of the narrow layers' shapes
    shapes: dict[str, tuple[int, int]] = {}
    for node in model.graph.node:
        if (shape := _shape(node.name)) is not None:
            shapes |= dict.fromkeys(node.input, shape)
        if node.op_type == "MultiHeadAttention":
            next(item for item in node.attribute if item.name == "num_heads").i = HEADS
    for tensor in model.graph.initializer:
        if tensor.name in shapes:
            # A bias and the scales of weights have the outputs alone.
            wide = np.resize(numpy_helper.to_array(tensor), shapes[tensor.name][2 - len(tensor.dims) :])
            tensor.CopyFrom(numpy_helper.from_array(wide, tensor.name))


def operations(file: Path) -> int:
    """Multiplications and sums a token in the products of a graph's layers with their weights; attention and heads come on top."""
    import onnx  # noqa: PLC0415

    graph = onnx.load(file).graph
    sizes = {tensor.name: np.prod(tensor.dims) for tensor in graph.initializer if len(tensor.dims) == 2}
    products = [node for node in graph.node if node.op_type.startswith("MatMul") and _shape(node.name)]
    return int(sum(2 * sizes[name] for node in products for name in node.input if name in sizes))


def _shape(name: str) -> tuple[int, int] | None:
    """The published shape of the product that a node is a part of."""
    return next((shape for part, shape in _PARTS.items() if part in name), None)
