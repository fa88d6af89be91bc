"""Raw documents: kept as fetched, compressed, under the hash of their bytes; each time one is found is noted."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from deconflict.errors import NotInLedger
from deconflict.gather.documents import RawDocument
from deconflict.ledger import tables as t
from deconflict.ledger.packing import PackedDocument
from deconflict.ledger.readings import among, portions, write_rows
from deconflict.ledger.values import pack
from deconflict.model import Report

_FEWEST = 8
_KEPT = select(t.documents.c.hash).where(among(t.documents.c.hash))
_FOUND = select(t.captures.c.document, t.captures.c.origin, t.captures.c.fetch).where(among(t.captures.c.document))


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was fetched: ``hash`` is the SHA-256 of its bytes, ``form`` txt, html, md, json or jsonl."""

    hash: str
    form: str
    content: bytes


def document_of(report: Report) -> RawDocument:
    """What stands for the document of a report that came without one: its fields as JSON."""
    fields = {
        "id": report.id, "title": report.title, "text": report.text, "outlet": report.outlet, "author": report.author,
        "published": report.published.isoformat() if report.published else None, "url": report.url, "language": report.language,
    }  # fmt: skip
    content = pack({name: value for name, value in fields.items() if value is not None}).encode()
    return RawDocument(report.origin or report.id, report.id, "json", content)


def keep_documents(connection: Connection, documents: Sequence[PackedDocument], at: str, next_number: Callable[[], int]) -> None:
    """Keep the bytes of documents, each once, and note where and when they were found, once for each place; these notes are numbered in order."""
    digests = list(dict.fromkeys(document.hash for document in documents))
    kept = {digest for some in portions(digests) for digest in connection.execute(_KEPT, {"some": some}).scalars()}
    found = {tuple(row) for some in portions(sorted(kept)) for row in connection.execute(_FOUND, {"some": some})}
    contents, captures = [], []
    for document in documents:
        if document.hash not in kept:
            kept.add(document.hash)
            contents.append({"hash": document.hash, "form": document.form, "size": document.size, "content": document.content})
        if (place := (document.hash, document.origin, document.fetch)) not in found:
            found.add(place)
            captures.append(
                {"number": next_number(), "document": document.hash, "origin": document.origin, "at": at, "fetch": document.fetch}
            )
    for table, rows in ((t.documents, contents), (t.captures, captures)):
        write_rows(connection, table, rows)


def load_document(connection: Connection, digest: str) -> Document:
    """A document by the hash of its bytes, or by at least the first eight digits of it; raises NotInLedger."""
    found = connection.execute(select(t.documents).where(t.documents.c.hash.startswith(digest, autoescape=True)).limit(2)).mappings().all()
    if len(found) != 1 or len(digest) < _FEWEST:
        raise NotInLedger(f"there is no one document whose hash begins with {digest}")
    return Document(found[0]["hash"], found[0]["form"], zlib.decompress(found[0]["content"]))
