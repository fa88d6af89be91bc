"""The reader's network in other graphs, runtimes and precisions, beside what the machine can multiply, on one core in one run.

    python -m benchmarks.runtimes [--fp32 FILE] [--graph NAME=FILE] [--texts 30] [--rounds 9]

``--fp32`` is the unquantised graph that an export leaves beside the model. It is what others are compared with; where OpenVINO and NNCF are
installed it is read by OpenVINO too, in 32 bits and in 8, quantised on our own reports. ``--graph`` adds any other ONNX graph with the same inputs.

Contestants take turns every two windows: the speed of a shared machine changes by the second, and so all see the same moments. Told are the median
of all rounds with its spread, the best that each turn ever was, how much of the machine's 8-bit limit that best is, and how many of the tokens that
carry a tag get another than in 32 bits.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from training.own.markup import read_all

from benchmarks.published import operations, published
from benchmarks.reading import NEWS, ROOT
from benchmarks.speed import Row, products
from deconflict.extract.encoder import Encoder, Heads, Outputs, open_graph
from deconflict.model import Part, Passage, Report
from deconflict.read.inputs import read_inputs
from deconflict.read.sentences import split_sentences
from deconflict.resources import path

Ids = NDArray[np.int64]
Run = Callable[[Ids], NDArray[np.float32]]
"""Ids of one window -> the tags' scores, (tokens, columns)."""

TURN = 2
_WHOLE = "onnxruntime, 32 bits"


class Recorder(Encoder):
    """Keeps the windows that the program would read."""

    def __init__(self) -> None:
        super().__init__(path("reader"))
        self.windows: list[Ids] = []

    def _run(self, window: Ids) -> Outputs:
        self.windows.append(window)
        return super()._run(window)


def main() -> None:
    """Measure what is there, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fp32", type=Path)
    parser.add_argument("--graph", action="append", default=[], metavar="NAME=FILE")
    parser.add_argument("--texts", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args()
    news = read_inputs([str(NEWS if NEWS.exists() else ROOT / "examples")], None, None)
    windows = cut_windows(item.passage() for item in islice((item for item in news if isinstance(item, Report)), given.texts))
    files = {"onnxruntime, the model that ships": path("reader") / "model.onnx"}
    files |= {f"onnxruntime, {name}": Path(file) for name, _, file in (each.partition("=") for each in given.graph)}
    if given.fp32:
        files[_WHOLE] = given.fp32
    with published() as place:
        if place is not None:
            files["onnxruntime, as wide as published"] = place / "model.onnx"
        runs, asked = {name: of_onnx(file) for name, file in files.items()}, {name: operations(file) for name, file in files.items()}
    if given.fp32:
        others = of_openvino(given.fp32)
        runs, asked = runs | others, asked | dict.fromkeys(others, asked[_WHOLE])
    told = ", ".join(f"{name} {installed(name)}" for name in ("onnxruntime", "openvino", "nncf", "numpy"))
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {told}")
    print(f"{len(windows)} windows, {sum(map(len, windows))} tokens, {given.rounds} rounds, one thread, processor time")
    limits = list(products(()))
    show(measured(limits, runs, windows, given.rounds), {name: each for name, _, each, _ in limits}, windows, asked, changed(runs, windows))


def cut_windows(passages: Iterator[Passage]) -> list[Ids]:
    """The windows of some texts, as the program cuts them."""
    recorder = Recorder()
    for passage in passages:
        recorder.tag(passage, split_sentences(passage))
    return recorder.windows


def of_onnx(file: Path) -> Run:
    """A graph in onnxruntime, opened as the program does."""
    session = open_graph(file)
    return lambda window: np.asarray(session.run(["tags"], {"ids": window[None]})[0][0])


def of_openvino(file: Path) -> dict[str, Run]:
    """A graph in OpenVINO, in 32 bits and quantised to 8 with fixed scales; nothing where it is not installed."""
    try:
        import nncf  # noqa: PLC0415
        import openvino  # noqa: PLC0415
    except ModuleNotFoundError:
        return {}
    core = openvino.Core()
    ours = cut_windows(Passage(report.id, Part.TEXT, report.text) for report in islice(read_all(), 0, None, 5))
    data = nncf.Dataset([{"ids": window[None]} for window in ours])
    whole = core.read_model(str(file))
    with redirect_stdout(sys.stderr):  # where progress belongs
        small = nncf.quantize(
            whole, data, preset=nncf.QuantizationPreset.MIXED, model_type=nncf.ModelType.TRANSFORMER, subset_size=len(ours)
        )
    with tempfile.TemporaryDirectory() as folder:
        openvino.save_model(small, f"{folder}/small.xml", compress_to_fp16=False)
        small = core.read_model(f"{folder}/small.xml")
    settings = {"INFERENCE_NUM_THREADS": 1, "PERFORMANCE_HINT": "LATENCY"}
    asked = {
        name: core.compile_model(model, "CPU", settings).create_infer_request()
        for name, model in (("OpenVINO, 32 bits", whole), ("OpenVINO, 8 bits by NNCF", small))
    }
    return {
        name: lambda window, request=request: np.asarray(request.infer({"ids": window[None]})["tags"][0]) for name, request in asked.items()
    }  # type: ignore[misc]


def measured(limits: Sequence[Row], runs: Mapping[str, Run], windows: Sequence[Ids], rounds: int) -> dict[str, NDArray[np.float64]]:
    """Seconds of each contestant for each round and turn, (rounds, turns); the machine's products among them, once a turn."""
    turns = [windows[at : at + TURN] for at in range(0, len(windows), TURN)]
    works: dict[str, Callable[[Sequence[Ids]], object]] = {name: lambda _, work=work: work() for name, work, _, _ in limits}  # type: ignore[misc]
    works |= {name: lambda turn, run=run: [run(window) for window in turn] for name, run in runs.items()}  # type: ignore[misc]
    taken = {name: np.zeros((rounds + 1, len(turns))) for name in works}
    for at in range(rounds + 1):
        for turn, some in enumerate(turns):
            for name, work in works.items():
                began = time.process_time()
                work(some)
                taken[name][at, turn] = time.process_time() - began
    return {name: seconds[1:] for name, seconds in taken.items()}  # the first round only warms up


