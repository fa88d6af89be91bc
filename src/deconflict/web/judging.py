"""Judging: a form for each kind of judgement, what it would change before it is made, undo, and the list of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Header, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from deconflict.errors import DeconflictError, NotInLedger, UnclearJudgement
from deconflict.ledger.history import Change
from deconflict.ledger.judged import Judgement
from deconflict.ledger.overview import heads_of
from deconflict.ledger.trial import Trial
from deconflict.show.ledger import judged_words
from deconflict.show.ledger_json import judgement_json
from deconflict.web import answers
from deconflict.web.access import Editor, Reader, check_form, desk_of
from deconflict.web.desk import Desk
from deconflict.web.guard import client_of
from deconflict.web.incidents import NOT_FOUND, change_json
from deconflict.web.overview import attribute_name
from deconflict.web.pages import page
from deconflict.web.people import Person
from deconflict.web.wishes import Wish, decide

router = APIRouter(tags=["judgements"])
_ROW = 100
_UNCLEAR: dict[int | str, dict[str, Any]] = NOT_FOUND | {
    422: {"model": answers.Problem, "description": "It cannot be taken down as it was given."},
    403: {"model": answers.Problem, "description": "Not an editor, or not from this desk."},
}
Token = Annotated[
    str, Header(alias="X-Desk-Token", description="For browsers: the page's token. Programs send Authorization: Bearer instead.")
]


@router.get("/judgements.json", response_model=answers.Judgements, summary="Every judgement")
def judgements_json(request: Request, person: Reader) -> Response:
    """Judgements, the last first, whether they stand, and which of them contradict each other."""
    ledger = desk_of(request).ledger
    clashes = [{"judgements": list(clash.judgements), "why": clash.why} for clash in ledger.conflicts()]
    return JSONResponse({"judgements": [judgement_json(judgement) for judgement in ledger.judgements()[::-1]], "conflicts": clashes})


@router.post("/judgements.json", response_model=answers.Judgement, status_code=201, responses=_UNCLEAR, summary="Judge")
def judge_json(request: Request, person: Editor, wish: Wish, token: Token = "") -> Response:
    """Make a judgement; what follows from it is worked out before the answer comes."""
    check_form(request, token)
    return JSONResponse(judgement_json(_judge(request, wish, person)), 201)


@router.post("/judgements/preview.json", response_model=answers.Preview, responses=_UNCLEAR, summary="What a judgement would change")
def preview_json(request: Request, person: Editor, wish: Wish, token: Token = "") -> Response:
    """Try a judgement and take it back: the changes that it would bring."""
    check_form(request, token)
    return JSONResponse({"changes": [change_json(change) for change in tried(desk_of(request), wish, person)]})


@router.get("/judgements", include_in_schema=False)
def judgements_page(request: Request, person: Reader, before: Annotated[int | None, Query(ge=1, le=2**53)] = None) -> Response:
    """The list of all judgements."""
    desk = desk_of(request)
    return page(request, person, "judgements.html.j2", lambda: _listed(desk, before))


def _listed(desk: Desk, before: int | None) -> Mapping[str, Any]:
    """What the list shows."""
    held = [judgement for judgement in desk.ledger.judgements()[::-1] if before is None or judgement.number < before]
    return {
        "judgements": held[:_ROW],
        "next": held[_ROW - 1].number if len(held) > _ROW else None,
        "conflicts": desk.ledger.conflicts(),
        "judged_words": judged_words,
    }


@router.get("/judge", include_in_schema=False)
def judge_form(
    request: Request, person: Editor, kind: Annotated[str, Query(pattern="^(same|differ|wrong|value|note|undo)$")], incident: str = "", claim: str = "",
    attribute: str = "", group: str = "", value: str = "", number: int | None = None,
) -> Response:  # fmt: skip
    """The form for a judgement: a page, or what a dialog holds."""
    desk = desk_of(request)
    if kind == "undo" and number is None:
        number = next(
            (judgement.number for judgement in desk.ledger.judgements()[::-1] if judgement.standing and judgement.kind != "undo"), None
        )
    undone = next((judgement for judgement in desk.ledger.judgements() if judgement.number == number), None) if kind == "undo" else None
    wish = Wish(kind=kind, first=incident, claim=claim, attribute=attribute, group=group, words=value, number=number)  # type: ignore[arg-type]
    return page(request, person, "judge.html.j2", lambda: _form(desk, wish, incident, undone), cached=False)


def _form(desk: Desk, wish: Wish, incident: str, undone: Judgement | None) -> Mapping[str, Any]:
    """What a form shows."""
    head = heads_of(desk.ledger, [incident]).get(incident) if incident else None
    reports = [reading.report for reading in desk.ledger.incident(incident).readings] if head and wish.kind == "differ" else []
    return {
        "wish": wish, "head": head, "incident": incident, "undone": judged_words(undone) if undone else "", "name": attribute_name(wish.attribute, wish.group),
        "reports": reports, "wrong": "",
    }  # fmt: skip


Text = Annotated[str, Form(max_length=10_000)]


def _wish(kind: str, first: str, second: str, claim: str, attribute: str, group: str, words: str, number: str, because: str) -> Wish:
    """A wish from a form's fields; raises UnclearJudgement for what no form of ours sends."""
    try:
        return Wish.model_validate(
            {
                "kind": kind,
                "first": first,
                "second": second,
                "claim": claim,
                "attribute": attribute,
                "group": group,
                "words": words,
                "because": because,
            }
            | ({"number": number} if number else {})
        )
    except ValueError as problem:
        raise UnclearJudgement("the form was not understood") from problem


