"""Files, folders, patterns and streams as raw documents, in an order that does not depend on the file system."""

from __future__ import annotations

import glob
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from deconflict.errors import UnreadableInput
from deconflict.gather.documents import RawDocument
from deconflict.gather.forms import FORMS, form_of, sniff

LARGEST = 50_000_000
STREAMED = frozenset({"jsonl", "warc"})
STANDARD_INPUT = "standard input"
_LISTED = frozenset(FORMS.values())
# Files that stand beside reports and are none.
_ABOUT = frozenset({"readme", "license", "licence", "notice", "changelog", "contributing", "authors"})


def find(name: str) -> Iterator[Path | str | UnreadableInput]:
    """What an input names: paths of files, '-', or a problem."""
    path = Path(name)
    if name == "-":
        yield name
    elif path.is_dir():
        yield from _in_folder(path)
    elif path.exists():
        yield path
    elif matches := sorted(glob.glob(name, recursive=True)):  # noqa: PTH207  patterns may be absolute
        for match in map(Path, matches):
            yield from _in_folder(match) if match.is_dir() else (match,)
    else:
        yield UnreadableInput(name, "no such file, folder or pattern")


def _in_folder(folder: Path) -> Iterator[Path | UnreadableInput]:
    """The reports in a folder and the folders in it, sorted."""
    try:
        files = sorted(file for file in folder.rglob("*") if _is_report(file.relative_to(folder)) and file.is_file())
    except OSError as problem:
        yield UnreadableInput(str(folder), _reason(problem))
        return
    yield from files
    if not files:
        yield UnreadableInput(str(folder), "the folder holds no .txt, .html, .md, .json, .jsonl, .pdf, .eml or .warc file")


def _is_report(file: Path) -> bool:
    """Whether a file in a folder may hold reports: not hidden, of a known form, and not about the folder itself."""
    return form_of(file) in _LISTED and file.stem.lower() not in _ABOUT and not any(part.startswith(".") for part in file.parts)


def from_file(path: Path, name: str) -> RawDocument | UnreadableInput:
    """One file; its form is told by its extension, else by its first bytes."""
    origin, form = str(path), form_of(path)
    try:
        if not path.is_file():
            return from_stream(origin, path.open("rb"))
        size = path.stat().st_size
        if size == 0:
            return UnreadableInput(origin, "the file is empty")
        if form is None:
            with path.open("rb") as file:
                form = sniff(file.read(65536))
        if form in STREAMED:
            path.open("rb").close()
            return RawDocument(origin, name, form, stream=lambda: path.open("rb"))
        return _too_large(origin, size) if size > LARGEST else RawDocument(origin, name, form, path.read_bytes())
    except OSError as problem:
        return UnreadableInput(origin, _reason(problem))


def from_stream(origin: str, stream: BinaryIO) -> RawDocument | UnreadableInput:
    """What comes in on a stream, such as standard input; its form is told by its first bytes."""
    buffered = io.BufferedReader(cast(io.RawIOBase, getattr(stream, "raw", stream)), 65536)
    start = buffered.peek()
    if not start:
        return UnreadableInput(origin, "there is nothing in it")
    if (form := sniff(start)) in STREAMED:
        return RawDocument(origin, origin, form, stream=lambda: buffered)
    content = buffered.read(LARGEST + 1)
    return _too_large(origin, len(content)) if len(content) > LARGEST else RawDocument(origin, origin, sniff(content), content)


def _too_large(origin: str, size: int) -> UnreadableInput:
    """The problem of a document that is too large for one."""
    return UnreadableInput(
        origin, f"{size / 1e6:.0f} MB are more than a document may have ({LARGEST / 1e6:.0f} MB); split it, or make a .jsonl of it"
    )


def _reason(problem: OSError) -> str:
    """What the system says of a file, in lower case as part of a line."""
    return (problem.strerror or str(problem)).lower()
