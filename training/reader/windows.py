"""Examples -> windows of whole sentences as token ids with a tag a layer, ready to be batched."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer
from training.reader.example import Example
from training.reader.labels import ANSWERS, LAYER, LAYERS, LINKS, TOLLS

from deconflict.extract.encoder import cut
from deconflict.model import Part, Passage
from deconflict.read.sentences import split_sentences

UNKNOWN = -100
_AT = {layer.name: index for index, layer in enumerate(LAYERS)}


@dataclass(slots=True)
class Window:
    """Tokens with their tags: ``tags`` is (layers, tokens); ``links`` are (relation, token, token); ``answers`` has nan for unknown, ``tolls`` UNKNOWN."""

    example: str
    corpus: str
    ids: np.ndarray
    offsets: list[tuple[int, int]]
    tags: np.ndarray
    answers: np.ndarray
    tolls: np.ndarray
    links: list[tuple[int, int, int]] = field(default_factory=list)


def open_tokenizer(encoder: str | Path) -> Tokenizer:
    """The tokenizer of an encoder's folder, for texts of any length."""
    tokenizer = Tokenizer.from_file(str(Path(encoder) / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def windows(example: Example, tokenizer: Tokenizer, size: int) -> Iterator[Window]:
    """A text cut between sentences into windows of at most ``size`` tokens, special ones included."""
    encoding = tokenizer.encode(example.text, add_special_tokens=False)
    offsets = encoding.offsets
    tags = _tags(example, offsets)
    first = {start: index for index, (start, _) in reversed(list(enumerate(offsets)))}
    for begin, end in cuts(example.text, offsets, size - 2):
        ids = np.array([tokenizer.token_to_id("[CLS]"), *encoding.ids[begin:end], tokenizer.token_to_id("[SEP]")])
        part = np.full((len(LAYERS), end - begin + 2), UNKNOWN, dtype=np.int64)
        part[:, 1:-1] = tags[:, begin:end]
        answers = np.array([example.answers.get(name, np.nan) for name in ANSWERS])
        tolls = np.array([min(example.tolls.get(name, UNKNOWN), size - 1) if begin == 0 else UNKNOWN for name, size in TOLLS.items()])
        shown = [(0, 0), *offsets[begin:end], (0, 0)]
        yield Window(example.id, example.corpus, ids, shown, part, answers, tolls, _links(example, first, begin, end))
        if example.lead_only:
            return


def cuts(text: str, offsets: Sequence[tuple[int, int]], size: int) -> list[tuple[int, int]]:
    """Where to cut a text's tokens, as the program does it."""
    sentences = split_sentences(Passage("", Part.TEXT, text))
    return cut(np.array(offsets, dtype=np.int64).reshape(-1, 2), [sentence.end for sentence in sentences], size)


def _tags(example: Example, offsets: Sequence[tuple[int, int]]) -> np.ndarray:
    """The tags of a whole text."""
    tags = np.full((len(LAYERS), len(offsets)), UNKNOWN, dtype=np.int64)
    for name in example.layers:
        if LAYER[name].spans:
            tags[_AT[name]] = 0
    starts = np.array([start for start, _ in offsets])
    ends = np.array([end for _, end in offsets])
    for mark in sorted(example.marked, key=lambda mark: mark.start - mark.end):
        inside = np.flatnonzero((starts < mark.end) & (ends > mark.start) & (ends > starts))
        if not len(inside):
            continue
        layer, row = LAYER[mark.layer], tags[_AT[mark.layer]]
        if not mark.label:
            row[inside] = 0
        elif not layer.spans:
            row[inside] = layer.labels.index(mark.label)
        elif not (row[inside] > 0).any():
            row[inside] = layer.begin(mark.label) + 1
            row[inside[0]] = layer.begin(mark.label)
    return tags


def _links(example: Example, first: dict[int, int], begin: int, end: int) -> list[tuple[int, int, int]]:
    """The links within a window; what lies outside of it is the first special token."""
    found = []
    for link in example.links:
        token = first.get(link.start)
        if token is None or not begin <= token < end:
            continue
        target = first.get(link.target) if link.target is not None else None
        inside = target is not None and begin <= target < end
        found.append((LINKS.index(link.relation), token - begin + 1, target - begin + 1 if inside and target is not None else 0))
    return found


def batches(pool: Sequence[Window], tokens: int, chance: random.Random) -> list[list[Window]]:
    """Batches of about as many tokens, windows of like length together, in random order."""
    order = sorted(pool, key=lambda window: len(window.ids) * (1 + 0.1 * chance.random()))
    found: list[list[Window]] = [[]]
    for window in order:
        if found[-1] and (len(found[-1]) + 1) * len(window.ids) > tokens:
            found.append([])
        found[-1].append(window)
    chance.shuffle(found)
    return found
