"""The encoder: one pass of a small transformer over a passage gives every token's scores for all layers of tags.

A model is a folder with ``model.onnx``, ``tokenizer.json`` and ``reader.json`` (what the heads mean); ``training/reader`` makes one.
A passage is read in windows of whole sentences; a window seen before is not computed again.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from deconflict.errors import UnusableModel
from deconflict.model import Passage, Span

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Floats = NDArray[np.float32]
Outputs = tuple[Floats, Floats, Floats, Floats]
FILES = ("model.onnx", "tokenizer.json", "reader.json")
_REMEMBERED = 64
# Fused, these two run three times slower than their parts (measured with onnxruntime 1.31).
_UNFUSED = ["SkipLayerNormFusion", "BiasGeluFusion"]


@dataclass(frozen=True, slots=True)
class Layer:
    """One tag a token: begin/inside/outside of labelled spans, or (``spans`` false) one of the labels."""

    name: str
    labels: tuple[str, ...]
    spans: bool
    first: int

    @property
    def columns(self) -> slice:
        """Where its scores stand."""
        return slice(self.first, self.first + (1 + 2 * len(self.labels) if self.spans else len(self.labels)))


@dataclass(frozen=True)
class Heads:
    """What a model's outputs mean."""

    window: int
    layers: tuple[Layer, ...]
    links: tuple[str, ...]
    link_size: int
    answers: tuple[str, ...]
    tolls: Mapping[str, int]
    decisions: Mapping[str, float]

    @classmethod
    def read(cls, path: Path) -> Heads:
        """From ``reader.json``."""
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        layers, at = [], 0
        for item in told["layers"]:
            layers.append(Layer(item["name"], tuple(item["labels"]), item["spans"], at))
            at = layers[-1].columns.stop
        return cls(
            told["window"], tuple(layers), tuple(told["links"]), told["link_size"], tuple(told["answers"]), told["tolls"], told["decisions"]
        )

    def layer(self, name: str) -> Layer:
        """The layer of this name."""
        return self._named[name]

    @cached_property
    def _named(self) -> Mapping[str, Layer]:
        """The layers by name."""
        return {layer.name: layer for layer in self.layers}


@dataclass(frozen=True)
class Window:
    """A stretch of a passage's tokens, from ``first`` to ``last`` (exclusive), with what the network says of it.

    ``tags`` is (tokens, columns of all layers), ``ends`` (tokens + 1, 2 x links x link_size) with the row of "nothing" first, ``answers`` (answers,),
    ``tolls`` (classes of all tolls,).
    """

    first: int
    last: int
    tags: Floats
    ends: Floats
    answers: Floats
    tolls: Floats


@dataclass(frozen=True)
class Tagging:
    """What the network says of a passage; ``starts`` and ``ends`` are the tokens' offsets."""

    passage: Passage
    heads: Heads
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    windows: tuple[Window, ...]

    def offsets(self, first: int, last: int) -> tuple[int, int]:
        """Where the tokens from ``first`` to ``last`` (exclusive) begin and end in the text."""
        starts, ends = self._edges
        return starts[first], ends[last - 1]

    def tokens_in(self, span: Span) -> slice:
        """The tokens that share a code point with a span."""
        starts, ends = self._edges
        return slice(bisect_right(ends, span.start), bisect_left(starts, span.end))

    @cached_property
    def _edges(self) -> tuple[list[int], list[int]]:
        """Starts and ends as lists, which are quicker to search than arrays."""
        return self.starts.tolist(), self.ends.tolist()

    @cached_property
    def tags(self) -> Floats:
        """The scores of all tokens, (tokens, columns)."""
        width = self.heads.layers[-1].columns.stop if self.heads.layers else 0
        return np.concatenate([window.tags for window in self.windows]) if self.windows else np.zeros((0, width), dtype=np.float32)

    def scores(self, layer: str) -> Floats:
        """The log probabilities of one layer, (tokens, tags): those of a token add up to one."""
        if layer not in self._scores:
            across = self._across[self.heads.layer(layer).columns]
            across = across - across.max(axis=0)
            across -= np.log(np.exp(across).sum(axis=0))
            self._scores[layer] = across.T
        return self._scores[layer]

    @cached_property
    def _across(self) -> Floats:
        """The scores with a row a tag: long rows are added up quickest."""
        return np.ascontiguousarray(self.tags.T)

    @cached_property
    def _scores(self) -> dict[str, Floats]:
        """The layers asked for so far: several finders ask for the same ones."""
        return {}

    def answer(self, name: str) -> float:
        """The probability that a statement about the text holds: the highest of its windows."""
        at = self.heads.answers.index(name)
        return float(max((1 / (1 + np.exp(-window.answers[at])) for window in self.windows), default=0.0))

    def toll(self, name: str) -> Floats:
        """How probable each number of people is as the main happening's toll, judged by the text's beginning; the last number stands for all from it on."""
        sizes = list(self.heads.tolls.items())
        first = sum(size for _, size in sizes[: [other for other, _ in sizes].index(name)])
        size = self.heads.tolls[name]
        if not self.windows:
            return np.full(size, 1 / size, dtype=np.float32)
        scores = self.windows[0].tolls[first : first + size]
        chances = np.exp(scores - scores.max())
        return np.asarray(chances / chances.sum(), dtype=np.float32)


