"""How likely two mentions tell of one happening: features that explain themselves, weighed by a logistic model."""

from __future__ import annotations

import math
from collections.abc import Mapping

from deconflict.link.profile import Profile, exact
from deconflict.resources import table
from deconflict.values import Relation

FEATURES = ("cosine", "names", "place", "apart", "day", "gap", "kind", "counts", "lineage")
_TOGETHER = frozenset({Relation.SAME, Relation.REFINES, Relation.GENERALISES})


def features(a: Profile, b: Profile, same_line: bool) -> dict[str, float]:
    """What joins or parts two mentions, by name; 0 where nothing is told."""
    return {
        "cosine": sum(weight * b.terms.get(word, 0.0) for word, weight in a.terms.items()),
        "names": min(2.0, len(a.names & b.names)),
        "place": _place(a, b),
        "apart": _apart(a, b),
        "day": _day(a, b),
        "gap": _gap(a, b),
        "kind": _kind(a, b),
        "counts": _counts(a, b),
        "lineage": float(same_line),
    }


def probability(found: Mapping[str, float]) -> float:
    """The probability that two mentions are one happening."""
    weights = table("linking")["pair"]
    return 1 / (1 + math.exp(-(weights["bias"] + sum(weights[name] * value for name, value in found.items()))))


def excluded(a: Profile, b: Profile) -> bool:
    """Whether two mentions cannot be one: days told exactly and apart, or a background happening against one that is news."""
    if a.background != b.background:
        return True
    if a.days is not None and b.days is not None:
        exact_days = all((days[1] - days[0]).days <= 2 for days in (a.days, b.days))
        if exact_days and ((a.days[0] - b.days[1]).days > 1 or (b.days[0] - a.days[1]).days > 1):
            return not (a.names & b.names)
    return (
        a.background
        and bool(a.times and b.times)
        and all(mine.relation(other) is Relation.CONFLICTS for mine in a.times for other in b.times)
    )


def _place(a: Profile, b: Profile) -> float:
    """1 where both name one exact place, a half where one lies in the other or a division is shared."""
    best = 0.0
    for mine in a.places:
        for other in b.places:
            relation = mine.relation(other)
            if relation is Relation.SAME:
                best = max(best, 1.0 if exact(mine) else 0.4)
            elif relation in _TOGETHER:
                best = max(best, 0.5)
            elif relation is Relation.COMPATIBLE and mine.name.casefold() == other.name.casefold():
                best = 1.0
    return best


def _apart(a: Profile, b: Profile) -> float:
    """1 where every exact place of one excludes every exact place of the other."""
    mine, theirs = [place for place in a.places if exact(place)], [place for place in b.places if exact(place)]
    return float(bool(mine and theirs) and all(x.relation(y) is Relation.CONFLICTS for x in mine for y in theirs))


def _day(a: Profile, b: Profile) -> float:
    """1 where the told days meet, -1 where they are apart, 0 where one is not told."""
    if a.days is not None and b.days is not None:
        gap = max((a.days[0] - b.days[1]).days, (b.days[0] - a.days[1]).days)
        return 1.0 if gap <= 0 else 0.3 if gap == 1 else -1.0
    relations = [mine.relation(other) for mine in a.times for other in b.times]
    return 1.0 if any(relation in _TOGETHER for relation in relations) else 0.0


def _gap(a: Profile, b: Profile) -> float:
    """Days between the publications, up to thirty."""
    return min(30.0, abs((a.published - b.published).days)) if a.published is not None and b.published is not None else 0.0


def _kind(a: Profile, b: Profile) -> float:
    """1 where the kinds go together, -1 where they exclude each other."""
    return -1.0 if a.kind.relation(b.kind) is Relation.CONFLICTS else 1.0


def _counts(a: Profile, b: Profile) -> float:
    """How many of the figures agree less how many disagree; a disagreement counts a little only."""
    score = 0.0
    for name, mine in dict(a.counts).items():
        other = dict(b.counts).get(name)
        if other is not None:
            relation = mine.relation(other)
            score += 1.0 if relation in _TOGETHER else -0.3 if relation is Relation.CONFLICTS else 0.0
    return score
