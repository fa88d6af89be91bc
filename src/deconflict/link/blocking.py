"""Keys under which a mention is found again: names and rare words at any time, words and places near in time. Never all against all."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from deconflict.extract.gazetteer_store import fold
from deconflict.link.profile import Profile, exact
from deconflict.resources import table

_TELLING = frozenset({"name", "site", "day"})
_ENOUGH = 2


def key(*parts: object) -> int:
    """A key below 2**63 for some words and numbers, the same on every machine."""
    return int.from_bytes(hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).digest(), "big") >> 1


def keys_of(profile: Profile) -> tuple[int, ...]:
    """The keys that a mention is kept under."""
    return tuple(dict.fromkeys(key(*parts) for parts in _parts(profile, (_fortnight(profile),))))


def questions(profile: Profile) -> dict[int, int]:
    """The keys under which mentions are looked up that may tell of the same, those of the times next to it too, and how telling each is: 1 or 2."""
    own = _fortnight(profile)
    times = (0,) if own == 0 else (0, own - 1, own, own + 1)
    return {key(*parts): 2 if parts[0] in _TELLING else 1 for parts in _parts(profile, times)}


def _fortnight(profile: Profile) -> int:
    """A number for the time at which a mention was told; 0 where that is unknown: a day in a text without a date of its own may be any."""
    told = profile.published
    return told.toordinal() // int(table("linking")["blocking"]["days"]) if told is not None else 0


def _parts(profile: Profile, times: Sequence[int]) -> Iterator[tuple[object, ...]]:
    """What the keys are made of."""
    limits = table("linking")["blocking"]
    words = list(profile.terms)[: limits["words"]]
    yield from (("name", name) for name in sorted(profile.people))
    yield from (("word", word) for word in words[: limits["rare"]])
    yield from (("site", site, town) for site in sorted(profile.sites) for town in sorted(profile.towns))
    places = {fold(place.name) for place in profile.places if exact(place)} | profile.towns
    for time in times:
        yield from (("word", word, time) for word in words)
        yield from (("place", place, time) for place in sorted(places))
    if profile.days is not None and not profile.main:
        yield from (("day", place, profile.days[0]) for place in sorted(places))


def nearest(holders: Mapping[int, Sequence[int]], telling: Mapping[int, int], most: int) -> list[int]:
    """The mentions with the most telling keys in common, at most ``most``; a single word or place near in time is not enough."""
    found: Counter[int] = Counter()
    for held_key, numbers in holders.items():
        for number in numbers:
            found[number] += telling[held_key]
    enough = [(number, count) for number, count in found.items() if count >= _ENOUGH]
    return [number for number, _ in sorted(enough, key=lambda item: (-item[1], item[0]))[:most]]
