"""Parquet: typed columns, written in groups of rows as they come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from deconflict.export.encode import Write
from deconflict.export.needs import needed
from deconflict.export.table import Table

_GROUP = 10_000
"""So many rows are held before they are written."""


@contextmanager
def as_parquet(out: BinaryIO, table: Table[Any]) -> Iterator[Write]:
    """One Parquet file; raises MissingExtra where pyarrow is not installed."""
    arrow, parquet = needed("pyarrow", "parquet"), needed("pyarrow.parquet", "parquet")
    types = {"string": arrow.string(), "integer": arrow.int64(), "number": arrow.float64(), "boolean": arrow.bool_()}
    schema = arrow.schema([(column.name, types[column.type]) for column in table.columns])
    held: list[Any] = []

    def flush() -> None:
        """Write what is held."""
        writer.write_table(arrow.Table.from_pylist(held, schema=schema))
        held.clear()

    def write(row: Any) -> None:
        """One row."""
        held.append(row)
        if len(held) == _GROUP:
            flush()

    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        yield write
        flush()
