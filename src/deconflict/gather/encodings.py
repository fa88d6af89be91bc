"""Content encodings undone piece by piece, so that a bomb is seen before it is unpacked."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli

from deconflict.errors import DeconflictError
from deconflict.gather.limits import Limits

ACCEPTED = "gzip, deflate, br"
_PIECE = 256 * 1024
_HEEDED = 1_000_000


class BadEncoding(DeconflictError):
    """Content that cannot be unpacked, or not within the limits."""


class Unpacker:
    """Undoes the encodings that a server names, in turn; ``feed`` takes what was sent, ``finish`` tells whether it was whole."""

    def __init__(self, encodings: str, limits: Limits) -> None:
        names = [name.strip().lower() for name in encodings.split(",")]
        self._steps = [_step(name) for name in reversed(names) if name not in ("", "identity")]
        self._limits, self._sent, self._unpacked = limits, 0, 0

    def feed(self, piece: bytes) -> bytes:
        """What a piece unpacks to; raises BadEncoding."""
        self._sent += len(piece)
        return b"".join(self._through(piece, self._steps))

    def finish(self) -> None:
        """Raises BadEncoding where the end is missing."""
        if self._sent and not all(step.whole() for step in self._steps):
            raise BadEncoding("its compressed content breaks off")

    def _through(self, piece: bytes, steps: list[_Step]) -> Iterator[bytes]:
        """A piece through the steps that are left, each output counted."""
        if not steps:
            self._count(len(piece))
            yield piece
            return
        for part in steps[0].parts(piece):
            yield from self._through(part, steps[1:])

    def _count(self, size: int) -> None:
        """Count what came out, against the limits."""
        self._unpacked += size
        if self._unpacked > self._limits.unpacked:
            raise BadEncoding(f"it unpacks to more than {self._limits.unpacked / 1e6:g} MB")
        if self._unpacked > max(_HEEDED, self._sent * self._limits.ratio) and self._steps:
            raise BadEncoding(f"it unpacks to more than {self._limits.ratio} times its size")


class _Step(Protocol):
    """One encoding."""

    def parts(self, piece: bytes) -> Iterator[bytes]:
        """What a piece unpacks to, at most so much at a time."""

    def whole(self) -> bool:
        """Whether its end was reached."""


def _step(name: str) -> _Step:
    """The step for an encoding by its name."""
    if name in ("gzip", "x-gzip"):
        return _Zlib(16 + zlib.MAX_WBITS)
    if name == "deflate":
        return _Zlib(zlib.MAX_WBITS)
    if name == "br":
        return _Brotli()
    raise BadEncoding(f"it is encoded as {name[:40]}, which was not asked for")


class _Zlib:
    """gzip with any number of members, or deflate with or without its header."""

    def __init__(self, bits: int) -> None:
        self._bits, self._inner, self._begun = bits, zlib.decompressobj(bits), False

    def parts(self, piece: bytes) -> Iterator[bytes]:
        part = b""
        while piece or len(part) == _PIECE:
            part = self._part(piece)
            yield part
            piece = self._inner.unconsumed_tail
            # Zeros behind the end are padding; anything else is the next member.
            if self._inner.eof and (more := self._inner.unused_data.lstrip(b"\0")):
                piece, self._inner = more, zlib.decompressobj(self._bits)

    def _part(self, piece: bytes) -> bytes:
        """What comes out first."""
        try:
            part = self._inner.decompress(piece, _PIECE)
        except zlib.error as problem:
            # Many servers send deflate without the header that belongs to it.
            if self._bits != zlib.MAX_WBITS or self._begun:
                raise BadEncoding("its compressed content is broken") from problem
            self._bits, self._begun = -zlib.MAX_WBITS, True
            self._inner = zlib.decompressobj(self._bits)
            return self._part(piece)
        self._begun = True
        return part

    def whole(self) -> bool:
        return self._inner.eof


class _Brotli:
    """Brotli."""

    def __init__(self) -> None:
        self._inner = brotli.Decompressor()

    def parts(self, piece: bytes) -> Iterator[bytes]:
        try:
            yield (part := self._inner.process(piece, output_buffer_limit=_PIECE))
            # Output can wait within although all input was taken.
            while not self._inner.is_finished() and (part or not self._inner.can_accept_more_data()):
                yield (part := self._inner.process(b"", output_buffer_limit=_PIECE))
        except brotli.error as problem:
            raise BadEncoding("its compressed content is broken") from problem

    def whole(self) -> bool:
        return bool(self._inner.is_finished())


def unpack(content: bytes, encodings: str, limits: Limits) -> bytes:
    """Content that is at hand, unpacked; raises BadEncoding."""
    unpacker = Unpacker(encodings, limits)
    unpacked = unpacker.feed(content)
    unpacker.finish()
    return unpacked
