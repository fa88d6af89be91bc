"""How to behave on the web: one object made at the edge and handed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from deconflict import __version__
from deconflict.gather.addresses import Resolve, system_resolver
from deconflict.gather.exchange import Headers
from deconflict.gather.limits import Limits

if TYPE_CHECKING:
    import ssl

AGENT = "deconflict"


def utc_now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Web:
    """How to behave on the web.

    ``pause`` seconds between two requests to one host, ``at_once`` of them under way there, ``workers`` in all; ``tries`` for what may pass;
    ``contact`` an address or page that hosts are told; ``proof`` the folder that keeps what was fetched, None for nowhere; ``credentials`` headers by
    origin; ``allow_private`` lets private and local networks be asked; ``now`` and ``resolve`` tell time and addresses.
    """

    limits: Limits = field(default_factory=Limits)
    allow_private: bool = False
    robots: bool = True
    pause: float = 1.0
    at_once: int = 2
    workers: int = 16
    tries: int = 3
    contact: str | None = None
    proof: Path | None = None
    credentials: Mapping[str, Headers] = field(default_factory=dict)
    now: Callable[[], datetime] = utc_now
    resolve: Callable[[], Resolve] = system_resolver
    tls: Callable[[], ssl.SSLContext] | None = None

    @property
    def agent(self) -> str:
        """What hosts are told of who asks."""
        return f"{AGENT}/{__version__}" + (f" (+{self.contact})" if self.contact else "")


def web_from(environment: Mapping[str, str]) -> Web:
    """The web as the environment tells: DECONFLICT_CONTACT for ``contact``, DECONFLICT_ALLOW_PRIVATE=1 for ``allow_private``."""
    return Web(contact=environment.get("DECONFLICT_CONTACT") or None, allow_private=environment.get("DECONFLICT_ALLOW_PRIVATE") == "1")
