"""Keys under which a mention is found again: names and rare words at any time, words and places near in time. Never all against all."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from struct import unpack

from deconflict.extract.gazetteer_store import fold
from deconflict.link.profile import Profile, exact
from deconflict.resources import table

_ENOUGH = 3
_ANY_TIME, _UNDATED, _DATED = range(3)
"""Times of keys that hold at any time, and of those by which dated and undated reports find each other; others are days in fortnights."""
_TIME, _HASH = 18, 45
"""Bits of a key: its time, then a hash of what it is made of. So keys of one time lie side by side, and a report of today finds and leaves its own in
few pages of a large ledger."""
_Part = tuple[int, str]
"""The time of a key, and what it is made of."""
BETWEEN = "\x1f"
"""What stands between the parts of a key."""
_TELLING = tuple(f"{sort}{BETWEEN}" for sort in ("name", "site", "day"))
_HASHER = hashlib.blake2b(digest_size=8)
"""Never fed itself: to copy one takes half as long as to make one."""


def keys(told: Iterable[str]) -> list[int]:
    """A key below 2**63 for each of some words and numbers, with ``BETWEEN`` between them, the same on every machine."""
    digests = []
    for parts in told:
        hasher = _HASHER.copy()
        hasher.update(parts.encode())
        digests.append(hasher.digest())
    return [number >> 1 for number in unpack(f">{len(digests)}Q", b"".join(digests))]


def _timed_keys(told: Sequence[_Part]) -> list[int]:
    """A key below 2**63 for each of some times with what is held at them."""
    hashes = keys(parts for _, parts in told)
    return [time % 2**_TIME << _HASH | hashed % 2**_HASH for (time, _), hashed in zip(told, hashes, strict=True)]


def keys_of(profile: Profile) -> tuple[int, ...]:
    """The keys that a mention is kept under."""
    days = profile.days[:1] if profile.days is not None else ()
    held = (*_parts(profile, (_fortnight(profile.published),), days), *_across(profile, _DATED if profile.published else _UNDATED))
    return tuple(dict.fromkeys(_timed_keys(held)))


def questions(profile: Profile) -> dict[int, int]:
    """The keys under which mentions are looked up that may tell of the same, and how telling each is: one that would find is found as well.

    They are those of the times next to it too; dated and undated reports look for each other at any time. A day may be told a day off.
    """
    own = _fortnight(profile.published)
    times = (own - 1, own, own + 1) if own else (_ANY_TIME,)
    day = timedelta(days=1)
    days = (profile.days[0] - day, profile.days[0], profile.days[0] + day) if profile.days is not None else ()
    asked = (*_parts(profile, times, days), *_across(profile, _UNDATED if own else _DATED))
    return {key: _ENOUGH if parts.startswith(_TELLING) else 1 for key, (_, parts) in zip(_timed_keys(asked), asked, strict=True)}


def _fortnight(day: date | None) -> int:
    """A number for a time, such as that at which a mention was told; that of any time where it is unknown."""
    return day.toordinal() // int(table("linking")["blocking"]["days"]) if day is not None else _ANY_TIME


def _parts(profile: Profile, times: Sequence[int], days: Sequence[date]) -> Iterator[_Part]:
    """What the keys are made of."""
    limits = table("linking")["blocking"]
    words, places = list(profile.terms)[: limits["words"]], _placed(profile)
    yield from ((_ANY_TIME, f"name{BETWEEN}{name}") for name in sorted(profile.people))
    yield from ((_ANY_TIME, f"word{BETWEEN}{word}") for word in words[: limits["rare"]])
    yield from ((_ANY_TIME, f"site{BETWEEN}{site}{BETWEEN}{town}") for site in sorted(profile.sites) for town in sorted(profile.towns))
    yield from ((_fortnight(day), f"day{BETWEEN}{place}{BETWEEN}{day}") for day in days for place in places)
    for time in times:
        yield from ((time, f"word{BETWEEN}{word}{BETWEEN}{time}") for word in words)
        yield from ((time, f"place{BETWEEN}{place}{BETWEEN}{time}") for place in places)


def _across(profile: Profile, sort: int) -> Iterator[_Part]:
    """By what dated and undated reports find each other: the sort of report that is held or looked for, with the strongest words and the places."""
    yield from ((sort, f"{sort}{BETWEEN}{word}") for word in list(profile.terms)[: table("linking")["blocking"]["words"]])
    yield from ((sort, f"{sort}{BETWEEN}place{BETWEEN}{place}") for place in _placed(profile))


def _placed(profile: Profile) -> list[str]:
    """Names of the exact places of a mention, and of the settlements that its report names."""
    return sorted({fold(place.name) for place in profile.places if exact(place)} | profile.towns)


def nearest(holders: Mapping[int, Sequence[int]], telling: Mapping[int, int], most: int) -> list[int]:
    """The mentions with the most telling keys in common, at most ``most``; two words or places near in time are not enough."""
    found: defaultdict[int, int] = defaultdict(int)
    for held_key, numbers in holders.items():
        for number in numbers:
            found[number] += telling[held_key]
    enough = [(number, count) for number, count in found.items() if count >= _ENOUGH]
    return [number for number, _ in sorted(enough, key=lambda item: (-item[1], item[0]))[:most]]
