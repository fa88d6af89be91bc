"""Incidents against coded rows: paired one to one, the rest on either side, and what differs within pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from deconflict.audit.assign import assign
from deconflict.audit.compare import Limits, Ours, Reason, compare, score_of
from deconflict.audit.rows import Range, Row, rows_within
from deconflict.export.facts import CIVILIANS, Facts
from deconflict.ledger.answers import Toll
from deconflict.values.place import haversine_km

_BUCKET_DAYS = 31
_NEAR_KM = 5.0
_COUNTS = ("killed", "injured", "civilians")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field on which the two of a pair were compared. ``verdict``: same, within (one's value lies in the other's range), or differs."""

    field: str
    ours: str
    theirs: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Pair:
    """An incident that is in both."""

    ours: Ours
    theirs: Row
    score: float
    reasons: tuple[Reason, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """What came nearest to something that is in one only, and why it was not taken."""

    id: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Audit:
    """The whole comparison. ``aside`` counts rows outside of the days that the ledger covers, ``days``."""

    both: tuple[Pair, ...]
    only_here: tuple[tuple[Ours, Near | None], ...]
    only_there: tuple[tuple[Row, Near | None], ...]
    aside: int
    days: tuple[date, date] | None


def audit(incidents: Iterable[Facts], rows: Sequence[Row], limits: Limits = Limits()) -> Audit:  # noqa: B008
    """Compare incidents with coded rows, of which those outside of the incidents' days are left aside."""
    ours = [Ours.of(facts) for facts in incidents]
    days = _covered(ours)
    slack = timedelta(days=limits.days)
    theirs = list(rows_within(rows, days[0] - slack, days[1] + slack)) if days else []
    found = {
        (a, b): reasons for a, b in _candidates(ours, theirs, limits) if isinstance(reasons := compare(ours[a], theirs[b], limits), tuple)
    }
    scores = {pair: score_of(reasons) for pair, reasons in found.items()}
    paired = assign({pair: score for pair, score in scores.items() if score >= limits.least})
    both = tuple(Pair(ours[a], theirs[b], scores[a, b], found[a, b], differences(ours[a], theirs[b])) for a, b in paired)
    here, there = {a for a, _ in paired}, {b for _, b in paired}
    return Audit(
        both,
        tuple((mine, _near(scores, 0, a, [row.id for row in theirs], there)) for a, mine in enumerate(ours) if a not in here),
        tuple((row, _near(scores, 1, b, [mine.facts.head.id for mine in ours], here)) for b, row in enumerate(theirs) if b not in there),
        len(rows) - len(theirs),
        days,
    )


def _covered(ours: Sequence[Ours]) -> tuple[date, date] | None:
    """First and last day on which incidents of ours may have happened."""
    windows = [window for mine in ours if (window := mine.window) is not None]
    return (min(start for start, _ in windows), max(end for _, end in windows)) if windows else None


def _candidates(ours: Sequence[Ours], theirs: Sequence[Row], limits: Limits) -> Iterator[tuple[int, int]]:
    """Pairs near enough in time to be compared, by the month-long buckets that they touch."""
    buckets: dict[int, list[int]] = defaultdict(list)
    for b, row in enumerate(theirs):
        for bucket in _touched(row.days, 0):
            buckets[bucket].append(b)
    for a, mine in enumerate(ours):
        window = mine.window
        near = {b for bucket in _touched(window, limits.days) for b in buckets[bucket]} if window else set()
        yield from ((a, b) for b in sorted(near))


def _touched(days: tuple[date, date], slack: int) -> range:
    """The buckets that an interval of days lies in."""
    return range((days[0].toordinal() - slack) // _BUCKET_DAYS, (days[1].toordinal() + slack) // _BUCKET_DAYS + 1)


def _near(scores: dict[tuple[int, int], float], side: int, index: int, names: Sequence[str], taken: set[int]) -> Near | None:
    """The best that was not taken."""
    other = 1 - side
    best = max((pair for pair in scores if pair[side] == index), key=lambda pair: scores[pair], default=None)
    if best is None:
        return None
    return Near(names[best[other]], scores[best], "it goes better with another" if best[other] in taken else "too little agrees")


def differences(ours: Ours, row: Row) -> tuple[Difference, ...]:
    """What both of a pair tell, and whether they tell the same."""
    return tuple(_differences(ours, row))


def _differences(ours: Ours, row: Row) -> Iterator[Difference]:
    """Days, places and counts of people."""
    if ours.days is not None:
        same = ours.days == row.days
        apart = ours.days[1] < row.days[0] or row.days[1] < ours.days[0]
        yield Difference("date", _shown_days(ours.days), _shown_days(row.days), "same" if same else "differs" if apart else "within")
    if ours.point is not None and row.lat is not None and row.lon is not None and not row.area:
        km = haversine_km(*ours.point, row.lat, row.lon)
        told = ours.facts.place.name if ours.facts.place else ""
        yield Difference("place", told, f"{next(iter(row.places), 'its point')}, {km:.0f} km away", "same" if km <= _NEAR_KM else "differs")
    for name in _COUNTS:
        toll = ours.facts.most_of("killed", CIVILIANS) if name == "civilians" else ours.facts.toll(name)
        coded: Range = getattr(row, name)
        if toll is not None and coded.told:
            yield Difference(f"{name} killed" if name == "civilians" else name, shown_toll(toll), shown_range(coded), _verdict(toll, coded))


def _verdict(toll: Toll, coded: Range) -> str:
    """Whether two counts say the same."""
    if toll.best == coded.best or (coded.best is None and (toll.low, toll.high) == (coded.low, coded.high)):
        return "same"
    low, high = toll.low or 0, float("inf") if toll.high is None else toll.high
    return "within" if low <= coded.most and coded.least <= high else "differs"


def _shown_days(days: tuple[date, date]) -> str:
    """An interval of days."""
    return str(days[0]) if days[0] == days[1] else f"{days[0]} to {days[1]}"


def shown_toll(toll: Toll) -> str:
    """'12', or '12 (9 to 14)'."""
    return (
        str(toll.best) if toll.low == toll.high == toll.best else f"{toll.best} ({toll.low} to {'?' if toll.high is None else toll.high})"
    )


def shown_range(coded: Range) -> str:
    """The same of a coded number."""
    bounds = f"{'?' if coded.low is None else coded.low} to {'?' if coded.high is None else coded.high}"
    if coded.best is None:
        return bounds if coded.low != coded.high else str(coded.low)
    return str(coded.best) if coded.low in {None, coded.best} and coded.high in {None, coded.best} else f"{coded.best} ({bounds})"
