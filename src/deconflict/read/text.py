"""Bytes to text: Unicode first, then the encoding that fits best; binary files are told apart."""

from __future__ import annotations

from deconflict.errors import UnreadableInput

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BINARY = 0.02


def decode(content: bytes, origin: str) -> tuple[str, tuple[str, ...]]:
    """The text of some bytes and what a reader should know of it; raises UnreadableInput for what is no text."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _strict(content, encoding, origin), ()
    if _is_binary(content):
        raise UnreadableInput(origin, "not a text: the file holds binary data")
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _guessed(content, origin)


def _strict(content: bytes, encoding: str, origin: str) -> str:
    """The text in the encoding that a byte order mark names."""
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as problem:
        raise UnreadableInput(origin, f"the file says that it is {encoding}, but byte {problem.start} is not") from problem


def _is_binary(content: bytes) -> bool:
    """Whether too many control characters stand in the first bytes for a text."""
    sample = content[:8192]
    control = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in sample)
    return b"\x00" in sample or control > len(sample) * _BINARY


def _guessed(content: bytes, origin: str) -> tuple[str, tuple[str, ...]]:
    """The text in the encoding that fits best, with a word about it."""
    from charset_normalizer import from_bytes  # noqa: PLC0415

    best = from_bytes(content[:200_000]).best()
    encoding = best.encoding if best is not None else "cp1252"
    try:
        return content.decode(encoding), (f"not UTF-8: read as {encoding}",)
    except (UnicodeDecodeError, LookupError):
        return content.decode("cp1252", errors="replace"), ("not UTF-8: read as cp1252, some characters replaced",)
