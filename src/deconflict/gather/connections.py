"""Connections that go only where they may: names are resolved here, each address is judged, and the very address that was judged is spoken to."""

from __future__ import annotations

import asyncio
import typing
from collections.abc import Callable, Iterable

import httpcore

from deconflict.gather.addresses import Resolve, is_public


class Forbidden(Exception):
    """A host all of whose addresses are out of bounds."""


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
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
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
