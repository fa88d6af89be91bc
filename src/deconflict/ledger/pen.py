"""The pen: what one transaction writes with. It knows the moment, the maker of what is written, and the readings that it met."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

from sqlalchemy import Column, Connection, Select, bindparam, delete, func, select, update

from deconflict.ledger import tables as t
from deconflict.ledger.documents import keep_documents
from deconflict.ledger.packing import PackedDocument
from deconflict.ledger.readings import among, into, load_tellings, load_wordings, portions, write_rows
from deconflict.ledger.rows import ReadingRows, Row, reading_from, rows_of, sentences_of
from deconflict.ledger.values import pack
from deconflict.ledger.words import forget_words, index_words
from deconflict.model import Reading

_REMEMBERED = 128
"""A reading takes some hundred kilobytes in memory, and those that meet lie close together."""
_NUMBERS = select(t.reports.c.id, t.reports.c.number).where(among(t.reports.c.id))
_MENTIONS = select(t.mentions.c.id, t.mentions.c.number).where(t.mentions.c.report == bindparam("wanted"))
_TOLD = update(t.reports).where(t.reports.c.number == bindparam("wanted")).values(told=bindparam("words"))


Load = Callable[[Connection, Iterable[int]], dict[int, Reading]]


@cache
def _last(column: Column[Any]) -> Select[tuple[Any]]:
    """The question for the last number that a column holds."""
    return select(func.max(column))


class Remembered:
    """The readings met last, so that neighbours are not taken out of the ledger again for each report."""

    def __init__(self, load: Load = load_tellings) -> None:
        self._load = load
        self._held: OrderedDict[int, Reading] = OrderedDict()

    def get(self, connection: Connection, numbers: Iterable[int]) -> dict[int, Reading]:
        """The readings of some reports."""
        wanted = sorted(set(numbers))
        missing = [number for number in wanted if number not in self._held]
        found = {number: self._held[number] for number in wanted if number in self._held} | self._load(connection, missing)
        for number in found:
            self.put(number, found[number])
        return found

    def put(self, number: int, reading: Reading) -> None:
        """Remember a reading."""
        self._held[number] = reading
        self._held.move_to_end(number)
        if len(self._held) > _REMEMBERED:
            self._held.popitem(last=False)

    def clear(self) -> None:
        """Forget all, as when what was written is taken back."""
        self._held.clear()


@dataclass(frozen=True, slots=True)
class Arrival:
    """A reading that is new to the ledger, under the id and number that its report gets there: ``given`` is the id it came with, ``key`` the hash of its content."""

    reading: Reading
    number: int
    given: str
    key: str
    document: PackedDocument

    @property
    def bare(self) -> bool:
        """Whether it is only kept: not read as news, with nothing found in it but its sentences."""
        found = self.reading
        parts = (found.entities, found.places, found.times, found.attributions, found.statements, found.mentions)
        return found.report.unread is not None and not any(parts)


class Pen:
    """Writes within one transaction; ``at`` is the moment, in UTC, that every row of it carries."""

    def __init__(
        self, connection: Connection, at: str, program: str, model: str, remembered: Remembered, wordings: Remembered | None = None
    ) -> None:
        self.connection, self.at, self._program, self._model = connection, at, program, model
        self.remembered, self.wordings = remembered, wordings or Remembered(load_wordings)
        self._given: dict[Column[Any], int] = {}
        self._number_of: dict[str, int | None] = {}
        self._mentions_of: dict[int, dict[str, int]] = {}

    @cached_property
    def maker(self) -> int:
        """The number of the program and model that make what is written."""
        named = (t.makers.c.program == self._program) & (t.makers.c.model == self._model)
        known = self.connection.execute(select(t.makers.c.number).where(named)).scalar()
        if known is not None:
            return int(known)
        number = self.next_number(t.makers.c.number)
        self.connection.execute(into(t.makers), {"number": number, "program": self._program, "model": self._model})
        return number

    def next_number(self, column: Column[Any], many: int = 1) -> int:
        """The first of so many numbers after the last that a column holds; the writer is alone, so nobody else takes them."""
        if column not in self._given:
            self._given[column] = int(self.connection.execute(_last(column)).scalar() or 0)
        self._given[column] += many
        return self._given[column] - many + 1

    def number_of(self, report: str) -> int | None:
        """The number of a report by its id."""
        if report not in self._number_of:
            self.look_up([report])
        return self._number_of[report]

    def look_up(self, reports: Iterable[str]) -> None:
        """Ask for the numbers of many reports at once, before each is needed."""
        asked = sorted(set(reports) - self._number_of.keys())
        self._number_of |= dict.fromkeys(asked)
        for some in portions(asked):
            self._number_of |= {id: int(number) for id, number in self.connection.execute(_NUMBERS, {"some": some})}

    def give_number(self, report: str) -> int:
        """The number of a report that is about to be written."""
        self._number_of[report] = number = self.next_number(t.reports.c.number)
        return number

    def write_arrivals(self, arrivals: Sequence[Arrival]) -> None:
        """Write reports with their documents and what was found in them, many with one statement a table."""
        found = {item.number: self._rows_of(item.reading, item.number, item.key) for item in arrivals if not item.bare}
        keep_documents(self.connection, [item.document for item in arrivals], self.at, lambda: self.next_number(t.captures.c.number))
        told = {number: rows.told for number, rows in found.items()}
        write_rows(self.connection, t.reports, [self._report_row(item, told.get(item.number, "")) for item in arrivals])
        # What is only kept has nothing but its sentences, and the words that it is found by.
        sentences = {item.number: found[item.number].sentences if item.number in found else sentences_of(item.reading) for item in arrivals}
        self._write_found(sentences, list(found.values()))
        index_words(self.connection, [_worded(item.reading, item.number, told.get(item.number, "")) for item in arrivals])
        for item in arrivals:
            if item.number in found:
                self._remember(item.reading, item.number, found[item.number])

    def _report_row(self, item: Arrival, told: str) -> Row:
        """One report's row; ``told`` is what is claimed in it."""
        report = item.reading.report
        return {
            "number": item.number, "id": report.id, "given": item.given, "key": item.key, "document": item.document.hash, "title": report.title,
            "text": report.text, "outlet": report.outlet, "author": report.author, "published": report.published.isoformat() if report.published else None,
            "day": report.day.isoformat() if report.day else None, "url": report.url, "language": report.language, "origin": report.origin,
            "problems": pack(report.problems) if report.problems else None, "modified": report.modified.isoformat() if report.modified else None,
            "given_by": pack(report.given_by) if report.given_by else None, "unread": report.unread, "added": self.at, "told": told,
        }  # fmt: skip

    def write_reading(self, reading: Reading, number: int, key: str) -> None:
        """Write what was found anew in a report that is in the ledger."""
        rows = self._rows_of(reading, number, key)
        self._write_found({number: rows.sentences}, [rows])
        self.connection.execute(_TOLD, {"wanted": number, "words": rows.told})
        index_words(self.connection, [_worded(reading, number, rows.told)])
        self._remember(reading, number, rows)

    def _rows_of(self, reading: Reading, number: int, key: str) -> ReadingRows:
        """A reading's rows, its mentions numbered after those that the ledger holds."""
        return rows_of(reading, number, key, self.next_number(t.mentions.c.number, len(reading.mentions)))

    def _write_found(self, sentences: Mapping[int, str], found: Sequence[ReadingRows]) -> None:
        """Write the readings of some reports: the sentences of all, and the rows of those in which something was found."""
        heads = [{"report": number, "maker": self.maker, "read": self.at, "sentences": held} for number, held in sentences.items()]
        write_rows(self.connection, t.readings, heads)
        for table in (t.mentions, t.spans, t.attributions, t.claims):
            write_rows(self.connection, table, [row for rows in found for row in rows.of(table.name)])

    def _remember(self, reading: Reading, number: int, rows: ReadingRows) -> None:
        """Keep at hand what linking will ask for; nothing is ever linked with what is only kept."""
        if reading.report.unread is None:
            self.remembered.put(number, reading)
            self.wordings.put(number, reading)
        self._mentions_of[number] = {row["id"]: row["number"] for row in rows.mentions}

    def erase_reading(self, number: int) -> None:
        """Take out what was found in a report, before another reading takes its place; linking has to have let go of it."""
        report = self.connection.execute(select(t.reports).where(t.reports.c.number == number)).mappings().one()
        forget_words(self.connection, number, report["title"], report["text"], report["told"])
        self._mentions_of.pop(number, None)
        for table in (t.claims, t.spans, t.attributions, t.mentions, t.readings):
            self.connection.execute(delete(table).where(table.c.report == number))

    def mentions_of(self, number: int) -> dict[str, int]:
        """The numbers of a report's mentions by their ids."""
        if number not in self._mentions_of:
            rows = self.connection.execute(_MENTIONS, {"wanted": number})
            self._mentions_of[number] = {str(id): int(mention) for id, mention in rows}
        return self._mentions_of[number]


def _worded(reading: Reading, number: int, told: str) -> tuple[int, str | None, str, str]:
    """What a report is found by: its number, title, text and what is claimed in it."""
    return number, reading.report.title, reading.report.text, told


def under_id(reading: Reading, id: str) -> Reading:
    """A reading as if its report had another id."""
    if reading.report.id == id:
        return reading
    rows = rows_of(reading, 0, "", 0)
    return reading_from(
        replace(reading.report, id=id), ReadingRows(rows.sentences, rows.mentions, rows.spans, rows.attributions, rows.claims)
    )
