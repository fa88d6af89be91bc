"""Which network addresses may be spoken to: public ones. Whatever a name, a redirect or a resolver says, the address itself decides."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""From a host and a port to its addresses in numbers; raises OSError where there are none."""

# Prefixes that carry an IPv4 address in their last 32 bits, so that a public look can hide a private place (RFC 6052).
_TRANSLATED = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))
# Names that hang are waited for in threads of their own, so that they hold up nobody else.
_THREADS = 32


def is_public(address: str) -> bool:
    """Whether an address in numbers lies in the public internet: not private, loopback, link-local, shared, reserved or multicast."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _inner(found)
    return is_public(str(inner)) if inner is not None else found.is_global and not found.is_multicast and not found.is_reserved


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for."""
    if isinstance(address, IPv4Address):
        return None
    if any(address in prefix for prefix in _TRANSLATED):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def system_resolver() -> Resolve:
    """The resolver of the system, in threads of its own."""
    threads = ThreadPoolExecutor(_THREADS, "resolve")

    async def resolve(host: str, port: int) -> list[str]:
        found = await asyncio.get_running_loop().run_in_executor(threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))

    return resolve
