"""Folding of letters that keeps the length of a text, so that offsets stay true."""

from __future__ import annotations

import unicodedata
from functools import cache

_MARKS = {
    "’": "'",
    "‘": "'",
    "`": "'",
    "´": "'",
    "ʼ": "'",
    "ʿ": "'",
    "ʾ": "'",
    "‑": "-",
    "–": "-",
    "—": "-",
    "ı": "i",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "\u00a0": " ",
}


@cache
def _table() -> dict[int, str]:
    """The plain letter of every Latin letter with a mark, capitals included."""
    found = {ord(mark): plain for mark, plain in _MARKS.items()}
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        found.setdefault(code, _MARKS.get(base, base) if len(base) == 1 else chr(code))
    return found


def fold(text: str) -> str:
    """Small letters without marks, plain apostrophes and hyphens; as long as the text."""
    return text.translate(_table())
