"""Mail (RFC 5322) as reports: the message, and each attachment that holds a text."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

from deconflict.errors import UnreadableInput
from deconflict.gather.documents import RawDocument
from deconflict.gather.forms import Form
from deconflict.model import Report

_FORMS: dict[str, Form] = {"text/html": "html", "text/plain": "txt", "application/pdf": "pdf", "message/rfc822": "eml"}
_MOST_PARTS, _DEEPEST = 50, 3


def read_mail(raw: RawDocument) -> Iterator[RawDocument | Report | UnreadableInput]:
    """The message as a report, or as a page to read where it is written in HTML only; then its attachments as raw documents."""
    message = email.message_from_bytes(raw.content, policy=email.policy.default)
    if raw.name.count("/attachment ") >= _DEEPEST:
        yield UnreadableInput(raw.origin, "mail within mail within mail, which is not opened further")
        return
    yield from _message(message, raw)
    for number, part in enumerate(_attachments(message), 1):
        form = _FORMS.get(part.get_content_type())
        content = part.get_payload(decode=True) if form != "eml" else part.get_content().as_bytes()
        if form and isinstance(content, bytes) and content.strip():
            place = f"{raw.origin}, attachment {number}"
            yield RawDocument(place, f"{raw.name}/attachment {number}", form, content, fetch=raw.fetch)


def mail_metadata(message: EmailMessage) -> dict[str, str | date | None]:
    """Title, author, outlet and date as the head of a message tells them; a head that is broken tells nothing."""
    name, address = parseaddr(_head(message, "from") or "")
    return {
        "title": _head(message, "subject"), "author": name or address or None, "outlet": _head(message, "list-id") or address.partition("@")[2] or None,
        "published": _moment(message),
    }  # fmt: skip


def _message(message: EmailMessage, raw: RawDocument) -> Iterator[RawDocument | Report | UnreadableInput]:
    """The body of a message."""
    try:
        body = message.get_body(("plain", "html"))
    except (KeyError, AttributeError, ValueError):
        body = None
    text = _text(body) if body is not None else ""
    if body is not None and body.get_content_type() == "text/html":
        text = _words(text)
    told = mail_metadata(message)
    if not text.strip():
        yield UnreadableInput(raw.origin, "there is no text in the mail")
        return
    yield Report(
        raw.name, text, origin=raw.origin, given_by=tuple((name, "mail") for name, value in told.items() if value), **told,  # type: ignore[arg-type]
    )  # fmt: skip


def _text(part: Any) -> str:
    """The words of a part; bytes that do not fit its encoding are replaced."""
    try:
        content = part.get_content()
    except (LookupError, ValueError):
        payload = part.get_payload(decode=True)
        content = payload.decode("utf-8", errors="replace") if isinstance(payload, bytes) else ""
    return str(content).replace("\r\n", "\n")


def _words(html: str) -> str:
    """The words of a mail in HTML, paragraphs apart."""
    from trafilatura import html2txt  # noqa: PLC0415  slow to import

    from deconflict.read.pages import main_text  # noqa: PLC0415

    return main_text(html) or str(html2txt(html))


def _attachments(message: EmailMessage) -> list[Any]:
    """The attachments, as many as anybody reads."""
    try:
        return list(message.iter_attachments())[:_MOST_PARTS]
    except (KeyError, AttributeError, TypeError, ValueError):
        return []


def _head(message: EmailMessage, name: str) -> str | None:
    """A line of the head."""
    try:
        return " ".join(str(message.get(name) or "").split()) or None
    except (ValueError, IndexError, AttributeError):
        return None


def _moment(message: EmailMessage) -> datetime | None:
    """When the message was sent, with its zone."""
    from deconflict.read.published import parse_published  # noqa: PLC0415

    moment = parse_published(_head(message, "date") or "")
    return moment if isinstance(moment, datetime) else None
