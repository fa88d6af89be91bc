"""Best, low and high of an attribute by a rule that has a name, is stored with the value, and says how the value came about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from deconflict.model import Claim, Modality, Position, Status
from deconflict.values.count import Count, Scope

FIRM = frozenset({Modality.ASSERTED, Modality.REPORTED, Modality.ALLEGED})
"""How a claim is put that an estimate may rest on, as long as there is one."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """One value to go on with, the bounds that the reports leave, the rule that picked it, how it came about, and what each other rule would give."""

    best: object
    low: object
    high: object
    rule: str
    how: str = ""
    by_rule: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Basis:
    """What rules pick from: positions firm enough, the line of reporting and the moment of each report."""

    positions: Sequence[Position]
    line_of: Mapping[str, str]
    published: Mapping[str, date | None]

    def claims(self) -> list[tuple[Claim, Position]]:
        """Every claim that is put firmly, with its position; all where none is."""
        told = [(claim, position) for position in self.positions for claim in position.claims]
        return [(claim, position) for claim, position in told if claim.modality in FIRM] or told

    def reports(self, position: Position) -> list[str]:
        """The reports that put a position firmly; all of its reports where none does."""
        firm = dict.fromkeys(claim.span.report for claim in position.claims if claim.modality in FIRM)
        return list(firm) or list(position.reports)

    def last_of_lines(self) -> list[tuple[Claim, Position]]:
        """What each line of reporting told last; the higher number of one day."""
        last: dict[str, tuple[Claim, Position]] = {}
        for claim, position in self.claims():
            line = self.line_of.get(claim.span.report, claim.span.report)
            if line not in last or self._when(claim, position) >= self._when(*last[line]):
                last[line] = claim, position
        return list(last.values())

    def _when(self, claim: Claim, position: Position) -> tuple[str, int]:
        """A claim's place in time, then its number."""
        return moment(self.published.get(claim.span.report)), number(position)


Choice = tuple[Position, str]
Rule = Callable[[Basis], Choice]


def conservative(basis: Basis) -> Choice:
    """The lowest number told; of other values the one with most lines of reporting, the first told among equals."""
    counts = [position for position in basis.positions if isinstance(position.value, Count)]
    if not counts:
        return most_origins(basis)
    told = sorted({number(position) for position in counts})
    return min(counts, key=number), f"the lowest of {_list(told)}" if len(told) > 1 else "the only figure told"


def latest(basis: Basis) -> Choice:
    """The position of the report that was published last; the higher number among equals."""
    chosen = max(
        basis.positions,
        key=lambda position: (max(moment(basis.published.get(report)) for report in basis.reports(position)), number(position)),
    )
    report = max(basis.reports(chosen), key=lambda report: moment(basis.published.get(report)))
    day = basis.published.get(report)
    return chosen, f"told last, by {report}{f' on {_day(day)}' if day else ''}"


def median_of_origins(basis: Basis) -> Choice:
    """The median of what each line of reporting told last, the lower of two in the middle; of other values that with most lines."""
    if not all(isinstance(position.value, Count) for position in basis.positions):
        return most_origins(basis)
    told = sorted((position for _, position in basis.last_of_lines()), key=number)
    figures = [number(position) for position in told]
    origins = f"{len(told)} origins" if len(told) > 1 else "the one origin"
    return told[(len(told) - 1) // 2], f"the median of what {origins} told last ({_list(figures)})"


def most_origins(basis: Basis) -> Choice:
    """The position with most lines of reporting; the lower number among equals."""
    chosen = max(basis.positions, key=lambda position: (position.lines, -number(position)))
    lines = len({basis.line_of.get(report, report) for position in basis.positions for report in position.reports})
    return chosen, f"told by {chosen.lines} of {lines} origins" if lines > 1 else "told by the one origin"


RULES: Mapping[str, Rule] = {
    "conservative": conservative,
    "median of origins": median_of_origins,
    "latest": latest,
    "most origins": most_origins,
}
"""The rules by their names, as they are printed, stored and asked for."""
RULE_FOR: Mapping[Status, str] = {Status.UPDATED: "latest", Status.CONTESTED: "median of origins"}
"""The rule for a status where none is named; 'most origins' for the others."""


def number(position: Position) -> int:
    """The number told, of a count; 0 of anything else."""
    return position.value.best if isinstance(position.value, Count) else 0


def moment(published: date | None) -> str:
    """A publication's place in time, for sorting, hours in UTC; what is undated comes first, a day before its hours."""
    if isinstance(published, datetime) and published.tzinfo is not None:
        published = published.astimezone(UTC)
    return published.isoformat() if published is not None else ""


def estimate(
    positions: Sequence[Position],
    status: Status,
    published: Mapping[str, date | None],
    rule: str | None = None,
    line_of: Mapping[str, str] | None = None,
) -> Estimate:
    """The estimate for an attribute; the rule is that for its status unless one is named."""
    name = rule or RULE_FOR.get(status, "most origins")
    if all(claim.modality is Modality.DENIED and isinstance(claim.value, Count) for position in positions for claim in position.claims):
        return Estimate(None, None, None, name, "every figure told is denied or taken back")
    basis = Basis(_usable(positions), line_of or {}, published)
    chosen, how = RULES[name](basis)
    if not isinstance(chosen.value, Count):
        return Estimate(chosen.text, None, None, name, how)
    counts = [claim.value for claim, _ in basis.claims() if isinstance(claim.value, Count)]
    highs = [count.best if count.floor else count.high for count in counts]
    high = None if None in highs else max(figure for figure in highs if figure is not None)
    return Estimate(chosen.value.best, min(count.low for count in counts), high, name, how, _by_rule(basis, name, number(chosen)))


def _by_rule(basis: Basis, name: str, chosen: int) -> tuple[tuple[str, int], ...]:
    """The number that each rule gives, where one of them has chosen; among one position all choose the same."""
    alone = len(basis.positions) == 1
    return tuple([(other, chosen if alone or other == name else number(pick(basis)[0])) for other, pick in RULES.items()])


def _usable(positions: Sequence[Position]) -> Sequence[Position]:
    """The positions that estimates may rest on: firmly put, and neither running totals nor parts, as long as there are such."""
    firm = [position for position in positions if any(claim.modality in FIRM for claim in position.claims)] or positions
    return [
        position for position in firm if not isinstance(position.value, Count) or position.value.scope in {Scope.INCIDENT, Scope.SUM}
    ] or firm


def _day(published: date) -> date:
    """A moment's day."""
    return published.date() if isinstance(published, datetime) else published


def _list(figures: Sequence[int]) -> str:
    """Figures with commas between."""
    return ", ".join(map(str, figures))
