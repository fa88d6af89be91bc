"""Raw documents: the bytes as found, and how they were fetched. What the ledger keeps and every reader takes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from deconflict.gather.forms import Form


@dataclass(frozen=True, slots=True)
class Fetch:
    """How a document was fetched: from a server, or by whoever made the archive that holds it.

    ``url`` is what was asked for, ``final_url`` what answered after ``redirects`` (every URL on the way that sent on, in order); ``headers`` are
    those of the last answer, as sent; ``fetched`` is in UTC; ``media_type`` and ``charset`` are what the headers tell, in lower case;
    ``record`` is the WARC-Record-ID of the answer where it is kept in an archive.
    """

    url: str
    final_url: str
    fetched: datetime
    status: int = 200
    redirects: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    media_type: str | None = None
    charset: str | None = None
    record: str | None = None

    def header(self, name: str) -> str | None:
        """The first header of a name, in whichever case it was sent."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A document as found.

    ``origin`` is where it was found, ``name`` what reports without an id are called: the last folder and name of a file, or as much more as no other
    input has, or the folded URL of what was fetched. JSON Lines may be of any size, so they are not held but opened by ``stream``; all else is in
    ``content``, without transfer and content encodings. ``fetch`` tells how it was fetched; None for files.
    """

    origin: str
    name: str
    form: Form
    content: bytes = b""
    stream: Callable[[], BinaryIO] | None = None
    fetch: Fetch | None = None

    @property
    def digest(self) -> str:
        """The SHA-256 of the content, as 64 hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()
