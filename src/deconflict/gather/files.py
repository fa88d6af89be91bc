"""Files, folders, globs and standard input as raw documents, in an order that does not depend on the file system."""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from deconflict.errors import UnreadableInput

LARGEST = 50_000_000
FORMS = {".txt": "txt", ".text": "txt", ".html": "html", ".htm": "html", ".xhtml": "html", ".md": "md", ".markdown": "md", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl"}


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A document as found. JSON Lines files are not held: ``path`` is read line by line."""

    origin: str
    form: str
    content: bytes = b""
    path: Path | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of the content."""
        return hashlib.sha256(self.content).hexdigest()


def gather(inputs: Sequence[str], stdin: BinaryIO | None = None) -> Iterator[RawDocument | UnreadableInput]:
    """Every document that the inputs name, or a problem in its place; the rest goes on."""
    for name in inputs:
        if name == "-":
            yield _from_stdin(stdin)
        else:
            yield from _from_path(name)


def _from_stdin(stdin: BinaryIO | None) -> RawDocument | UnreadableInput:
    """What stands on standard input: JSON Lines or JSON where it looks so, a page, or plain text."""
    content = stdin.read(LARGEST + 1) if stdin is not None else b""
    if len(content) > LARGEST:
        return UnreadableInput("standard input", f"more than {LARGEST // 1_000_000} MB; split it, or pass a .jsonl file")
    return RawDocument("standard input", _sniff(content), content)


def _sniff(content: bytes) -> str:
    """The form of a document without a telling name."""
    start = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"{", b"[")):
        return "jsonl" if start.startswith(b"{") and b"\n{" in content[:1_000_000] else "json"
    return "html" if start[:200].lower().startswith((b"<!doctype html", b"<html")) else "txt"


def _from_path(name: str) -> Iterator[RawDocument | UnreadableInput]:
    """A file, a folder with all that lies in it, or a pattern."""
    path = Path(name)
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file() and not _hidden(file.relative_to(path)) and file.suffix.lower() in FORMS and file.name.lower() not in {"readme.md", "license.md"})
        if not files:
            yield UnreadableInput(name, "holds no .txt, .html, .md, .json or .jsonl file")
        for file in files:
            yield _from_file(file)
    elif path.exists():
        yield _from_file(path)
    elif matches := sorted(glob.glob(name, recursive=True)):
        for match in matches:
            if Path(match).is_file():
                yield _from_file(Path(match))
    else:
        yield UnreadableInput(name, "no such file, folder or pattern")


def _hidden(path: Path) -> bool:
    """Whether a file or a folder above it is hidden."""
    return any(part.startswith(".") for part in path.parts)


def _from_file(path: Path) -> RawDocument | UnreadableInput:
    """One file; its form is told by its name, else by its first bytes."""
    try:
        form = FORMS.get(path.suffix.lower())
        size = path.stat().st_size
        if size == 0:
            return UnreadableInput(str(path), "the file is empty")
        if form == "jsonl":
            return RawDocument(str(path), form, path=path)
        if size > LARGEST:
            return UnreadableInput(str(path), f"{size / 1e6:.0f} MB is more than one report can be ({LARGEST // 1_000_000} MB); split it, or make a .jsonl of it")
        content = path.read_bytes()
        return RawDocument(str(path), form or _sniff(content), content)
    except OSError as problem:
        return UnreadableInput(str(path), problem.strerror or str(problem))
