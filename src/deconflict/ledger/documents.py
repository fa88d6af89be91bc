"""Raw documents: kept as fetched, compressed, under the hash of their bytes; each time one is found is noted."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, bindparam, func, select

from deconflict.errors import NotInLedger
from deconflict.gather.documents import RawDocument
from deconflict.ledger import tables as t
from deconflict.ledger.readings import into
from deconflict.ledger.values import pack
from deconflict.model import Report

_FEWEST = 8
_KEPT = select(t.documents.c.hash).where(t.documents.c.hash == bindparam("digest"))
_FOUND = select(t.captures.c.number).where(
    t.captures.c.document == bindparam("digest"), t.captures.c.origin == bindparam("origin"), t.captures.c.fetch.is_not_distinct_from(bindparam("fetch"))
)  # fmt: skip
_LAST = select(func.max(t.captures.c.number))


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


def keep_document(connection: Connection, raw: RawDocument, at: str) -> str:
    """Keep a document's bytes, once, and note where and when it was found, once for each place; its hash."""
    digest = raw.digest
    if connection.execute(_KEPT, {"digest": digest}).first() is None:
        connection.execute(
            into(t.documents), {"hash": digest, "form": raw.form, "size": len(raw.content), "content": zlib.compress(raw.content, 6)}
        )
    fetch = None if raw.fetch is None else msgspec.json.encode(raw.fetch).decode()
    if connection.execute(_FOUND, {"digest": digest, "origin": raw.origin, "fetch": fetch}).first() is None:
        number = (connection.execute(_LAST).scalar() or 0) + 1
        connection.execute(into(t.captures), {"number": number, "document": digest, "origin": raw.origin, "at": at, "fetch": fetch})
    return digest


def load_document(connection: Connection, digest: str) -> Document:
    """A document by the hash of its bytes, or by at least the first eight digits of it; raises NotInLedger."""
    found = connection.execute(select(t.documents).where(t.documents.c.hash.startswith(digest, autoescape=True)).limit(2)).mappings().all()
    if len(found) != 1 or len(digest) < _FEWEST:
        raise NotInLedger(f"there is no one document whose hash begins with {digest}")
    return Document(found[0]["hash"], found[0]["form"], zlib.decompress(found[0]["content"]))
