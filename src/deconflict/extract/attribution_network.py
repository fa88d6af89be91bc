"""The network that marks cues, and for each cue its source and content: a small convolutional tagger in plain NumPy.

Embeddings of word, prefix, suffix, shape, sentence edge and quotation are added up; residual blocks of dilated convolutions
(after Strubell et al. 2017, iterated dilated convolutions for tagging) give each token its context and mark cues; a second, narrower
stack looks at the window around one cue and marks what is its source and what its content. Weights come from ``training/attribution``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from deconflict.extract.attribution_features import Features
from deconflict.resources import path

Floats = NDArray[np.float32]
GAP = 8
"""Empty rows between windows, so that no convolution reaches from one into the next."""
_STEPS = (1, 2, 3, 4, 5, 7, 9, 12, 16, 22, 30, 40, 55, 80)


@dataclass(frozen=True, slots=True)
class Cue:
    """A run of tokens from ``first`` to ``last`` (exclusive) that attributes, and the window in which its source and content are sought."""

    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Linked:
    """For each token of a cue's window the probability to belong to its source, and to its content."""

    cue: Cue
    source: Floats
    content: Floats


@dataclass(frozen=True, slots=True)
class Layout:
    """The windows of several cues one after the other with gaps between them: what each row is, seen from its cue."""

    token: NDArray[np.int64]
    keep: Floats
    cue: NDArray[np.int64]
    distance: NDArray[np.int64]
    sentence: NDArray[np.int64]
    flag: NDArray[np.int64]


def lay_out(cues: Sequence[Cue], sentence: NDArray[np.int64], marked: NDArray[np.bool_]) -> Layout:
    """The windows of cues; ``marked`` tells which tokens belong to any cue."""
    blank = np.zeros(GAP, dtype=np.int64)
    columns: tuple[list[NDArray[np.int64]], ...] = ([], [], [], [], [], [])
    for number, cue in enumerate(cues):
        inside = np.arange(cue.start, cue.end)
        flag = marked[cue.start : cue.end].astype(np.int64)
        flag[cue.first - cue.start : cue.last - cue.start] = 2
        offset = np.clip(sentence[cue.start : cue.end] - sentence[cue.first] + 1, 0, 3)
        window = (inside, np.ones(len(inside), dtype=np.int64), np.full(len(inside), number), _distances(cue), offset, flag)
        for column, values in zip(columns, window, strict=True):
            column += [values, blank]
    token, keep, owner, distance, offsets, flags = (np.concatenate(column) for column in columns)
    return Layout(token, keep.astype(np.float32)[:, None], owner, distance, offsets, flags)


def _distances(cue: Cue) -> NDArray[np.int64]:
    """How far each token of a window lies from its cue, in steps: 16 on the cue, less before, more after it."""
    before, after = cue.first - cue.start, cue.end - cue.last
    steps = _steps(max(before, after))
    return np.concatenate([16 - steps[:before][::-1], np.full(cue.last - cue.first, 16), 16 + steps[:after]])


@cache
def _steps(furthest: int) -> NDArray[np.int64]:
    """The step of each distance from one token on: few for near tokens, wider further out."""
    return np.minimum(np.digitize(np.arange(1, furthest + 1), _STEPS), 15)


