"""Weights -> a model folder that the program reads: fused and quantised ONNX, tokenizer, a description of the heads.

    python -m training.reader.export --weights FILE --encoder FOLDER --out FOLDER

Weights are signed 8-bit integers, one scale a channel (unsigned ones are 2.5 times slower, one scale a tensor is too rough).
Those of tags and links too; what judges the whole window stays in 32-bit floats, being next to nothing.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.onnx_model import OnnxModel
from onnxruntime.transformers.optimizer import optimize_model
from torch import Tensor, nn
from training.reader.labels import ANSWERS, DECISIONS, LAYERS, LINK_SIZE, LINKS, TOLLS
from training.reader.model import ReaderNetwork
from training.reader.train import SIZE

HEADS = ("tags", "ends", "answers", "tolls")


class PlainEmbeddings(nn.Module):
    """Words and places added; the one kind of sentence that there is lies in the places, so nothing is looked up twice."""

    def __init__(self, embeddings: nn.Module, size: int) -> None:
        super().__init__()
        self.words, self.norm = embeddings.word_embeddings, embeddings.LayerNorm
        self.register_buffer("places", embeddings.position_embeddings.weight[:size] + embeddings.token_type_embeddings.weight[0])

    def forward(self, input_ids: Tensor, **_: object) -> Tensor:
        """(windows, tokens) -> (windows, tokens, width)."""
        return self.norm(self.words(input_ids) + self.places[: input_ids.shape[1]])


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options and export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    # Attention written out is what the optimiser knows how to fuse.
    network = ReaderNetwork.saved(options.weights, options.encoder, attention="eager")
    export(network.eval(), options.encoder, options.out)


def export(network: ReaderNetwork, encoder: Path, out: Path) -> None:
    """Write the model folder, and beside it the unquantised graph for checks of parity (``model.fp32.onnx``, not shipped)."""
    out.mkdir(parents=True, exist_ok=True)
    network.encoder.embeddings = PlainEmbeddings(network.encoder.embeddings, SIZE)
    with tempfile.TemporaryDirectory() as folder:
        plain, fused = Path(folder) / "plain.onnx", out / "model.fp32.onnx"
        write_graph(network, plain)
        fuse(network, plain, fused)
        whole = [node.name for node in onnx.load(fused).graph.node if node.op_type == "Gemm" or "/looks/" in node.name]
        quantize_dynamic(
            fused, out / "model.onnx", per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul", "Attention", "Gather", "EmbedLayerNormalization"],
            nodes_to_exclude=whole, extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )  # fmt: skip
    drop_zero_points(out / "model.onnx")
    shutil.copy(encoder / "tokenizer.json", out / "tokenizer.json")
    (out / "reader.json").write_text(json.dumps(description(), indent=1) + "\n", encoding="utf-8")


def write_graph(network: ReaderNetwork, path: Path) -> None:
    """The network as a plain ONNX graph for windows of one length, so without a mask: attention is faster without one."""
    axes = {0: "batch", 1: "tokens"}
    torch.onnx.export(
        network, (torch.ones(2, 16, dtype=torch.long),), str(path), input_names=["ids"], output_names=list(HEADS), opset_version=17, dynamo=False,
        dynamic_axes={"ids": axes, "tags": axes, "ends": axes, "answers": {0: "batch"}, "tolls": {0: "batch"}},
    )  # fmt: skip


def fuse(network: ReaderNetwork, plain: Path, fused: Path) -> None:
    """Attention, layer norms and GELU as one operation each; sums and biases stay beside them, which is faster."""
    config = network.encoder.config
    options = FusionOptions("bert")
    options.enable_attention = options.enable_embed_layer_norm = options.enable_skip_layer_norm = options.enable_bias_gelu = False
    model = optimize_model(
        str(plain), "bert", num_heads=config.num_attention_heads, hidden_size=config.hidden_size, optimization_options=options
    )
    fuse_attention(model, network.head_size)
    print({name: number for name, number in model.get_fused_operator_statistics().items() if number})
    model.save_model_to_file(str(fused))


def fuse_attention(model: OnnxModel, head_size: int) -> None:
    """Softmax between two products as one operation that takes query, key and value apart; the optimiser's own needs a mask and is slower.

    Layers may differ in their heads: how many there are is told by the width of the query.
    """
    for softmax in model.get_nodes_by_op_type("Softmax"):
        query = model.match_parent_path(softmax, ["Mul", "MatMul", "Transpose", "Reshape"], [0, 0, 0, 0])
        if query is None:
            continue
        product = model.find_first_child_by_type(softmax, "MatMul")
        key = model.match_parent_path(query[1], ["Transpose", "Reshape"], [1, 0])
        value = model.match_parent_path(product, ["Transpose", "Reshape"], [1, 0])
        joined = model.find_first_child_by_type(model.find_first_child_by_type(product, "Transpose"), "Reshape")
        inputs = [path[-1].input[0] for path in (query, key, value)]
        biases = [model.get_initializer(name) for name in model.get_parent(query[-1], 0).input]
        heads = next(bias.dims[0] for bias in biases if bias is not None) // head_size
        model.remove_node(joined)
        model.add_node(onnx.helper.make_node("MultiHeadAttention", inputs, list(joined.output), domain="com.microsoft", num_heads=heads))
    model.prune_graph()
    model.topological_sort()


def drop_zero_points(file: Path) -> None:
    """Leave out the zero points of weights: they are zeros, since scales are symmetric, and cost a hundredth of the time."""
    model = onnx.load(file)
    held = {item.name: item for item in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == "MatMulInteger" and not onnx.numpy_helper.to_array(held[node.input[3]]).any():
            del node.input[3]
    used = {name for node in model.graph.node for name in node.input}
    for name in held.keys() - used:
        model.graph.initializer.remove(held[name])
    onnx.save(model, file)


def description() -> dict[str, object]:
    """What the program has to know of the heads."""
    return {
        "window": SIZE,
        "layers": [{"name": layer.name, "labels": list(layer.labels), "spans": layer.spans} for layer in LAYERS],
        "links": list(LINKS),
        "link_size": LINK_SIZE,
        "answers": list(ANSWERS),
        "tolls": TOLLS,
        "decisions": DECISIONS,
    }


if __name__ == "__main__":
    main()
