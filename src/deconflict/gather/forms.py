"""The forms in which reports come, by extension, by media type and by first bytes."""

from __future__ import annotations

import re
import zlib
from pathlib import Path
from typing import Literal

Form = Literal["txt", "html", "md", "json", "jsonl", "pdf", "eml", "warc", "list", "feed"]
"""``list`` is a list of web addresses, plain or as GDELT publishes them; ``feed`` RSS, Atom, JSON Feed or a sitemap."""

FORMS: dict[str, Form] = {
    ".txt": "txt", ".text": "txt", ".html": "html", ".htm": "html", ".xhtml": "html", ".md": "md", ".markdown": "md",
    ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".pdf": "pdf", ".eml": "eml", ".warc": "warc", ".warc.gz": "warc",
}  # fmt: skip
"""Files that a folder's listing takes up."""
NAMED: dict[str, Form] = {".urls": "list", ".csv.zip": "list", ".links.txt.gz": "list", ".rss": "feed", ".atom": "feed"}
"""Files that are taken only when they are named, because they lead to the web."""
_MEDIA: dict[str, Form] = {
    "text/html": "html", "application/xhtml+xml": "html", "text/plain": "txt", "text/markdown": "md", "application/pdf": "pdf",
    "application/json": "json", "application/x-ndjson": "jsonl", "message/rfc822": "eml", "application/warc": "warc", "application/feed+json": "feed",
    "application/rss+xml": "feed", "application/atom+xml": "feed", "application/rdf+xml": "feed",
}  # fmt: skip
_PAGE = (b"<!doctype html", b"<html", b"<head", b"<body")
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF|urlset|sitemapindex|(?:\w+:)?(?:feed|urlset|sitemapindex))[\s>]", re.IGNORECASE)
_ADDRESSES = re.compile(rb"\s*(?:(?:#[^\n]*|https?://[^\s<>]+)\s*)*https?://[^\s<>]+\s*(?:\n|\Z)")
_JSON_FEED = re.compile(rb"\"version\"\s*:\s*\"https?://jsonfeed\.org")
_MAIL = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){3}")
_MAIL_FIELDS = (b"from:", b"received:", b"message-id:", b"return-path:")


def form_of(path: Path) -> Form | None:
    """The form that a file's extension tells; None where it tells none."""
    name = path.name.lower()
    endings = {f".{'.'.join(name.split('.')[-parts:])}" for parts in (1, 2, 3) if name.count(".") >= parts}
    return next((form for known in (NAMED, FORMS) for ending, form in known.items() if ending in endings), None)


def form_of_media(media: str | None, start: bytes) -> Form:
    """The form of a fetched document: a page, a PDF and a feed show it themselves, all else is believed the server, then guessed."""
    shown = sniff(start)
    told = _MEDIA.get(media or "")
    if shown in {"pdf", "html", "feed"} and told in {None, "txt", "html", "json"}:
        return shown
    return told or shown


def sniff(start: bytes) -> Form:
    """The form of a document without a telling name, from its first bytes; plain text where nothing shows."""
    start = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"%PDF-", b"WARC/")):
        return "pdf" if start[0] == 37 else "warc"
    if start.startswith(b"\x1f\x8b"):
        return "warc" if _inside(start).startswith(b"WARC/") else "list" if _ADDRESSES.match(_inside(start)) else "txt"
    if start.startswith(b"{"):
        return _json(start)
    if start.startswith(b"["):
        return "json"
    return _text(start)


def _json(start: bytes) -> Form:
    """A JSON Feed, JSON, or JSON Lines."""
    if _JSON_FEED.search(start[:2000]):
        return "feed"
    first, _, _ = start.partition(b"\n")
    return "jsonl" if first == start or first.rstrip().endswith(b"}") else "json"


def _text(start: bytes) -> Form:
    """A page, a feed, a mail, a list of addresses, or plain text."""
    opening = start[:1000].lower()
    if opening.startswith(_PAGE) or (opening.startswith(b"<?xml") and b"<html" in opening):
        return "html"
    if opening.startswith(b"<") and _FEED.search(start[:4000]):
        return "feed"
    if _MAIL.match(start[:4000]) and opening.startswith(_MAIL_FIELDS):
        return "eml"
    return "list" if _ADDRESSES.match(start[:4000]) else "txt"


def _inside(start: bytes) -> bytes:
    """The first bytes within gzip."""
    try:
        return zlib.decompressobj(31).decompress(start, 4000)
    except zlib.error:
        return b""
