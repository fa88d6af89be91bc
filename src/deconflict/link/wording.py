"""How a report is worded: its runs of five words and its pairs of telling words, those in quotation marks apart; furniture of pages left out."""

from __future__ import annotations

import re
import zlib
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from deconflict.extract.quotation import find_quotations
from deconflict.link.blocking import key
from deconflict.link.profile import rarity
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
    """The wording of a text; quotations are those longer than a name or term."""
    quotations = find_quotations(Passage("", Part.TEXT, text))
    quoted = [(span.start, span.end) for span in quotations if span.end - span.start > _SHORT]
    dressing = [match.span() for match in _LINE.finditer(text) if is_furniture(match.group())]
    found = [match for match in _WORD.finditer(text) if not _inside(match.start(), dressing)]
    words = tuple(match.group().lower() for match in found)
    spans = tuple(match.span() for match in found)
    said = [_inside(start, quoted) for start, _ in spans]
    runs = tuple(zlib.crc32(" ".join(words[at : at + SIZE]).encode()) for at in range(len(words) - SIZE + 1))
    plain = frozenset(run for at, run in enumerate(runs) if not any(said[at : at + SIZE]))
    telling = [at for at, word in enumerate(words) if rarity(word) > _COMMON]
    pairs = [(_pair(words[a], words[b]), said[a] or said[b]) for a, b in pairwise(telling)]
    rare = frozenset(word for word in words if len(word) > 3 and word.isalpha() and rarity(word) > _RARE)
    return Wording(
        words,
        spans,
        runs,
        plain,
        frozenset(runs) - plain,
        frozenset(value for value, _ in pairs),
        frozenset(value for value, said in pairs if not said),
        rare,
        tuple(at for at in telling if not said[at]),
    )


@lru_cache(maxsize=65536)
def _pair(first: str, second: str) -> int:
    """The key of two neighbouring words."""
    return key(first, second)


def _inside(at: int, intervals: list[tuple[int, int]]) -> bool:
    """Whether an offset lies in one of some intervals, which are in order and apart."""
    place = bisect_right(intervals, (at, at)) - 1
    return any(start <= at < end for start, end in intervals[max(0, place) : place + 2])


def is_furniture(text: str) -> bool:
    """Whether some words are page furniture: what a site says of itself in every report."""
    return _furniture().search(text.lower()) is not None


@cache
def _furniture() -> re.Pattern[str]:
    """Words of page furniture, in small letters: a search that ignores case takes five times as long."""
    return re.compile("|".join(table("linking")["lineage"]["furniture"]))


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
