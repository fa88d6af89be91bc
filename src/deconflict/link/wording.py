"""How a report is worded: its runs of five words and its pairs of telling words, those in quotation marks apart; furniture of pages left out."""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, pairwise

from deconflict.extract.quotation import find_quotations
from deconflict.link.any_of import any_of
from deconflict.link.blocking import BETWEEN, keys
from deconflict.link.profile import words_up_to
from deconflict.model import Part, Passage, Report
from deconflict.resources import table

SIZE = 5
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_LINE = re.compile(r"[^\n.!?]+")
_COMMON = 1.3
_RARE = 5.5
_SHORT = 25


@dataclass(frozen=True, slots=True)
class Wording:
    """A report's words with where they stand; ``runs`` the hashes of five-word runs by position, ``pairs`` those of neighbouring telling words.

    ``plain`` are the runs and ``plain_pairs`` the pairs outside quotation marks, ``said`` the runs that only stand inside; ``rare`` are words that few
    reports hold, names above all; ``telling`` are the positions of telling words outside quotation marks.
    """

    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    runs: tuple[int, ...]
    plain: frozenset[int]
    said: frozenset[int]
    pairs: frozenset[int]
    plain_pairs: frozenset[int]
    rare: frozenset[str]
    telling: tuple[int, ...]


def wording_of(report: Report) -> Wording:
    """The wording of a report's text."""
    return _wording(report.text)


@lru_cache(maxsize=128)
def _wording(text: str) -> Wording:
    """The wording of a text."""
    # No word goes over the end of a line, so that those of the lines that are no furniture can be looked for one line after the other.
    lines = [line.span() for line in _LINE.finditer(text) if not is_furniture(line.group())]
    spans = tuple([match.span() for start, end in lines for match in _WORD.finditer(text, start, end)])
    words = tuple([text[start:end].lower() for start, end in spans])
    said, runs, common = _said(text, spans), _runs(words), words_up_to(_COMMON)
    plain = frozenset([run for at, run in enumerate(runs) if True not in said[at : at + SIZE]] if True in said else runs)
    telling = [at for at, word in enumerate(words) if word not in common]
    pairs = keys(f"{words[at]}{BETWEEN}{words[after]}" for at, after in pairwise(telling))
    return Wording(
        words,
        spans,
        runs,
        plain,
        frozenset(runs) - plain,
        frozenset(pairs),
        frozenset([pair for pair, (at, after) in zip(pairs, pairwise(telling), strict=True) if not (said[at] or said[after])]),
        frozenset([word for word in {*words} - words_up_to(_RARE) if len(word) > 3 and word.isalpha()]),
        tuple([at for at in telling if not said[at]]),
    )


def _said(text: str, spans: Sequence[tuple[int, int]]) -> list[bool]:
    """Of each word whether it stands in a quotation, which is longer than a name or term."""
    starts = [start for start, _ in spans]
    said = [False] * len(starts)
    for quotation in find_quotations(Passage("", Part.TEXT, text)):
        if quotation.end - quotation.start > _SHORT:
            first, last = bisect_left(starts, quotation.start), bisect_left(starts, quotation.end)
            said[first:last] = [True] * (last - first)
    return said


def _runs(words: Sequence[str]) -> tuple[int, ...]:
    """The hashes of all runs of five words, as cut from the words in one."""
    encoded = [word.encode() for word in words]
    told, ends = b" ".join(encoded), list(accumulate(len(word) + 1 for word in encoded))
    return tuple([zlib.crc32(told[start : end - 1]) for start, end in zip([0, *ends], ends[SIZE - 1 :], strict=False)])


def is_furniture(text: str) -> bool:
    """Whether some words are page furniture: what a site says of itself in every report."""
    return _furniture().search(text.lower()) is not None


@cache
def _furniture() -> re.Pattern[str]:
    """Words of page furniture, in small letters: a search that ignores case takes five times as long."""
    return re.compile(any_of(table("linking")["lineage"]["furniture"]))


def marks_of(wording: Wording) -> tuple[int, ...]:
    """A fixed sample of a wording's pairs, the same pairs of every report: the lowest hashes, those under a bound and at least so many (Broder's bottom sketch, by mod)."""
    limits = table("linking")["lineage"]
    bound = (1 << 63) // limits["sample"]
    lowest = sorted(wording.pairs)[: limits["marks"]]
    return tuple(value for at, value in enumerate(lowest) if at < limits["least_marks"] or value < bound)


def shared_runs(a: Wording, b: Wording, least: int) -> list[tuple[int, int, int]]:
    """Runs of words that two wordings share, longest first: position in the first, in the second, words; each word of the first once."""
    where: dict[int, list[int]] = {}
    for at, run in enumerate(b.runs):
        where.setdefault(run, []).append(at)
    found = []
    at = 0
    while at < len(a.runs):
        length, start = max(((_common(a, b, at, other), -other) for other in where.get(a.runs[at], ())), default=(0, 0))
        if length >= least:
            found.append((at, -start, length))
        at += max(1, length - SIZE + 1) if length >= least else 1
    return sorted(found, key=lambda item: (-item[2], item[0]))


def _common(a: Wording, b: Wording, at: int, other: int) -> int:
    """How many words two wordings share from two positions on."""
    length = 0
    while at + length < len(a.words) and other + length < len(b.words) and a.words[at + length] == b.words[other + length]:
        length += 1
    return length


def longest_plain_run(a: Wording, b: Wording) -> int:
    """Words in the longest run that two wordings share outside quotations."""
    common = a.plain & b.plain
    where: dict[int, list[int]] = {}
    for at, run in enumerate(b.runs):
        if run in common:
            where.setdefault(run, []).append(at)
    best = 0
    lengths: dict[int, int] = {}
    for run in a.runs:
        lengths = {other: lengths.get(other - 1, 0) + 1 for other in where.get(run, ())} if run in common else {}
        best = max(best, max(lengths.values(), default=0))
    return best + SIZE - 1 if best else 0
