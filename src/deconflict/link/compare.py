"""What joins or parts two mentions: features that explain themselves, each a small number, 0 where nothing is told."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date

from deconflict.extract.gazetteer_store import fold
from deconflict.link.naming import shared_people
from deconflict.link.profile import Profile, exact
from deconflict.values import Relation
from deconflict.values.place import Place

_TOGETHER = frozenset({Relation.SAME, Relation.REFINES, Relation.GENERALISES})


def features(a: Profile, b: Profile, kin: bool) -> dict[str, float]:
    """What joins or parts two mentions, by name, the same for either order; ``kin`` is whether their reports come of one text."""
    return {
        "lineage": float(kin),
        "words": cosine(a.terms, b.terms),
        "body": max(cosine(a.body, b.body), cosine(a.terms, b.body), cosine(a.body, b.terms)),
        **_people(a, b),
        **_places(a, b),
        **_days(a, b),
        **_figures(a, b),
        "kinds apart": float(a.kind.relation(b.kind) is Relation.CONFLICTS),
    }


def cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """How alike two bags of weighted words are, from 0 to 1."""
    few, many = (a, b) if len(a) <= len(b) else (b, a)
    return math.fsum(weight * many[word] for word, weight in few.items() if word in many)


def _people(a: Profile, b: Profile) -> dict[str, float]:
    """Names of people, ages and speakers in common, or told on both sides and all different."""
    shared = len(shared_people(a.people, b.people))
    return {
        "people": math.log2(1 + min(3, shared)),
        "people apart": float(bool(a.people and b.people) and not shared),
        "speakers": float(min(2, len(a.speakers & b.speakers))),
        "ages": float(min(2, len(a.ages & b.ages))),
        "ages apart": float(bool(a.ages and b.ages) and not a.ages & b.ages),
    }


def _places(a: Profile, b: Profile) -> dict[str, float]:
    """Places: one and the same, one inside the other, named anywhere in both, or apart."""
    told = [(x, y, x.relation(y)) for x in a.places for y in b.places]
    same = any((fold(x.name) == fold(y.name) or how is Relation.SAME) and exact(x) and exact(y) for x, y, how in told)
    inside = not same and any(how in _TOGETHER for _, _, how in told)
    towns = not same and _near_names(a, b)
    km = None if same else kilometres(a, b)
    return {
        "place": float(same),
        "place within": float(inside),
        "towns": float(towns),
        "sites": float(min(2, len(a.sites & b.sites))),
        "division": float(bool(a.divisions & b.divisions)),
        "divisions apart": float(bool(a.divisions and b.divisions) and not a.divisions & b.divisions),
        "places apart": float(not (same or inside or towns) and apart_by_place(a, b)),
        "distance": max(0.0, math.log10(max(1.0, km)) - 1) if km is not None else 0.0,
    }


def exact_places(profile: Profile) -> list[Place]:
    """The places of a mention that are told more exactly than by a division or country."""
    return [place for place in profile.places if exact(place)]


def _near_names(a: Profile, b: Profile) -> bool:
    """Whether both reports name a settlement that one of the mentions is placed in, or, where one is placed nowhere, any in common."""
    mine, theirs = ({fold(place.name) for place in profile.places} for profile in (a, b))
    return bool(mine & b.towns or theirs & a.towns) or (not (mine and theirs) and bool(a.towns & b.towns))


def apart_by_place(a: Profile, b: Profile) -> bool:
    """Whether every exact place of one excludes every exact place of the other, and neither report names the other's."""
    mine, theirs = exact_places(a), exact_places(b)
    return bool(mine and theirs) and not _near_names(a, b) and all(x.relation(y) is Relation.CONFLICTS for x in mine for y in theirs)


def kilometres(a: Profile, b: Profile) -> float | None:
    """The distance between the nearest exact places of two mentions; None where one has none on the map."""
    found = [x.distance_km(y) for x in exact_places(a) for y in exact_places(b)]
    return min((km for km in found if km is not None), default=None)


def days_between(a: Profile, b: Profile) -> int | None:
    """Days between the two as told, 0 where they meet; None where one is not told."""
    if a.days is None or b.days is None:
        return None
    return max(0, (a.days[0] - b.days[1]).days, (b.days[0] - a.days[1]).days)


def fresh(profile: Profile) -> bool:
    """Whether a mention's day can be relied on: told exactly, of the days before publication, by a report that is not on what followed."""
    if profile.days is None or (profile.days[1] - profile.days[0]).days > 1 or profile.late:
        return False
    return profile.published is None or 0 <= (profile.published - profile.days[0]).days <= 4


def times_meet(a: Profile, b: Profile) -> bool:
    """Whether times that are no calendar days go together: 'last week' in both, or one year."""
    return any(mine.relation(other) in _TOGETHER for mine in a.times for other in b.times)


def _weekday(a: Profile, b: Profile) -> bool:
    """Whether one names the weekday ('on Monday', of an unknown week) of the other's day."""
    return a.days is not None and any(time.weekday in {day.weekday() for day in a.days} for time in b.times if time.weekday is not None)


def named_day(days: tuple[date, date] | None, other: Profile) -> bool:
    """Whether a report names one of some days anywhere."""
    return days is not None and any(days[0] <= day <= days[1] for day in other.told_days)


def told_before(a: Profile, b: Profile) -> int:
    """How many days one was published before the other is surely told to have happened; 0 where it was not."""
    found = [
        (one.days[0] - other.published).days
        for one, other in ((a, b), (b, a))
        if fresh(one) and one.days is not None and other.published is not None
    ]
    return max(0, *found) if found else 0


def publish_gap(a: Profile, b: Profile) -> int | None:
    """Days between the two publications; None where one is not known."""
    return abs((a.published - b.published).days) if a.published is not None and b.published is not None else None


def _days(a: Profile, b: Profile) -> dict[str, float]:
    """Days: told and met, told and apart, told elsewhere in the report; and how long after each other the two were published."""
    between, gap = days_between(a, b), publish_gap(a, b)
    relative = between is None and (times_meet(a, b) or _weekday(a, b) or _weekday(b, a))
    elsewhere = bool(between) and (named_day(a.days, b) or named_day(b.days, a))
    apart = between is not None and between > 0 and not elsewhere
    late = a.late or b.late
    return {
        "day": float(between == 0 or relative),
        "day named": float(elsewhere),
        "next day": float(apart and between == 1),
        "days apart": float(apart and between != 1 and not (fresh(a) and fresh(b))),
        "days surely apart": float(apart and between != 1 and fresh(a) and fresh(b)),
        "told before": float(told_before(a, b) > 0),
        "gap": math.log2(1 + (gap or 0)),
        "late gap": math.log2(1 + (gap or 0)) if late else 0.0,
        "news apart": max(0.0, math.log2((gap or 1) / 7)) if not late else 0.0,
    }


def _figures(a: Profile, b: Profile) -> dict[str, float]:
    """Figures that agree, the more telling the larger, and how many all disagree."""
    found = {"killed": 0.0, "injured": 0.0, "figures apart": 0.0}
    for name in ("killed", "injured"):
        pairs = [(x, y) for told, x in a.counts if told == name for other, y in b.counts if other == name]
        agreed = [min(x.best, y.best) for x, y in pairs if x.relation(y) in _TOGETHER]
        found[name] = math.log2(1 + min(30, max(agreed, default=0)))
        found["figures apart"] += float(bool(pairs) and not agreed)
    return found
