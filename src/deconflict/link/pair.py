"""Two mentions weighed: what excludes that they are one happening, else how likely it is, and what each feature did to it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from deconflict.extract.gazetteer_store import fold
from deconflict.link.compare import apart_by_place, cosine, days_between, features, fresh, kilometres, named_day, times_meet, told_before
from deconflict.link.naming import shared_people
from deconflict.link.profile import Profile
from deconflict.resources import table
from deconflict.values import Relation


@dataclass(frozen=True, slots=True)
class Weighed:
    """What was found between two mentions. ``exclusion`` names what makes one incident of them impossible; ``weights`` are log-odds by feature."""

    probability: float
    exclusion: str | None
    found: dict[str, float]
    weights: dict[str, float]

    @property
    def score(self) -> float:
        """The probability, or minus one where the two exclude each other."""
        return -1.0 if self.exclusion else self.probability


def weigh(a: Profile, b: Profile, kin: bool) -> Weighed:
    """Weigh two mentions, the same for either order; ``kin`` is whether their reports come of one text."""
    a, b = _in_order(a, b)
    probability, found, weights = _weighed(a, b, kin)
    return Weighed(probability, exclusion(a, b, kin), found, weights)


def score_of(a: Profile, b: Profile, kin: bool) -> float:
    """``weigh(a, b, kin).score``; where the two exclude each other, as more than half of those looked at do, nothing is weighed."""
    a, b = _in_order(a, b)
    return -1.0 if exclusion(a, b, kin) else _weighed(a, b, kin)[0]


def _in_order(a: Profile, b: Profile) -> tuple[Profile, Profile]:
    """Two mentions in the order of their ids."""
    return (a, b) if a.key <= b.key else (b, a)


def _weighed(a: Profile, b: Profile, kin: bool) -> tuple[float, dict[str, float], dict[str, float]]:
    """How likely two mentions are one happening, what was found between them, and what that weighs."""
    model = table("linking")["pair"]
    found = features(a, b, kin)
    weights = {name: model[name] * value for name, value in found.items() if value}
    return 1 / (1 + math.exp(-model["bias"] - math.fsum(weights.values()))), found, weights


def exclusion(a: Profile, b: Profile, kin: bool) -> str | None:
    """What excludes that two mentions are one happening: 'report', 'little', 'days', 'before', 'places', 'times'; None where nothing does.

    Names of people in common outweigh a day or place that may have been misread, and so does one text; but one that tells its day in other words
    is an outlet's formula for another happening.
    """
    if a.report == b.report:
        return "report"
    if kin and a.main and b.main:
        return "days" if _days_apart(a, b) and not _one_in_other(a.day_words, b.day_words) else None
    if not (a.main and b.main) and _little(a, b):
        return "little"
    return None if shared_people(a.people, b.people) else _apart(a, b)


def _little(a: Profile, b: Profile) -> bool:
    """Whether a happening told in passing is told too thinly to be known again: it needs a place, site or like words and a time, or a name."""
    if shared_people(a.people, b.people):
        return False
    where = {fold(place.name) for place in a.places} & {fold(place.name) for place in b.places} or a.sites & b.sites
    when = days_between(a, b) == 0 or times_meet(a, b)
    return not (when and (where or cosine(a.terms, b.terms) >= table("linking")["exclusion"]["thin_words"]))


def _days_apart(a: Profile, b: Profile) -> bool:
    """Whether the days of both are told for sure and differ, and neither report names the other's."""
    return bool(days_between(a, b)) and fresh(a) and fresh(b) and not named_day(a.days, b) and not named_day(b.days, a)


def _one_in_other(mine: str, theirs: str) -> bool:
    """Whether some words hold others, so that 'yesterday' in a later copy only means another day."""
    return mine in theirs or theirs in mine


def _told_again(a: Profile, b: Profile) -> bool:
    """Whether the one that tells of what came after the other's publication names the other's day as well: a rescue, with the day of the abduction."""
    return any(
        late.days is not None and early.published is not None and early.published < late.days[0] and named_day(early.days, late)
        for late, early in ((a, b), (b, a))
    )


def _apart(a: Profile, b: Profile) -> str | None:
    """Days or places that exclude each other; words much alike make up for a day of publication or a place that may have been misread."""
    if _days_apart(a, b):
        return "days"
    if a.background and b.background and a.times and b.times and all(x.relation(y) is Relation.CONFLICTS for x in a.times for y in b.times):
        return "times"
    limits = table("linking")["exclusion"]
    before = told_before(a, b) > limits["days_before"] and not _told_again(a, b)
    far = apart_by_place(a, b) and (kilometres(a, b) or 0.0) > limits["kilometres"]
    if (before or far) and cosine(a.terms, b.terms) < limits["words"]:
        return "before" if before else "places"
    return None
