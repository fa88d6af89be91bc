"""Proof: every exchange as it went over the wire, in WARC files (ISO 28500) that any archive tool reads."""

from __future__ import annotations

import base64
import hashlib
import io
import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from deconflict import __version__
from deconflict.gather.exchange import Answer, Exchange

LARGEST = 1_000_000_000
"""Bytes from which on a new file is begun."""
# The body is kept as it came out of its chunks, so the header that announces chunks has to step aside.
_ASIDE = {"transfer-encoding": "X-Archive-Orig-Transfer-Encoding"}


class Proof:
    """A folder of WARC files that is written to; one writer at a time.

    Each answer is one piece of whole gzip members, written at once and brought to disk, so that a killed process leaves at most a broken end.
    """

    def __init__(self, folder: Path, largest: int = LARGEST) -> None:
        self._folder, self._largest = folder, largest
        folder.mkdir(parents=True, exist_ok=True)
        self._path: Path | None = None

    def keep(self, answer: Answer) -> str:
        """Write all exchanges of an answer; the WARC-Record-ID of the last response."""
        buffer, ids = io.BytesIO(), []
        writer = WARCWriter(buffer, gzip=True, warc_version="1.1")
        for exchange in answer.exchanges:
            response, request = (f"<urn:uuid:{uuid4()}>" for _ in range(2))
            writer.write_record(_response(exchange, response))
            writer.write_record(_request(exchange, request, response))
            ids.append(response)
        self._append(buffer.getvalue(), answer.last.began)
        return ids[-1]

    def place(self) -> tuple[str, int] | None:
        """The name of the file that is written to and its size: what may be committed."""
        return (self._path.name, self._path.stat().st_size) if self._path is not None else None

    def restore(self, place: tuple[str, int] | None) -> None:
        """Go on in the file and from the size that were committed last; what was written behind them never was, and is removed."""
        name, size = place or ("", 0)
        for path in self._folder.glob("*.warc.gz"):
            if path.name > name:
                path.unlink()
        path = self._folder / name
        if name and path.is_file() and path.stat().st_size >= size:
            os.truncate(path, size)
            self._path = path

    def _append(self, content: bytes, now: datetime) -> None:
        """Add to the file, or to a new one where it is full."""
        if self._path is None or self._path.stat().st_size > self._largest:
            self._path = self._folder / f"{now:%Y%m%dT%H%M%SZ}-{uuid4().hex[:8]}.warc.gz"
            content = information(self._path.name, now) + content
        with self._path.open("ab") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def information(name: str, now: datetime) -> bytes:
    """The record that opens a file and says by which program and format it was written."""
    fields = f"software: deconflict/{__version__}\r\nformat: WARC File Format 1.1\r\nconformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
    headers = [("WARC-Filename", name), ("Content-Type", "application/warc-fields")]
    return _packed(_record("warcinfo", f"<urn:uuid:{uuid4()}>", now, headers, fields.encode()))


def _packed(record: ArcWarcRecord) -> bytes:
    """One record as a gzip member."""
    buffer = io.BytesIO()
    WARCWriter(buffer, gzip=True, warc_version="1.1").write_record(record)
    return buffer.getvalue()


def _response(exchange: Exchange, id: str) -> ArcWarcRecord:
    """The record of an answer, its payload hashed apart."""
    head = _head(
        f"HTTP/{_version(exchange)} {exchange.status} {exchange.reason}", ((_ASIDE.get(k.lower(), k), v) for k, v in exchange.headers)
    )
    headers = [("WARC-Target-URI", exchange.url), ("Content-Type", "application/http; msgtype=response")]
    headers += [("WARC-IP-Address", exchange.address)] if exchange.address else []
    headers += [("WARC-Protocol", "h2" if exchange.version.startswith("HTTP/2") else exchange.version.lower())]
    headers += [("WARC-Payload-Digest", digest(exchange.body))]
    return _record("response", id, exchange.began, headers, head + exchange.body)


def _request(exchange: Exchange, id: str, response: str) -> ArcWarcRecord:
    """The record of a request, tied to its answer."""
    place = exchange.url.partition("://")[2]
    host, slash, path = place.partition("/")
    head = _head(f"GET {slash}{path} HTTP/{_version(exchange)}", (("Host", host), *exchange.sent))
    headers = [("WARC-Target-URI", exchange.url), ("WARC-Concurrent-To", response), ("Content-Type", "application/http; msgtype=request")]
    headers += [("WARC-Payload-Digest", digest(b""))]
    return _record("request", id, exchange.began, headers, head)


def _record(sort: str, id: str, moment: datetime, headers: Sequence[tuple[str, str]], block: bytes) -> ArcWarcRecord:
    """A record with SHA-256 digests, which the writer would else make in SHA-1."""
    fields = [
        ("WARC-Type", sort), ("WARC-Record-ID", id), ("WARC-Date", f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"), *headers,
        ("WARC-Block-Digest", digest(block)), ("Content-Length", str(len(block))),
    ]  # fmt: skip
    told = StatusAndHeaders("", fields, protocol="WARC/1.1")
    return ArcWarcRecord("warc", sort, told, io.BytesIO(block), None, dict(fields)["Content-Type"], len(block))


def _head(line: str, headers: Iterable[tuple[str, str]]) -> bytes:
    """A first line and headers as HTTP/1.1 writes them."""
    return ("\r\n".join([line, *(f"{key}: {value}" for key, value in headers)]) + "\r\n\r\n").encode("latin-1", errors="replace")


def _version(exchange: Exchange) -> str:
    """HTTP/2 has no textual form, so its records are written as HTTP/1.1; WARC-Protocol tells what it was."""
    return "1.1" if exchange.version.startswith("HTTP/2") else exchange.version.partition("/")[2]


def digest(content: bytes) -> str:
    """The SHA-256 of some bytes as WARC writes it."""
    return "sha256:" + base64.b32encode(hashlib.sha256(content).digest()).decode("ascii")
