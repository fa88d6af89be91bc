"""One request and its answer, as they went over the wire: what is kept as proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import Message

Headers = tuple[tuple[str, str], ...]


def first(headers: Headers, name: str) -> str | None:
    """The first header of a name, in whichever case."""
    return next((value for key, value in headers if key.lower() == name), None)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request for ``url`` and the answer to it.

    ``body`` is the answer's content with its content encoding, without its transfer encoding; ``sent`` the headers of the request, credentials
    and cookies withheld; ``began`` when it was asked, in UTC; ``address`` who answered, in numbers; ``version`` as in 'HTTP/1.1'.
    """

    url: str
    sent: Headers
    began: datetime
    version: str
    status: int
    reason: str
    headers: Headers
    body: bytes
    address: str | None = None

    def header(self, name: str) -> str | None:
        """The first header of the answer with a name in lower case."""
        return first(self.headers, name)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was got for an address: every exchange from the first to the one that did not send on, and the last one's content unpacked."""

    url: str
    exchanges: tuple[Exchange, ...]
    content: bytes

    @property
    def last(self) -> Exchange:
        """The exchange that did not send on."""
        return self.exchanges[-1]

    @property
    def media(self) -> tuple[str | None, str | None]:
        """Media type and charset as the headers tell them, in lower case."""
        told = Message()
        told["content-type"] = self.last.header("content-type") or ""
        charset = told.get_content_charset()
        return (told.get_content_type() if self.last.header("content-type") else None), charset
