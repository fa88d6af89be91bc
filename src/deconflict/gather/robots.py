"""robots.txt, as RFC 9309 has it: 4xx allows everything, a server that fails allows nothing for now."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from protego import Protego

from deconflict.errors import Unfetched, UnreadableInput
from deconflict.gather.exchange import Answer
from deconflict.gather.urls import origin_of

_FRESH, _FRESH_FAILURE = 24 * 3600.0, 600.0
_LARGEST = 512 * 1024
_REMEMBERED = 10_000
_LONGEST_PAUSE = 60.0


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules of one origin until a moment of the event loop; without rules, ``problem`` says why nothing may be asked, None that all may."""

    until: float
    rules: Protego | None = None
    problem: str | None = None


class Robots:
    """Which addresses may be asked. ``get`` fetches a robots.txt; ``agent`` is the name that rules address; ``slow`` is told of pauses."""

    def __init__(self, get: Callable[[str], Awaitable[Answer]], agent: str, slow: Callable[[str, float], None]) -> None:
        self._get, self._agent, self._slow = get, agent, slow
        self._known: OrderedDict[str, asyncio.Future[_Rules]] = OrderedDict()

    async def check(self, url: str) -> None:
        """Raises Unfetched where an address may not be asked."""
        rules = await self._rules(origin_of(url))
        if rules.problem is not None:
            raise Unfetched(url, f"not asked, because robots.txt of the host {rules.problem}")
        if rules.rules is not None and not rules.rules.can_fetch(url, self._agent):
            raise Unfetched(url, "robots.txt does not allow it", lasting=True)

    async def _rules(self, origin: str) -> _Rules:
        """The rules of an origin, fetched once for all who ask at the same time."""
        known = self._known.get(origin)
        if known is None or (known.done() and known.result().until < asyncio.get_running_loop().time()):
            known = self._known[origin] = asyncio.ensure_future(self._fetched(origin))
            self._known.move_to_end(origin)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return await asyncio.shield(known)

    async def _fetched(self, origin: str) -> _Rules:
        """The rules that an origin gives now."""
        now = asyncio.get_running_loop().time()
        try:
            answer = await self._get(f"{origin}/robots.txt")
        except UnreadableInput as problem:
            return _Rules(now + _FRESH_FAILURE, problem=f"could not be fetched ({problem.why})")
        if answer.last.status >= 500 or answer.last.status == 429:
            return _Rules(now + _FRESH_FAILURE, problem=f"could not be fetched (status {answer.last.status})")
        if answer.last.status >= 300:
            return _Rules(now + _FRESH)
        rules = Protego.parse(answer.content[:_LARGEST].decode("utf-8", errors="replace"))
        if pause := rules.crawl_delay(self._agent):
            self._slow(origin, min(float(pause), _LONGEST_PAUSE))
        return _Rules(now + _FRESH, rules)
