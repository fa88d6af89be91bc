"""Words side by side: the sentence that carries a claim, with the claim's own words marked, and the words in which two sentences differ."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from deconflict.model import Part, Report, Span
from deconflict.read.sentences import split_sentences

_WORD = re.compile(r"\w+(?:[-'’.,]\w+)*|\s+|.", re.S)
_ALIKE = 0.4
_LONGEST = 700


@dataclass(frozen=True, slots=True)
class Bit:
    """Some words of a sentence: ``claim`` where they carry the claim, ``differs`` where the other sentence has other words or none."""

    text: str
    claim: bool = False
    differs: bool = False


def around(report: Report, span: Span, sentences: Sequence[tuple[int, int]] | None = None) -> tuple[int, int]:
    """The offsets of the sentences that a span lies in; of very long ones what stands near the span."""
    passage = report.passage(span.part)
    if span.part is Part.TITLE:
        found = [(0, len(passage.text))]
    else:
        known = sentences if sentences is not None else [(item.start, item.end) for item in split_sentences(passage)]
        found = [(start, end) for start, end in known if start < span.end and span.start < end]
    start = min((start for start, _ in found), default=span.start)
    end = max((end for _, end in found), default=span.end)
    return max(start, span.start - _LONGEST // 2), min(end, span.end + _LONGEST // 2)


def bits(text: str, start: int, end: int, marked: Sequence[tuple[int, int]]) -> tuple[Bit, ...]:
    """A stretch of text, cut where what is marked begins and ends."""
    cuts = sorted({start, end, *(min(max(at, start), end) for pair in marked for at in pair)})
    return tuple(
        Bit(text[first:last], any(low <= first and last <= high for low, high in marked)) for first, last in itertools.pairwise(cuts)
    )


def contrast(first: Sequence[Bit], second: Sequence[Bit]) -> tuple[tuple[Bit, ...], tuple[Bit, ...]]:
    """Two sentences with the words marked in which they differ; left as they are where they have too little in common."""
    one, other = _tokens(first), _tokens(second)
    places = [[at for at, (text, _) in enumerate(side) if text[0].isalnum()] for side in (one, other)]
    words = [[side[at][0].casefold() for at in found] for side, found in zip((one, other), places, strict=True)]
    matcher = SequenceMatcher(None, words[0], words[1], autojunk=False)
    if matcher.ratio() < _ALIKE:
        return tuple(first), tuple(second)
    apart: tuple[set[int], set[int]] = (set(), set())
    for tag, *spans in matcher.get_opcodes():
        if tag != "equal":
            for side, (low, high) in enumerate((spans[:2], spans[2:])):
                apart[side].update(places[side][low:high])
    return _joined(one, apart[0]), _joined(other, apart[1])


def _tokens(sentence: Sequence[Bit]) -> list[tuple[str, bool]]:
    """Words and what stands between them, each with whether it carries the claim."""
    return [(word, bit.claim) for bit in sentence for word in _WORD.findall(bit.text)]


def _joined(tokens: Sequence[tuple[str, bool]], apart: set[int]) -> tuple[Bit, ...]:
    """Tokens put together again as far as they are marked alike; a space between two words that are marked is marked with them."""
    found: list[Bit] = []
    for at, (text, claim) in enumerate(tokens):
        differs = at in apart or (text.isspace() and at - 1 in apart and at + 1 in apart)
        if found and (found[-1].claim, found[-1].differs) == (claim, differs):
            found[-1] = Bit(found[-1].text + text, claim, differs)
        else:
            found.append(Bit(text, claim, differs))
    return tuple(found)
