"""Feeds: RSS, Atom, JSON Feed and sitemaps as lists of what they lead to. Document types and entities are refused before any parser sees them."""

from __future__ import annotations

import hashlib
import json
import re
from calendar import timegm
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from deconflict.errors import UnreadableInput

_ENTITY = re.compile(r"<!ENTITY\b", re.IGNORECASE)
_ROOT = re.compile(r"<(?:\w+:)?(urlset|sitemapindex)[\s>]")
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.-]+)")
_MOST = 50_000


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says of one article: ``guid`` is its name in the feed, ``mark`` changes when the feed says that the article changed."""

    guid: str
    url: str
    title: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    mark: str = ""
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as read: its entries in its order, each address once; further sitemaps that it names; what was wrong with it, though it could be read."""

    title: str | None
    entries: tuple[Entry, ...]
    sitemaps: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def read_feed(content: bytes, url: str, charset: str | None = None) -> Feed:
    """A feed from its bytes; raises UnreadableInput for what is none or carries entities. ``charset`` is what the server tells."""
    text = _decoded(content, charset)
    if not text.strip():
        raise UnreadableInput(url, "the feed is empty")
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return _json_feed(text, url)
    if _ENTITY.search(text):
        raise UnreadableInput(url, "the feed declares entities of its own, which are refused because they can blow up or read files")
    found = _ROOT.search(text[:4000])
    return _sitemap(text, url) if found else _syndication(text, url)


def _decoded(content: bytes, charset: str | None) -> str:
    """The text of a feed: by its byte order mark, as UTF-8, as it says itself, as the server says, at last as Windows-1252."""
    named = _ENCODING.search(content[:400])
    marked = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    for encoding in (marked, named[1].decode("ascii") if named else None, charset):
        try:
            return content.decode(encoding or "")
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("cp1252", errors="replace")


def _syndication(text: str, url: str) -> Feed:
    """RSS or Atom, by feedparser, which also reads what is broken."""
    import feedparser  # noqa: PLC0415  slow to import

    # Given as bytes in a known encoding, so that it neither guesses nor opens anything; HTML within is ours to judge.
    feed = feedparser.parse(
        re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode(), response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
        sanitize_html=False, resolve_relative_uris=True,
    )  # fmt: skip
    if not feed.version and not feed.entries:
        raise UnreadableInput(url, "neither RSS, Atom, JSON Feed nor a sitemap")
    broken = (
        (f"the feed is broken, and was read as far as it goes: {_words(feed.bozo_exception)}",) if feed.bozo and not _harmless(feed) else ()
    )
    entries = _once(_entry(item, url) for item in feed.entries[:_MOST])
    return Feed(feed.feed.get("title"), entries, problems=(*broken, *_without_link(len(feed.entries), entries)))


def _harmless(feed: Any) -> bool:
    """Whether what feedparser minds does not touch the entries: a feed sent under another encoding or type."""
    return type(feed.bozo_exception).__name__ in {"CharacterEncodingOverride", "NonXMLContentType"}


def _entry(item: Any, base: str) -> Entry | None:
    """One entry; None without an address."""
    link = item.get("link") or next((each.get("href") for each in item.get("links", []) if each.get("href")), None)
    guid = item.get("id") or link
    if not link and isinstance(guid, str) and guid.startswith(("http://", "https://")):
        link = guid
    if not link or not guid:
        return None
    published, wrong = _moment(item, "published")
    updated, wrong_too = _moment(item, "updated")
    content = " ".join([item.get("summary", ""), *(part.get("value", "") for part in item.get("content", []))])
    title = item.get("title")
    return Entry(str(guid), _joined(base, link), title, published, updated, _mark(title, item.get("updated"), content), wrong or wrong_too)


def _moment(item: Any, name: str) -> tuple[datetime | None, str | None]:
    """A time of an entry in UTC, or what is wrong with it."""
    parsed, words = item.get(f"{name}_parsed"), item.get(name)
    try:
        if parsed:
            return datetime.fromtimestamp(timegm(parsed), UTC), None
    except (ValueError, OverflowError, OSError):
        pass
    return None, f"{name}: {str(words)[:60]!r} is no date" if words else None


