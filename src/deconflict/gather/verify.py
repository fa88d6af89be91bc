"""Whether kept proof is what it was: every record's bytes against the hashes that were written beside them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

_PIECE = 1 << 20
_HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in one archive: records in all, those with a hash, and what is wrong, each with its place."""

    path: Path
    records: int = 0
    hashed: int = 0
    problems: tuple[str, ...] = ()


def verify(path: Path) -> Verdict:
    """Check an archive from its first byte to its last."""
    verdict, at = Verdict(path), 0
    try:
        for record in ArchiveIterator(str(path), record_types=WarcRecordType.any_type, parse_http=False, fsspec_args=False):
            at = record.stream_pos
            wrong = tuple(_problems(record))
            hashed = record.headers.get("WARC-Block-Digest") is not None
            verdict = replace(verdict, records=verdict.records + 1, hashed=verdict.hashed + hashed, problems=(*verdict.problems, *wrong))
    except (OSError, ValueError) as problem:
        words = " ".join(str(problem).split())[:200]
        return replace(verdict, problems=(*verdict.problems, f"the archive breaks off behind byte {at:,}: {words}"))
    if not verdict.records:
        return replace(verdict, problems=("there is no WARC record in it",))
    return verdict


def _problems(record: WarcRecord) -> Iterator[str]:
    """What is wrong with a record."""
    block, payload = (_hasher(record.headers.get(name)) for name in ("WARC-Block-Digest", "WARC-Payload-Digest"))
    is_http = "application/http" in (record.headers.get("Content-Type") or "")
    size = _consume(record, block, payload, is_http)
    place = f"byte {record.stream_pos:,}, {record.record_id or 'no id'}, {record.headers.get('WARC-Target-URI') or record.headers.get('WARC-Type')}"
    if size != record.content_length:
        yield f"{place}: {size:,} bytes, but {record.content_length:,} were written"
    for name, hasher in (("content", block), ("payload", payload)):
        if hasher is not None and not hasher.fits():
            yield f"{place}: its {name} is not what was hashed"


def _consume(record: WarcRecord, block: _Hasher | None, payload: _Hasher | None, is_http: bool) -> int:
    """Read a record through its hashers; how many bytes there were."""
    size, head = 0, b""
    in_head = is_http
    while piece := record.reader.read(_PIECE):
        size += len(piece)
        if block:
            block.state.update(piece)
        if in_head:
            head += piece
            end = head.find(_HEAD_END)
            if end < 0:
                continue
            piece, in_head = head[end + len(_HEAD_END) :], False
        if payload:
            payload.state.update(piece)
    return size


class _Hasher:
    """A hash to be made, and the one that it has to be."""

    def __init__(self, algorithm: str, wanted: str) -> None:
        self.state: Any = hashlib.new(algorithm)
        self._wanted = wanted

    def fits(self) -> bool:
        """Whether the hash is the wanted one, in base 32, 16 or 64, all of which are met."""
        found = self.state.digest()
        return self._wanted.rstrip("=") in (base64.b32encode(found).decode().rstrip("="), base64.b64encode(found).decode().rstrip("=")) or (
            self._wanted.lower() == found.hex()
        )


def _hasher(told: str | None) -> _Hasher | None:
    """The hasher for a digest as WARC writes it; None where there is none, or one in an algorithm that is not known here."""
    algorithm, _, wanted = (told or "").partition(":")
    return _Hasher(algorithm.lower(), wanted) if wanted and algorithm.lower() in hashlib.algorithms_available else None
