"""Inputs to reports: one bad document is told and costs the others nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import BinaryIO

from deconflict.errors import ConflictingReports, UnreadableInput
from deconflict.gather.documents import RawDocument
from deconflict.gather.inputs import gather
from deconflict.model import Report
from deconflict.read.documents import read_document
from deconflict.read.language import settle_language
from deconflict.read.records import read_json, read_lines


def read_inputs(inputs: Sequence[str], stdin: BinaryIO | None = None, published: date | None = None) -> Iterator[Report | UnreadableInput]:
    """Every report of the inputs, or a problem in its place. ``published`` stands in where a report has no date.

    Raises ConflictingReports when two reports carry one id but other texts; the same report twice is given once.
    """
    seen: dict[str, tuple[bytes, str | None]] = {}
    for raw in gather(inputs, stdin):
        for item in reports_of(raw):
            if isinstance(item, UnreadableInput):
                yield item
            elif _is_new(item, seen):
                yield _settled(item, published)


def _is_new(report: Report, seen: dict[str, tuple[bytes, str | None]]) -> bool:
    """Whether a report's id was not met before; remembers it."""
    digest = hashlib.sha256(report.text.encode()).digest()
    if report.id not in seen:
        seen[report.id] = digest, report.origin
        return True
    earlier, origin = seen[report.id]
    if earlier != digest:
        raise ConflictingReports(
            f"two reports have the id {report.id!r} but other texts: {origin} and {report.origin}; give one of them another id"
        )
    return False


def _settled(report: Report, published: date | None) -> Report:
    """A report with its language and, where it has none, the date that stands in."""
    language, problems = settle_language(report.language, report.text)
    return replace(report, language=language, published=report.published or published, problems=(*report.problems, *problems))


def reports_of(raw: RawDocument | UnreadableInput) -> Iterator[Report | UnreadableInput]:
    """The reports that a document holds, or its problem; their language and stand-in date are not settled."""
    if isinstance(raw, UnreadableInput):
        yield raw
        return
    try:
        if raw.form == "jsonl":
            yield from read_lines(raw)
        elif raw.form == "json":
            yield from read_json(raw)
        else:
            yield read_document(raw)
    except UnreadableInput as problem:
        yield problem
