"""Lineage: which reports come from one text. Copies by shared runs; rewrites by rare runs, the order of facts and the sources cited."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from deconflict.link.shingles import Runs, candidate_pairs, longest_run, runs_of
from deconflict.model import Lineage, Reading
from deconflict.resources import table

_CONTENT = re.compile(r"[^\W_]{4,}")


@dataclass(frozen=True, slots=True)
class Kinship:
    """How two reports are akin: shares of runs in the shorter, the longest run in words, order and sources in common."""

    contained: float
    unquoted: float
    longest: int
    ordered: float
    aligned: int
    sources: int

    @property
    def copied(self) -> bool:
        """Whether one is a copy of the other, in full or in a good part, quotations left out."""
        limits = table("linking")["lineage"]
        return self.unquoted >= float(limits["copy"])

    @property
    def rewritten(self) -> bool:
        """Whether one retells the other: long verbatim runs outside quotations, facts in one order, the same sources."""
        limits = table("linking")["lineage"]
        if self.longest < limits["longest"] or self.unquoted < limits["runs"]:
            return False
        needed = 1 if self.unquoted >= limits["many_runs"] else limits["sources"]
        return bool(self.aligned >= limits["aligned"] and self.ordered >= limits["ordered"] and self.sources >= needed)


def trace_lineage(readings: Sequence[Reading]) -> tuple[Lineage, ...]:
    """The lines of descent among reports: each report is in exactly one. Order and ids do not depend on the order given."""
    ordered = sorted(readings, key=lambda reading: reading.report.id)
    runs = [runs_of(reading.report) for reading in ordered]
    parent = list(range(len(ordered)))

    def root(index: int) -> int:
        """The first of a line."""
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    kin: dict[int, set[int]] = {}
    for a, b, _ in candidate_pairs(runs):
        kinship = kinship_of(ordered[a], ordered[b], runs[a], runs[b])
        if kinship.copied or kinship.rewritten:
            parent[max(root(a), root(b))] = min(root(a), root(b))
            kin.setdefault(a, set()).add(b)
            kin.setdefault(b, set()).add(a)
    members: dict[int, list[int]] = {}
    for index in range(len(ordered)):
        members.setdefault(root(index), []).append(index)
    return tuple(_lineage(number, group, ordered, kin) for number, group in enumerate(members.values(), 1))


def _lineage(number: int, group: Sequence[int], readings: Sequence[Reading], kin: dict[int, set[int]]) -> Lineage:
    """One line with its direction, where dates tell it: each report is copied from its oldest kin."""
    sources = []
    for index in group:
        mine = _moment(readings[index])
        older = [other for other in sorted(kin.get(index, ())) if _before(_moment(readings[other]), mine)]
        if older:
            first = min(older, key=lambda other: (str(_moment(readings[other])), readings[other].report.id))
            sources.append((readings[index].report.id, (readings[first].report.id,)))
    return Lineage(f"L{number}", tuple(readings[index].report.id for index in group), tuple(sources))


def _moment(reading: Reading) -> date | None:
    """When a report was published."""
    return reading.report.published


def _before(first: date | None, second: date | None) -> bool:
    """Whether one moment is surely before another; within a day only hours tell."""
    if first is None or second is None:
        return False
    if isinstance(first, datetime) and isinstance(second, datetime) and (first.tzinfo is None) == (second.tzinfo is None):
        return first < second
    return _day(first) < _day(second)


def _day(moment: date) -> date:
    """A moment's day."""
    return moment.date() if isinstance(moment, datetime) else moment


def kinship_of(a: Reading, b: Reading, runs_a: Runs, runs_b: Runs) -> Kinship:
    """How akin two reports are."""
    shorter = max(1, min(len(set(runs_a.hashes)), len(set(runs_b.hashes))))
    plain = max(1, min(len(runs_a.unquoted), len(runs_b.unquoted)))
    matches = _matched_sentences(a, b)
    chain = _longest_rising(matches)
    return Kinship(
        len(set(runs_a.hashes) & set(runs_b.hashes)) / shorter, len(runs_a.unquoted & runs_b.unquoted) / plain, longest_run(runs_a, runs_b),
        chain / len(matches) if matches else 0.0, chain, len(_cited(a) & _cited(b)),
    )  # fmt: skip


def _matched_sentences(a: Reading, b: Reading) -> list[int]:
    """For each sentence of the first that has a like one in the second, the number of that."""
    theirs = [_words(b, number) for number in range(len(b.sentences))]
    matched = []
    for number in range(len(a.sentences)):
        mine = _words(a, number)
        scores = [len(mine & other) / max(1, min(len(mine), len(other))) if min(len(mine), len(other)) > 3 else 0.0 for other in theirs]
        if scores and max(scores) >= 0.4:
            matched.append(scores.index(max(scores)))
    return matched


def _words(reading: Reading, number: int) -> frozenset[str]:
    """The longer words of a sentence."""
    return frozenset(word.lower() for word in _CONTENT.findall(reading.report.quote(reading.sentences[number])))


def _longest_rising(numbers: Sequence[int]) -> int:
    """Length of the longest subsequence that never falls."""
    tails: list[int] = []
    for number in numbers:
        at = bisect_left(tails, number + 1)
        tails[at : at + 1] = [number]
    return len(tails)


def _cited(reading: Reading) -> frozenset[str]:
    """Surnames or last words of those who are cited by name."""
    return frozenset(
        item.speaker.split()[-1].lower()
        for item in reading.attributions
        if item.speaker and any(word[0].isupper() for word in item.speaker.split())
    )
