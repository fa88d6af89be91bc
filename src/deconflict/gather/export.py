"""Kept proof as one web archive: the records as they were written, all of them or those of some addresses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from deconflict.gather.proof import information


def export(archives: Sequence[Path], out: Path, patterns: Sequence[str] = ()) -> int:
    """Write the records of archives whose address is like one of the patterns (all without any) to a new file; how many there were.

    Each record is copied byte for byte with the hashes that it carries, and compressed by itself, as archive tools expect.
    """
    number = 0
    with out.open("wb") as file:
        file.write(information(out.name, datetime.fromtimestamp(max((path.stat().st_mtime for path in archives), default=0), UTC)))
        for path in archives:
            for record in ArchiveIterator(str(path), record_types=WarcRecordType.any_type, parse_http=False, fsspec_args=False):
                if record.record_type != WarcRecordType.warcinfo and _wanted(record, patterns):
                    file.write(_packed(record))
                    number += 1
    return number


def _wanted(record: WarcRecord, patterns: Sequence[str]) -> bool:
    """Whether a record's address is like one of the patterns."""
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>")
    return not patterns or any(fnmatchcase(url, pattern) for pattern in patterns)


def _packed(record: WarcRecord) -> bytes:
    """A record as a gzip member of its own."""
    import gzip  # noqa: PLC0415

    head = "".join(f"{key}: {value}\r\n" for key, value in record.headers.items())
    return gzip.compress(f"{record.headers.status_line}\r\n{head}\r\n".encode() + record.reader.read() + b"\r\n\r\n")
