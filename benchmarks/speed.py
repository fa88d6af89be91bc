"""Speed beside peers, in one run: the same texts, the same cores; medians of five with their spread, ratios, versions. Peers are in the extra ``bench``.

python -m benchmarks.speed [--texts N] [--rounds 5]
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version
from itertools import count, islice
from pathlib import Path

import numpy as np
from training.linking.pairs import unrelated_reports

from benchmarks.cascade import page
from benchmarks.peer import trained
from benchmarks.varying import exchanged
from deconflict.cli import open_reader
from deconflict.extract.encoder import Encoder
from deconflict.link.postings import Postings
from deconflict.link.wording import _wording, marks_of, wording_of
from deconflict.model import Report
from deconflict.read.pages import read_page
from deconflict.read.relevance import Relevance
from deconflict.read.sentences import split_sentences
from deconflict.read.skim import skim
from deconflict.resources import path

SIDE = 768
_COPIES = 4


def main() -> None:
    """Measure everything that is installed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    told = ", ".join(
        f"{name} {version(name)}" for name in ("onnxruntime", "numpy", "trafilatura", "resiliparse", "spacy", "datasketch", "faiss-cpu")
    )
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}, {told}; medians of {given.rounds}, processor time unless said")  # fmt: skip
    reports = unrelated_reports()[0][: given.texts]
    for section in (products, reading, pages, copies, neighbours):
        _show(section(reports), given.rounds)


Row = tuple[str, Callable[[], object], float, str]
"""A name, the work, how many units it does, and the unit."""


def _show(rows: Iterator[Row], rounds: int) -> None:
    """Print a section; ratios are against its first row."""
    first = 0.0
    for name, work, units, unit in rows:
        rates = []
        for _ in range(rounds):
            _wording.cache_clear()  # what was worked out in the round before must not be found again
            began = time.process_time()
            work()
            rates.append(units / (time.process_time() - began))
        median = statistics.median(rates)
        first = first or median
        print(
            f"{name:44} {median:12,.1f} {unit:12} {median / first:8.3f} of the first   spread {min(rates):,.1f} to {max(rates):,.1f}",
            flush=True,
        )


def products(reports: Sequence[Report]) -> Iterator[Row]:
    """What the machine can multiply on one core: the limit of every encoder."""
    import onnxruntime as ort  # noqa: PLC0415
    from onnx import TensorProto, helper, numpy_helper  # noqa: PLC0415  comes with the extra

    chance = np.random.default_rng(1)
    giga = 2 * SIDE**3 / 1e9
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    for name, node, kinds, weights in (
        (
            "int8 product (u8 x s8)",
            "MatMulInteger",
            (TensorProto.UINT8, TensorProto.INT32),
            chance.integers(-99, 99, (SIDE, SIDE), dtype=np.int8),
        ),
        ("fp32 product", "MatMul", (TensorProto.FLOAT, TensorProto.FLOAT), chance.random((SIDE, SIDE), dtype=np.float32)),
    ):
        graph = helper.make_graph(
            [helper.make_node(node, ["a", "w"], ["c"])], "g", [helper.make_tensor_value_info("a", kinds[0], [SIDE, SIDE])],
            [helper.make_tensor_value_info("c", kinds[1], [SIDE, SIDE])], [numpy_helper.from_array(weights, "w")],
        )  # fmt: skip
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
        session = ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        given = {"a": np.ones((SIDE, SIDE), dtype=np.uint8 if node == "MatMulInteger" else np.float32)}
        yield name, lambda session=session, given=given: [session.run(None, given) for _ in range(20)], 20 * giga, "Gop/s"  # type: ignore[misc]


