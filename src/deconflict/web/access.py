"""Who asks, and whether they may: dependencies of the routes."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from deconflict.web.desk import Desk
from deconflict.web.guard import client_of
from deconflict.web.people import Person, Role
from deconflict.web.sessions import COOKIE

bearer = HTTPBearer(auto_error=False, description="A token as 'deconflict desk-users token NAME' gives it.")


class Refused(Exception):
    """A request that is not allowed; ``status`` is 401 where logging in would help, 403 where not, 429 where waiting would."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


def desk_of(request: Request) -> Desk:
    """The desk that a request is for."""
    desk: Desk = request.app.state.desk
    return desk


def asker(request: Request) -> Person | None:
    """Who asks: by token, by login, or anybody on an open desk."""
    desk = desk_of(request)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return desk.users.by_token(token)
    name = desk.sessions.name(request.cookies.get(COOKIE))
    if name is not None:
        return desk.users.person(name)
    if desk.settings.open:
        return Person(desk.settings.author, Role.EDITOR)
    return None


async def reader(request: Request, _: Annotated[object, Depends(bearer)] = None) -> Person:
    """Whoever may look."""
    person = asker(request)
    if person is None:
        raise Refused(401, "log in to see this desk")
    return person


async def editor(request: Request, person: Annotated[Person, Depends(reader)]) -> Person:
    """Whoever may judge; the request must come from one of our own pages, or bear a token."""
    desk = desk_of(request)
    if not person.edits:
        desk.audit.note("refused", person.name, client_of(request.scope), path=request.url.path, why="not an editor")
        raise Refused(403, "readers cannot judge; ask for an editor's login")
    if desk.writes.wait(f"{person.name} {client_of(request.scope)}"):
        raise Refused(429, "too many judgements at once; wait a moment")
    return person


def check_form(request: Request, token: str) -> None:
    """Raise where a form was not sent by one of our own pages. Programs that bear a token send no cookie, and need none."""
    desk = desk_of(request)
    if request.headers.get("authorization", "").lower().startswith("bearer "):
        return
    origin = request.headers.get("origin")
    foreign = request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}
    foreign = foreign or (origin is not None and urlsplit(origin).netloc != request.headers.get("host"))
    if foreign or not desk.sessions.holds(request.cookies.get(COOKIE), token):
        desk.audit.note("refused", "", client_of(request.scope), path=request.url.path, why="form from elsewhere")
        raise Refused(403, "this form did not come from this desk, or is too old; load the page again")


Reader = Annotated[Person, Depends(reader)]
Editor = Annotated[Person, Depends(editor)]
