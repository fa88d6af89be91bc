"""Adding readings: one report after the other, some to a transaction, each linked and settled before the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, insert, select

from deconflict.gather.documents import RawDocument
from deconflict.ledger import tables as t
from deconflict.ledger.documents import document_of
from deconflict.ledger.history import Cause
from deconflict.ledger.incident_ids import name_groups
from deconflict.ledger.judged import Verdicts
from deconflict.ledger.linking import link_reading, relations_in
from deconflict.ledger.pen import Pen, under_id
from deconflict.ledger.readings import among, portions
from deconflict.ledger.settling import settle
from deconflict.ledger.shelf import SqlShelf
from deconflict.ledger.sources import content_key
from deconflict.model import Reading
from deconflict.reconcile.corrections import with_corrections

_KNOWN = select(t.reports.c.key).where(among(t.reports.c.key))


def known_keys(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Those of some content hashes under which a report is in the ledger."""
    return {key for some in portions(keys) for key in connection.execute(_KNOWN, {"some": some}).scalars()}


def add_reading(pen: Pen, reading: Reading, document: RawDocument | None, verdicts: Verdicts) -> bool:
    """Write a reading, link it and settle what it touches; False, and nothing changed, where its report is in the ledger already."""
    key, given = content_key(reading.report), reading.report.id
    if known_keys(pen.connection, [key]):
        return False
    mine = under_id(with_corrections(reading), given if pen.number_of(given) is None else f"{given}@{key[:8]}")
    number = pen.write_report(mine.report, given, key, document or document_of(reading.report))
    pen.write_reading(mine, number, key)
    # What is not read as news tells of no happening, and whose copy it is matters to nobody until it is read.
    if mine.report.unread is None:
        link_and_settle(pen, [mine], verdicts, Cause("report", mine.report.id))
    return True


def link_and_settle(pen: Pen, readings: Iterable[Reading], verdicts: Verdicts, cause: Cause, before: SqlShelf | None = None) -> None:
    """Link readings that were written, and settle the incidents that this touches, or that work done ``before`` on the shelf touched."""
    shelf = SqlShelf(pen, verdicts.pairings, before)
    for reading in readings:
        numbers = pen.mentions_of(pen.number_of(reading.report.id) or -1)
        rows = [{"first": numbers[one], "second": numbers[other], "relation": relation} for one, other, relation in relations_in(reading)]
        if rows:
            pen.connection.execute(insert(t.links), rows)
        link_reading(shelf, reading)
    settle(pen, shelf, verdicts, name_groups(pen, shelf), cause)
