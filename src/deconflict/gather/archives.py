"""Web archives (WARC, ISO 28500), compressed or not: one document after the other, with memory for one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path
from typing import Any, BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from deconflict.errors import UnreadableInput
from deconflict.gather.documents import Fetch, RawDocument
from deconflict.gather.encodings import BadEncoding, unpack
from deconflict.gather.exchange import Headers, first
from deconflict.gather.forms import form_of_media
from deconflict.gather.limits import Limits
from deconflict.gather.urls import fold

_READ = frozenset({"text/html", "application/xhtml+xml", "text/plain", "application/pdf"})
# A record that is cut off in its head has no type.
_KINDS = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion | WarcRecordType.no_type
_LONGEST_HEAD = 256 * 1024


def iter_archive(stream: BinaryIO | Path, origin: str, limits: Limits) -> Iterator[RawDocument | UnreadableInput]:
    """The pages, texts and PDFs that were fetched with success, in the archive's order; what cannot be read is told with its record."""
    source: Any = str(stream) if isinstance(stream, Path) else stream
    at = 0
    try:
        for record in ArchiveIterator(
            source, record_types=_KINDS, parse_http=True, auto_decode="transfer", max_header_len=_LONGEST_HEAD, fsspec_args=False
        ):
            at = record.stream_pos
            yield from _documents(record, origin, limits)
    except (OSError, ValueError) as problem:
        yield UnreadableInput(origin, f"the archive breaks off behind byte {at:,}: {' '.join(str(problem).split())[:200]}")


def _documents(record: WarcRecord, origin: str, limits: Limits) -> Iterator[RawDocument | UnreadableInput]:
    """The document that a record holds, if it is one that is read."""
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>")
    head = record.http_headers
    if _is_cut(record):
        yield UnreadableInput(f"{origin}, {url or f'byte {record.stream_pos:,}'}", "the record is cut off or broken")
        return
    if record.is_http and (head is None or head.status_code is None or not 200 <= head.status_code < 300):
        return
    headers: Headers = tuple((key, value) for key, value in head.items()) if head is not None else ()
    media, charset = _media(first(headers, "content-type") or record.headers.get("Content-Type") or "")
    if media not in _READ or not url.startswith(("http://", "https://")):
        return
    try:
        content = _content(record, first(headers, "content-encoding") or "", first(headers, "transfer-encoding") is None, limits)
        fetch = Fetch(url, url, _moment(record), 200, (), headers, media, charset, record.record_id)
        yield RawDocument(f"{origin}, {url}", fold(url), form_of_media(media, content[:65536]), content, fetch=fetch)
    except (BadEncoding, UnreadableInput) as problem:
        why = problem.why if isinstance(problem, UnreadableInput) else str(problem)
        yield UnreadableInput(f"{origin}, {url}", why)


def _is_cut(record: WarcRecord) -> bool:
    """Whether the head of a record is not whole."""
    headers = record.headers
    is_http = "application/http" in (headers.get("Content-Type") or "")
    return headers.get("WARC-Type") is None or headers.get("Content-Length") is None or (is_http and record.http_headers is None)


def _content(record: WarcRecord, encodings: str, plain: bool, limits: Limits) -> bytes:
    """The content of a record, unpacked where it still is as it was sent; raises BadEncoding. ``plain``: it was not sent in chunks."""
    content = record.reader.read(limits.size + 1)
    if len(content) > limits.size:
        raise BadEncoding(f"it has more than {limits.size / 1e6:g} MB")
    if plain and len(content) < record.content_length:
        raise BadEncoding("the record is cut off or broken")
    # Many archives keep the header and store the content unpacked.
    if "gzip" in encodings and not content.startswith(b"\x1f\x8b"):
        return content
    try:
        return unpack(content, encodings, limits)
    except BadEncoding:
        if content.lstrip()[:1] == b"<":
            return content
        raise


def _media(words: str) -> tuple[str, str | None]:
    """Media type and charset of a Content-Type."""
    told = Message()
    told["content-type"] = words
    return told.get_content_type(), told.get_content_charset()


def _moment(record: WarcRecord) -> datetime:
    """When the record was made, in UTC; the epoch where it does not tell."""
    told = record.record_date
    if told is None:
        return datetime.fromtimestamp(0, UTC)
    return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)
