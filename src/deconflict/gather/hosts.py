"""Politeness: how often a host is asked, how many questions at once, and when it wants to be left alone."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from deconflict.gather.urls import host_of


@dataclass
class _Host:
    """What is remembered of one host; times are those of the event loop."""

    places: asyncio.Semaphore
    free: float = 0.0
    pause: float = 0.0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Hosts:
    """Turns at hosts: at most ``at_once`` requests to one host, their beginnings at least ``pause`` seconds apart."""

    def __init__(self, pause: float = 1.0, at_once: int = 2) -> None:
        self._pause = pause
        self._hosts: defaultdict[str, _Host] = defaultdict(lambda: _Host(asyncio.Semaphore(at_once)))

    @contextlib.asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """Wait until a host may be asked, and hold a place there meanwhile."""
        host, now = self._hosts[host_of(url)], asyncio.get_running_loop().time
        async with host.places:
            async with host.lock:
                await asyncio.sleep(max(0.0, host.free - now()))
                host.free = max(host.free, now() + max(self._pause, host.pause))
            yield

    def slow(self, url: str, pause: float) -> None:
        """Heed a pause in seconds that a host's robots.txt asks for."""
        self._hosts[host_of(url)].pause = pause

    def rest(self, url: str, seconds: float) -> None:
        """Leave a host alone for so long."""
        host = self._hosts[host_of(url)]
        host.free = max(host.free, asyncio.get_running_loop().time() + seconds)
