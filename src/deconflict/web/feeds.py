"""An Atom feed for each filter, so that a newsreader tells of what is new and what became contested."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as Tree

from fastapi import APIRouter, Request
from fastapi.responses import Response

from deconflict.ledger.answers import Filter
from deconflict.ledger.overview import Difference, differences_of
from deconflict.show.view import sources_line
from deconflict.web.access import Reader, desk_of
from deconflict.web.overview import Asked, Listed, attribute_name
from deconflict.web.wanted import strictly

router = APIRouter(tags=["exports"])
_ATOM = "http://www.w3.org/2005/Atom"
_ENTRIES = 50
_UNPRINTABLE = {code: None for code in range(32) if chr(code) not in "\t\n\r"} | {0xFFFE: None, 0xFFFF: None}


@router.get(
    "/incidents.atom",
    response_class=Response,
    responses={200: {"content": {"application/atom+xml": {"schema": {"type": "string"}}}}},
    summary="A filter as an Atom feed",
)
def incidents_atom(request: Request, person: Reader, asked: Asked) -> Response:
    """The last changed incidents of a filter; an entry comes again when its incident changes."""
    desk = desk_of(request)
    chosen: Filter = strictly(request, asked).filter
    found = desk.ledger.incidents(chosen, limit=_ENTRIES)
    told = differences_of(desk.ledger, (head.id for head in found if head.contested))
    base = str(request.base_url).rstrip("/")
    feed = Tree.Element("feed", xmlns=_ATOM)
    _add(feed, "title", f"deconflict: {asked.query or 'all incidents'}")
    _add(feed, "id", f"{base}/?{asked.query}")
    _add(feed, "updated", max((head.updated for head in found), default="1970-01-01T00:00:00Z"))
    Tree.SubElement(feed, "link", rel="self", href=f"{base}/incidents.atom?{asked.query}")
    Tree.SubElement(feed, "link", rel="alternate", href=f"{base}/?{asked.query}")
    for head in found:
        feed.append(_entry(Listed(head, told.get(head.id, ())), base))
    body = Tree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return Response(body, media_type="application/atom+xml")


def _entry(item: Listed, base: str) -> Any:
    """One incident; its revision is part of the link, so that a reader shows it again."""
    head = item.head
    entry = Tree.Element("entry")
    _add(entry, "title", ("≠ " if head.contested else "") + head.headline)
    _add(entry, "id", f"{base}/incidents/{head.id}#r{head.version}")
    _add(entry, "updated", head.updated)
    _add(_add(entry, "author"), "name", "deconflict")
    Tree.SubElement(entry, "link", rel="alternate", href=f"{base}/incidents/{head.id}")
    lines = [sources_line(head.reports, head.lines), *(_told(difference) for difference in item.differences)]
    _add(entry, "summary", "\n".join(lines)).set("type", "text")
    return entry


def _told(difference: Difference) -> str:
    """A contradiction in a line: 'killed: 12 (Wire A) ≠ 30 (Wire B)'."""
    sides = " ≠ ".join(f"{side.text} ({', '.join(side.outlets[:3])})" for side in difference.sides)
    return f"{attribute_name(difference.attribute, difference.group)}: {sides}"


def _add(parent: Any, name: str, words: str | None = None) -> Any:
    """An element with text that XML can hold."""
    element = Tree.SubElement(parent, name)
    element.text = None if words is None else words.translate(_UNPRINTABLE).encode(errors="replace").decode()
    return element
