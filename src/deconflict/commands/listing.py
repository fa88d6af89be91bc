"""``deconflict incidents`` and ``deconflict show``: what the ledger holds."""

from __future__ import annotations

import re
import sys
from enum import StrEnum
from typing import Annotated, Any

import typer

from deconflict.commands.options import Form, FormOption, LedgerAt, day_of, opened, print_json, stop

_PAIR = re.compile(r"(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)")


class EntryForm(StrEnum):
    """How an incident can be shown."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    MARKDOWN = "markdown"


Since = Annotated[str | None, typer.Option(metavar="DAY", help="Happened on this day or later; 7d means the last seven days.")]
Until = Annotated[str | None, typer.Option(metavar="DAY", help="Happened on this day or earlier.")]
Near = Annotated[str | None, typer.Option(metavar="PLACE", help="Near a place, by name or as LATITUDE,LONGITUDE.")]
Km = Annotated[float, typer.Option(min=0, help="How near, in kilometres.")]
Inside = Annotated[str | None, typer.Option("--in", metavar="AREA", help="Inside a country or division: Nigeria, NG, Zamfara, NG.37.")]
KindOf = Annotated[str | None, typer.Option(metavar="KIND", help="Of this kind or one below it; 'deconflict codebook' lists them.")]
ActorOf = Annotated[str | None, typer.Option(metavar="NAME", help="An actor, or a part of it, is named.")]
Killed = Annotated[int | None, typer.Option("--killed", min=0, metavar="N", help="At least so many killed, by the best estimate.")]
Contested = Annotated[
    bool | None, typer.Option("--contested/--uncontested", help="Reports contradict each other, or none do.", show_default=False)
]
Outlet = Annotated[str | None, typer.Option(metavar="NAME", help="Told by this outlet.")]
Words = Annotated[str | None, typer.Option("--text", metavar="WORDS", help="The reports hold these words.")]
Background = Annotated[bool, typer.Option("--background", help="Also those that reports only look back to.")]
Limit = Annotated[int, typer.Option(min=1, help="So many at most.")]
Offset = Annotated[int, typer.Option(min=0, help="Leave out so many from the start.")]


def incidents_command(
    ledger: LedgerAt = None, since: Since = None, until: Until = None, near: Near = None, km: Km = 25.0, inside: Inside = None, kind: KindOf = None,
    actor: ActorOf = None, killed: Killed = None, contested: Contested = None, outlet: Outlet = None, text: Words = None, background: Background = False,
    limit: Limit = 20, offset: Offset = 0, format: FormOption = Form.TEXT,
) -> None:  # fmt: skip
    """List the incidents in the ledger, those reported last first."""
    from deconflict.ledger.answers import Filter  # noqa: PLC0415
    from deconflict.show.ledger import print_heads  # noqa: PLC0415
    from deconflict.show.ledger_json import page_json  # noqa: PLC0415

    wanted = Filter(
        day_of(since, "--since"), day_of(until, "--until"), km=km, kind=kind_named(kind), actor=actor, killed=killed, contested=contested, outlet=outlet,
        words=text, background=None if background else False, **area_and_point(near, inside),
    )  # fmt: skip
    with opened(ledger) as held:
        page = held.incidents(wanted, offset=offset, limit=limit)
        print_json(page_json(page)) if format is Form.JSON else print_heads(page, sys.stdout)


def show_command(
    incident: Annotated[str, typer.Argument(metavar="INCIDENT", help="The id of an incident, as 'deconflict incidents' lists it.")],
    ledger: LedgerAt = None,
    claims: Annotated[bool, typer.Option("--claims", help="Also list every claim with the id by which it is judged.")] = False,
    format: Annotated[EntryForm, typer.Option(help="How to show it.")] = EntryForm.TEXT,
) -> None:
    """Show one incident: who says what, and on what evidence. Where reports agree, and where they contradict."""
    from deconflict.show.forms import show_record  # noqa: PLC0415
    from deconflict.show.ledger import print_entry  # noqa: PLC0415
    from deconflict.show.ledger_json import entry_json  # noqa: PLC0415

    with opened(ledger) as held:
        entry = held.incident(incident, ties=True)
    if format is EntryForm.JSON:
        print_json(entry_json(entry))
        return
    if format is not EntryForm.TEXT:
        show_record(entry.record, format, sys.stdout)
        return
    print_entry(entry, claims, sys.stdout)


def kind_named(words: str | None) -> str | None:
    """A kind of the taxonomy by its name or by words for it."""
    from deconflict.values.kind import Kind  # noqa: PLC0415

    found = None if words is None else Kind.parse(words)
    if words is not None and found is None:
        stop(f"--kind {words}: no such kind; 'deconflict codebook' lists them")
    return None if found is None else found.name


def area_and_point(near: str | None, inside: str | None) -> dict[str, Any]:
    """The fields of a filter that a place and an area give."""
    found: dict[str, Any] = {}
    if near is not None:
        pair = _PAIR.fullmatch(near.strip())
        found["near"] = (float(pair[1]), float(pair[2])) if pair else _point(near)
    if inside is not None:
        found |= _area(inside.strip())
    return found


def _point(name: str) -> tuple[float, float]:
    """Where a place of the gazetteer lies."""
    place = _place(name, "--near")
    if place.lat is None or place.lon is None:
        stop(f"--near {name}: the gazetteer tells no point for it; give LATITUDE,LONGITUDE")
    return place.lat, place.lon


def _area(words: str) -> dict[str, Any]:
    """A country by code or name, or a division by code or name."""
    if re.fullmatch(r"[A-Za-z]{2}", words):
        return {"country": words.upper()}
    if re.fullmatch(r"[A-Za-z]{2}\.\w+", words):
        return {"division": words[:2].upper() + words[2:]}
    place = _place(words, "--in")
    if place.precision == "country":
        return {"country": place.country}
    if place.precision != "admin1":
        stop(f"--in {words}: neither a country nor a division; use --near for towns")
    return {"division": f"{place.country}.{place.admin1}"}


def _place(words: str, option: str) -> Any:
    """What the gazetteer takes a name to mean."""
    from deconflict.cli import open_gazetteer  # noqa: PLC0415
    from deconflict.extract.places import resolve_place  # noqa: PLC0415

    place = resolve_place(words, open_gazetteer())
    if place.precision == "unknown":
        stop(f"{option} {words}: not in the gazetteer; give LATITUDE,LONGITUDE, or a code such as NG or NG.37")
    return place
