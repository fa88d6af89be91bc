"""The forms in which reports come, by extension and by first bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

Form = Literal["txt", "html", "md", "json", "jsonl"]

FORMS: dict[str, Form] = {
    ".txt": "txt", ".text": "txt", ".html": "html", ".htm": "html", ".xhtml": "html", ".md": "md", ".markdown": "md",
    ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl",
}  # fmt: skip
_PAGE = (b"<!doctype html", b"<html", b"<head", b"<body")


def form_of(path: Path) -> Form | None:
    """The form that a file's extension tells; None where it tells none."""
    return FORMS.get(path.suffix.lower())


def sniff(start: bytes) -> Form:
    """The form of a document without a telling name, from its first bytes: JSON Lines, JSON, a page, else plain text."""
    start = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{"):
        first, _, _ = start.partition(b"\n")
        return "jsonl" if first == start or first.rstrip().endswith(b"}") else "json"
    if start.startswith(b"["):
        return "json"
    opening = start[:1000].lower()
    return "html" if opening.startswith(_PAGE) or (opening.startswith(b"<?xml") and b"<html" in opening) else "txt"
