"""Best, low and high of an attribute by a rule that has a name and is stored with the value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from deconflict.model import Position, Status
from deconflict.values.count import Count


@dataclass(frozen=True, slots=True)
class Estimate:
    """One value to go on with, the bounds that the reports leave, and the rule that picked it."""

    best: object
    low: object
    high: object
    rule: str


Rule = Callable[[Sequence[Position], Mapping[str, date | None]], Position]


def conservative(positions: Sequence[Position], published: Mapping[str, date | None]) -> Position:
    """The lowest number told; of other values the one with most lines of reporting, the first told among equals."""
    counts = [position for position in positions if isinstance(position.value, Count)]
    if counts:
        return min(counts, key=_number)
    return max(positions, key=lambda position: position.lines)


def latest(positions: Sequence[Position], published: Mapping[str, date | None]) -> Position:
    """The position of the report that was published last; the higher number among equals."""
    return max(positions, key=lambda position: (max((published.get(report) or date.min) for report in position.reports), _number(position)))


def widest(positions: Sequence[Position], published: Mapping[str, date | None]) -> Position:
    """The position with most lines of reporting; the lower number among equals."""
    return max(positions, key=lambda position: (position.lines, len(position.reports), -_number(position)))


RULES: Mapping[str, Rule] = {"conservative": conservative, "latest": latest, "most origins": widest}
RULE_FOR = {Status.UPDATED: "latest", Status.CONTESTED: "conservative"}


def _number(position: Position) -> int:
    """The number told, of a count; 0 of anything else."""
    return position.value.best if isinstance(position.value, Count) else 0


def estimate(positions: Sequence[Position], status: Status, published: Mapping[str, date | None], rule: str | None = None) -> Estimate:
    """The estimate for an attribute; the rule is that for its status unless one is named."""
    name = rule or RULE_FOR.get(status, "most origins")
    chosen = RULES[name](positions, published)
    counts = [claim.value for position in positions for claim in position.claims if isinstance(claim.value, Count)]
    if not isinstance(chosen.value, Count):
        return Estimate(chosen.text, None, None, name)
    highs = [count.best if count.floor else count.high for count in counts]
    high = None if None in highs else max(number for number in highs if number is not None)
    return Estimate(chosen.value.best, min(count.low for count in counts), high, name)