def reading(reports: Sequence[Report]) -> Iterator[Row]:
    """The whole reader against the bare encoder on the same texts, and against a spaCy pipeline that was trained on the same entity data."""
    # Sentences are remembered, so each round has an encoder and texts of its own.
    fresh = count(1)

    def texts() -> list[Report]:
        number = next(fresh)
        return [replace(report, text=exchanged(report.text, number)) for report in reports]

    def bare() -> None:
        encoder = Encoder(path("reader"))
        for report in texts():
            encoder.tag(report.passage(), split_sentences(report.passage()))

    def whole() -> None:
        reader = open_reader(None)
        for report in texts():
            reader.read(report)

    yield "the bare encoder, opened anew", bare, len(reports), "reports/s"
    yield "the whole reader, opened anew", whole, len(reports), "reports/s"
    peer = trained(Path(tempfile.gettempdir()) / "deconflict-peer")
    yield "spaCy, entities only, opened beforehand", lambda: list(peer.pipe(report.text for report in texts())), len(reports), "reports/s"


def pages(reports: Sequence[Report]) -> Iterator[Row]:
    """HTML: trafilatura alone, our reading, and the first look that spares it."""
    from trafilatura import bare_extraction  # noqa: PLC0415

    held, relevance = [page(report) for report in reports], Relevance.shipped()
    yield (
        "trafilatura alone, with metadata",
        lambda: [bare_extraction(each.content, with_metadata=True) for each in held],
        len(held),
        "pages/s",
    )
    yield (
        "pages as reports",
        lambda: [read_page(each.content.decode(), each.name, each.origin, each.origin) for each in held],
        len(held),
        "pages/s",
    )
    yield "the first look", lambda: [skim(each, relevance) for each in held], len(held), "pages/s"
    yield "relevance of a text", lambda: [relevance.score(report) for report in reports], len(held), "texts/s"


def copies(reports: Sequence[Report]) -> Iterator[Row]:
    """Candidates of lineage: MinHash of datasketch against our sample of word pairs, on texts and their near-copies (3 % of words dropped)."""
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415

    chance = np.random.default_rng(2)
    texts = [exchanged(report.text, number) for number in range(_COPIES) for report in reports]
    near = [" ".join(word for word in text.split() if chance.random() > 0.03) for text in texts]
    told: dict[str, int] = {}

    def minhash() -> None:
        index, found = MinHashLSH(threshold=0.5, num_perm=128), 0
        for at, text in enumerate((*texts, *near)):
            words, sketch = text.lower().split(), MinHash(num_perm=128)
            sketch.update_batch([" ".join(words[k : k + 3]).encode() for k in range(len(words) - 2)])
            found += at >= len(texts) and at - len(texts) in index.query(sketch)
            index.insert(at, sketch)
        told["datasketch"] = found

    def marks() -> None:
        index, found = Postings(), 0
        for at, text in enumerate((*texts, *near)):
            mine = marks_of(wording_of(Report(str(at), text)))
            hits: dict[int, int] = {}
            for _, holders in index.holders(mine, 40):
                for holder in holders:
                    hits[holder] = hits.get(holder, 0) + 1
            best = sorted(hits, key=lambda other: -hits[other])[:20]
            found += at >= len(texts) and at - len(texts) in best
            index.add(mine, at)
        told["marks"] = found

    yield "datasketch MinHash LSH, 128 permutations", minhash, 2 * len(texts), "texts/s"
    yield "our marks and postings", marks, 2 * len(texts), "texts/s"
    print(f"  near-copies found of {len(texts)}: datasketch {told['datasketch']}, marks {told['marks']}")


def neighbours(reports: Sequence[Report]) -> Iterator[Row]:
    """Candidates of linking by keys against an all-pairs search over sentence vectors of the same number (384 numbers each)."""
    import faiss  # noqa: PLC0415

    faiss.omp_set_num_threads(1)
    number = 20_000
    chance = np.random.default_rng(3)
    vectors = chance.standard_normal((number, 384), dtype=np.float32)
    index = faiss.IndexFlatIP(384)
    index.add(vectors)
    yield f"faiss, each against all of {number:,}", lambda: index.search(vectors[:500], 30), 500, "mentions/s"
    postings = Postings()
    keys = chance.integers(0, number * 4, (number, 40))
    for at in range(number):
        postings.add(keys[at].tolist(), at)
    yield (
        f"our keys, among {number:,}",
        lambda: [list(islice(postings.holders(keys[at].tolist(), 40), 100)) for at in range(500)],
        500,
        "mentions/s",
    )


if __name__ == "__main__":
    main()
