"""The desk as one object: the ledger, who may use it, and what lives between two requests."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from deconflict.ledger.ledger import Ledger
from deconflict.ledger.overview import Mark, mark_of
from deconflict.web.audit import Audit
from deconflict.web.limits import Limits
from deconflict.web.people import Users
from deconflict.web.sessions import Sessions

_FRESH = 0.25
"""For so many seconds the ledger is taken to be as it was last seen."""


def _now() -> datetime:
    """The moment."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a desk is run. ``open``: whoever reaches it is an editor named ``author``; ``hosts`` are the names by which it may be asked for.

    ``https``: cookies are only sent over HTTPS, which a proxy speaks. ``rate`` is requests a second for each client, ``burst`` how many at once.
    """

    author: str = "desk"
    open: bool = True
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    https: bool = False
    rate: float = 50.0
    burst: int = 500
    body: int = 64 * 1024
    listeners: int = 200


class Pulse:
    """How far the ledger has come, asked for at most four times a second."""

    def __init__(self, ledger: Ledger, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ledger, self._ticks, self._lock = ledger, ticks, Lock()
        self._mark, self._at = mark_of(ledger), ticks()

    def mark(self, anew: bool = False) -> Mark:
        """The mark, at most a quarter of a second old; ``anew`` after one's own writing."""
        with self._lock:
            if anew or self._ticks() - self._at > _FRESH:
                self._mark, self._at = mark_of(self._ledger), self._ticks()
            return self._mark


@dataclass(frozen=True, slots=True)
class Desk:
    """All that the pages are made from; made at the edge and handed to ``app``."""

    ledger: Ledger
    settings: Settings
    users: Users
    sessions: Sessions
    audit: Audit
    pulse: Pulse
    clock: Callable[[], datetime]
    reads: Limits
    writes: Limits = field(default_factory=lambda: Limits(2.0, 60))
    logins: Limits = field(default_factory=lambda: Limits(0.1, 5))

    @classmethod
    def on(
        cls, ledger: Ledger, users: Path, audit: Path | None = None, settings: Settings = Settings(), clock: Callable[[], datetime] = _now
    ) -> Desk:
        """A desk on an open ledger, with the users in a file and the log in another."""
        return cls(
            ledger,
            settings,
            Users(users),
            Sessions(clock),
            Audit(audit, clock),
            Pulse(ledger),
            clock,
            Limits(settings.rate, settings.burst),
        )

    def closed(self) -> Desk:
        """The same desk, for those who log in."""
        return replace(self, settings=replace(self.settings, open=False))
