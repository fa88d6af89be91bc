"""Rows as CSV, JSON and JSON Lines, each written as it comes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, BinaryIO

from deconflict.export.table import Table

Write = Callable[[Any], object]
Encoder = Callable[[BinaryIO, Table[Any]], AbstractContextManager[Write]]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How words begin that a spreadsheet would run."""


@contextmanager
def as_csv(out: BinaryIO, table: Table[Any]) -> Iterator[Write]:
    """RFC 4180 in UTF-8, with a line of names; nothing is written for None, and text that a spreadsheet would run gets an apostrophe before it."""
    stream = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(stream)
    writer.writerow(table.names)
    try:
        yield lambda row: writer.writerow([_cell(row[name]) for name in table.names])
    finally:
        stream.detach()


def _cell(value: Any) -> Any:
    """A cell of CSV."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        value = "; ".join(map(str, value))
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


@contextmanager
def as_json(out: BinaryIO, table: Table[Any]) -> Iterator[Write]:
    """One JSON array."""
    with items(out, "[", "]") as write:
        yield write


@contextmanager
def items(out: BinaryIO, before: str, after: str) -> Iterator[Write]:
    """Objects of JSON, one a line, with commas between them and inside of something."""
    out.write(f"{before}\n".encode())
    gap = ""

    def write(row: Any) -> None:
        """One object."""
        nonlocal gap
        out.write((gap + json.dumps(row, ensure_ascii=False)).encode())
        gap = ",\n"

    yield write
    out.write(f"\n{after}\n".encode())


@contextmanager
def as_lines(out: BinaryIO, table: Table[Any]) -> Iterator[Write]:
    """JSON Lines: one object a line."""
    yield lambda row: out.write((json.dumps(row, ensure_ascii=False) + "\n").encode())
