"""What each field of a format holds, from the very table that writes it."""

from __future__ import annotations

from collections.abc import Iterator

from deconflict.export.formats import Format
from deconflict.export.table import Table


def codebook(format: Format) -> str:
    """A format's fields in Markdown."""
    return "\n".join([f"### {format.name}", "", f"{format.about[:1].upper()}{format.about[1:]}.", "", *_tables(format)]) + "\n"


def _tables(format: Format) -> Iterator[str]:
    """Each table's fields."""
    for table in format.tables:
        if len(format.tables) > 1:
            yield from (f"#### {table.name}", "")
        yield from ("| field | holds |", "| --- | --- |")
        yield from (f"| `{name}` | {_cell(means)} |" for name, means in _fields(table))
        yield ""


def _fields(table: Table[object]) -> Iterator[tuple[str, str]]:
    """Names and meanings."""
    yield from ((column.name, column.means) for column in table.columns)
    yield from table.fields


def _cell(words: str) -> str:
    """Words in a cell of a table."""
    return words.replace("|", "\\|")