@router.post("/judge/preview", include_in_schema=False)
def preview(
    request: Request, person: Editor, kind: Text, first: Text = "", second: Text = "", claim: Text = "", attribute: Text = "", group: Text = "",
    words: Text = "", number: Text = "", because: Text = "", token: Text = "",
) -> Response:  # fmt: skip
    """What a judgement would change, as a piece of the form."""
    check_form(request, token)
    desk = desk_of(request)
    wish = _wish(kind, first, second, claim, attribute, group, words, number, because)
    return page(request, person, "preview.html.j2", lambda: _previewed(desk, wish, person), cached=False)


def _previewed(desk: Desk, wish: Wish, person: Person) -> Mapping[str, Any]:
    """What a preview shows; what cannot be judged is told."""
    try:
        changes, problem = tried(desk, wish, person), ""
    except (NotInLedger, UnclearJudgement) as unclear:
        changes, problem = (), str(unclear)
    heads = heads_of(desk.ledger, {change.incident for change in changes})
    return {"changes": changes, "problem": problem, "heads": heads, "names": attribute_name, "kind": wish.kind}


def tried(desk: Desk, wish: Wish, person: Person) -> tuple[Change, ...]:
    """What a judgement would change."""
    trial = Trial(desk.ledger)
    decide(trial, wish, person.name)
    return trial.changed


@router.post("/judge", include_in_schema=False)
def judge(
    request: Request, person: Editor, kind: Text, first: Text = "", second: Text = "", claim: Text = "", attribute: Text = "", group: Text = "",
    words: Text = "", number: Text = "", because: Text = "", token: Text = "", back: Text = "",
) -> Response:  # fmt: skip
    """Make a judgement, and go back to where it was made."""
    check_form(request, token)
    try:
        _judge(request, _wish(kind, first, second, claim, attribute, group, words, number, because), person)
    except (NotInLedger, UnclearJudgement) as problem:
        if request.headers.get("hx-request") == "true":
            why = str(problem)
            return page(
                request,
                person,
                "preview.html.j2",
                lambda: {"changes": (), "problem": why, "heads": {}, "names": attribute_name, "kind": kind},
                422,
                cached=False,
            )
        raise
    if request.headers.get("hx-request") == "true":
        return Response(status_code=204)
    return RedirectResponse(f"/incidents/{back}" if back.isalnum() else "/judgements", 303)


def _judge(request: Request, wish: Wish, person: Person) -> Judgement:
    """Take a judgement down, and note it."""
    desk, client = desk_of(request), client_of(request.scope)
    try:
        made = decide(desk.ledger, wish, person.name)
    except DeconflictError as problem:
        desk.audit.note("judgement refused", person.name, client, kind=wish.kind, why=str(problem))
        raise
    desk.pulse.mark(anew=True)
    desk.audit.note("judgement", person.name, client, kind=wish.kind, number=made.number)
    return made
