"""FEEDS.toml: which feeds are watched, how often, and with which manners (docs/gathering.md)."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from deconflict.errors import DeconflictError, UnreadableInput
from deconflict.gather.exchange import Headers
from deconflict.gather.limits import Limits
from deconflict.gather.urls import checked, origin_of
from deconflict.gather.web import Web

_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd])")
_WEB = ("allow_private", "robots", "at_once", "workers", "contact")


class BadFeeds(DeconflictError):
    """A file of feeds that cannot be used."""


@dataclass(frozen=True, slots=True)
class WatchedFeed:
    """One feed: ``interval`` seconds between two looks, ``outlet`` stands in where its pages do not tell theirs; ``map`` is a mapping file for feeds
    that are the answer of a news API; ``robots`` whether its host's rules hold for the feed itself and its articles."""

    url: str
    interval: float
    outlet: str | None = None
    map: Path | None = None
    robots: bool = True


@dataclass(frozen=True, slots=True)
class Watching:
    """Everything that the file tells; ``revisit`` are the ages in seconds at which an article is looked at again, ``retry`` the seconds after which one that failed is
    first tried again, ``longest`` the longest wait of a feed that fails, ``relevance`` the threshold of
    reading in full (None for the one that ships)."""

    feeds: tuple[WatchedFeed, ...]
    web: Web
    revisit: tuple[float, ...] = (7200.0, 86400.0)
    retry: float = 60.0
    longest: float = 86400.0
    relevance: float | None = None


def read_feeds(path: Path, environment: Mapping[str, str] = os.environ) -> Watching:
    """The file as settings; raises BadFeeds with what is wrong. A header that is written ``$NAME`` is taken from the environment."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise BadFeeds(f"{path}: {(problem.strerror or str(problem)).lower()}") from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise BadFeeds(f"{path}: not TOML: {problem}") from problem
    try:
        return _watching(told, path, environment)
    except _Slip as slip:
        raise BadFeeds(f"{path}: {slip}") from slip


class _Slip(ValueError):
    """Something in the file that cannot be taken as it is."""


def _watching(told: Mapping[str, Any], path: Path, environment: Mapping[str, str]) -> Watching:
    """The settings that a table tells."""
    settings, listed = _table(told, "settings"), told.get("feed", [])
    _known(told, {"settings", "limits", "feed"}, "the file")
    _known(settings, {"interval", "pause", "revisit", "retry", "longest", "relevance", *_WEB}, "[settings]")
    if not isinstance(listed, list) or not listed:
        raise _Slip("it names no feed; add a table [[feed]] with a url")
    interval = _seconds(settings.get("interval", "15m"), "interval")
    feeds = tuple(_feed(item, number, interval, path) for number, item in enumerate(listed, 1))
    web = replace(_web(settings), limits=_limits(_table(told, "limits")), credentials=_credentials(listed, environment))
    revisit = tuple(_seconds(age, "revisit") for age in settings.get("revisit", ["2h", "1d"]))
    retry, longest = _seconds(settings.get("retry", "60s"), "retry"), _seconds(settings.get("longest", "1d"), "longest")
    return Watching(_once(feeds), web, tuple(sorted(revisit)), retry, longest, settings.get("relevance"))


def _feed(item: Any, number: int, interval: float, path: Path) -> WatchedFeed:
    """One [[feed]]."""
    where = f"feed {number}"
    if not isinstance(item, dict) or not isinstance(item.get("url"), str):
        raise _Slip(f"{where} has no url")
    _known(item, {"url", "interval", "outlet", "map", "robots", "headers"}, where)
    try:
        url = checked(item["url"])
    except UnreadableInput as problem:
        raise _Slip(f"{where}: {problem.why}") from problem
    mapping = path.parent / item["map"] if "map" in item else None
    return WatchedFeed(url, _seconds(item.get("interval", interval), where), item.get("outlet"), mapping, item.get("robots", True))


def _once(feeds: tuple[WatchedFeed, ...]) -> tuple[WatchedFeed, ...]:
    """The feeds, each address once."""
    return tuple({feed.url: feed for feed in reversed(feeds)}.values())[::-1]


def _web(settings: Mapping[str, Any]) -> Web:
    """How to behave on the web."""
    web = replace(Web(), **{name: settings[name] for name in _WEB if name in settings})
    return replace(web, pause=_seconds(settings["pause"], "pause")) if "pause" in settings else web


def _limits(told: Mapping[str, Any]) -> Limits:
    """The limits, those that are not told as they are by default."""
    _known(told, {field.name for field in fields(Limits)}, "[limits]")
    if wrong := [name for name, value in told.items() if not isinstance(value, int | float) or value <= 0]:
        raise _Slip(f"[limits] {wrong[0]} has to be a number above zero")
    return replace(Limits(), **told)


def _credentials(feeds: list[Any], environment: Mapping[str, str]) -> dict[str, Headers]:
    """The headers of feeds by the origin that they are sent to, and to no other."""
    found: dict[str, Headers] = {}
    for item in feeds:
        for name, value in item.get("headers", {}).items():
            if value.startswith("$") and value[1:] not in environment:
                raise _Slip(f"the header {name} of {item['url']} stands for the environment's {value[1:]}, which is not set")
            origin = origin_of(checked(item["url"]))
            found[origin] = (*found.get(origin, ()), (name, environment[value[1:]] if value.startswith("$") else value))
    return found


def _seconds(told: Any, where: str) -> float:
    """A duration as '90s', '15m', '2h', '1d', or a number of seconds."""
    if isinstance(told, int | float) and not isinstance(told, bool) and told >= 0:
        return float(told)
    found = _DURATION.fullmatch(told.strip()) if isinstance(told, str) else None
    if found is None:
        raise _Slip(f"{where}: {told!r} is no duration such as '90s', '15m', '2h' or '1d'")
    return float(found[1]) * _UNITS[found[2]]


def _table(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A table of the file; empty where it has none."""
    found = told.get(name, {})
    if not isinstance(found, dict):
        raise _Slip(f"'{name}' has to be a table [{name}]")
    return found


def _known(told: Mapping[str, Any], names: set[str], where: str) -> None:
    """Raise for a name that nothing knows, which is mostly one mistyped."""
    if unknown := sorted(set(told) - names):
        raise _Slip(f"{where}: {', '.join(unknown)}: not known; there are {', '.join(sorted(names))}")
