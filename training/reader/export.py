"""Weights -> a model folder that the program reads: fused and quantised ONNX, tokenizer, a description of the heads.

    python -m training.reader.export --weights FILE --encoder FOLDER --out FOLDER

Weights are signed 8-bit integers, one scale a channel (unsigned ones are 2.5 times slower, one scale a tensor is too rough).
The heads stay in 32-bit floats: they are small, and their scores are compared with thresholds.
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
from onnxruntime.transformers.optimizer import optimize_model
from training.reader.labels import ANSWERS, DECISIONS, LAYERS, LINK_SIZE, LINKS, TOLLS
from training.reader.model import ReaderNetwork
from training.reader.train import SIZE

HEADS = ("tags", "ends", "answers", "tolls")


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options and export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    # Attention written out is what the optimiser knows how to fuse.
    network = ReaderNetwork(options.encoder, attention="eager")
    network.load_state_dict(torch.load(options.weights, map_location="cpu")["network"], strict=False)
    export(network.eval(), options.encoder, options.out)


def export(network: ReaderNetwork, encoder: Path, out: Path) -> None:
    """Write the model folder, and beside it the unquantised graph for checks of parity (``model.fp32.onnx``, not shipped)."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        plain, fused = Path(folder) / "plain.onnx", out / "model.fp32.onnx"
        write_graph(network, plain)
        fuse(network, plain, fused)
        heads = [node.name for node in onnx.load(fused).graph.node if node.op_type == "MatMul" and is_head(node, network)]
        quantize_dynamic(
            fused, out / "model.onnx", per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul", "Attention", "Gather", "EmbedLayerNormalization"],
            nodes_to_exclude=heads, extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )  # fmt: skip
    shutil.copy(encoder / "tokenizer.json", out / "tokenizer.json")
    (out / "reader.json").write_text(json.dumps(description(), indent=1) + "\n", encoding="utf-8")


def write_graph(network: ReaderNetwork, path: Path) -> None:
    """The network as a plain ONNX graph with free batch and length."""
    ids, mask = torch.ones(2, 16, dtype=torch.long), torch.ones(2, 16, dtype=torch.long)
    axes = {0: "batch", 1: "tokens"}
    torch.onnx.export(
        network, (ids, mask), str(path), input_names=["ids", "mask"], output_names=list(HEADS), opset_version=17, dynamo=False,
        dynamic_axes={"ids": axes, "mask": axes, "tags": axes, "ends": axes, "answers": {0: "batch"}, "tolls": {0: "batch"}},
    )  # fmt: skip


def fuse(network: ReaderNetwork, plain: Path, fused: Path) -> None:
    """Attention, layer norms and GELU as one operation each; sums and biases stay beside them, which is faster."""
    config = network.encoder.config
    options = FusionOptions("bert")
    options.enable_embed_layer_norm = options.enable_skip_layer_norm = options.enable_bias_gelu = False
    model = optimize_model(
        str(plain), "bert", num_heads=config.num_attention_heads, hidden_size=config.hidden_size, optimization_options=options
    )
    print({name: number for name, number in model.get_fused_operator_statistics().items() if number})
    model.save_model_to_file(str(fused))


def is_head(node: onnx.NodeProto, network: ReaderNetwork) -> bool:
    """Whether a product belongs to a head."""
    return any(f"/{name}/" in node.name for name in HEADS)


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
