"""The desk as an ASGI application: one router for each family of pages, and the guard around all of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from deconflict import __version__
from deconflict.errors import DeconflictError, NotInLedger, UnclearJudgement
from deconflict.web import answers, comparing, exported, exporting, feeds, incidents, judging, live, login, overview, reports, searching
from deconflict.web.access import Refused, asker
from deconflict.web.desk import Desk
from deconflict.web.guard import Guard
from deconflict.web.pages import Cache, page
from deconflict.web.wanted import NotUnderstood

_PLAIN = {"text/plain": {"schema": {"type": "string"}}}
_REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": answers.Problem, "description": "The request is broken off or cannot be read."},
    401: {"model": answers.Problem, "description": "Log in, or bear a token."},
    403: {"model": answers.Problem, "description": "Not for readers, or not from a page of this desk."},
    404: {"model": answers.Problem, "description": "There is none."},
    413: {"content": _PLAIN, "description": "Too large."},
    414: {"content": _PLAIN, "description": "The address is too long."},
    421: {"content": _PLAIN, "description": "Not the host name of this desk."},
    422: {"model": answers.Problem, "description": "Not understood; what is wrong is told."},
    429: {"model": answers.Problem, "content": _PLAIN, "description": "Too much at once."},
    503: {"model": answers.Problem, "description": "The ledger cannot be read or written; why is told."},
}  # fmt: skip
_THREADS = 6
"""So many requests are worked on at once; each holds a connection, and more would only take turns on few processors."""
_ROUTERS = (
    overview.router,
    incidents.router,
    reports.router,
    comparing.router,
    searching.router,
    judging.router,
    exporting.router,
    exported.router,
    feeds.router,
    live.router,
    login.router,
)


def make_app(desk: Desk) -> FastAPI:
    """The application of a desk."""
    app = FastAPI(
        title="deconflict desk", version=__version__, lifespan=_lifespan, responses=_REFUSALS, docs_url=None, redoc_url=None,
        description="Who says what of which incident, where they agree, and where they cannot all be right. Nothing here says what is true.",
    )  # fmt: skip
    app.state.desk, app.state.cache = desk, Cache()
    for router in _ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    app.add_middleware(Guard, desk=desk)
    for problem in (HTTPException, RequestValidationError, DeconflictError, Refused, NotUnderstood):
        app.add_exception_handler(problem, _told)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Few threads, as each of them may hold a connection to the ledger; streams of events end with the desk."""
    to_thread.current_default_thread_limiter().total_tokens = _THREADS
    app.state.stopping, app.state.listeners = asyncio.Event(), 0
    yield
    app.state.stopping.set()


def _told(request: Request, problem: Exception) -> Response:
    """What went wrong, in words: as a page for people, as JSON for programs."""
    status, why = _status(problem)
    if _wants_data(request):
        detail = dict(problem.problems) if isinstance(problem, NotUnderstood) else why
        return JSONResponse({"detail": detail}, status)
    if request.url.path.startswith("/static/"):
        return PlainTextResponse(f"{why}\n", status)
    if status == 401 and request.method == "GET":
        return login.to_login(request)
    return page(request, asker(request), "problem.html.j2", lambda: {"status": status, "why": why}, status, cached=False)


def _wants_data(request: Request) -> bool:
    """Whether a program asks."""
    return request.url.path.endswith((".json", ".csv", ".geojson", ".atom")) or "authorization" in request.headers or "application/json" in request.headers.get("accept", "")  # fmt: skip


def _status(problem: Exception) -> tuple[int, str]:
    """The status of an answer to a problem, and its words."""
    match problem:
        case HTTPException():
            return problem.status_code, "there is no such page" if problem.status_code == 404 else str(problem.detail)
        case Refused():
            return problem.status, problem.why
        case RequestValidationError():
            return 422, "; ".join(f"{item['loc'][-1]}: {item['msg']}" for item in problem.errors())
        case NotUnderstood() | UnclearJudgement():
            return 422, str(problem)
        case NotInLedger():
            return 404, str(problem)
        case _:
            return 503, str(problem)
