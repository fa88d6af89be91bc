"""Web pages: the main text and what the page says of itself, by trafilatura (Barbaresi 2021)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from deconflict.errors import UnreadableInput
from deconflict.model import Report
from deconflict.read.published import parse_published

_LINKED = re.compile(r"<script\b[^>]*application/ld\+json[^>]*>(.*?)</script>", re.IGNORECASE | re.DOTALL)
_META = re.compile(r"<(?:meta|time)\b[^>]{0,1000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_LANGUAGE = re.compile(r"<html\b[^>]{0,300}?\blang\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_TIMES = frozenset(
    {
        "article:published_time",
        "og:published_time",
        "datepublished",
        "date",
        "pubdate",
        "publishdate",
        "dc.date",
        "dc.date.issued",
        "parsely-pub-date",
        "sailthru.date",
    }
)
# Words below which what is left of a page is its menu, not an article.
_FEWEST = 8
# Only dates that the page marks as its own, none searched for in its words; the end is fixed, so that no clock is read.
_DATES = {"original_date": True, "extensive_search": False, "max_date": "2199-12-31"}


def read_page(html: str, name: str, origin: str) -> Report:
    """A page as a report with the id ``name``; raises UnreadableInput where no main text is found."""
    from trafilatura import bare_extraction  # noqa: PLC0415  slow to import, needed for pages only

    html = _DECLARATION.sub("", html, count=1)
    page: Any = bare_extraction(html, with_metadata=True, include_comments=False, include_tables=False, date_extraction_params=_DATES)
    text = _without_title(page.text or "", page.title) if page is not None else ""
    if len(text.split()) < _FEWEST:
        raise UnreadableInput(origin, "no main text was found in the page; save its text as .txt")
    language = _LANGUAGE.search(html)
    return Report(
        id=name, text=text, title=page.title or None, outlet=page.sitename or page.hostname or None, author=page.author or None,
        published=_published(html) or parse_published(page.date or ""), url=page.url or None,
        language=language[1] if language else None, origin=origin,
    )  # fmt: skip


def _without_title(text: str, title: str | None) -> str:
    """The text without a first line that only repeats the title, which would be read twice."""
    first, _, rest = text.partition("\n")
    return rest if title and first.strip() == title.strip() else text


def _published(html: str) -> date | None:
    """The publication time with its hour and zone, from JSON-LD, else OpenGraph or another mark of the page's own."""
    for words in (*_linked_times(html), *_marked_times(html)):
        if moment := parse_published(words):
            return moment
    return None


def _linked_times(html: str) -> Iterator[str]:
    """Every 'datePublished' in JSON-LD."""
    for script in _LINKED.findall(html):
        try:
            yield from _values(json.loads(script), "datePublished")
        except (ValueError, RecursionError):
            yield from re.findall(r"\"datePublished\"\s*:\s*\"([^\"]+)\"", script)


def _values(value: Any, key: str) -> Iterator[str]:
    """The strings under a key, at any depth, outermost first."""
    if isinstance(value, dict):
        if isinstance(value.get(key), str):
            yield value[key]
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _values(item, key)


def _marked_times(html: str) -> Iterator[str]:
    """The content of meta and time tags that stand for the publication time."""
    for tag in _META.findall(html):
        attributes = {name.lower(): double or single for name, double, single in _ATTRIBUTE.findall(tag)}
        marks = {attributes.get(name, "").lower() for name in ("property", "name", "itemprop")}
        if marks & _TIMES:
            yield attributes.get("content") or attributes.get("datetime") or ""
