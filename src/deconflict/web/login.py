"""Logging in and out; on an open desk there is no need."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from deconflict.web.access import asker, check_form, desk_of
from deconflict.web.guard import client_of
from deconflict.web.pages import page, set_cookie
from deconflict.web.sessions import COOKIE

router = APIRouter(include_in_schema=False)
Field = Annotated[str, Form(max_length=300)]


def inside(target: str) -> str:
    """A way within this desk; the start page for any other."""
    return target if target.startswith("/") and not target.startswith(("//", "/\\")) and not any(ord(sign) < 33 for sign in target) else "/"


def to_login(request: Request) -> Response:
    """Send somebody to the login, and back here afterwards."""
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/login?to={quote(target, safe='')}", 303)


@router.get("/login")
def login_page(request: Request, to: str = "/") -> Response:
    """The form to log in."""
    if asker(request) is not None:
        return RedirectResponse(inside(to), 303)
    return page(request, None, "login.html.j2", lambda: {"to": inside(to), "wrong": ""}, cached=False)


@router.post("/login")
def log_in(request: Request, name: Field, password: Field, token: Field = "", to: Field = "/") -> Response:
    """Log in; wrong passwords cost time, and are noted."""
    desk, client = desk_of(request), client_of(request.scope)
    check_form(request, token)
    wait = max(desk.logins.wait(f"client {client}"), desk.logins.wait(f"name {name}"))
    person = None if wait else desk.users.by_password(name, password)
    if person is None:
        desk.audit.note("login refused", name, client, why="too many tries" if wait else "wrong")
        wrong = f"Too many tries; wait {int(wait) + 1} seconds." if wait else "This name and password do not belong together."
        return page(request, None, "login.html.j2", lambda: {"to": inside(to), "wrong": wrong}, 429 if wait else 401, cached=False)
    desk.audit.note("login", person.name, client)
    answer = RedirectResponse(inside(to), 303)
    set_cookie(request, answer, desk.sessions.log_in(person.name))
    return answer


@router.post("/logout")
def log_out(request: Request, token: Field = "") -> Response:
    """Log out."""
    desk, person = desk_of(request), asker(request)
    check_form(request, token)
    desk.sessions.log_out(request.cookies.get(COOKIE, ""))
    desk.audit.note("logout", person.name if person else "", client_of(request.scope))
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE)
    return answer


@router.get("/keys")
def keys_page(request: Request) -> Response:
    """Which keys do what."""
    return page(request, asker(request), "keys.html.j2", dict)
