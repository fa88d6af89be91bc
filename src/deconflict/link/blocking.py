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


def keys_of(profile: Profile) -> tuple[int, ...]:
    """The keys that a mention is kept under."""
    days = profile.days[:1] if profile.days is not None else ()
    held = (*_parts(profile, (_fortnight(profile),), days), *_across(profile, "dated" if profile.published else "undated"))
    return tuple(dict.fromkeys(keys(held)))


def questions(profile: Profile) -> dict[int, int]:
    """The keys under which mentions are looked up that may tell of the same, and how telling each is: one that would find is found as well.

    They are those of the times next to it too; dated and undated reports look for each other at any time. A day may be told a day off.
    """
    own = _fortnight(profile)
    times = (own - 1, own, own + 1) if own else (0,)
    day = timedelta(days=1)
    days = (profile.days[0] - day, profile.days[0], profile.days[0] + day) if profile.days is not None else ()
    asked = (*_parts(profile, times, days), *_across(profile, "undated" if own else "dated"))
    return {key: _ENOUGH if parts.startswith(_TELLING) else 1 for key, parts in zip(keys(asked), asked, strict=True)}


def _fortnight(profile: Profile) -> int:
    """A number for the time at which a mention was told; 0 where that is unknown."""
    return profile.published.toordinal() // int(table("linking")["blocking"]["days"]) if profile.published is not None else 0


def _parts(profile: Profile, times: Sequence[int], days: Sequence[date]) -> Iterator[str]:
    """What the keys are made of."""
    limits = table("linking")["blocking"]
    words, places = list(profile.terms)[: limits["words"]], _placed(profile)
    yield from (f"name{BETWEEN}{name}" for name in sorted(profile.people))
    yield from (f"word{BETWEEN}{word}" for word in words[: limits["rare"]])
    yield from (f"site{BETWEEN}{site}{BETWEEN}{town}" for site in sorted(profile.sites) for town in sorted(profile.towns))
    yield from (f"day{BETWEEN}{place}{BETWEEN}{day}" for day in days for place in places)
    for time in times:
        yield from (f"word{BETWEEN}{word}{BETWEEN}{time}" for word in words)
        yield from (f"place{BETWEEN}{place}{BETWEEN}{time}" for place in places)


def _across(profile: Profile, sort: str) -> Iterator[str]:
    """By what dated and undated reports find each other: the sort of report that is held or looked for, with the strongest words and the places."""
    yield from (f"{sort}{BETWEEN}{word}" for word in list(profile.terms)[: table("linking")["blocking"]["words"]])
    yield from (f"{sort}{BETWEEN}place{BETWEEN}{place}" for place in _placed(profile))


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
