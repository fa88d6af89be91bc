"""Asking servers: HTTP/1.1 and 2, redirects followed one by one, every limit kept, whatever the server does."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import ssl
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urljoin

import httpcore

from deconflict.errors import Unfetched, UnreadableInput
from deconflict.gather.addresses import Resolve, is_public
from deconflict.gather.connections import Forbidden, GuardedBackend
from deconflict.gather.encodings import ACCEPTED, BadEncoding, Unpacker
from deconflict.gather.exchange import Answer, Exchange, Headers
from deconflict.gather.limits import Limits
from deconflict.gather.urls import checked, credentials_of, origin_of

Turn = Callable[[str], AbstractAsyncContextManager[None]]
"""What is entered around each request: waits until the host may be asked again."""

_WITHHELD = frozenset({"authorization", "cookie", "proxy-authorization"})
_MOVED = frozenset({301, 302, 303, 307, 308})
_CONNECTIONS, _IDLE = 100, 10.0


@contextlib.asynccontextmanager
async def at_once(url: str) -> AsyncIterator[None]:
    """A turn that comes at once."""
    yield


@dataclass
class _Cookies:
    """Cookies of one fetch: each goes back only to the scheme, host and port that set it, and all are forgotten with the fetch."""

    jars: dict[str, dict[str, str]] = field(default_factory=dict)

    def take(self, exchange: Exchange) -> bool:
        """Remember what an answer sets; whether that was new."""
        jar = self.jars.setdefault(origin_of(exchange.url), {})
        before = dict(jar)
        for name, value in exchange.headers:
            if name.lower() == "set-cookie":
                with contextlib.suppress(CookieError):
                    jar.update({key: morsel.coded_value for key, morsel in SimpleCookie(value[:4096]).items()})
        return jar != before

    def header(self, url: str) -> Headers:
        """The header that carries them back."""
        jar = self.jars.get(origin_of(url), {})
        return (("Cookie", "; ".join(f"{name}={value}" for name, value in jar.items())),) if jar else ()


class Client:
    """Fetches; holds the connections. Use as ``async with``.

    ``credentials`` are headers by origin ('https://api.example'), sent to that origin alone; ``now`` tells the time in UTC.
    """

    def __init__(
        self, limits: Limits, now: Callable[[], datetime], resolve: Resolve, agent: str, may_reach: Callable[[str], bool] = is_public,
        credentials: Mapping[str, Headers] | None = None, turn: Turn = at_once, tls: ssl.SSLContext | None = None,
    ) -> None:  # fmt: skip
        self._limits, self._now, self._agent, self._turn = limits, now, agent, turn
        self._credentials = dict(credentials or {})
        self._pool = httpcore.AsyncConnectionPool(
            tls or _trusted(), max_connections=_CONNECTIONS, keepalive_expiry=_IDLE, http1=True, http2=True,
            network_backend=GuardedBackend(resolve, may_reach),
        )  # fmt: skip

    async def __aenter__(self) -> Client:
        await self._pool.__aenter__()
        return self

    async def __aexit__(self, *problem: object) -> None:
        await self._pool.aclose()

    async def get(self, url: str, headers: Headers = (), turn: Turn | None = None) -> Answer:
        """What an address gives, whatever its status; raises Unfetched, and UnreadableInput for an address that may not be asked.

        ``headers`` go with every request on the way, so they must be no secret; user and password in the address go to its own origin alone.
        """
        asked = address = checked(url)
        own = {origin_of(address): _basic(*found)} if (found := credentials_of(url)) else {}
        cookies, exchanges, left = _Cookies(), list[Exchange](), self._limits.total
        while True:
            async with (turn or self._turn)(address):
                began = time.monotonic()
                secrets = (*self._credentials.get(origin_of(address), ()), *own.get(origin_of(address), ()), *cookies.header(address))
                exchange, content = await self._within(left, address, headers, secrets)
                left -= time.monotonic() - began
            exchanges.append(exchange)
            target = _target(exchange)
            if target is None:
                return Answer(asked, tuple(exchanges), content)
            fresh = cookies.take(exchange)
            address = self._followed(asked, target, exchanges, fresh)

    def _followed(self, asked: str, target: str, exchanges: Sequence[Exchange], fresh: bool) -> str:
        """Where a redirect leads, if it may be followed there; ``fresh``: it set a cookie, so that the same address may answer otherwise."""
        if len(exchanges) > self._limits.redirects:
            raise Unfetched(asked, f"sent on more than {self._limits.redirects} times", lasting=True)
        try:
            address = checked(target)
        except UnreadableInput as problem:
            raise Unfetched(asked, f"sent on to {problem.where[:100]}: {problem.why}", lasting=True) from problem
        if not fresh and any(address == exchange.url for exchange in exchanges):
            raise Unfetched(asked, f"sent on in a circle, back to {address}", lasting=True)
        return address

    async def _within(self, seconds: float, url: str, headers: Headers, secrets: Headers) -> tuple[Exchange, bytes]:
        """One exchange within the time that is left, its failures in the user's words."""
        limits = self._limits
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                return await self._exchange(url, headers, secrets)
        except TimeoutError as problem:
            raise Unfetched(url, f"took longer than {limits.total:g} s") from problem
        except Forbidden as problem:
            raise Unfetched(url, f"{problem}, which is not asked unless that is allowed", lasting=True) from problem
        except BadEncoding as problem:
            raise Unfetched(url, str(problem), lasting=True) from problem
        except httpcore.ConnectTimeout as problem:
            raise Unfetched(url, str(problem) or f"no connection within {limits.connect:g} s") from problem
        except httpcore.TimeoutException as problem:
            raise Unfetched(url, f"sent nothing for {limits.silence:g} s") from problem
        except httpcore.ConnectError as problem:
            raise Unfetched(url, f"cannot be reached: {_words(problem)}") from problem
        except httpcore.ProtocolError as problem:
            raise Unfetched(url, _protocol(problem)) from problem
        except (httpcore.NetworkError, OSError) as problem:
            raise Unfetched(url, f"the connection broke off: {_words(problem)}") from problem

    async def _exchange(self, url: str, headers: Headers, secrets: Headers) -> tuple[Exchange, bytes]:
        """One request and its answer, body and content."""
        limits, began = self._limits, self._now()
        sent = (("User-Agent", self._agent), ("Accept", "*/*"), ("Accept-Language", "en, *;q=0.5"), ("Accept-Encoding", ACCEPTED), *headers)
        patience = {"connect": limits.connect, "read": limits.silence, "write": limits.silence, "pool": limits.total}
        wire = [("Host", origin_of(url).partition("://")[2]), *sent, *secrets]
        async with self._pool.stream(
            "GET", url, headers=[(k.encode(), v.encode("utf-8")) for k, v in wire], extensions={"timeout": patience}
        ) as answer:
            told = tuple((key.decode("latin-1"), value.decode("latin-1")) for key, value in answer.headers)
            body, content = await self._content(url, answer, told)
            version = answer.extensions["http_version"].decode("ascii")
            reason = answer.extensions.get("reason_phrase", b"").decode("latin-1")
            stream = answer.extensions.get("network_stream")
            peer = stream.get_extra_info("server_addr") if stream is not None else None
        withheld = tuple((key, "withheld") for key, _ in secrets)
        return Exchange(url, (*sent, *withheld), began, version, answer.status, reason, told, body, str(peer[0]) if peer else None), content

    async def _content(self, url: str, answer: httpcore.Response, headers: Headers) -> tuple[bytes, bytes]:
        """The body as sent and as unpacked, each within its limit."""
        limits = self._limits
        encodings = ", ".join(value for key, value in headers if key.lower() == "content-encoding")
        length = next((value for key, value in headers if key.lower() == "content-length"), "")
        if length.isdigit() and int(length) > limits.size:
            raise Unfetched(url, f"it has {int(length) / 1e6:.3g} MB, more than {limits.size / 1e6:g} MB", lasting=True)
        unpacker, body, content = Unpacker(encodings, limits), list[bytes](), list[bytes]()
        size = 0
        async for piece in answer.aiter_stream():
            size += len(piece)
            if size > limits.size:
                raise Unfetched(url, f"it does not end after {limits.size / 1e6:g} MB", lasting=True)
            body.append(piece)
            content.append(unpacker.feed(piece))
        unpacker.finish()
        return b"".join(body), b"".join(content)


