"""Plain texts, Markdown, pages and PDFs as reports."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

from deconflict.errors import UnreadableInput
from deconflict.gather.documents import RawDocument
from deconflict.gather.plain import report_of
from deconflict.gather.urls import fold
from deconflict.model import Report
from deconflict.read.confined import read_confined
from deconflict.read.fields import report_from
from deconflict.read.published import parse_published
from deconflict.read.text import decode

# Pages by people stay far below; beyond, a page can be made to take minutes in the libraries that take it apart.
_PLAIN_SIZE, _PLAIN_TAGS = 3_000_000, 15_000
_LONG_TAG = re.compile(r"<[^<>]{50000}")
_PDF_MOMENT = re.compile(r"(?:D:)?(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?P<H>\d\d)(?P<M>\d\d)(?:\d\d)?(?P<zone>Z|[+-]\d\d'?(?:\d\d)?'?)?")
_FRONT = re.compile(r"---[ \t]*\r?\n(?P<fields>.*?)\r?\n---[ \t]*(?:\r?\n\s*|$)", re.DOTALL)
_FIELD = re.compile(r"^(?P<name>\w[\w-]*)[ \t]*:[ \t]*(?P<value>\S.*?)[ \t]*\r?$", re.MULTILINE)


def read_document(raw: RawDocument) -> Report:
    """A document that is one report; raises UnreadableInput where it holds no text."""
    if raw.form == "pdf":
        return _pdf(raw)
    text, problems = decode(raw.content, raw.origin, raw.form == "html", raw.fetch.charset if raw.fetch else None)
    if not text.strip():
        raise UnreadableInput(raw.origin, "there is no text in it")
    if raw.form == "html":
        report = _page(text, raw)
    elif raw.form == "md":
        report = _markdown(text, raw)
    else:
        report = Report(raw.name, text, url=raw.fetch.final_url if raw.fetch else None, origin=raw.origin)
    return replace(report, problems=(*problems, *report.problems))


def _page(html: str, raw: RawDocument) -> Report:
    """A web page; one that is built like no page that people write is read where it can do no harm."""
    from deconflict.read.pages import read_page  # noqa: PLC0415

    address = raw.fetch.final_url if raw.fetch else None
    if plainly_built(html):
        return read_page(html, raw.name, raw.origin, address)
    found = report_of(read_confined("page", json.dumps([html, address]).encode(), raw.origin))
    return replace(found, id=found.id or raw.name, origin=raw.origin)


def plainly_built(html: str) -> bool:
    """Whether a page is built as people build theirs, and so can be taken apart in this process."""
    return len(html) <= _PLAIN_SIZE and html.count("<") <= _PLAIN_TAGS and not _LONG_TAG.search(html)


def _pdf(raw: RawDocument) -> Report:
    """A PDF with text in it."""
    found = read_confined("pdf", raw.content, raw.origin)
    if not found["text"].strip():
        raise UnreadableInput(raw.origin, "the PDF holds pictures only, no text; recognise its letters (OCR) and save the text as .txt")
    given = {"title": found["title"], "author": found["author"], "published": pdf_moment(found["created"] or "")}
    told = {name: value for name, value in given.items() if value}
    url = fold(raw.fetch.final_url) if raw.fetch else None
    return Report(raw.name, found["text"], url=url, origin=raw.origin, given_by=tuple((name, "pdf") for name in told), **told)


def pdf_moment(words: str) -> date | None:
    """A time as PDF writes it: 'D:20250603140000+02'00'' (ISO 32000, 7.9.4)."""
    found = _PDF_MOMENT.match(words)
    if found is None:
        return None
    zone = found["zone"] or ""
    zone = f"{zone[:3]}:{zone[3:].strip(chr(39)) or '00'}" if zone[:1] in ("+", "-") else "+00:00" if zone else ""
    return parse_published(f"{found['y']}-{found['m']}-{found['d']}T{found['H']}:{found['M']}{zone}")


def _markdown(text: str, raw: RawDocument) -> Report:
    """A Markdown document; front matter becomes metadata, the text behind it stays as given."""
    front = _FRONT.match(text)
    if front is None:
        return Report(raw.name, text, origin=raw.origin)
    fields = {match["name"].lower(): match["value"].strip("\"'") for match in _FIELD.finditer(front["fields"])}
    return report_from(fields | {"text": text[front.end() :]}, raw.name, raw.origin)
