"""Inputs to reports: one bad document is told and costs the others nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, BinaryIO

from deconflict.errors import ConflictingReports, UnreadableInput
from deconflict.gather.documents import RawDocument
from deconflict.gather.inputs import gather
from deconflict.model import Report
from deconflict.read.documents import read_document
from deconflict.read.language import settle_language
from deconflict.read.records import read_json, read_lines

if TYPE_CHECKING:
    from deconflict.gather.web import Web
    from deconflict.read.mapping import Mapped


def read_inputs(
    inputs: Sequence[str],
    stdin: BinaryIO | None = None,
    published: date | None = None,
    web: Web | None = None,
    mapped: Mapped | None = None,
) -> Iterator[Report | UnreadableInput]:
    """Every report of the inputs, or a problem in its place. ``published`` stands in where a report has no date.

    ``web`` is how to behave on the web, without which nothing is fetched; ``mapped`` how JSON is to be read that is not of this program's make.
    What was fetched twice with other words is given as two versions. Raises ConflictingReports when two reports of files carry one id but other texts;
    the same report twice is given once.
    """
    seen: dict[str, tuple[bytes, str | None]] = {}
    for raw in gather(inputs, stdin, web):
        fetched = isinstance(raw, RawDocument) and raw.fetch is not None
        for item in reports_of(raw, mapped):
            if isinstance(item, UnreadableInput):
                yield item
            elif (report := _new(item, seen, fetched)) is not None:
                yield settled(report, published)


def _new(report: Report, seen: dict[str, tuple[bytes, str | None]], fetched: bool) -> Report | None:
    """A report that was not met before, a later version of a page under an id of its own; None for one that was."""
    digest = hashlib.sha256(report.text.encode()).digest()
    if report.id not in seen:
        seen[report.id] = digest, report.origin
        return report
    earlier, origin = seen[report.id]
    if earlier == digest:
        return None
    if fetched:
        note = f"another version of {report.id}"
        return _new(replace(report, id=f"{report.id}@{digest.hex()[:8]}", problems=(*report.problems, note)), seen, fetched)
    raise ConflictingReports(
        f"two reports have the id {report.id!r} but other texts: {origin} and {report.origin}; give one of them another id"
    )


def settled(report: Report, published: date | None = None) -> Report:
    """A report with its language and, where it has none, the date that stands in."""
    language, problems = settle_language(report.language, report.text)
    return replace(report, language=language, published=report.published or published, problems=(*report.problems, *problems))


def reports_of(raw: RawDocument | UnreadableInput, mapped: Mapped | None = None) -> Iterator[Report | UnreadableInput]:
    """The reports that a document holds, or its problem; their language and stand-in date are not settled."""
    if isinstance(raw, UnreadableInput):
        yield raw
        return
    try:
        if raw.form == "jsonl":
            yield from read_lines(raw, mapped)
        elif raw.form == "json":
            yield from read_json(raw, mapped)
        elif raw.form == "eml":
            yield from _mail(raw)
        else:
            yield read_document(raw)
    except UnreadableInput as problem:
        yield problem


def _mail(raw: RawDocument) -> Iterator[Report | UnreadableInput]:
    """The reports in a mail and what is attached to it."""
    from deconflict.read.mail import read_mail  # noqa: PLC0415  not needed for other documents

    for item in read_mail(raw):
        if isinstance(item, RawDocument):
            yield from reports_of(item)
        else:
            yield item
