"""A format as tables: columns that say how they are filled, so that what is written and what is documented cannot part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from deconflict.export.facts import Facts

T = TypeVar("T")
CellType = Literal["string", "integer", "number", "boolean", "list"]


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One field of a format. ``means`` tells how it is filled or, where it has no ``value``, why it stays empty."""

    name: str
    means: str
    value: Callable[[T], Any] | None = None
    type: CellType = "string"


@dataclass(frozen=True, slots=True)
class Table(Generic[T]):
    """Rows of one sort. ``rows`` gives those of an incident; ``lacks`` says why an incident cannot be told in this format, None where it can.

    A table without columns has rows that are written as they are; ``fields`` then documents them.
    """

    name: str
    rows: Callable[[Facts], Iterable[T]]
    columns: tuple[Column[T], ...] = ()
    lacks: Callable[[Facts], str | None] = lambda facts: None
    fields: tuple[tuple[str, str], ...] = field(default=())

    def records(self, facts: Facts) -> Iterator[Any]:
        """The rows of an incident, by column."""
        for row in self.rows(facts):
            yield {column.name: column.value(row) if column.value else None for column in self.columns} if self.columns else row

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)


def with_ids(table: Table[T]) -> Table[Any]:
    """The table with the ledger's id of the incident before its columns."""
    column: Column[tuple[str, T]] = Column("incident", "the ledger's id of the incident", lambda row: row[0])
    rest = tuple(_of_second(column) for column in table.columns)
    return Table(table.name, lambda facts: ((facts.head.id, row) for row in table.rows(facts)), (column, *rest), table.lacks)


def _of_second(column: Column[T]) -> Column[tuple[str, T]]:
    """A column of rows that stand behind an id."""
    value = column.value
    return Column(column.name, column.means, None if value is None else lambda row: value(row[1]), column.type)


def one(facts: Facts) -> tuple[Facts]:
    """One row an incident."""
    return (facts,)
