"""Many addresses fetched side by side, given back in their order, with constant memory however many they are."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Coroutine, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from deconflict.errors import Unfetched, UnreadableInput
from deconflict.gather.documents import RawDocument
from deconflict.gather.fetcher import Fetcher
from deconflict.gather.web import Web

T = TypeVar("T")
Found = RawDocument | UnreadableInput
_LONGEST_WAIT = 120.0


def fetch_all(urls: Iterable[str], web: Web) -> Iterator[Found]:
    """Each address's document, or its problem; the network is kept busy while the caller works."""
    waiting = iter(urls)
    with _loop() as loop:
        fetcher = _call(loop, _opened(web)).result()
        ahead: deque[Future[Found]] = deque(_call(loop, _one(fetcher, url)) for url in islice(waiting, web.workers))
        try:
            while ahead:
                found = ahead.popleft().result()
                ahead.extend(_call(loop, _one(fetcher, url)) for url in islice(waiting, 1))
                yield found
        finally:
            for future in ahead:
                future.cancel()
            _call(loop, fetcher.__aexit__()).result()


async def fetch_patiently(fetcher: Fetcher, url: str, tries: int) -> RawDocument:
    """A document, asked for again where its failure may pass; raises Unfetched or UnreadableInput."""
    for number in range(1, tries + 1):
        try:
            return fetcher.document(await fetcher.fetch(url))
        except Unfetched as problem:
            if problem.lasting or number == tries or (problem.wait or 0) > _LONGEST_WAIT:
                raise
            await asyncio.sleep(fetcher.web.pause * 2**number)
    raise AssertionError("unreachable")


async def _one(fetcher: Fetcher, url: str) -> Found:
    """A document or its problem."""
    try:
        return await fetch_patiently(fetcher, url, fetcher.web.tries)
    except UnreadableInput as problem:
        return problem


async def _opened(web: Web) -> Fetcher:
    """A fetcher made on its loop."""
    return await Fetcher(web).__aenter__()


def _call(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, T]) -> Future[T]:
    """Start some work on a loop in another thread."""
    return asyncio.run_coroutine_threadsafe(work, loop)


@contextmanager
def _loop() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop that runs in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="network", daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.close()
