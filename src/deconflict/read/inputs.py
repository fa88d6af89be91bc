"""Raw documents to reports: one bad document is reported and costs the others nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePath
from typing import Any, BinaryIO

from deconflict.errors import ConflictingReports, UnreadableInput
from deconflict.gather.files import LARGEST, RawDocument, gather
from deconflict.model import Report
from deconflict.read.language import READABLE, detect_language
from deconflict.read.pages import read_page
from deconflict.read.published import parse_published
from deconflict.read.text import decode

_FIELDS = ("title", "outlet", "url", "author", "language")


def read_inputs(inputs: Sequence[str], stdin: BinaryIO | None = None, published: date | None = None) -> Iterator[Report | UnreadableInput]:
    """Every report of the inputs, or a problem in its place. ``published`` stands in where a report has no date.

    Raises ConflictingReports when two reports carry one id but other texts; the same report twice is read once.
    """
    seen: dict[str, Report] = {}
    for item in (item for raw in gather(inputs, stdin) for item in _reports(raw)):
        if isinstance(item, UnreadableInput):
            yield item
            continue
        earlier = seen.get(item.id)
        if earlier is None:
            seen[item.id] = item
            yield _finished(item, published)
        elif earlier.text != item.text:
            raise ConflictingReports(f"two reports have the id {item.id!r} but other texts: {earlier.origin} and {item.origin}; give one of them another id")


def _finished(report: Report, published: date | None) -> Report:
    """A report with a date to stand in, and its language."""
    language = (report.language or "").split("-")[0].lower() or detect_language(report.text)
    problems = report.problems
    if language is not None and language not in READABLE:
        problems = (*problems, f"language {language}: there is no model for it, so the report is kept but nothing is read from it")
    return replace(report, language=language, published=report.published or published, problems=problems)


def _reports(raw: RawDocument | UnreadableInput) -> Iterator[Report | UnreadableInput]:
    """The reports that a document holds."""
    if isinstance(raw, UnreadableInput):
        yield raw
        return
    try:
        if raw.form == "jsonl":
            yield from _lines(raw)
        elif raw.form == "json":
            yield from _json(raw)
        else:
            yield _document(raw)
    except UnreadableInput as problem:
        yield problem


def _document(raw: RawDocument) -> Report:
    """A plain text, Markdown or HTML document as one report."""
    text, problems = decode(raw.content, raw.origin)
    if not text.strip():
        raise UnreadableInput(raw.origin, "the file holds no text")
    id = raw.origin if raw.origin == "standard input" else _name(raw.origin)
    if raw.form == "html":
        return replace(read_page(text, raw.origin), id=id, origin=raw.origin)
    if raw.form == "md":
        return _markdown(text, id, raw.origin, problems)
    return Report(id, text, origin=raw.origin, problems=problems)


def _name(origin: str) -> str:
    """A report's id from its file: the last folder and the name, so that it does not hang on where the program runs."""
    path = PurePath(origin)
    return "/".join(path.parts[-2:]) if len(path.parts) > 1 else path.name


def _markdown(text: str, id: str, origin: str, problems: tuple[str, ...]) -> Report:
    """A Markdown document; front matter is metadata, the text stays as given."""
    fields: dict[str, str] = {}
    if text.startswith("---\n") and "\n---\n" in text[4:]:
        for line in text[4 : text.index("\n---\n", 4)].splitlines():
            key, separator, value = line.partition(":")
            if separator:
                fields[key.strip().lower()] = value.strip().strip("\"'")
    moment = parse_published(fields["published"]) if "published" in fields else None
    return Report(id, text, fields.get("title"), fields.get("outlet"), fields.get("author"), moment, fields.get("url"), fields.get("language"), origin, problems)


def _lines(raw: RawDocument) -> Iterator[Report | UnreadableInput]:
    """The reports of a JSON Lines file, line by line."""
    if raw.path is None:
        rows = iter(raw.content.splitlines(keepends=True))
        yield from _rows(raw.origin, rows)
        return
    try:
        with raw.path.open("rb") as rows:
            yield from _rows(raw.origin, rows)
    except OSError as problem:
        yield UnreadableInput(raw.origin, problem.strerror or str(problem))


def _rows(origin: str, rows: Iterator[bytes] | BinaryIO) -> Iterator[Report | UnreadableInput]:
    """One report a row; blank rows are passed over."""
    empty = True
    for number, row in enumerate(rows, 1):
        if row.strip():
            empty = False
            where = f"{origin}, line {number}"
            try:
                yield _row(row, where, f"{_name(origin)}:{number}")
            except UnreadableInput as problem:
                yield problem
    if empty:
        yield UnreadableInput(origin, "the file holds no report")


def _row(row: bytes, where: str, id: str) -> Report:
    """One row as a report."""
    if len(row) > LARGEST:
        raise UnreadableInput(where, f"the line is longer than {LARGEST // 1_000_000} MB")
    try:
        value = json.loads(row.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        raise UnreadableInput(where, f"not UTF-8 at byte {problem.start} of the line") from problem
    except (json.JSONDecodeError, RecursionError) as problem:
        detail = f"{problem.msg} at column {problem.colno}" if isinstance(problem, json.JSONDecodeError) else "nested too deeply"
        raise UnreadableInput(where, f"not JSON: {detail}") from problem
    return _report(value, where, id)


def _json(raw: RawDocument) -> Iterator[Report | UnreadableInput]:
    """A JSON file: one report, a list of them, or an object whose 'reports' is one."""
    text, _ = decode(raw.content, raw.origin)
    try:
        value = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as problem:
        detail = f"{problem.msg} at line {problem.lineno}" if isinstance(problem, json.JSONDecodeError) else "nested too deeply"
        raise UnreadableInput(raw.origin, f"not JSON: {detail}") from problem
    if isinstance(value, dict) and isinstance(value.get("reports"), list):
        value = value["reports"]
    values = value if isinstance(value, list) else [value]
    for number, item in enumerate(values, 1):
        where = raw.origin if len(values) == 1 else f"{raw.origin}, report {number}"
        try:
            yield _report(item, where, _name(raw.origin) + (f":{number}" if len(values) > 1 else ""))
        except UnreadableInput as problem:
            yield problem


def _report(value: Any, where: str, id: str) -> Report:
    """A JSON object as a report; what is missing or of the wrong type is told."""
    if not isinstance(value, dict):
        raise UnreadableInput(where, "not a JSON object with a 'text'")
    text = value.get("text")
    if not isinstance(text, str) or not text.strip():
        raise UnreadableInput(where, "has no 'text'" if text in (None, "") else "its 'text' is not a string with words in it")
    problems = [f"'{field}' is not a string and was left out" for field in _FIELDS if value.get(field) is not None and not isinstance(value[field], str)]
    fields = {field: value[field] for field in _FIELDS if isinstance(value.get(field), str)}
    moment = parse_published(str(value["published"])) if value.get("published") else None
    if value.get("published") and moment is None:
        problems.append(f"'published' is no date: {str(value['published'])[:40]!r}")
    given = value.get("id")
    return Report(str(given) if given is not None else id, text, fields.get("title"), fields.get("outlet"), fields.get("author"), moment, fields.get("url"), fields.get("language"), where, tuple(problems))
