"""How incidents stand to each other, as a report that tells of both puts it: an answer, a part of a whole, one of a series, or background."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TypeVar

from deconflict.model import Claim, Link, Mention, Reading
from deconflict.resources import table
from deconflict.values import Relation
from deconflict.values.count import Count, Scope
from deconflict.values.place import Place
from deconflict.values.time import Time

Placed = tuple[str, Reading, Mention, bool]
"""The incident, the reading, the mention in it, and whether that is the reading's main one."""
_Sort = TypeVar("_Sort", Place, Time)
_WIDER = Relation.GENERALISES
_ALIKE = frozenset({Relation.SAME, Relation.REFINES, Relation.GENERALISES, Relation.COMPATIBLE})


def relations_of(told: Sequence[Placed]) -> Mapping[str, tuple[Link, ...]]:
    """The relations of incidents, as reports that tell of both put them; sorted, each once."""
    links: dict[str, set[Link]] = {}
    by_report: dict[str, list[Placed]] = {}
    for item in told:
        by_report.setdefault(item[1].report.id, []).append(item)
    for items in by_report.values():
        main = next((item for item in items if item[3]), None)
        for item in items:
            if main is not None and item[0] != main[0] and (found := _relation(main, item)) is not None:
                holder, link = found
                links.setdefault(holder, set()).add(link)
    return {incident: tuple(sorted(held, key=lambda link: (link.incident, link.relation))) for incident, held in links.items()}


def _relation(main: Placed, other: Placed) -> tuple[str, Link] | None:
    """How a report's main incident and another that it tells of stand to each other: the incident that has the link, and the link."""
    if answers(main[2], other[2]):
        return main[0], Link(other[0], "response_to")
    if part_of(main[2], other[2]):
        return main[0], Link(other[0], "part_of")
    if part_of(other[2], main[2]):
        return other[0], Link(main[0], "part_of")
    if of_a_series(main[1], main[2], other[2]):
        return main[0], Link(other[0], "same_series")
    return (main[0], Link(other[0], "background")) if other[2].background else None


def answers(mention: Mention, other: Mention) -> bool:
    """Whether a mention is told as an answer to another: the words for what it answers hold words of the other."""
    told = [other.anchor, *(claim.span for claim in other.claims)]
    return any(claim.attribute == "trigger" and any(claim.span.holds(span) for span in told) for claim in mention.claims)


def part_of(part: Mention, whole: Mention) -> bool:
    """Whether a happening lies in a wider one of the same report: its place in the wider place, its days in the wider days, or its dead in a running total."""
    if part.kind.relation(whole.kind) not in _ALIKE or not _place_within(part, whole):
        return False
    totals = any(isinstance(claim.value, Count) and claim.value.scope is Scope.RUNNING for claim in whole.claims)
    return (totals or _time_within(part, whole)) and (not _dead(whole) or _dead(whole) >= _dead(part))


def _place_within(part: Mention, whole: Mention) -> bool:
    """Whether places of one lie in wider places of the other, and none of the other's is as exact."""
    mine, theirs = _values(part, "place", Place), _values(whole, "place", Place)
    relations = [other.relation(place) for place in mine for other in theirs]
    return _WIDER in relations and Relation.CONFLICTS not in relations and Relation.SAME not in relations


def _time_within(part: Mention, whole: Mention) -> bool:
    """Whether the days of one lie in wider days of the other."""
    return any(other.relation(time) is _WIDER for time in _values(part, "date", Time) for other in _values(whole, "date", Time))


def _dead(mention: Mention) -> int:
    """The most dead that a mention tells of."""
    return max((claim.value.low for claim in mention.claims if claim.attribute == "killed" and isinstance(claim.value, Count)), default=0)


def _values(mention: Mention, attribute: str, sort: type[_Sort]) -> list[_Sort]:
    """The values of one attribute of a mention."""
    return [claim.value for claim in mention.claims if claim.attribute == attribute and isinstance(claim.value, sort)]


def of_a_series(reading: Reading, mention: Mention, other: Mention) -> bool:
    """Whether a report counts two happenings in one series ('the third such attack in a week'): alike in kind, by no other hand, in words near one of them."""
    if mention.kind.relation(other.kind) not in _ALIKE or _by_others(mention, other):
        return False
    spans = [sentence for sentence in reading.sentences if sentence.meets(mention.anchor) or sentence.meets(other.anchor)]
    return any(_series().search(reading.report.quote(span)) for span in spans)


def _by_others(mention: Mention, other: Mention) -> bool:
    """Whether the two are put down to parties that are known to be others."""
    mine, theirs = ([claim for claim in item.claims if claim.attribute == "actor"] for item in (mention, other))
    return bool(mine and theirs) and all(_conflict(one, two) for one in mine for two in theirs)


def _conflict(one: Claim, two: Claim) -> bool:
    """Whether two claims exclude each other."""
    return one.value.relation(two.value) is Relation.CONFLICTS


@cache
def _series() -> re.Pattern[str]:
    """Words that count a happening in a series."""
    return re.compile("|".join(table("linking")["series"]["words"]), re.I)
