"""Bytes to text: Unicode first, then what the document says of itself, then the encoding that fits; binary files are told apart."""

from __future__ import annotations

import codecs
import re

from deconflict.errors import UnreadableInput

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_MAGIC = {
    b"%PDF": "a PDF", b"PK\x03\x04": "a ZIP archive or an office document", b"\xd0\xcf\x11\xe0": "an office document", b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "an image", b"\xff\xd8\xff": "an image", b"GIF8": "an image", b"{\\rtf": "an RTF document",
}  # fmt: skip
_CHARSET = re.compile(rb"<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_SCRIPTS = [
    "cp1251",
    "koi8_r",
    "cp1256",
    "iso8859_6",
    "cp1255",
    "cp1253",
    "gb18030",
    "big5",
    "shift_jis",
    "euc_jp",
    "euc_kr",
    "cp874",
    "cp1252",
]
# Latin script has one byte in twelve above ASCII at most; Cyrillic or Arabic most of them.
_LATIN = 1 / 12
_CONTROL = bytes(byte for byte in range(32) if byte < 9 or 13 < byte < 27 or byte > 27)
_SAMPLE = 8192


def decode(content: bytes, origin: str, page: bool = False, charset: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The text of some bytes, and what a reader should know of it. ``page``: an encoding named in the HTML is heeded; ``charset`` is what a server told.

    Raises UnreadableInput for what is no text.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _marked(content, encoding, origin)
    if (wide := _wide(content)) is not None:
        return _marked(content, wide, origin)
    _refuse_binary(content, origin)
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _declared(content, page, charset)


def _marked(content: bytes, encoding: str, origin: str) -> tuple[str, tuple[str, ...]]:
    """The text in the encoding that its first bytes tell."""
    try:
        return content.decode(encoding), ()
    except UnicodeDecodeError as problem:
        raise UnreadableInput(origin, f"it begins as {encoding}, but its byte {problem.start} is not; save it as UTF-8") from problem


def _wide(content: bytes) -> str | None:
    """UTF-16 without a byte order mark: of ASCII letters every other byte is zero."""
    even, odd = content[:_SAMPLE:2], content[1:_SAMPLE:2]
    if len(odd) > 8 and odd.count(0) > 0.7 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    return "utf-16-be" if len(odd) > 8 and even.count(0) > 0.7 * len(even) and odd.count(0) < 0.1 * len(odd) else None


def _refuse_binary(content: bytes, origin: str) -> None:
    """Raise UnreadableInput where known first bytes, zeros or many control characters tell that this is no text."""
    for magic, name in _MAGIC.items():
        if content.startswith(magic):
            raise UnreadableInput(origin, f"{name}, not a text; save its text as .txt")
    sample = content[:_SAMPLE]
    control = len(sample) - len(sample.translate(None, _CONTROL))
    if b"\x00" in sample or control > len(sample) / 50:
        raise UnreadableInput(origin, "binary data, not a text")


def _declared(content: bytes, page: bool, charset: str | None) -> tuple[str, tuple[str, ...]]:
    """The text in the encoding that the server or the page names, where that exists and fits."""
    found = _CHARSET.search(content[:4096]) if page else None
    for name in (charset, found[1].decode("ascii") if found else None):
        try:
            return content.decode(codecs.lookup(name or "").name), ()
        except (LookupError, UnicodeDecodeError):
            continue
    return _guessed(content)


def _guessed(content: bytes) -> tuple[str, tuple[str, ...]]:
    """The text in the encoding that fits best, with a word about it: damaged UTF-8, Western, or another script's."""
    mended = content.decode("utf-8", errors="replace")
    lost = mended.count("\ufffd")
    if sum(character > "\x7f" for character in mended) > 3 * lost:
        return mended, (f"{lost} characters are not UTF-8 and were replaced",)
    encoding = "cp1252" if sum(byte > 127 for byte in content) < len(content) * _LATIN else _best(content)
    text = content.decode(encoding, errors="replace")
    lost = text.count("\ufffd")
    return text, (f"not UTF-8: read as {encoding}" + (f", {lost} characters were replaced" if lost else ""),)


def _best(content: bytes) -> str:
    """The encoding of another script that charset-normalizer finds the likeliest."""
    from charset_normalizer import from_bytes  # noqa: PLC0415

    best = from_bytes(content[:200_000], cp_isolation=_SCRIPTS).best()
    return best.encoding if best is not None else "cp1252"
