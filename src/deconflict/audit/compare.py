"""How well an incident of ours and a coded row go together: aspect by aspect, in words, with a score from 0 to 1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from deconflict.audit.rows import Row
from deconflict.export.divisions import division_of
from deconflict.export.facts import Facts
from deconflict.model import Claim
from deconflict.values import Relation
from deconflict.values.actor import Actor
from deconflict.values.folding import fold
from deconflict.values.kind import Kind
from deconflict.values.place import haversine_km

_WEIGHTS = {"date": 3.0, "place": 3.0, "actors": 2.0, "kind": 1.0}
_UNKNOWN = 0.4
"""What an aspect is worth on which one of the two says nothing: less than agreement, more than disagreement."""
_WIDE = 7
_SCORES = {
    Relation.SAME: 1.0, Relation.REFINES: 1.0, Relation.GENERALISES: 1.0, Relation.COMPATIBLE: 0.7, Relation.CONFLICTS: 0.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """How far apart two may be and still be the same: days and kilometres; ``least`` is the score from which on they are taken for one."""

    days: int = 3
    km: float = 50.0
    least: float = 0.65


@dataclass(frozen=True, slots=True)
class Reason:
    """What one aspect says: a score, None where one of the two says nothing, and why."""

    aspect: str
    score: float | None
    words: str


@dataclass(frozen=True, slots=True)
class Ours:
    """An incident of the ledger, ready to be compared: what comparison asks of it is worked out once."""

    facts: Facts
    days: tuple[date, date] | None
    published: tuple[date, date] | None
    point: tuple[float, float] | None
    country: str | None
    division: str | None
    names: frozenset[str]
    actors: tuple[Actor, ...]
    kinds: tuple[Kind, ...]

    @classmethod
    def of(cls, facts: Facts) -> Ours:
        """An incident as the ledger has it."""
        claims = list(facts.claims("actor", "place", "kind"))
        actors = {claim.value: None for claim in claims if isinstance(claim.value, Actor)} | (
            {facts.opponent: None} if facts.opponent else {}
        )
        kinds = {facts.incident.kind: None} | {claim.value: None for claim in claims if isinstance(claim.value, Kind)}
        return cls(
            facts, facts.days, facts.head.published, facts.point, facts.country, division_of(facts.place), frozenset(_names(facts, claims)),
            tuple(actors), tuple(kinds),
        )  # fmt: skip

    @property
    def window(self) -> tuple[date, date] | None:
        """The days on which a coded row may have it: those told, else the week up to its first report."""
        if self.days is not None:
            return self.days
        return None if self.published is None else (self.published[0] - timedelta(days=7), self.published[0])


def _names(facts: Facts, claims: Sequence[Claim]) -> Iterator[str]:
    """The names of the place, folded, as the gazetteer and the reports have them; none of a whole country."""
    if facts.place is not None and facts.place.precision != "country":
        yield fold(facts.place.name)
    yield from (fold(claim.quote.removeprefix("in ").removeprefix("near ")) for claim in claims if claim.attribute == "place")


def compare(ours: Ours, row: Row, limits: Limits) -> tuple[Reason, ...] | Reason:
    """What each aspect says; one reason alone where it rules out that the two are one."""
    when, where = _date(ours, row, limits), _place(ours, row, limits)
    for ruling in (when, where):
        if ruling.score == 0:
            return ruling
    return when, where, _actors(ours, row), _kind(ours, row)


def score_of(reasons: Sequence[Reason]) -> float:
    """The weighted mean of the aspects."""
    total = sum(_WEIGHTS[reason.aspect] * (_UNKNOWN if reason.score is None else reason.score) for reason in reasons)
    return round(total / sum(_WEIGHTS.values()), 3)


def _date(ours: Ours, row: Row, limits: Limits) -> Reason:
    """Days that overlap, or lie few days apart."""
    window = ours.window
    if window is None:
        return Reason("date", 0.0, "no day is known here")
    gap = max(0, (window[0] - row.days[1]).days, (row.days[0] - window[1]).days)
    if gap > limits.days:
        return Reason("date", 0.0, f"{gap} days apart")
    if gap:
        return Reason("date", 1 - gap / (limits.days + 1), f"{gap} day{'s' if gap > 1 else ''} apart")
    if ours.days is None:
        return Reason("date", _UNKNOWN, "no day told here, published within a week")
    wide = max((end - start).days + 1 for start, end in (window, row.days)) > _WIDE
    return Reason("date", 0.6, "within an interval of more than a week") if wide else Reason("date", 1.0, "same day" if window == row.days else "days overlap")  # fmt: skip


def _place(ours: Ours, row: Row, limits: Limits) -> Reason:
    """Points near each other; else the same name, division or country."""
    if ours.country and row.country and ours.country != row.country:
        return Reason("place", 0.0, "another country")
    if ours.point is not None and row.lat is not None and row.lon is not None and not row.area:
        km = haversine_km(*ours.point, row.lat, row.lon)
        return Reason("place", max(0.0, 1 - km / limits.km) if km > 1 else 1.0, f"{km:.0f} km apart")
    places = {fold(name) for name in row.places}
    if ours.names & places:
        return Reason("place", 0.9, "same name")
    if ours.division and fold(ours.division).removesuffix(" state") in {name.removesuffix(" state") for name in places}:
        return Reason("place", 0.7, "same division")
    return Reason("place", _UNKNOWN, "same country") if ours.country and ours.country == row.country else Reason("place", None, "not known")


def _actors(ours: Ours, row: Row) -> Reason:
    """The best that any two actors make of each other."""
    theirs = [_named(name) for name in row.actors if fold(name) not in {"civilians", ""}]
    pairs = [(mine.relation(other), mine, other) for mine in ours.actors for other in theirs]
    told = [(_SCORES[relation], mine, other) for relation, mine, other in pairs if relation in _SCORES]
    if not told:
        return Reason("actors", None, "not known" if not pairs else "say nothing of each other")
    score, mine, other = max(told, key=lambda item: item[0])
    return Reason("actors", score, f"{mine.name} {'=' if score == 1 else '~' if score else '≠'} {other.name}")


@lru_cache(maxsize=10_000)
def _named(name: str) -> Actor:
    """The actor of a name, which many rows share."""
    return Actor.parse(name)


@lru_cache(maxsize=1_000)
def _kind_of(words: str) -> Kind | None:
    """The kind of a coded type, which many rows share."""
    return Kind.parse(words)


def _kind(ours: Ours, row: Row) -> Reason:
    """The best that any kind told here makes of the row's."""
    theirs = _kind_of(row.kind) if row.kind else None
    if theirs is None:
        return Reason("kind", None, "not known")
    scored = [(_SCORES[kind.relation(theirs)], kind) for kind in ours.kinds]
    score, kind = max(scored, key=lambda item: item[0])
    return Reason("kind", score, f"{kind.name} {'=' if score == 1 else '~' if score else '≠'} {row.kind}")
