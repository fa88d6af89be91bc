"""What the attribution network sees of a text: one row of small integers a token."""

from __future__ import annotations

import itertools
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deconflict.extract.tokens import Token
from deconflict.extract.words import Word
from deconflict.model import Passage, Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PREFIXES, SUFFIXES, SHAPES, EDGES, QUOTED = 2048, 1024, 7, 8, 4
_SAMPLE = 4000
_BEFORE, _AFTER = 64, 96


@dataclass(frozen=True, slots=True)
class Features:
    """A text for the network. ``ids``: (6, tokens), the rows are word, prefix, suffix, shape, edge, quotation; ``sentence``: (tokens,)."""

    tokens: tuple[Token | Word, ...]
    ids: NDArray[np.int64]
    sentence: NDArray[np.int64]

    def window(self, first: int, last: int) -> tuple[int, int]:
        """The tokens in which source and content of a cue (tokens ``first`` to ``last``, exclusive) are sought: its sentence, one before, one after."""
        number = int(self.sentence[first])
        start = max(bisect_left(self.sentence, number - 1), first - _BEFORE)
        end = min(bisect_right(self.sentence, number + 1), last + _AFTER)
        return start, max(end, last)


def encode(
    passage: Passage, tokens: tuple[Token | Word, ...], sentences: Sequence[Span], quotations: Sequence[Span], vocabulary: Mapping[str, int]
) -> Features:
    """The features of a passage; its tokens, sentences and quotations are given in order of the text."""
    import numpy as np  # noqa: PLC0415

    flat = _uncased(passage.text)
    seen: dict[str, tuple[int, int, int, int]] = {}
    rows = []
    for token in tokens:
        row = seen.get(token.text)
        if row is None:
            row = seen[token.text] = _word(token, vocabulary, flat)
        rows.append(row)
    starts = np.array([token.start for token in tokens], dtype=np.int64)
    sentence = np.maximum(np.searchsorted([span.start for span in sentences], starts, "right") - 1, 0)
    ids = np.zeros((6, len(tokens)), dtype=np.int64)
    if tokens:
        ids[:4] = np.array(rows).T
        ids[4] = _edges(passage.text, tokens, sentence)
        ids[5] = _quoted(starts.tolist(), quotations)
    return Features(tokens, ids, sentence)


def normal_form(lower: str) -> str:
    """The form under which a lower-case word stands in the vocabulary."""
    return lower.replace("’", "'")


def _word(token: Token | Word, vocabulary: Mapping[str, int], flat: bool) -> tuple[int, int, int, int]:
    """Word, prefix, suffix and shape of one token; in texts without case the shape of words is not told."""
    word = normal_form(token.lower)
    prefix, suffix = zlib.crc32(word[:4].encode()) % PREFIXES, zlib.crc32(word[-3:].encode()) % SUFFIXES
    return vocabulary.get(word, 0), prefix, suffix, 0 if flat and token.text[0].isalpha() else _shape(token.text)


def _shape(text: str) -> int:
    """1 lower case, 2 capitalised, 3 capitals, 4 mixed, 5 number, 6 mark."""
    if not any(character.isalpha() for character in text):
        return 5 if text[0].isdigit() else 6
    if text.islower():
        return 1
    if len(text) > 1 and text.isupper():
        return 3
    return 2 if text[0].isupper() else 4


def _uncased(text: str) -> bool:
    """Whether a text is in lower case, or in capitals, throughout."""
    sample = text[:_SAMPLE]
    upper, lower = sum(map(str.isupper, sample)), sum(map(str.islower, sample))
    return upper < 0.005 * (lower + 1) or lower < 0.3 * (upper + 1)


def _edges(text: str, tokens: Sequence[Token | Word], sentence: NDArray[np.int64]) -> NDArray[np.int64]:
    """1 for the first token of a sentence, plus 2 for the last, plus 4 after a line break."""
    import numpy as np  # noqa: PLC0415

    change = sentence[1:] != sentence[:-1]
    first, last = np.append(True, change), np.append(change, True)
    broken = [True, *("\n" in text[before.end : after.start] for before, after in itertools.pairwise(tokens))]
    edges: NDArray[np.int64] = first + 2 * last + 4 * np.array(broken)
    return edges


def _quoted(starts: Sequence[int], quotations: Sequence[Span]) -> NDArray[np.int64]:
    """1 inside a quotation, 2 at its first token, 3 at its last, else 0."""
    import numpy as np  # noqa: PLC0415

    marks = np.zeros(len(starts), dtype=np.int64)
    for span in quotations:
        first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
        if last > first:
            marks[first:last], marks[first] = 1, 2
            marks[last - 1] = 3
    return marks
