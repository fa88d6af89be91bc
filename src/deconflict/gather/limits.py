"""What one document may cost: time, bytes, redirects."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, bytes and numbers that no document may pass.

    ``total`` seconds for a document with its redirects, not counting the wait for a turn; ``connect`` seconds to find and reach a server; ``silence``
    seconds between two bytes; ``size`` bytes as sent; ``unpacked`` bytes after decompression; ``ratio`` of the two, heeded from a megabyte on.
    """

    total: float = 60
    connect: float = 10
    silence: float = 20
    size: int = 20_000_000
    unpacked: int = 50_000_000
    ratio: int = 100
    redirects: int = 10
