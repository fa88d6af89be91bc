"""What incident linking looks at in a mention: where, when, who, and the words it is told in."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from deconflict.link.packing import (
    dump,
    load,
    pack_count,
    pack_day,
    pack_place,
    pack_terms,
    unpack_count,
    unpack_day,
    unpack_place,
    unpack_terms,
)
from deconflict.model import EntityType, Mention, Reading
from deconflict.resources import path
from deconflict.values.count import Count
from deconflict.values.kind import Kind
from deconflict.values.place import Place, Precision
from deconflict.values.time import Time

_WORD = re.compile(r"[a-z][a-z'’-]{2,}|\d{2,}")
_LEAD = 1100
_RARE = 1.0


@dataclass(frozen=True, slots=True)
class Profile:
    """One mention as linking sees it. ``terms`` has unit length; ``days`` is the interval in which it happened, as far as told."""

    report: str
    mention: str
    main: bool
    background: bool
    published: date | None
    days: tuple[date, date] | None
    times: tuple[Time, ...]
    places: tuple[Place, ...]
    names: frozenset[str]
    kind: Kind
    counts: tuple[tuple[str, Count], ...]
    terms: Mapping[str, float]

    def pack(self) -> str:
        """The profile as compact text."""
        return dump([
            self.report, self.mention, int(self.main), int(self.background), pack_day(self.published), [pack_day(day) for day in self.days or ()],
            [time.show() for time in self.times], [pack_place(place) for place in self.places], sorted(self.names), self.kind.name,
            [[name, *pack_count(count)] for name, count in self.counts], pack_terms(dict(self.terms)),
        ])  # fmt: skip

    @classmethod
    def unpack(cls, text: str) -> Profile:
        """The profile that ``pack`` wrote; weights come back to the thousandth, places to a hundred metres."""
        report, mention, main, background, published, days, times, places, names, kind, counts, terms = load(text, 12)
        start, end = [unpack_day(day) for day in days or (0, 0)]
        return cls(
            report, mention, bool(main), bool(background), unpack_day(published), (start, end) if start and end else None,
            tuple(time for words in times or () if (time := Time.parse(words))), tuple(unpack_place(place) for place in places or ()),
            frozenset(names or ()), Kind(kind), tuple((name, unpack_count(rest)) for name, *rest in counts or ()), unpack_terms(terms or []),
        )  # fmt: skip


@cache
def _frequency() -> dict[str, float]:
    """Share of reports that hold each common word."""
    lines = path("document_frequency.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return {word: int(share) / 1e4 for word, share in (line.split("\t") for line in lines)}


def rarity(word: str) -> float:
    """How much a word says: minus the logarithm of the share of reports that hold it."""
    return -math.log(max(_frequency().get(word, 0.001), 0.001))


def profile(reading: Reading, mention: Mention, main: bool) -> Profile:
    """The profile of a mention; the main one is told in the report's title and lead, others around their own words."""
    report = reading.report
    times = tuple(claim.value for claim in mention.claims if claim.attribute == "date" and isinstance(claim.value, Time))
    return Profile(
        report.id, mention.id, main, mention.background, report.day, _days(times, report.day), times,
        tuple(dict.fromkeys(claim.value for claim in mention.claims if claim.attribute == "place" and isinstance(claim.value, Place))),
        _names(reading) if main else frozenset(), mention.kind,
        tuple((claim.attribute, claim.value) for claim in mention.claims if claim.group is None and claim.attribute in {"killed", "injured"} and isinstance(claim.value, Count)),
        _terms(_words_of(reading, mention, main)),
    )  # fmt: skip


def _days(times: tuple[Time, ...], published: date | None) -> tuple[date, date] | None:
    """The most exact interval of days told, else none: the publish day is not passed off as the day of the event."""
    told = [time for time in times if time.days is not None and time.span <= 31]
    if not told:
        return None
    best = min(told, key=lambda time: time.span)
    assert best.start is not None and best.end is not None
    return best.start, best.end + (timedelta(days=1) if best.closes > 24 else timedelta(0))


def _names(reading: Reading) -> frozenset[str]:
    """Full names of people in the report."""
    found = (entity.entity.removeprefix("person ") for entity in reading.entities if entity.type is EntityType.PERSON and entity.named)
    return frozenset(name for name in found if " " in name and len(name) > 6)


def _words_of(reading: Reading, mention: Mention, main: bool) -> str:
    """The words that tell of a mention."""
    text = reading.report.text
    if main:
        return f"{reading.report.title or ''} {reading.report.title or ''} {text[:_LEAD]}"
    spans = {
        sentence
        for sentence in reading.sentences
        if any(sentence.holds(claim.span) or sentence.meets(claim.span) for claim in mention.claims) or sentence.meets(mention.anchor)
    }
    return " ".join(reading.report.quote(span) for span in sorted(spans))


def _terms(text: str) -> dict[str, float]:
    """Words weighted by how rare they are, to unit length."""
    weights: dict[str, float] = {}
    for word in _WORD.findall(text.lower()):
        weight = rarity(word.removesuffix("'s").removesuffix("’s"))
        if weight > _RARE:
            key = word.removesuffix("'s").removesuffix("’s")
            weights[key] = min(3.0, weights.get(key, 0.0) + 1.0)
    vector = {word: math.sqrt(count) * rarity(word) for word, count in weights.items()}
    norm = math.sqrt(sum(value * value for value in vector.values())) or 1.0
    return {word: value / norm for word, value in sorted(vector.items())}


def exact(place: Place) -> bool:
    """Whether a place is told more exactly than by a division or country."""
    return place.precision in {Precision.TOWN, Precision.SITE, Precision.NEAR, Precision.UNKNOWN}
