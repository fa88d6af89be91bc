"""Inputs as reports, each with the document that holds it; of JSON Lines each line is a document of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, BinaryIO

from deconflict.errors import UnreadableInput
from deconflict.gather.documents import RawDocument
from deconflict.gather.files import LARGEST
from deconflict.gather.inputs import gather
from deconflict.ledger.packing import PackedDocument, pack_document
from deconflict.ledger.values import pack
from deconflict.model import Report
from deconflict.read.inputs import reports_of
from deconflict.read.language import settle_language

if TYPE_CHECKING:
    from deconflict.gather.web import Web
    from deconflict.read.mapping import Mapped


@dataclass(frozen=True, slots=True)
class Source:
    """A report as it comes in, with the document that holds it."""

    report: Report
    document: RawDocument


@dataclass(frozen=True, slots=True)
class ReadySource:
    """A report on its way into a ledger: all that can be worked out before it is read is, for many are never read.

    ``key`` is the hash of its content.
    """

    report: Report
    document: PackedDocument
    key: str


def ready(sources: Iterable[Source | UnreadableInput]) -> Iterator[ReadySource | UnreadableInput]:
    """Sources from one document, ready for a ledger."""
    packed: PackedDocument | None = None
    for source in sources:
        if isinstance(source, UnreadableInput):
            yield source
            continue
        packed = packed or pack_document(source.document)
        yield ReadySource(source.report, packed, content_key(source.report))


def read_sources(
    inputs: Sequence[str],
    stdin: BinaryIO | None = None,
    published: date | None = None,
    web: Web | None = None,
    mapped: Mapped | None = None,
) -> Iterator[Source | UnreadableInput]:
    """Every report of the inputs with its document, or a problem in its place. ``published`` stands in where a report has no date.

    ``web`` and ``mapped``: see ``read.inputs.read_inputs``.
    """
    for raw in iter_documents(inputs, stdin, web):
        yield from sources_in(raw, published, mapped)


def iter_documents(inputs: Sequence[str], stdin: BinaryIO | None = None, web: Web | None = None) -> Iterator[RawDocument | UnreadableInput]:
    """Every document of the inputs, or a problem in its place; of JSON Lines each line is one."""
    for found in gather(inputs, stdin, web):
        if isinstance(found, UnreadableInput):
            yield found
        else:
            yield from _documents(found)


def sources_in(raw: RawDocument | UnreadableInput, published: date | None, mapped: Mapped | None) -> Iterator[Source | UnreadableInput]:
    """The reports in a document, or its problem."""
    if isinstance(raw, UnreadableInput):
        yield raw
        return
    for item in reports_of(raw, mapped):
        yield item if isinstance(item, UnreadableInput) else settled_source(Source(item, raw), published)


def _documents(raw: RawDocument) -> Iterator[RawDocument]:
    """The documents in one: the lines of JSON Lines, else itself."""
    if raw.stream is None:
        yield raw
        return
    with raw.stream() as stream:
        number = 0
        while row := stream.readline(LARGEST + 1):
            number += 1
            if row.strip():
                yield RawDocument(f"{raw.origin}, line {number}", f"{raw.name}:{number}", "json", row, fetch=raw.fetch)


def settled_source(source: Source, published: date | None) -> Source:
    """A source whose report is as the ledger takes it."""
    return replace(source, report=_settled(source.report, published))


def _settled(report: Report, published: date | None) -> Report:
    """A report with its language and, where it has none, the date that stands in; letters that no database holds are replaced one for one."""
    language, problems = settle_language(report.language, report.text)
    return replace(
        report, text=report.text.replace("\0", "\ufffd"), title=report.title.replace("\0", "\ufffd") if report.title else report.title,
        language=language, published=report.published or published, problems=(*report.problems, *problems),
    )  # fmt: skip


def content_key(report: Report) -> str:
    """The SHA-256 of what a report tells and who published it when: two with one key are the same report."""
    published = report.published.isoformat() if report.published else None
    told = [report.id, report.title, report.text, report.outlet, report.author, published, report.url]
    return hashlib.sha256(pack(told).encode()).hexdigest()
