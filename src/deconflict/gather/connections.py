"""Connections that go only where they may: names are resolved here, each address is judged, and the very address that was judged is spoken to."""

from __future__ import annotations

import asyncio
import ssl
import typing
from collections.abc import Callable, Iterable

import httpcore

from deconflict.gather.addresses import Resolve, is_public


class Forbidden(Exception):
    """A host all of whose addresses are out of bounds."""


# A server may announce its answer ('103 Early Hints') a few times; a flood of such lines would keep a processor busy for nothing.
_ANNOUNCED, _ANNOUNCEMENTS = b"\r\n\r\nHTTP/1.1 1", 20
_PIECE = 16 * 1024


class _Stream(httpcore.AsyncNetworkStream):
    """A connection read in small pieces, so that a server that floods us holds up nobody else for long."""

    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        piece = await self._inner.read(min(max_bytes, _PIECE), timeout)
        if piece.count(_ANNOUNCED) > _ANNOUNCEMENTS:
            raise httpcore.RemoteProtocolError("one announcement of an answer after the other")
        return piece

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        return _Stream(await self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> typing.Any:
        return self._inner.get_extra_info(info)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Resolves and judges before it connects, so that neither DNS nor a redirect leads into a private network."""

    def __init__(self, resolve: Resolve, may_reach: Callable[[str], bool] = is_public) -> None:
        self._resolve, self._may_reach, self._inner = resolve, may_reach, httpcore.AnyIOBackend()

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[typing.Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:  # fmt: skip
        """A connection to the first allowed address that answers; raises Forbidden where none is allowed."""
        allowed = [address for address in await self._addresses(host, port, timeout) if self._may_reach(address)]
        if not allowed:
            raise Forbidden(f"{host} is in a private or local network")
        problem: Exception = httpcore.ConnectError("no address")
        for address in allowed:
            try:
                return _Stream(await self._inner.connect_tcp(address, port, timeout, local_address, socket_options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                problem = failed
        raise problem

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[typing.Any] | None = None
    ) -> typing.NoReturn:
        """Never: no address leads there."""
        raise Forbidden("sockets of this machine are not spoken to")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    async def _addresses(self, host: str, port: int, timeout: float | None) -> list[str]:
        """The addresses of a host, in numbers."""
        try:
            async with asyncio.timeout(timeout):
                return await self._resolve(host, port)
        except TimeoutError as problem:
            raise httpcore.ConnectTimeout(f"nobody told the address of {host}") from problem
        except (OSError, UnicodeError) as problem:
            raise httpcore.ConnectError(f"no host named {host} is known") from problem