@cache
def _trusted() -> ssl.SSLContext:
    """The authorities that are trusted, read once."""
    return httpcore.default_ssl_context()


def _target(exchange: Exchange) -> str | None:
    """Where an answer sends on to; None where it does not."""
    location = exchange.header("location")
    if exchange.status not in _MOVED or not location:
        return None
    # Locations come in UTF-8 although headers are Latin-1.
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        return urljoin(exchange.url, location.strip())
    except ValueError as problem:
        raise Unfetched(exchange.url, f"sent on to what is no address: {location[:100]}", lasting=True) from problem


def _basic(user: str, password: str) -> Headers:
    """The header that carries user and password."""
    return (("Authorization", "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()),)


def _words(problem: BaseException) -> str:
    """What a library or the system says of a failure, short."""
    words = str(problem) or type(problem).__name__
    return " ".join(words.split())[:200]


def _protocol(problem: httpcore.ProtocolError) -> str:
    """What a breach of HTTP means for the document."""
    words = _words(problem).lower()
    if "without sending" in words or "peer closed" in words or "disconnected" in words:
        return "the server closed the connection before the document was whole"
    if "too large" in words or "too long" in words or "max_incomplete" in words:
        return "its headers are larger than 100 kB"
    return f"the server does not keep to HTTP: {_words(problem)}"
