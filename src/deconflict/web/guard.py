"""What every request and answer passes: known host names only, bounded size and rate, and headers that let no foreign content in."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deconflict.web.desk import Desk
from deconflict.web.sessions import COOKIE

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": POLICY, "x-content-type-options": "nosniff", "referrer-policy": "same-origin", "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}  # fmt: skip
_LONGEST_URL = 8_192


class Guard:
    """ASGI middleware around the whole desk."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app, self._desk = app, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what is out of bounds, pass on the rest."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = self._refused(scope)
        if refused is not None:
            await refused(scope, receive, self._with_headers(send))
            return
        await self._app(scope, self._bounded(receive), self._with_headers(send))

    def _refused(self, scope: Scope) -> PlainTextResponse | None:
        """The answer to what is not let in."""
        headers = Headers(scope=scope)
        host = headers.get("host", "").rsplit(":", 1)[0] if not headers.get("host", "").endswith("]") else headers.get("host", "")
        if "*" not in self._desk.settings.hosts and host.lower() not in self._desk.settings.hosts:
            return PlainTextResponse("This desk does not answer to that host name; see --host-name.\n", 421)
        if len(scope["path"]) + len(scope["query_string"]) > _LONGEST_URL:
            return PlainTextResponse("The address is too long.\n", 414)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self._desk.settings.body:
            return PlainTextResponse("The request is too large.\n", 413)
        return self._hurried(scope)

    def _hurried(self, scope: Scope) -> PlainTextResponse | None:
        """The answer to a client that asks too much at once; what is served from files does not count."""
        if scope["path"].startswith("/static/"):
            return None
        wait = self._desk.reads.wait(self._known(scope))
        if wait:
            return PlainTextResponse("Too many requests; try again in a moment.\n", 429, {"retry-after": str(int(wait) + 1)})
        return None

    def _known(self, scope: Scope) -> str:
        """Whom a bucket belongs to: who is logged in or bears a token, since behind a proxy all come from one address; else the address."""
        cookies = cookie_parser(Headers(scope=scope).get("cookie", ""))
        name = self._desk.sessions.name(cookies.get(COOKIE)) or (bearer_of(scope, self._desk))
        return f"person {name}" if name else f"address {client_of(scope)}"

    def _bounded(self, receive: Receive) -> Receive:
        """A body that ends when it is longer than allowed, for clients that do not tell its length."""
        taken = 0

        async def take() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            return {"type": "http.disconnect"} if taken > self._desk.settings.body else message

        return take

    def _with_headers(self, send: Send) -> Send:
        """Answers with the headers that keep foreign content out; pages are not kept by anybody between."""

        async def give(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "private, no-cache")
            await send(message)

        return give


def bearer_of(scope: Scope, desk: Desk) -> str | None:
    """The name of the program whose token a request bears."""
    scheme, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
    person = desk.users.by_token(token) if scheme.lower() == "bearer" else None
    return person.name if person else None


def client_of(scope: Scope) -> str:
    """The address that a request comes from."""
    return str(scope["client"][0]) if scope.get("client") else "unknown"
