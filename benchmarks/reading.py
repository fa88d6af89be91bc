"""How fast reports are read, beside the bare encoder on the same windows in the same run.

    python -m benchmarks.reading [--reports FILE] [--number N] [--jobs N]

Prints reports a second of the processor's time on one thread: of the whole reader, of the bare encoder, of the same at the width that MiniLM-L6 was published with
(where onnx is installed, from the extra ``bench``); what of the encoder is the network; and reports a second by the clock of several processes.
"""

from __future__ import annotations

import argparse
import statistics
import time
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.published import published
from deconflict.cli import open_reader
from deconflict.engine.machine import Machine, processors
from deconflict.engine.stages import read_all
from deconflict.extract.encoder import Encoder, Outputs
from deconflict.model import Part, Report
from deconflict.read.inputs import read_inputs
from deconflict.read.sentences import split_sentences
from deconflict.resources import path

ROOT = Path(__file__).parent.parent
NEWS = ROOT.parent / "shared" / "data" / "incidents" / "reports.jsonl"
ROUNDS = 3


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    options = parser_of(__doc__, 200).parse_args(arguments)
    reports = reports_of(options.reports, options.number)
    with published() as folder:
        taken = zip(*(one_round(reports, folder) for _ in range(ROUNDS)), strict=True)
    whole, bare, network, wide = (statistics.median(seconds) for seconds in taken)
    print(f"{len(reports)} reports, medians of {ROUNDS} rounds")
    print(f"bare encoder, 1 thread      {len(reports) / bare:6.1f} reports/s")
    print(f"whole reader, 1 process     {len(reports) / whole:6.1f} reports/s, {100 * bare / whole:.0f} % of the bare encoder")
    print(f"of the encoder, the network {100 * network / bare:6.0f} %, the rest cuts windows and tokens")
    if wide:
        print(f"encoder as wide as published{len(reports) / wide:6.1f} reports/s; the whole reader is at {100 * wide / whole:.0f} % of it")
    jobs = options.jobs or processors()
    began = time.perf_counter()
    for _ in read_all(Machine(jobs), partial(open_reader, None), reports):
        pass
    print(f"whole reader, {jobs} processes   {len(reports) / (time.perf_counter() - began):6.1f} reports/s, with starting them")


def parser_of(about: str | None, number: int) -> argparse.ArgumentParser:
    """The options of a benchmark on the first so many reports of a file."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=Path, default=NEWS if NEWS.exists() else ROOT / "examples")
    parser.add_argument("--number", type=int, default=number)
    parser.add_argument("--jobs", type=int, default=0)
    return parser


def reports_of(place: Path, number: int) -> list[Report]:
    """The first reports of a file or folder."""
    return list(islice((item for item in read_inputs([str(place)], None, None) if isinstance(item, Report)), number))


class Timed(Encoder):
    """An encoder that tells what its network alone took."""

    network = 0.0
    """Seconds of the processor."""

    def _run(self, window: NDArray[np.int64]) -> Outputs:
        """One pass of the network."""
        began = time.process_time()
        outputs = super()._run(window)
        self.network += time.process_time() - began
        return outputs


def one_round(reports: list[Report], folder: Path | None) -> tuple[float, float, float, float]:
    """Seconds of the processor for the whole reader, the encoder alone on the same windows, its network, and the encoder of a folder, if any; they take turns."""
    reader, encoder, whole, bare, wide = open_reader(None), Timed(path("reader")), 0.0, 0.0, 0.0
    other = Encoder(folder) if folder else None
    for report in reports:
        began = time.process_time()
        reader.read(report)
        whole += time.process_time() - began
        bare += encoding(encoder, report)
        wide += encoding(other, report) if other else 0.0
    return whole, bare, encoder.network, wide


def encoding(encoder: Encoder, report: Report) -> float:
    """Seconds of the processor for the encoder alone on one report, title and text, whose sentences are split beforehand."""
    passages = [report.passage(part) for part in (Part.TITLE, Part.TEXT) if report.passage(part).text]
    cut = [(passage, split_sentences(passage)) for passage in passages]
    began = time.process_time()
    for passage, sentences in cut:
        encoder.tag(passage, sentences)
    return time.process_time() - began


if __name__ == "__main__":
    main()
