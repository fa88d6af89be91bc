"""Adding readings, some to a transaction: what is only kept is written at once, each of the others linked and settled before the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select

from deconflict.gather.documents import RawDocument
from deconflict.ledger import tables as t
from deconflict.ledger.documents import document_of
from deconflict.ledger.history import Cause
from deconflict.ledger.incident_ids import name_groups
from deconflict.ledger.judged import Verdicts
from deconflict.ledger.linking import link_reading, relations_in
from deconflict.ledger.packing import PackedDocument, pack_document
from deconflict.ledger.pen import Arrival, Pen, under_id
from deconflict.ledger.portioning import Pair
from deconflict.ledger.readings import among, portions, write_rows
from deconflict.ledger.settling import settle
from deconflict.ledger.shelf import SqlShelf
from deconflict.ledger.sources import content_key
from deconflict.model import Reading
from deconflict.reconcile.corrections import with_corrections

_KNOWN = select(t.reports.c.key).where(among(t.reports.c.key))


def known_keys(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Those of some content hashes under which a report is in the ledger."""
    return {key for some in portions(keys) for key in connection.execute(_KNOWN, {"some": some}).scalars()}


def add_readings(pen: Pen, pairs: Sequence[Pair], verdicts: Verdicts) -> int:
    """Add readings, each with its document: all are filed at once, then those that tell of something linked one after the other; how many were new."""
    arrivals = list(_arrivals(pen, pairs))
    pen.write_arrivals(arrivals)
    shelf = SqlShelf(pen, verdicts.pairings)
    for item in arrivals:
        # What is not read as news tells of no happening, and whose copy it is matters to nobody until it is read.
        if item.reading.report.unread is None:
            shelf.begin()
            link_and_settle(pen, shelf, item.reading, verdicts, Cause("report", item.reading.report.id))
    return len(arrivals)


def _arrivals(pen: Pen, pairs: Sequence[Pair]) -> Iterator[Arrival]:
    """Those readings that are new, numbered in their order; one whose id another report has gets a longer one."""
    keys = [content_key(reading.report) for reading, _ in pairs]
    known = known_keys(pen.connection, keys)
    pen.look_up(reading.report.id for reading, _ in pairs)
    for (reading, document), key in zip(pairs, keys, strict=True):
        if key not in known:
            known.add(key)
            given = reading.report.id
            mine = under_id(with_corrections(reading), given if pen.number_of(given) is None else f"{given}@{key[:8]}")
            yield Arrival(mine, pen.give_number(mine.report.id), given, key, _packed(document or document_of(reading.report)))


def _packed(document: RawDocument | PackedDocument) -> PackedDocument:
    """A document ready to be kept."""
    return document if isinstance(document, PackedDocument) else pack_document(document)


def link_and_settle(pen: Pen, shelf: SqlShelf, reading: Reading, verdicts: Verdicts, cause: Cause) -> None:
    """Link a reading that was written, and settle the incidents that this touches, or that work done before on the shelf touched."""
    numbers = pen.mentions_of(pen.number_of(reading.report.id) or -1)
    related = relations_in(reading)
    rows = [{"first": numbers[one], "second": numbers[other], "relation": relation} for one, other, relation in related]
    write_rows(pen.connection, t.links, rows)
    link_reading(shelf, reading)
    settle(pen, shelf, verdicts, name_groups(pen, shelf), cause)
