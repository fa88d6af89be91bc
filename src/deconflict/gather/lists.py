"""Lists of web addresses: plain ones, one a line, and the tables that GDELT publishes, compressed or not, of any length."""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from deconflict.errors import UnreadableInput
from deconflict.gather.documents import RawDocument

# Where the tables of GDELT 1 and 2 (events, mentions, GKG) and of its Global Frontpage Graph hold the address, by their number of columns
# (codebooks at gdeltproject.org: Event 1.0 and 2.0, Mentions 2.0, GKG 2.1, GFG).
_COLUMNS = {61: 60, 58: 57, 16: 5, 27: 4, 5: 4, 6: 4}
_LONGEST_LINE = 10_000_000


def iter_urls(raw: RawDocument) -> Iterator[str]:
    """The addresses of a list, each once; raises UnreadableInput where it holds none."""
    met: set[int] = set()
    try:
        with _opened(raw) as stream:
            for line in _lines(stream):
                url = _address(line)
                # Lists can have millions of lines, so only a number of each address is remembered.
                if url and hash(url) not in met:
                    met.add(hash(url))
                    yield url
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError) as problem:
        raise UnreadableInput(raw.origin, f"the list cannot be unpacked: {problem}") from problem
    if not met:
        raise UnreadableInput(raw.origin, "there is no web address in it")


@contextmanager
def _opened(raw: RawDocument) -> Iterator[BinaryIO]:
    """The list as it is within ZIP or gzip."""
    import gzip  # noqa: PLC0415  few lists are compressed

    if raw.content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(raw.content)) as archive, archive.open(archive.infolist()[0]) as member:
            yield member  # type: ignore[misc]  # a ZipExtFile is read like any stream
    elif raw.content.startswith(b"\x1f\x8b"):
        with gzip.open(io.BytesIO(raw.content)) as stream:
            yield stream  # type: ignore[misc]
    else:
        yield io.BytesIO(raw.content)


def _lines(stream: BinaryIO) -> Iterator[str]:
    """Its lines; what is too long for one is passed over."""
    while line := stream.readline(_LONGEST_LINE):
        if line.endswith(b"\n") or len(line) < _LONGEST_LINE:
            yield line.decode("utf-8", errors="replace").strip()


def _address(line: str) -> str | None:
    """The address in a line: the line itself, a column of a table, or the 'url' of a JSON object (GDELT Article List)."""
    if line.startswith("{"):
        try:
            value = json.loads(line).get("url")
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, str) else None
    cells = line.split("\t") if "\t" in line else next(csv.reader([line]), []) if "," in line else [line.split(" ", maxsplit=1)[0]]
    known = _COLUMNS.get(len(cells))
    if known is not None and _is_address(cells[known]):
        return cells[known]
    return next((cell.strip() for cell in cells if _is_address(cell.strip())), None)


def _is_address(words: str) -> bool:
    """Whether some words are a web address."""
    return words.startswith(("http://", "https://")) and " " not in words
