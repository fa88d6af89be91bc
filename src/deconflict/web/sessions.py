"""Visits: a random cookie for each browser, who logged in with it, and the token that its forms carry."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

COOKIE = "desk"
_LASTS = timedelta(hours=12)
_MOST = 5_000


class Sessions:
    """Who is logged in, by cookie; forgotten on logout, after twelve hours, and when the desk stops."""

    def __init__(self, clock: Callable[[], datetime], secret: bytes | None = None) -> None:
        self._clock, self._secret = clock, secret or secrets.token_bytes(32)
        self._held: OrderedDict[str, tuple[str, datetime]] = OrderedDict()
        self._lock = Lock()

    def new_cookie(self) -> str:
        """A cookie for a browser that has none, or that logs in."""
        return secrets.token_urlsafe(32)

    def log_in(self, name: str) -> str:
        """A new cookie under which somebody is known from now on."""
        cookie = self.new_cookie()
        with self._lock:
            self._held[cookie] = name, self._clock() + _LASTS
            while len(self._held) > _MOST:
                self._held.popitem(last=False)
        return cookie

    def log_out(self, cookie: str) -> None:
        """Forget who a cookie stood for."""
        with self._lock:
            self._held.pop(cookie, None)

    def name(self, cookie: str | None) -> str | None:
        """Who is logged in under a cookie."""
        held = None if cookie is None else self._held.get(cookie)
        if cookie is None or held is None:
            return None
        if held[1] < self._clock():
            self.log_out(cookie)
            return None
        return held[0]

    def token(self, cookie: str) -> str:
        """What forms must carry beside the cookie, so that no other site can send them."""
        return hmac.new(self._secret, cookie.encode(), hashlib.sha256).hexdigest()

    def holds(self, cookie: str | None, token: str) -> bool:
        """Whether a token belongs to a cookie."""
        return cookie is not None and secrets.compare_digest(self.token(cookie).encode(), token.encode())