def check_model(folder: Path) -> None:
    """Raise UnusableModel unless a folder holds the files of a model."""
    if missing := [name for name in FILES if not (folder / name).is_file()]:
        raise UnusableModel(f"{folder} is no model folder: it lacks {', '.join(missing)}")


def open_graph(file: Path, threads: int = 1) -> InferenceSession:
    """A graph, ready to run on so many threads."""
    from onnxruntime import InferenceSession, SessionOptions  # noqa: PLC0415  slow to import, and most commands do without

    options = SessionOptions()
    options.intra_op_num_threads = threads
    return InferenceSession(str(file), options, providers=["CPUExecutionProvider"], disabled_optimizers=_UNFUSED)


class Encoder:
    """A model that was loaded; remembers the windows that it read last."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        from tokenizers import Tokenizer  # noqa: PLC0415  slow to import

        check_model(folder)
        try:
            self.heads = Heads.read(folder / "reader.json")
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = open_graph(folder / "model.onnx", threads)
        except Exception as problem:  # both libraries raise bare exceptions of their own
            raise UnusableModel(f"{folder}: the model cannot be read: {problem}") from problem
        if (asks := [item.name for item in self._session.get_inputs()]) != ["ids"]:
            raise UnusableModel(f"{folder}: the model asks for {', '.join(asks)}, not for ids alone; export it again with this version")
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._opens, self._closes = (self._tokenizer.token_to_id(mark) for mark in ("[CLS]", "[SEP]"))
        self._seen: OrderedDict[bytes, Outputs] = OrderedDict()

    def tag(self, passage: Passage, sentences: Sequence[Span]) -> Tagging:
        """Read one passage, cut between its sentences."""
        encoding = self._tokenizer.encode(passage.text, add_special_tokens=False)
        offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
        ids = np.array(encoding.ids, dtype=np.int64)
        cuts = cut(offsets, [sentence.end for sentence in sentences], self.heads.window - 2)
        read = self._read([np.concatenate([[self._opens], ids[first:last], [self._closes]]) for first, last in cuts])
        windows = tuple(Window(*where, *outputs) for where, outputs in zip(cuts, read, strict=True))
        return Tagging(passage, self.heads, offsets[:, 0], offsets[:, 1], windows)

    def _read(self, windows: Sequence[NDArray[np.int64]]) -> list[Outputs]:
        """The outputs for windows of ids, in order."""
        read = []
        for window in windows:
            key = window.tobytes()
            if key not in self._seen:
                self._seen[key] = self._run(window)
            self._seen.move_to_end(key)
            read.append(self._seen[key])
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return read

    def _run(self, window: NDArray[np.int64]) -> Outputs:
        """One pass of the network; windows go one by one, since what is padded and masked is slower than what a batch saves."""
        tags, ends, answers, tolls = self._session.run(["tags", "ends", "answers", "tolls"], {"ids": window[None]})
        return tags[0, 1:-1], ends[0, :-1], answers[0], tolls[0]


def cut(offsets: NDArray[np.int64], ends: Sequence[int], size: int) -> list[tuple[int, int]]:
    """Where to cut tokens into windows: after a sentence, at most ``size`` tokens apart, windows of like length; a longer sentence is cut anywhere."""
    total = len(offsets)
    if total <= size:
        return [(0, total)] if total else []
    closing = set(ends)
    stops = [at for at, end in enumerate(offsets[:, 1].tolist(), 1) if end in closing]
    wanted, begin = -(-total // size), 0
    found: list[tuple[int, int]] = []
    while begin < total:
        goal = begin + min(size, -(-(total - begin) // max(1, wanted - len(found))) + size // 8)
        end = max((stop for stop in stops if begin < stop <= goal), default=min(begin + size, total))
        end = total if total - begin <= size else end
        found.append((begin, end))
        begin = end
    return found
