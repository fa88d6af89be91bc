"""A text in brief: what finds those like it, and the first look that spares reading most of what was found in full.

The first look turns away nothing that the full comparison would call akin: kin share pairs of telling words and with them rare words or a run of eight words,
or they share such a run that stands in quotation marks; all of this can be told from sets of hashes.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Self

import numpy as np

from deconflict.link.wording import SIZE, Wording, marks_of
from deconflict.resources import table

_APART = 8 - SIZE
"""Two runs of five words that begin so far apart are one of eight, the least run in common that tells (``longest`` and ``quoted`` in linking.toml)."""
_KEPT = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Outline:
    """What a shelf keeps of a text for the first look: hashes of its pairs of telling words outside quotations, its rare words and its runs of eight words."""

    pairs: bytes
    names: bytes
    runs: bytes


@dataclass(frozen=True, slots=True)
class Signature:
    """A text in brief: ``marks`` by which it is found; hashes of 32 bits of its ``pairs`` of telling words outside quotations, of its rare words, ``names``
    above all, and of its ``runs`` of eight words, with those of which the first five stand in quotation marks only, ``said``."""

    marks: tuple[int, ...]
    pairs: frozenset[int]
    names: frozenset[int]
    runs: frozenset[int]
    said: frozenset[int]

    @classmethod
    def of(cls, wording: Wording) -> Self:
        """The signature of a wording."""
        eights = [(run ^ later * 31) & _KEPT for run, later in zip(wording.runs, wording.runs[_APART:], strict=False)]
        return cls(
            marks_of(wording),
            frozenset([pair & _KEPT for pair in wording.plain_pairs]),
            frozenset([zlib.crc32(word.encode()) for word in wording.rare]),
            frozenset(eights),
            frozenset([eight for run, eight in zip(wording.runs, eights, strict=False) if run in wording.said] if wording.said else ()),
        )

    @property
    def outline(self) -> Outline:
        """What is kept of it."""
        return Outline(_packed(self.pairs), _packed(self.names), _packed(self.runs))

    def may_be_akin(self, other: Outline) -> bool:
        """Whether a text is worth a full comparison with one that was kept: as a copy or rewrite, or for a quotation in common."""
        limits = table("linking")["lineage"]
        if _share(self.pairs, other.pairs) < limits["retelling"]:
            return bool(self.said) and not self.said.isdisjoint(_unpacked(other.runs))
        return _share(self.names, other.names) >= limits["names"] or not self.runs.isdisjoint(_unpacked(other.runs))


def _share(mine: frozenset[int], packed: bytes) -> float:
    """The share of the smaller of two sets that the other has too."""
    theirs = _unpacked(packed)
    return len(mine & theirs) / max(1, min(len(mine), len(theirs)))


def _packed(hashes: frozenset[int]) -> bytes:
    """Hashes as bytes, in ascending order."""
    return np.sort(np.fromiter(hashes, dtype="<u4", count=len(hashes))).tobytes()


def _unpacked(packed: bytes) -> frozenset[int]:
    """The hashes in some bytes."""
    return frozenset(np.frombuffer(packed, dtype="<u4").tolist())
