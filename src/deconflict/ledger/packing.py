"""Raw documents made ready to be kept, which is work that the one who writes need not do."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import msgspec

from deconflict.gather.documents import RawDocument


@dataclass(frozen=True, slots=True)
class PackedDocument:
    """A raw document as the ledger keeps it: the hash of its bytes, these compressed, and where and how it was found."""

    hash: str
    form: str
    size: int
    content: bytes
    origin: str
    fetch: str | None


def pack_document(raw: RawDocument) -> PackedDocument:
    """A document ready to be kept."""
    fetch = None if raw.fetch is None else msgspec.json.encode(raw.fetch).decode()
    return PackedDocument(raw.digest, raw.form, len(raw.content), zlib.compress(raw.content, 6), raw.origin, fetch)
