"""Every input that a person can name, as raw documents: files, addresses, lists of them, feeds, archives, and what plug-ins bring."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from deconflict.errors import UnreadableInput
from deconflict.gather.documents import RawDocument
from deconflict.gather.files import STANDARD_INPUT, find, from_file, from_stream
from deconflict.gather.names import path_names
from deconflict.gather.plugins import InputKind, input_kinds

if TYPE_CHECKING:
    from deconflict.gather.web import Web

Found = RawDocument | UnreadableInput
# A feed leads to pages, an index of sitemaps to sitemaps and then to pages; a page that leads on to lists again is not followed.
_DEEPEST = 2


@dataclass(frozen=True, slots=True)
class _Foreign:
    """An input that a plug-in takes."""

    kind: InputKind
    name: str


@dataclass(frozen=True, slots=True)
class _Address:
    """An input on the web."""

    url: str


_Item = Path | str | _Address | _Foreign | UnreadableInput


def gather(
    inputs: Sequence[str], stdin: BinaryIO | None = None, web: Web | None = None, kinds: Sequence[InputKind] | None = None
) -> Iterator[Found]:
    """Every document that the inputs name, in their order, or a problem in its place; an input named twice comes once.

    ``web`` is how to behave on the web; without it, addresses and lists of them are problems. ``kinds`` are further kinds of input, by default
    those that are installed.
    """
    plugins, broken = input_kinds() if kinds is None else (kinds, ())
    yield from broken
    items = [item for name in inputs for item in _find(name, plugins)]
    names = path_names(item.resolve() for item in items if isinstance(item, Path))
    unique: dict[Path | str, _Item] = {}
    for item in items:
        unique.setdefault(item.resolve() if isinstance(item, Path) else str(item), item)
    for on_web, group in groupby(unique.values(), lambda item: isinstance(item, _Address)):
        if on_web:
            yield from _fetched([item.url for item in group if isinstance(item, _Address)], web, 0)
            continue
        for item in group:
            yield from _documents(item, names, stdin, web)


def _find(name: str, kinds: Sequence[InputKind]) -> Iterator[_Item]:
    """What an input names."""
    from deconflict.gather.urls import is_web_address  # noqa: PLC0415  not needed for files

    kind = next((kind for kind in kinds if kind.takes(name)), None)
    if kind is not None:
        yield _Foreign(kind, name)
    elif is_web_address(name):
        yield _Address(name)
    else:
        yield from find(name)


def _documents(item: _Item, names: dict[Path, str], stdin: BinaryIO | None, web: Web | None) -> Iterator[Found]:
    """The documents of one input that is not on the web."""
    if isinstance(item, UnreadableInput):
        yield item
    elif isinstance(item, Path):
        yield from _opened(from_file(item, names[item.resolve()]), web, 0)
    elif isinstance(item, _Foreign):
        yield from _foreign(item, web)
    else:
        yield from _opened(from_stream(STANDARD_INPUT, stdin or io.BytesIO()), web, 0)


def _foreign(item: _Foreign, web: Web | None) -> Iterator[Found]:
    """What a plug-in gives; its faults cost the other inputs nothing."""
    try:
        for raw in item.kind.gather(item.name, web):
            yield from _opened(raw, web, 0)
    except UnreadableInput as problem:
        yield problem
    except Exception as problem:  # a plug-in is not ours
        yield UnreadableInput(item.name, f"the plug-in for {item.kind.name} failed: {type(problem).__name__}: {problem}")


def _opened(raw: Found, web: Web | None, depth: int) -> Iterator[Found]:
    """The documents that a document leads to or holds, else itself."""
    if isinstance(raw, UnreadableInput) or raw.form not in ("warc", "list", "feed"):
        yield raw
    elif raw.form == "warc":
        from deconflict.gather.archives import iter_archive  # noqa: PLC0415  opens a library that few inputs need
        from deconflict.gather.limits import Limits  # noqa: PLC0415

        stream = raw.stream() if raw.stream else io.BytesIO(raw.content)
        with stream:
            yield from iter_archive(stream, raw.origin, web.limits if web else Limits())
    elif depth >= _DEEPEST:
        yield UnreadableInput(raw.origin, "it leads on to further lists, which are not followed")
    else:
        try:
            yield from _fetched(_leads(raw), web, depth + 1)
        except UnreadableInput as problem:
            yield problem


def _leads(raw: RawDocument) -> Iterator[str]:
    """The addresses that a list or feed holds."""
    if raw.form == "list":
        from deconflict.gather.lists import iter_urls  # noqa: PLC0415

        return iter_urls(raw)
    from deconflict.gather.feeds import read_feed  # noqa: PLC0415

    feed = read_feed(raw.content, raw.fetch.final_url if raw.fetch else raw.origin, raw.fetch.charset if raw.fetch else None)
    return iter((*(entry.url for entry in feed.entries), *feed.sitemaps))


def _fetched(urls: Sequence[str] | Iterator[str], web: Web | None, depth: int) -> Iterator[Found]:
    """The documents of addresses, and what they lead to."""
    if web is None:
        for url in urls:
            yield UnreadableInput(url, "nothing is fetched from the web here")
        return
    from deconflict.gather.fetching import fetch_all  # noqa: PLC0415  opens the libraries that speak HTTP

    for raw in fetch_all(urls, web):
        yield from _opened(raw, web, depth)