class Network:
    """The weights, with the two passes over a text. Never changes once it is made, so it can be shared."""

    def __init__(self, weights: dict[str, Floats], words: Sequence[str]) -> None:
        self._w = weights
        self.vocabulary = {word: number for number, word in enumerate(words, 1)}

    def mark(self, features: Features) -> tuple[Floats, Floats]:
        """Each token in its context, (tokens, width), and its scores for: no cue, a cue's first token, a cue's later token, source, content."""
        embedded = sum(self._w[f"emb.{row}.weight"][ids] for row, ids in enumerate(features.ids))
        context = self._stack(self._norm(np.asarray(embedded), "n0"), "trunk", None)
        return context, self._linear(context, "out")

    def link(self, context: Floats, cues: Sequence[Cue], sentence: NDArray[np.int64]) -> tuple[Linked, ...]:
        """Source and content of each cue."""
        if not cues:
            return ()
        marked = np.zeros(len(context), dtype=np.bool_)
        for cue in cues:
            marked[cue.first : cue.last] = True
        layout = lay_out(cues, sentence, marked)
        means = np.stack([context[cue.first : cue.last].mean(axis=0) for cue in cues])
        x = self._linear(context, "down")[layout.token] + self._linear(means, "cuev")[layout.cue]
        x += self._w["dist.weight"][layout.distance] + self._w["sent.weight"][layout.sentence] + self._w["flag.weight"][layout.flag]
        x = self._stack(self._norm(x, "n1") * layout.keep, "head", layout.keep)
        scores: Floats = (1 / (1 + np.exp(-self._linear(x, "out2")))).astype(np.float32)
        linked, at = [], 0
        for cue in cues:
            rows = scores[at : at + cue.end - cue.start]
            linked.append(Linked(cue, rows[:, 0], rows[:, 1]))
            at += len(rows) + GAP
        return tuple(linked)

    def _stack(self, x: Floats, name: str, keep: Floats | None) -> Floats:
        """The residual blocks of one stack; ``keep`` is 0 in rows that stay empty."""
        for number, reach in enumerate(self._w[f"{name}.reach"].astype(int)):
            y = self._convolved(x, f"{name}.{number}.a", reach)
            np.maximum(y, 0, out=y)
            y += x
            x = self._norm(y, f"{name}.{number}.n")
            if keep is not None:
                x *= keep
        return x

    def _convolved(self, x: Floats, name: str, reach: int) -> Floats:
        """Each row seen with those ``reach`` before and after it: one product for all three, then shifted sums."""
        width = x.shape[1]
        product = x @ self._w[f"{name}.weight"]
        y: Floats = product[:, width : 2 * width] + self._w[f"{name}.bias"]
        y[reach:] += product[:-reach, :width]
        y[:-reach] += product[reach:, 2 * width :]
        return y

    def _linear(self, x: Floats, name: str) -> Floats:
        """A dense layer."""
        return np.asarray(x @ self._w[f"{name}.weight"].T + self._w[f"{name}.bias"])

    def _norm(self, x: Floats, name: str) -> Floats:
        """Layer normalisation, in place."""
        width = x.shape[1]
        x -= x.dot(np.full(width, 1 / width, dtype=np.float32))[:, None]
        x *= (1 / np.sqrt(np.einsum("ij,ij->i", x, x) / width + 1e-5))[:, None]
        x *= self._w[f"{name}.weight"]
        x += self._w[f"{name}.bias"]
        return x


@cache
def network() -> Network:
    """The network that comes with the package. Tables are stored as 8-bit integers with a scale a row, the rest as 16-bit floats."""
    with np.load(path("attribution.npz")) as stored:
        words = stored["words"].tobytes().decode().split("\n")
        arrays = {name: stored[name] for name in stored.files if name != "words"}
    weights: dict[str, Floats] = {}
    for name, values in arrays.items():
        if not name.endswith(".scale"):
            scale = arrays.get(f"{name}.scale")
            plain = values.astype(np.float32)
            weights[name] = plain if scale is None else plain * scale.astype(np.float32)[:, None]
            if name.endswith(".a.weight"):
                weights[name] = _side_by_side(weights[name])
    return Network(weights, words)


def _side_by_side(weight: Floats) -> Floats:
    """A convolution's weights (out, 3 x in) as (in, 3 x out), for one product with all rows."""
    out, inputs = weight.shape[0], weight.shape[1] // 3
    return np.ascontiguousarray(weight.reshape(out, 3, inputs).transpose(2, 1, 0).reshape(inputs, 3 * out))
