"""JSON and JSON Lines as reports; one bad object or line costs only itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, BinaryIO

from deconflict.errors import UnreadableInput
from deconflict.gather.documents import RawDocument
from deconflict.gather.files import LARGEST
from deconflict.model import Report
from deconflict.read.fields import report_from
from deconflict.read.text import decode

if TYPE_CHECKING:
    from deconflict.read.mapping import Mapped

# Bad lines that are told one by one; a file with more is no JSON Lines.
_TOLD = 20


def read_json(raw: RawDocument, mapped: Mapped | None = None) -> Iterator[Report | UnreadableInput]:
    """A JSON file: one report, a list of them, or an object whose 'reports' is one; one object a line is read as such.

    ``mapped`` tells where the reports and their fields are in JSON of another make.
    """
    text, problems = decode(raw.content, raw.origin)
    try:
        value = _parse(text, raw.origin)
    except UnreadableInput:
        if not _is_lines(text):
            raise
        yield from _rows(raw, iter(raw.content.splitlines(keepends=True)), mapped)
        return
    if mapped is not None:
        value = list(mapped.rows(value))
    listed = value["reports"] if isinstance(value, dict) and isinstance(value.get("reports"), list) else value
    if not isinstance(listed, list):
        yield _with(report_from(value, raw.name, raw.origin), problems)
        return
    if not listed:
        yield UnreadableInput(raw.origin, "the list of reports is empty")
    for number, item in enumerate(listed, 1):
        try:
            yield _with(report_from(item, f"{raw.name}:{number}", f"{raw.origin}, report {number}"), problems)
        except UnreadableInput as problem:
            yield problem


def read_lines(raw: RawDocument, mapped: Mapped | None = None) -> Iterator[Report | UnreadableInput]:
    """A JSON Lines file of any size, one report a line; blank lines are passed over."""
    if raw.stream is None:
        yield from _rows(raw, iter(raw.content.splitlines(keepends=True)), mapped)
        return
    try:
        with raw.stream() as stream:
            yield from _rows(raw, _iter_rows(stream), mapped)
    except OSError as problem:
        yield UnreadableInput(raw.origin, (problem.strerror or str(problem)).lower())


def _iter_rows(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream; of one that is too long only so much that it shows."""
    while row := stream.readline(LARGEST + 1):
        yield row
        if len(row) > LARGEST:
            _skip_line(stream, row)


def _skip_line(stream: BinaryIO, row: bytes) -> None:
    """Pass over what is left of a line, a piece at a time."""
    while row and not row.endswith(b"\n"):
        row = stream.readline(1_000_000)


def _rows(raw: RawDocument, rows: Iterator[bytes], mapped: Mapped | None) -> Iterator[Report | UnreadableInput]:
    """One report a row; after some bad rows the others are only counted, and where none was good the file is at fault."""
    good = bad = 0
    for number, row in enumerate(rows, 1):
        if not row.strip():
            continue
        try:
            yield _row(row, f"{raw.name}:{number}", f"{raw.origin}, line {number}", mapped)
            good += 1
        except UnreadableInput as problem:
            bad += 1
            if bad <= _TOLD:
                yield problem
    if bad > _TOLD:
        yield UnreadableInput(raw.origin, f"{bad - _TOLD} more lines could not be read; a .jsonl file holds one JSON object a line")
    if not good and not bad:
        yield UnreadableInput(raw.origin, "there is no report in it")


def _row(row: bytes, name: str, origin: str, mapped: Mapped | None) -> Report:
    """One row as a report."""
    if len(row) > LARGEST:
        raise UnreadableInput(origin, f"the line is longer than {LARGEST / 1e6:.0f} MB; split its text")
    text, problems = decode(row.strip(), origin)
    value = _parse(text, origin)
    return _with(report_from(next(mapped.rows(value), None) if mapped else value, name, origin), problems)


def _parse(text: str, origin: str) -> Any:
    """The JSON value of a text."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as problem:
        at = f"line {problem.lineno}, column {problem.colno}" if "\n" in text.strip() else f"column {problem.colno}"
        raise UnreadableInput(origin, f"not JSON: {problem.msg[:1].lower()}{problem.msg[1:]} at {at}") from problem
    except (RecursionError, ValueError) as problem:
        raise UnreadableInput(origin, "not JSON that can be read: nested too deeply, or a number without end") from problem


def _is_lines(text: str) -> bool:
    """Whether a text that is not JSON begins with a line that is an object by itself."""
    first = text.lstrip().partition("\n")[0]
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _with(report: Report, problems: tuple[str, ...]) -> Report:
    """The report with what decoding its file told."""
    return replace(report, problems=(*problems, *report.problems)) if problems else report
