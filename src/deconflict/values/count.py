"""Numbers as news tells them: intervals with an end or without, of some people, for one happening or for many."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf

from deconflict.values.frozen import Frozen
from deconflict.values.people import groups, one_of, wholes
from deconflict.values.relation import Relation


class Scope(StrEnum):
    """What a number is a number of."""

    INCIDENT = "incident"
    PART = "part"
    RUNNING = "running"
    SUM = "sum"
    """Our own addition of what is told apart: nobody said it, so it contradicts nobody."""


@dataclass(frozen=True, slots=True)
class Count(Frozen):
    """An interval of whole numbers, both ends included.

    ``high`` is None where the words set no end ("multiple"). ``floor``: the words name a floor ("at least 14"): ``low`` is what was known
    at the time of telling, and the number is not boundless, it is compared as reaching to ``ceiling``. ``of`` is who or what is counted:
    a group of people.toml, a unit such as "minutes", or None for people in general. ``scope`` says whether it counts one incident, a part
    of it, a running total, or is a sum of ours. ``told`` is the number in the words where the interval is only its latitude
    ("about 20"); it is how the value is told, not what it is, so it is not compared.
    """

    low: int
    high: int | None
    floor: bool = False
    of: str | None = None
    scope: Scope = Scope.INCIDENT
    told: int | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.low < 0 or (self.high is not None and self.high < self.low):
            raise ValueError(f"no interval of counts: {self.low} to {self.high}")
        if self.floor and self.high is not None:
            raise ValueError("a floor has no upper end of its own")

    @classmethod
    def exactly(cls, number: int) -> Count:
        """'Five', 'a man'."""
        return cls(number, number)

    @classmethod
    def at_least(cls, number: int) -> Count:
        """'At least 14', 'more than 180': the number told is the floor."""
        return cls(number, None, floor=True)

    @classmethod
    def about(cls, number: int) -> Count:
        """'About 20' is 16 to 25: a factor of 5/4 either way."""
        return cls(4 * number // 5, -(-5 * number // 4), told=number)

    @classmethod
    def nearly(cls, number: int) -> Count:
        """'Nearly 50' is 45 to 50."""
        return cls(9 * number // 10, number, told=number)

    @classmethod
    def up_to(cls, number: int) -> Count:
        """'Up to five', 'as many as five': one to five."""
        return cls(min(1, number), number, told=number)

    @classmethod
    def below(cls, number: int) -> Count:
        """'Fewer than ten': one to nine."""
        return cls(min(1, max(0, number - 1)), max(0, number - 1))

    @property
    def best(self) -> int:
        """The number told; the low end of an interval that tells of none."""
        return self.low if self.told is None else self.told

    @property
    def ceiling(self) -> float:
        """Where the interval ends for comparison: a floor of 14 reaches to 28, a floor of 1 to 4."""
        if self.floor:
            return max(2 * self.low, self.low + 3)
        return inf if self.high is None else self.high

    def relation(self, other: Count) -> Relation:
        """'Two' refines 'at least one' and conflicts with 'five'; counts of another scope or of other people are incomparable.

        Only one thing follows between a group and one that holds it: the part cannot outnumber the whole.
        """
        if self == other:
            return Relation.SAME
        if self.scope is not other.scope:
            return Relation.INCOMPARABLE
        if self.of != other.of:
            return Relation.CONFLICTS if self._outnumbers(other) or other._outnumbers(self) else Relation.INCOMPARABLE
        if self.low > other.ceiling or other.low > self.ceiling:
            return Relation.CONFLICTS if self._binding else Relation.INCOMPARABLE
        if self._within(other):
            return Relation.REFINES
        return Relation.GENERALISES if other._within(self) else Relation.COMPATIBLE

    @property
    def _binding(self) -> bool:
        """Whether another number beside it is wrong; running totals start on other days, and 'two of them' may be any two."""
        return self.scope is Scope.INCIDENT or (self.scope is Scope.PART and self.of is not None)

    def _outnumbers(self, whole: Count) -> bool:
        """Whether this is more of a group than the other has of all that the group lies in."""
        return self.scope is Scope.INCIDENT and whole.of in wholes(self.of) and self.low > whole.ceiling

    def _within(self, other: Count) -> bool:
        """Whether this interval lies in the other; of equal ones, the closed lies in the floor's."""
        if (self.low, self.ceiling) == (other.low, other.ceiling):
            return other.floor and not self.floor
        return other.low <= self.low and self.ceiling <= other.ceiling

    def show(self) -> str:
        """A few plain words that ``parse`` reads again: '3', 'at least 14 civilians', 'about 20', '24 to 99', '2 children among them'."""
        number = self._shown()
        counted = "" if self.of is None else f" {one_of(self.of) if number == '1' else self.of}"
        return f"{number}{counted}{_TAIL[self.scope]}"

    def _shown(self) -> str:
        """The number without what it counts."""
        if self.high is None:
            return f"at least {self.low}" if self.floor else f"{self.low} or more"
        if self.low == self.high:
            return str(self.low)
        for name, latitude in _LATITUDE.items():
            if self.told is not None and (self.low, self.high) == (latitude(self.told).low, latitude(self.told).high):
                return f"{name} {self.told}"
        return f"{self.low} to {self.high}"

    @classmethod
    def parse(cls, words: str) -> Count | None:
        """The value that ``show`` wrote; None for anything else (see ``count_words`` for the words of reports)."""
        match = _SHOWN.fullmatch(words)
        if match is None:
            return None
        name, low, high = match["name"], int(match["low"]), match["high"]
        number = cls(low, int(high)) if high else cls(low, None) if match["more"] else _NAMED[name](low) if name else cls.exactly(low)
        scope = next(scope for scope, tail in _TAIL.items() if tail == (match["tail"] or ""))
        return cls(number.low, number.high, number.floor, _group_shown(match["of"]), scope, number.told)


_LATITUDE: dict[str, Callable[[int], Count]] = {"about": Count.about, "nearly": Count.nearly, "up to": Count.up_to}
_NAMED = {"at least": Count.at_least, **_LATITUDE}
_TAIL = {Scope.INCIDENT: "", Scope.PART: " among them", Scope.RUNNING: " so far", Scope.SUM: " added up"}
_SHOWN = re.compile(
    r"(?:(?P<name>at least|about|nearly|up to) )?(?P<low>\d+)(?: to (?P<high>\d+)|(?P<more> or more))?"
    r"(?: (?!among them|so far|added up)(?P<of>[a-z_ -]+?))?(?P<tail> among them| so far| added up)?"
)


def _group_shown(name: str | None) -> str | None:
    """The group behind a name that ``show`` wrote, in the singular or not."""
    return next((group for group in groups() if one_of(group) == name), name)
