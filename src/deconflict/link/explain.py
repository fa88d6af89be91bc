"""Why two mentions were joined or parted, in words: each feature with what it rests on, the weightiest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from deconflict.extract.gazetteer_store import fold
from deconflict.link.compare import days_between, exact_places, kilometres, publish_gap, told_before
from deconflict.link.naming import shared_people
from deconflict.link.pair import Weighed, weigh
from deconflict.link.profile import Profile
from deconflict.model import Reason

Say = Callable[[Profile, Profile], str]


def reasons_of(a: Profile, b: Profile, weighed: Weighed) -> tuple[Reason, ...]:
    """What excludes two mentions first, then every feature that weighs, the weightiest first."""
    told = sorted(weighed.weights.items(), key=lambda item: (-abs(item[1]), item[0]))
    excluded = [Reason(weighed.exclusion, EXCLUSIONS[weighed.exclusion](a, b), None)] if weighed.exclusion else []
    return (*excluded, *(Reason(name, FEATURES[name](a, b), round(weight, 2)) for name, weight in told if abs(weight) >= 0.05))


def explain(a: Profile, b: Profile, kin: bool) -> tuple[float, tuple[Reason, ...]]:
    """The probability that two mentions are one happening, 0 where something excludes it, and the reasons."""
    weighed = weigh(a, b, kin)
    return max(0.0, weighed.score), reasons_of(a, b, weighed)


def _words(a: Profile, b: Profile) -> str:
    """The rare words that both use."""
    return "both use " + _list(word for word in _strongest(a.terms, b.terms))


def _body(a: Profile, b: Profile) -> str:
    """The rare words shared further down."""
    shared = {*_strongest({**a.body, **a.terms}, {**b.body, **b.terms})} - {*_strongest(a.terms, b.terms)}
    return "further down both use " + _list(sorted(shared)) if shared else "words of one stand further down in the other"


def _strongest(mine: Mapping[str, float], theirs: Mapping[str, float]) -> list[str]:
    """Words in common, the weightiest first, at most six."""
    return sorted(mine.keys() & theirs.keys(), key=lambda word: (-mine[word] * theirs[word], word))[:6]


def _people(a: Profile, b: Profile) -> str:
    """The people whom both name."""
    names = dict.fromkeys(
        one.title() if one == other else f"{one.title()} or {other.title()}" for one, other in shared_people(a.people, b.people)
    )
    return "both name " + _list(names)


def _places(a: Profile, b: Profile) -> str:
    """Where each is placed."""
    return f"placed in {_where(a)} and in {_where(b)}"


def _same_place(a: Profile, b: Profile) -> str:
    """The exact place that both name."""
    mine, theirs = ({fold(place.name): place.name for place in exact_places(profile)} for profile in (a, b))
    shared = [name for key, name in mine.items() if key in theirs]
    return f"both in {_list(shared)}" if shared else _places(a, b)


def _towns(a: Profile, b: Profile) -> str:
    """The settlements that both name."""
    mine, theirs = ({fold(place.name) for place in profile.places} | profile.towns for profile in (a, b))
    return "both name " + _list(name.title() for name in sorted(mine & theirs))


def _distance(a: Profile, b: Profile) -> str:
    """How far apart the places are."""
    km = kilometres(a, b)
    return f"{_places(a, b)}, {km:,.0f} km apart" if km is not None else _places(a, b)


def _days(a: Profile, b: Profile) -> str:
    """The days told."""
    between = days_between(a, b)
    days = f"told of {_when(a)} and of {_when(b)}"
    return days if not between else f"{days}, {between} day{'s' if between > 1 else ''} apart"


def _before(a: Profile, b: Profile) -> str:
    """Which report was published before the other's happening."""
    early, late = (b, a) if a.days and b.published and b.published < a.days[0] else (a, b)
    return f"{early.report} was published on {early.published}, {told_before(a, b)} days before what {late.report} tells of ({_when(late)})"


def _gap(a: Profile, b: Profile) -> str:
    """How far apart the publications are."""
    gap = publish_gap(a, b) or 0
    return f"published {gap} day{'s' if gap != 1 else ''} apart"


def _figures(name: str) -> Say:
    """The figures that agree."""
    return lambda a, b: f"{name}: {_counts(a, name)} and {_counts(b, name)}"


def _figures_apart(a: Profile, b: Profile) -> str:
    """The figures on which the two differ."""
    return "; ".join(
        f"{name}: {_counts(a, name)} against {_counts(b, name)}" for name in ("killed", "injured") if _counts(a, name) and _counts(b, name)
    )


def _counts(profile: Profile, name: str) -> str:
    """The figures of one sort."""
    return " or ".join(dict.fromkeys(count.show() for told, count in profile.counts if told == name))


def _where(profile: Profile) -> str:
    """The exact places of a mention, else any."""
    return _list(dict.fromkeys(place.show() for place in exact_places(profile) or profile.places)) or "no place"


def _when(profile: Profile) -> str:
    """The days of a mention."""
    if profile.days is not None:
        return str(profile.days[0]) if profile.days[0] == profile.days[1] else f"{profile.days[0]} to {profile.days[1]}"
    return _list(time.show() for time in profile.times) or "no day"


def _list(words: Iterator[str] | Mapping[str, object] | list[str]) -> str:
    """Words with commas between."""
    return ", ".join(words)


FEATURES: Mapping[str, Say] = {
    "lineage": lambda a, b: f"{a.report} and {b.report} come of one text",
    "words": _words,
    "body": _body,
    "people": _people,
    "people apart": lambda a, b: f"name other people: {_list(sorted(a.people)[:3])} against {_list(sorted(b.people)[:3])}",
    "speakers": lambda a, b: "both cite " + _list(name.title() for name in sorted(a.speakers & b.speakers)),
    "ages": lambda a, b: "both tell the age " + _list(map(str, sorted(a.ages & b.ages))),
    "ages apart": lambda a, b: f"tell other ages: {_list(map(str, sorted(a.ages)))} against {_list(map(str, sorted(b.ages)))}",
    "place": _same_place,
    "place within": _places,
    "towns": _towns,
    "sites": lambda a, b: "both name " + _list(name.title() for name in sorted(a.sites & b.sites)),
    "division": lambda a, b: "both name places in " + _list(sorted(a.divisions & b.divisions)),
    "divisions apart": lambda a, b: f"name places in {_list(sorted(a.divisions))} against {_list(sorted(b.divisions))}",
    "places apart": _places,
    "distance": _distance,
    "day": _days,
    "day named": lambda a, b: f"{_days(a, b)}, but one names the other's day as well",
    "next day": _days,
    "days apart": _days,
    "days surely apart": _days,
    "told before": _before,
    "gap": _gap,
    "late gap": lambda a, b: f"{_gap(a, b)}, but one tells of what followed",
    "news apart": lambda a, b: f"both are news, {_gap(a, b)}",
    "killed": _figures("killed"),
    "injured": _figures("injured"),
    "figures apart": _figures_apart,
    "kinds apart": lambda a, b: f"{a.kind.show()} against {b.kind.show()}",
}
"""What each feature rests on, in words."""

EXCLUSIONS: Mapping[str, Say] = {
    "report": lambda a, b: f"{a.report} itself tells them apart",
    "little": lambda a, b: "told in passing, without a place or name and a time in common",
    "days": _days,
    "times": _days,
    "before": _before,
    "places": _distance,
}
"""What each exclusion rests on, in words."""
