"""Pages from templates: everything escaped, made once for each state of the ledger, with the reader's own form token put in last."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import cache
from threading import Lock
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from deconflict import __version__
from deconflict.model import Status
from deconflict.show.view import heading, plural, short_quote, sources_line
from deconflict.web.access import desk_of
from deconflict.web.people import Person
from deconflict.web.sessions import COOKIE

_TOKEN = f"token-{secrets.token_hex(16)}"
"""Stands in pages where the reader's own form token comes."""
_MOST_LETTERS = 32 * 1024 * 1024


class Cache:
    """Finished pages, the least used dropped when they hold more than 32 million letters."""

    def __init__(self, most: int = _MOST_LETTERS) -> None:
        self._held: OrderedDict[Any, str] = OrderedDict()
        self._size, self._most, self._lock = 0, most, Lock()

    def get(self, key: Any, make: Callable[[], str]) -> str:
        """The page under a key, made where it is not there."""
        with self._lock:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
                return found
        made = make()
        with self._lock:
            if key not in self._held:
                self._held[key], self._size = made, self._size + len(made)
            while self._size > self._most and self._held:
                self._size -= len(self._held.popitem(last=False)[1])
        return made


@cache
def environment() -> Environment:
    """The templates, with what all of them use."""
    made = Environment(
        loader=PackageLoader("deconflict.web"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    made.globals |= {
        "plural": plural,
        "sources_line": sources_line,
        "short_quote": short_quote,
        "statuses": _statuses(),
        "version": __version__,
    }
    made.filters |= {
        "href": safe_link,
        "path": lambda part: quote(str(part), safe=""),
        "urlencode": urlencode,
        "days": unbroken_days,
        "number": lambda number: f"{number:,}",
    }
    return made


def _statuses() -> list[Any]:
    """The signs of all statuses, worst first."""
    return [heading(status) for status in (Status.CONTESTED, Status.UPDATED, Status.REFINED, Status.AGREED, Status.SOLE)]


def unbroken_days(words: str) -> Markup:
    """Words with their days marked, so that no line breaks in one."""
    return Markup(re.sub(r"\b\d{4}-\d\d-\d\d\b", r'<span class="day">\g<0></span>', str(escape(words))))


def safe_link(url: str | None) -> str | None:
    """A link that leads to a web page; None for everything else, such as scripts."""
    if not url or re.search(r"[\x00-\x20\x7f]", url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def render(name: str, context: Mapping[str, Any]) -> str:
    """One template as text."""
    return environment().get_template(name).render(context)


def page(
    request: Request, person: Person | None, name: str, make: Callable[[], Mapping[str, Any]], status: int = 200, cached: bool = True
) -> Response:
    """The page of a template; ``make`` gives its context, and is only asked where the page is not at hand."""
    desk = desk_of(request)
    mark = desk.pulse.mark()
    shared: dict[str, Any] = {
        "person": person, "token": _TOKEN, "mark": f"{mark.change}.{mark.judgement}.{mark.report}", "path": request.url.path, "open": desk.settings.open,
        "query": request.url.query, "fragment": request.headers.get("hx-request") == "true",
    }  # fmt: skip
    key = (mark, name, request.url.path, request.url.query, person, shared["fragment"])
    text = request.app.state.cache.get(key, lambda: render(name, {**shared, **make()})) if cached else render(name, {**shared, **make()})
    return with_token(request, text, status)


def with_token(request: Request, text: str, status: int = 200) -> Response:
    """A page with the reader's own token, and the cookie that it belongs to where there is none yet; unchanged pages are not sent again."""
    desk = desk_of(request)
    cookie = request.cookies.get(COOKIE) or desk.sessions.new_cookie()
    body = text.replace(_TOKEN, desk.sessions.token(cookie)).encode(errors="replace")
    tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    if status == 200 and request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"etag": tag})
    answer = HTMLResponse(body, status, headers={"etag": tag, "vary": "Cookie, HX-Request"})
    if COOKIE not in request.cookies:
        set_cookie(request, answer, cookie)
    return answer


def set_cookie(request: Request, answer: Response, cookie: str) -> None:
    """Give a browser its cookie: out of reach of scripts, and not sent along by other sites' forms."""
    answer.set_cookie(COOKIE, cookie, max_age=12 * 3600, httponly=True, samesite="lax", secure=desk_of(request).settings.https)
