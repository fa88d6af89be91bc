"""How much goes into one transaction: enough that the disk is not waited for at each report, little enough that a crash costs little."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from deconflict.gather.documents import RawDocument
from deconflict.ledger.packing import PackedDocument
from deconflict.model import Reading

Pair = tuple[Reading, RawDocument | PackedDocument | None]
"""A reading, and the document that its report came in where it came in one."""
_READ = 16
"""What reading a report and linking it costs, measured in reports that are only kept."""
_HEAVY = 64 * 1024
"""Bytes of a document that count as one more."""
_PATIENCE = 2.0
"""Seconds after which what came is written, however little it is: pages from the web come slowly."""


def portioned(pairs: Iterable[Pair], batch: int, clock: Callable[[], datetime]) -> Iterator[list[Pair]]:
    """Readings in portions of ``batch`` that were read in full, or of many times as many that are only kept; what comes slowly in smaller ones."""
    some: list[Pair] = []
    weight, began = 0, clock()
    for pair in pairs:
        began = began if some else clock()
        some.append(pair)
        weight += _weight(*pair)
        if weight >= batch * _READ or (clock() - began).total_seconds() >= _PATIENCE:
            yield some
            some, weight = [], 0
    if some:
        yield some


def _weight(reading: Reading, document: RawDocument | PackedDocument | None) -> int:
    """What writing a reading costs."""
    return (_READ if reading.report.unread is None else 1) + (len(document.content) // _HEAVY if document is not None else 0)
