"""Readings out of the ledger: one report's, or many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Insert, Select, Table, bindparam, insert, select

from deconflict.ledger import tables as t
from deconflict.ledger.rows import ReadingRows, Row, reading_from, report_from
from deconflict.model import Reading

AT_ONCE = 500
"""So many numbers go into one question."""


def among(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a column holds one of ``some``, which are given when the question is asked; questions that are asked often are built once."""
    return column.in_(bindparam("some", expanding=True))


@cache
def into(table: Table) -> Insert:
    """The statement that puts rows into a table."""
    return insert(table)


def write_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Put rows, all of the same columns in the same order, into a table.

    A file takes them as they are: to work out the parameters of each row takes longer than to write it.
    """
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(into(table), rows)
    else:
        connection.exec_driver_sql(_in_file(table, tuple(rows[0])), [tuple(row.values()) for row in rows])


@cache
def _in_file(table: Table, columns: tuple[str, ...]) -> str:
    """The statement that puts rows of some columns into a table of a file."""
    names = ", ".join(f'"{name}"' for name in columns)
    return f'INSERT INTO "{table.name}" ({names}) VALUES ({", ".join("?" * len(columns))})'


_REPORTS = select(t.reports).where(among(t.reports.c.number))
_SENTENCES = select(t.readings.c.report, t.readings.c.sentences).where(among(t.readings.c.report))
_WORDED = (
    select(t.reports, t.readings.c.sentences).join(t.readings, t.readings.c.report == t.reports.c.number).where(among(t.reports.c.number))
)
_PARTS = {
    table: select(table).where(among(table.c.report)).order_by(table.c.report, table.c.number)
    for table in (t.mentions, t.spans, t.attributions, t.claims)
}
_TOLD = _PARTS | {t.spans: _PARTS[t.spans].where(t.spans.c.layer == "argument")}


def load_readings(connection: Connection, numbers: Iterable[int]) -> dict[int, Reading]:
    """The readings of some reports by their numbers; those that are not there are left out."""
    found: dict[int, Reading] = {}
    for some in portions(sorted(set(numbers))):
        found |= _portion(connection, some)
    return found


def load_tellings(connection: Connection, numbers: Iterable[int]) -> dict[int, Reading]:
    """The readings of some reports as far as incidents are settled by them: mentions with claims and arguments, and who is cited."""
    found: dict[int, Reading] = {}
    for some in portions(sorted(set(numbers))):
        found |= _portion(connection, some, _TOLD)
    return found


def load_wordings(connection: Connection, numbers: Iterable[int]) -> dict[int, Reading]:
    """The readings of some reports as far as their wording is concerned: sentences and attributions, a fraction of the rows."""
    found: dict[int, Reading] = {}
    for some in portions(sorted(set(numbers))):
        rows = connection.execute(_WORDED, {"some": some}).mappings()
        cited = _by_report(connection, _PARTS[t.attributions], some)
        found |= {
            row["number"]: reading_from(report_from(row), ReadingRows(row["sentences"], attributions=cited.get(row["number"], [])))
            for row in rows
        }
    return found


def portions(numbers: Sequence[Any], size: int = AT_ONCE) -> list[Sequence[Any]]:
    """Some numbers, so many at a time."""
    return [numbers[at : at + size] for at in range(0, len(numbers), size)]


def _portion(connection: Connection, numbers: Sequence[int], questions: Mapping[Table, Select[Any]] = _PARTS) -> dict[int, Reading]:
    """The readings of a portion of reports, with one question a table."""
    reports = connection.execute(_REPORTS, {"some": numbers}).mappings().all()
    sentences = {row["report"]: row["sentences"] for row in _rows(connection, _SENTENCES, numbers)}
    parts = {table.name: _by_report(connection, question, numbers) for table, question in questions.items()}
    return {
        row["number"]: reading_from(
            report_from(row), ReadingRows(sentences[row["number"]], *(parts[name].get(row["number"], []) for name in ("mentions", "spans", "attributions", "claims")))
        )
        for row in reports
        if row["number"] in sentences
    }  # fmt: skip


def _by_report(connection: Connection, question: Select[Any], numbers: Sequence[int]) -> Mapping[int, list[Row]]:
    """The rows that answer a question on some reports, in their order."""
    found: dict[int, list[Row]] = defaultdict(list)
    for row in _rows(connection, question, numbers):
        found[row["report"]].append(row)
    return found


def _rows(connection: Connection, question: Select[Any], numbers: Sequence[int]) -> list[Row]:
    """The rows that answer a question on some numbers, as plain dictionaries."""
    return [dict(row) for row in connection.execute(question, {"some": numbers}).mappings().all()]
