"""A text in brief: what finds those like it, and the first look that spares reading most of what was found in full.

The first look never turns away what the full comparison would call akin: kin share either many pairs of telling words or a long run of words that one of
them has in quotation marks, and both can be told from sets of hashes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np

from deconflict.link.wording import SIZE, Wording, marks_of
from deconflict.resources import table

_WINDOW = 8 - SIZE + 1
"""Runs of five words, one after the other, in the eight that are the least of a run in common (``longest`` and ``quoted`` in linking.toml)."""
_KEPT = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Outline:
    """What a shelf keeps of a text for the first look: hashes of its pairs of telling words outside quotations and of some of its runs of words."""

    pairs: bytes
    runs: bytes


@dataclass(frozen=True, slots=True)
class Signature:
    """A text in brief: ``marks`` by which it is found; the last 32 bits of its ``pairs`` of telling words outside quotations; of any four runs of five words
    after one another the lowest, in ``runs`` (winnowing: Schleimer, Wilkerson and Aiken 2003), and in ``said`` those of which the first run stands in quotation marks only."""

    marks: tuple[int, ...]
    pairs: frozenset[int]
    runs: frozenset[int]
    said: frozenset[int]

    @classmethod
    def of(cls, wording: Wording) -> Self:
        """The signature of a wording."""
        runs, starts = wording.runs, range(len(wording.runs) - _WINDOW + 1)
        lowest = [min(runs[at : at + _WINDOW]) for at in starts]
        return cls(
            marks_of(wording),
            frozenset(pair & _KEPT for pair in wording.plain_pairs),
            frozenset(lowest),
            frozenset(lowest[at] for at in starts if runs[at] in wording.said),
        )

    @property
    def outline(self) -> Outline:
        """What is kept of it."""
        return Outline(_packed(self.pairs), _packed(self.runs))

    def may_be_akin(self, other: Outline) -> bool:
        """Whether a text is worth a full comparison with one that was kept: as a copy, as a rewrite with its long run, or for a quotation in common."""
        limits, theirs = table("linking")["lineage"], _unpacked(other.pairs)
        shared = len(self.pairs & theirs)
        share = shared / max(1, min(len(self.pairs), len(theirs)))
        if shared >= limits["least_shared"] and share >= min(limits["copy"], limits["surely"]):
            return True
        wanted = self.runs if share >= limits["retelling"] else self.said
        return bool(wanted) and not wanted.isdisjoint(_unpacked(other.runs))


def _packed(hashes: Iterable[int]) -> bytes:
    """Hashes as bytes, in ascending order."""
    return np.array(sorted(hashes), dtype="<u4").tobytes()


def _unpacked(packed: bytes) -> frozenset[int]:
    """The hashes in some bytes."""
    return frozenset(np.frombuffer(packed, dtype="<u4").tolist())
