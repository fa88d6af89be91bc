"""Adding readings: one report after the other, some to a transaction, each linked and settled before the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from deconflict.gather.documents import RawDocument
from deconflict.ledger import tables as t
from deconflict.ledger.documents import document_of
from deconflict.ledger.history import Cause
from deconflict.ledger.incident_ids import name_groups
from deconflict.ledger.judged import Verdicts
from deconflict.ledger.linking import link_reading, relations_in
from deconflict.ledger.pen import Pen, under_id
from deconflict.ledger.readings import among, into, portions
from deconflict.ledger.settling import settle
from deconflict.ledger.shelf import SqlShelf
from deconflict.ledger.sources import content_key
from deconflict.model import Reading
from deconflict.reconcile.corrections import with_corrections

_KNOWN = select(t.reports.c.key).where(among(t.reports.c.key))


def known_keys(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Those of some content hashes under which a report is in the ledger."""
    return {key for some in portions(keys) for key in connection.execute(_KNOWN, {"some": some}).scalars()}


def add_readings(pen: Pen, pairs: Sequence[tuple[Reading, RawDocument | None]], verdicts: Verdicts) -> int:
    """Add readings, each with its document, one after the other; how many were new."""
    keys = [content_key(reading.report) for reading, _ in pairs]
    known, new = known_keys(pen.connection, keys), 0
    for (reading, document), key in zip(pairs, keys, strict=True):
        if key not in known:
            known.add(key)
            new += 1
            _add_reading(pen, reading, key, document, verdicts)
    return new


def _add_reading(pen: Pen, reading: Reading, key: str, document: RawDocument | None, verdicts: Verdicts) -> None:
    """Write a reading, link it and settle what it touches."""
    given = reading.report.id
    mine = under_id(with_corrections(reading), given if pen.number_of(given) is None else f"{given}@{key[:8]}")
    number = pen.write_report(mine.report, given, key, document or document_of(reading.report))
    pen.write_reading(mine, number, key)
    # What is not read as news tells of no happening, and whose copy it is matters to nobody until it is read.
    if mine.report.unread is None:
        link_and_settle(pen, [mine], verdicts, Cause("report", mine.report.id))


def link_and_settle(pen: Pen, readings: Iterable[Reading], verdicts: Verdicts, cause: Cause, before: SqlShelf | None = None) -> None:
    """Link readings that were written, and settle the incidents that this touches, or that work done ``before`` on the shelf touched."""
    shelf = SqlShelf(pen, verdicts.pairings, before)
    for reading in readings:
        numbers = pen.mentions_of(pen.number_of(reading.report.id) or -1)
        rows = [{"first": numbers[one], "second": numbers[other], "relation": relation} for one, other, relation in relations_in(reading)]
        if rows:
            pen.connection.execute(into(t.links), rows)
        link_reading(shelf, reading)
    settle(pen, shelf, verdicts, name_groups(pen, shelf), cause)