def _json_feed(text: str, url: str) -> Feed:
    """A JSON Feed (jsonfeed.org, versions 1 and 1.1)."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise UnreadableInput(url, f"not JSON: {problem}") from problem
    items = value.get("items") if isinstance(value, dict) else None
    if not isinstance(items, list):
        raise UnreadableInput(url, "neither RSS, Atom, JSON Feed nor a sitemap")
    entries = _once(_json_entry(item, url) for item in items[:_MOST] if isinstance(item, dict))
    title = value.get("title")
    return Feed(title if isinstance(title, str) else None, entries, problems=_without_link(len(items), entries))


def _json_entry(item: dict[str, Any], base: str) -> Entry | None:
    """One item of a JSON Feed."""
    link = item.get("url") or item.get("external_url")
    if not isinstance(link, str):
        return None
    (published, wrong), (updated, _) = (_iso(item.get(name)) for name in ("date_published", "date_modified"))
    title = item.get("title")
    content = f"{item.get('content_html') or ''}{item.get('content_text') or ''}"
    mark = _mark(title, item.get("date_modified"), content)
    return Entry(
        str(item.get("id") or link), _joined(base, link), title if isinstance(title, str) else None, published, updated, mark, wrong
    )


def _sitemap(text: str, url: str) -> Feed:
    """A sitemap, with the news extension where it has one, or an index of sitemaps."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    root = etree.fromstring(text.encode(), parser)
    if root is None:
        raise UnreadableInput(url, "neither RSS, Atom, JSON Feed nor a sitemap")
    further = tuple(location for node in _children(root, "sitemap") if (location := _told(node, "loc")))
    entries = _once(_location(node, url) for node in _children(root, "url"))
    return Feed(None, entries, further[:_MOST])


def _location(node: Any, base: str) -> Entry | None:
    """One page of a sitemap."""
    link = _told(node, "loc")
    if not link:
        return None
    news = next(_children(node, "news"), None)
    title = _told(news, "title") if news is not None else None
    (published, wrong), (updated, _) = _iso(_told(news, "publication_date") if news is not None else None), _iso(_told(node, "lastmod"))
    return Entry(link, _joined(base, link), title, published, updated, _mark(title, _told(node, "lastmod"), ""), wrong)


def _children(node: Any, name: str) -> Iterator[Any]:
    """The children of a name, whatever their namespace."""
    return (child for child in node if isinstance(child.tag, str) and etree.QName(child).localname == name)


def _told(node: Any, name: str) -> str | None:
    """The words of the first child of a name."""
    child = next(_children(node, name), None)
    return (child.text or "").strip() or None if child is not None else None


def _iso(words: Any) -> tuple[datetime | None, str | None]:
    """A time as ISO 8601 has it, in UTC, or what is wrong with it."""
    if words is None:
        return None, None
    try:
        moment = datetime.fromisoformat(words)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC), None
    except (TypeError, ValueError, OverflowError):
        return None, f"{str(words)[:60]!r} is no date"


def _once(entries: Iterable[Entry | None]) -> tuple[Entry, ...]:
    """The entries that lead anywhere, each address once. A guid that stands for several addresses names none of them, so their addresses do."""
    kept: dict[str, Entry] = {}
    for entry in entries:
        if entry is not None:
            kept.setdefault(entry.url, entry)
    guids = Counter(entry.guid for entry in kept.values())
    return tuple(entry if guids[entry.guid] == 1 else replace(entry, guid=entry.url) for entry in kept.values())


def _without_link(number: int, entries: tuple[Entry, ...]) -> tuple[str, ...]:
    """A word on entries that were left out."""
    return (
        (f"{number - len(entries)} of {number} entries were left out: without an address, or told twice",) if number > len(entries) else ()
    )


def _joined(base: str, link: str) -> str:
    """An address as seen from the feed."""
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return link


def _mark(*told: Any) -> str:
    """A short hash of what a feed tells of an article."""
    return hashlib.sha256("\0".join(str(item) for item in told).encode(errors="replace")).hexdigest()[:16]


def _words(problem: object) -> str:
    """A failure in one line."""
    return " ".join(str(problem).split())[:120]
