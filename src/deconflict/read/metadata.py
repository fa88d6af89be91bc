"""Who published a page, when and under which title: from JSON-LD, OpenGraph, other marks and the text, in that order, with what gave each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urljoin, urlsplit

from deconflict.errors import UnreadableInput
from deconflict.gather.urls import fold, same_site
from deconflict.read.linked_data import is_free, linked_article, text_of
from deconflict.read.published import parse_published

_PUBLISHED = (
    "datepublished", "date", "pubdate", "publishdate", "publish-date", "publication_date", "dc.date", "dc.date.issued", "dcterms.created", "dcterms.issued",
    "citation_publication_date", "citation_date", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
)  # fmt: skip
_MODIFIED = (
    "datemodified",
    "last-modified",
    "lastmod",
    "dc.date.modified",
    "dcterms.modified",
    "revised",
    "parsely-modified",
    "og:updated_time",
)
_AUTHOR = ("author", "byl", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "citation_author")
_OUTLET = ("application-name", "publisher", "dc.publisher", "citation_publisher", "twitter:site")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of itself; ``given_by`` tells for each field which part said it; ``free``: whether everybody may read it."""

    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: date | None = None
    modified: date | None = None
    language: str | None = None
    url: str | None = None
    free: bool | None = None
    given_by: tuple[tuple[str, str], ...] = ()


def page_metadata(tree: Any, address: str | None, from_text: Callable[[], Any]) -> Metadata:
    """The metadata of a page. ``address`` is where it was fetched; ``from_text`` gives what can be found in its words, asked only where all else is silent."""
    article = linked_article(
        [script.text or "" for script in tree.iterfind(".//script[@type]") if "ld+json" in script.get("type", "").lower()]
    )
    marks = _marks(tree)
    chosen, given_by = {}, []
    for field, sources in _sources(tree, article, marks, _base(tree, marks, address), _Later(from_text)).items():
        for name, find in sources:
            if value := find():
                chosen[field] = value
                given_by.append((field, name))
                break
    return Metadata(**chosen, free=is_free(article), given_by=tuple(given_by))


class _Later:
    """What is found in the words, looked for once and only when asked."""

    def __init__(self, find: Callable[[], Any]) -> None:
        self._find: Callable[[], Any] = find
        self._found: Any = None

    def get(self, name: str) -> str | None:
        """One field of it."""
        if self._found is None:
            self._found = self._find() or False
        value = getattr(self._found, name, None) if self._found else None
        return value if isinstance(value, str) and value.strip() else None


_Source = tuple[str, Callable[[], Any]]


def _sources(
    tree: Any, article: Mapping[str, Any], marks: Mapping[str, str], base: str | None, later: _Later
) -> dict[str, tuple[_Source, ...]]:
    """For each field the parts of a page that may give it, the best first."""
    linked = {
        name: text_of(article.get(name)) for name in ("headline", "author", "datePublished", "dateModified", "inLanguage", "publisher")
    }
    said = partial(_said, marks)
    return {
        "title": (
            ("json-ld", lambda: linked["headline"]), ("opengraph", lambda: said("og:title")), ("meta", lambda: said("twitter:title", "dc.title", "citation_title")),
            ("text", lambda: _first(tree, "h1") if len(tree.findall(".//h1")) == 1 else None), ("text", lambda: later.get("title")),
            ("text", lambda: _first(tree, "title")),
        ),
        "outlet": (
            ("json-ld", lambda: linked["publisher"]), ("opengraph", lambda: said("og:site_name")), ("meta", lambda: (said(*_OUTLET) or "").removeprefix("@")),
            ("text", lambda: later.get("sitename") or later.get("hostname")), ("address", lambda: urlsplit(base or "").hostname),
        ),
        "author": (
            ("json-ld", lambda: linked["author"]), ("opengraph", lambda: _not_address(said("article:author"))), ("meta", lambda: said(*_AUTHOR)),
            ("text", lambda: later.get("author")),
        ),
        "published": (
            ("json-ld", lambda: parse_published(linked["datePublished"] or "")), ("opengraph", lambda: _moment(said, "article:published_time", "og:published_time")),
            ("meta", lambda: _moment(said, *_PUBLISHED)), ("meta", lambda: _marked_time(tree)), ("text", lambda: parse_published(later.get("date") or "")),
        ),
        "modified": (
            ("json-ld", lambda: parse_published(linked["dateModified"] or "")), ("opengraph", lambda: _moment(said, "article:modified_time")),
            ("meta", lambda: _moment(said, *_MODIFIED)),
        ),
        "language": (
            ("json-ld", lambda: linked["inLanguage"]), ("opengraph", lambda: said("og:locale")), ("meta", lambda: tree.get("lang") or said("language", "content-language", "dc.language")),
        ),
        "url": (
            ("canonical", lambda: _canonical(base, _link(tree, "canonical"))), ("opengraph", lambda: _canonical(base, said("og:url"))),
            ("address", lambda: fold(base) if base else None),
        ),
    }  # fmt: skip


def _marks(tree: Any) -> dict[str, str]:
    """The content of every meta tag by its name; of several the first."""
    found: dict[str, str] = {}
    for node in tree.iterfind(".//meta"):
        content = " ".join(node.get("content", "").split())
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if content and (name := node.get(attribute)):
                found.setdefault(name.lower(), content)
    return found


def _said(marks: Mapping[str, str], *names: str) -> str | None:
    """The first of some marks that a page has."""
    return next((marks[name] for name in names if name in marks), None)


def _moment(said: Callable[..., str | None], *names: str) -> date | None:
    """The first of some marks that is a time."""
    return next((moment for name in names if (moment := parse_published(said(name) or ""))), None)


def _marked_time(tree: Any) -> date | None:
    """A time tag that says it is the publication's."""
    nodes: Iterator[Any] = (
        node for node in tree.iterfind(".//time[@datetime]") if node.get("itemprop") == "datePublished" or node.get("pubdate") is not None
    )
    return next((moment for node in nodes if (moment := parse_published(node.get("datetime")))), None)


def _base(tree: Any, marks: Mapping[str, str], address: str | None) -> str | None:
    """Where the page lies: where it was fetched, else the whole address that it names itself."""
    named = address or _link(tree, "canonical") or marks.get("og:url")
    try:
        return fold(named) and named if named else None
    except (UnreadableInput, ValueError):
        return None


def _link(tree: Any, sort: str) -> str | None:
    """The target of a link in the head."""
    return next(
        (node.get("href") for node in tree.iterfind(".//link[@rel]") if sort in node.get("rel", "").lower().split() and node.get("href")),
        None,
    )


def _canonical(base: str | None, named: str | None) -> str | None:
    """The one address that a page names for itself, if it lies on the same site and is no front page for an article."""
    if not base or not named:
        return None
    try:
        url = fold(urljoin(base, named))
    except (UnreadableInput, ValueError):
        return None
    front = urlsplit(url).path in ("", "/") and not urlsplit(url).query and urlsplit(base).path not in ("", "/")
    return url if same_site(url, base) and not front else None


def _first(tree: Any, tag: str) -> str | None:
    """The words of the first element of a name."""
    node = tree.find(f".//{tag}")
    return " ".join("".join(node.itertext()).split()) or None if node is not None else None


def _not_address(words: str | None) -> str | None:
    """Words that are no address: OpenGraph often names an author by a profile page."""
    return None if words is None or words.startswith(("http:", "https:")) else words