def changed(runs: Mapping[str, Run], windows: Sequence[Ids]) -> dict[str, float]:
    """How many percent of the tokens' tags differ from those of 32 bits, among those where either is more than "outside"."""
    if _WHOLE not in runs:
        return {}
    layers = Heads.read(path("reader") / "reader.json").layers
    likeliest = {
        name: np.concatenate(
            [np.stack([scores[1:-1, layer.columns].argmax(1) for layer in layers]) for scores in map(run, windows)], axis=1
        )
        for name, run in runs.items()
    }
    right = likeliest[_WHOLE]
    return {name: 100 * float((tags != right).sum() / ((tags > 0) | (right > 0)).sum()) for name, tags in likeliest.items()}


def show(
    taken: Mapping[str, NDArray[np.float64]],
    units: Mapping[str, float],
    windows: Sequence[Ids],
    asked: Mapping[str, int],
    differ: Mapping[str, float],
) -> None:
    """One line a contestant; ``units`` are the products' work a turn, and the first of them, in 8 bits, is the limit of the operations ``asked`` for a token."""
    tokens, limit = sum(map(len, windows)), 0.0
    print("| | median | spread | best | of the 8-bit limit | other tags than in 32 bits |\n| --- | --- | --- | --- | --- | --- |")
    for name, seconds in taken.items():
        work = units[name] * seconds.shape[1] if name in units else tokens
        rounds, best = work / seconds.sum(axis=1), work / seconds.min(axis=0).sum()
        limit = limit or best * 1e9
        share = "" if name in units else f"{100 * best * asked[name] / limit:.0f} %"
        other = f"{differ[name]:.1f} %" if name in differ else ""
        unit = "Gop/s" if name in units else "tokens/s"
        print(
            f"| {name} | {statistics.median(rounds):,.0f} {unit} | {rounds.min():,.0f} to {rounds.max():,.0f} | {best:,.0f} | {share} | {other} |"
        )


def installed(package: str) -> str:
    """Its version, or that it is not there."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


if __name__ == "__main__":
    main()
