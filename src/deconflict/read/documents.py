"""Plain texts, Markdown and pages as reports."""

from __future__ import annotations

import re
from dataclasses import replace

from deconflict.errors import UnreadableInput
from deconflict.gather.documents import RawDocument
from deconflict.model import Report
from deconflict.read.fields import report_from
from deconflict.read.text import decode

_FRONT = re.compile(r"---[ \t]*\r?\n(?P<fields>.*?)\r?\n---[ \t]*(?:\r?\n\s*|$)", re.DOTALL)
_FIELD = re.compile(r"^(?P<name>\w[\w-]*)[ \t]*:[ \t]*(?P<value>\S.*?)[ \t]*\r?$", re.MULTILINE)


def read_document(raw: RawDocument) -> Report:
    """A document that is one report; raises UnreadableInput where it holds no text."""
    text, problems = decode(raw.content, raw.origin, page=raw.form == "html")
    if not text.strip():
        raise UnreadableInput(raw.origin, "there is no text in it")
    if raw.form == "html":
        from deconflict.read.pages import read_page  # noqa: PLC0415

        report = read_page(text, raw.name, raw.origin)
    elif raw.form == "md":
        report = _markdown(text, raw)
    else:
        report = Report(raw.name, text, origin=raw.origin)
    return replace(report, problems=(*problems, *report.problems))


def _markdown(text: str, raw: RawDocument) -> Report:
    """A Markdown document; front matter becomes metadata, the text behind it stays as given."""
    front = _FRONT.match(text)
    if front is None:
        return Report(raw.name, text, origin=raw.origin)
    fields = {match["name"].lower(): match["value"].strip("\"'") for match in _FIELD.finditer(front["fields"])}
    return report_from(fields | {"text": text[front.end() :]}, raw.name, raw.origin)
