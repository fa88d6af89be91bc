"""Fetching with manners and proof: the client, the turns at hosts, robots.txt and the archive, as one object made at the edge."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from http import HTTPStatus

from deconflict.errors import Unfetched
from deconflict.gather.addresses import is_public
from deconflict.gather.client import Client
from deconflict.gather.documents import Fetch, RawDocument
from deconflict.gather.exchange import Answer, Headers
from deconflict.gather.forms import form_of_media
from deconflict.gather.hosts import Hosts
from deconflict.gather.proof import Proof
from deconflict.gather.robots import Robots
from deconflict.gather.urls import fold
from deconflict.gather.web import AGENT, Web

_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


class Fetcher:
    """Fetches documents as ``Web`` says. Use as ``async with``."""

    def __init__(self, web: Web) -> None:
        self.web, self.hosts = web, Hosts(web.pause, web.at_once)
        self.proof = Proof(web.proof) if web.proof else None
        self._client = Client(
            web.limits, web.now, web.resolve(), web.agent, may_reach=_anywhere if web.allow_private else is_public,
            credentials=web.credentials, turn=self._turn, tls=web.tls() if web.tls else None,
        )  # fmt: skip
        self._robots = Robots(partial(self._client.get, turn=self.hosts.turn), AGENT, self.hosts.slow)

    async def __aenter__(self) -> Fetcher:
        await self._client.__aenter__()
        return self

    async def __aexit__(self, *problem: object) -> None:
        await self._client.__aexit__(*problem)

    async def fetch(self, url: str, headers: Headers = (), robots: bool = True) -> Answer:
        """What an address gives, with a status of success or 304; raises Unfetched, and lets a host rest that asks for it."""
        answer = await self._client.get(url, headers, turn=None if robots else self.hosts.turn)
        status = answer.last.status
        if status < 400 and (status < 300 or status == HTTPStatus.NOT_MODIFIED):
            return answer
        wait = retry_after(answer.last.header("retry-after"), self.web.now()) if status in (429, 503) else None
        if wait:
            self.hosts.rest(answer.last.url, wait)
        raise Unfetched(
            url, f"the server answers {status} {_phrase(status)}".rstrip(), lasting=status not in _PASSING, wait=wait, status=status
        )

    def document(self, answer: Answer) -> RawDocument:
        """An answer as a raw document, kept as proof where there is a place for that."""
        record = self.proof.keep(answer) if self.proof else None
        return document_of(answer, record)

    @contextlib.asynccontextmanager
    async def _turn(self, url: str) -> AsyncIterator[None]:
        """A turn at a host, if its robots.txt allows."""
        if self.web.robots:
            await self._robots.check(url)
        async with self.hosts.turn(url):
            yield


def document_of(answer: Answer, record: str | None = None) -> RawDocument:
    """An answer as a raw document with the id of its record."""
    media, charset = answer.media
    last = answer.last
    fetch = Fetch(
        answer.url, last.url, last.began, last.status, tuple(exchange.url for exchange in answer.exchanges[:-1]), last.headers, media, charset, record
    )  # fmt: skip
    return RawDocument(last.url, fold(last.url), form_of_media(media, answer.content[:65536]), answer.content, fetch=fetch)


def retry_after(words: str | None, now: datetime) -> float | None:
    """The seconds that a Retry-After header asks for, in seconds or as a date (RFC 9110, 10.2.3); None for neither."""
    if words is None:
        return None
    if words.strip().isdigit():
        return float(words)
    try:
        moment = parsedate_to_datetime(words)
    except (ValueError, TypeError):
        return None
    return max(0.0, (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now.timestamp())


def _anywhere(address: str) -> bool:
    """Every address, where private networks are allowed."""
    return True


def _phrase(status: int) -> str:
    """What a status means."""
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else ""
