"""Web pages: the main text and what the page says of itself, by trafilatura."""

from __future__ import annotations

import re
from datetime import date

from deconflict.errors import UnreadableInput
from deconflict.model import Report
from deconflict.read.published import parse_published


def read_page(html: str, origin: str) -> Report:
    """A page as a report without an id of its own; raises UnreadableInput where no main text is found."""
    from trafilatura import bare_extraction  # noqa: PLC0415  slow to import, needed for pages only

    page = bare_extraction(html, with_metadata=True, include_comments=False, include_tables=False, favor_precision=False)
    if page is None or not (page.text or "").strip():
        raise UnreadableInput(origin, "no main text was found in the page")
    moment = _exact_time(html) or (parse_published(page.date) if page.date else None)
    return Report("", page.text, page.title, page.sitename or page.hostname, page.author, moment, page.url, page.language, origin)


def _exact_time(html: str) -> date | None:
    """The publication time with its hour, where JSON-LD or OpenGraph give one."""
    found = re.search(r"\"datePublished\"\s*:\s*\"([^\"]{10,40})\"|property=[\"']article:published_time[\"']\s+content=[\"']([^\"']{10,40})", html)
    return parse_published(found[1] or found[2]) if found else None
