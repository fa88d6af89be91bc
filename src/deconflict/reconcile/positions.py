"""Claims that can be true together: positions follow from the algebra of values, the same way for every attribute."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from deconflict.model import Claim, Position
from deconflict.reconcile.lines import lines_behind
from deconflict.reconcile.standing import Standing
from deconflict.values import Relation, Value

_BACKED = frozenset({Relation.SAME, Relation.REFINES})
_TOGETHER = frozenset({Relation.SAME, Relation.REFINES, Relation.GENERALISES, Relation.COMPATIBLE})


def positions_of(claims: Sequence[Claim], line_of: Mapping[str, str], standing: Standing | None = None) -> tuple[Position, ...]:
    """The positions among claims on one attribute; claims come in the order in which they are to be shown. ``standing`` is that of their values."""
    stand = standing or Standing(claims)
    if len(stand.values) == 1:
        return (_position(stand.values[0], claims, line_of),)
    groups = _groups(stand)
    group_of = {number: at for at, group in enumerate(groups) for number in group}
    held: dict[int, list[Claim]] = {}  # in the order in which they are first told
    for claim in claims:
        held.setdefault(group_of[stand.number(claim)], []).append(claim)
    return tuple([_position(_best_backed(groups[at], members, stand), members, line_of) for at, members in held.items()])


def _groups(stand: Standing) -> list[list[int]]:
    """The numbers of values that can be true together, each put with the first that it fits."""
    groups: list[list[int]] = []
    for number in _most_exact_first(stand):
        row = stand.row(number)
        home = next((group for group in groups if _fits(row, group)), None)
        if home is None:
            groups.append([number])
        else:
            home.append(number)
    return groups


def _fits(row: Sequence[Relation], group: Sequence[int]) -> bool:
    """Whether a value goes with one of a group and conflicts with none."""
    relations = [row[member] for member in group]
    return Relation.CONFLICTS not in relations and not _TOGETHER.isdisjoint(relations)


def _most_exact_first(stand: Standing) -> list[int]:
    """The distinct values, each before those that it refines, else in the order given."""
    return sorted(range(len(stand.values)), key=lambda number: -stand.row(number).count(Relation.REFINES))


def _best_backed(group: Sequence[int], claims: Sequence[Claim], stand: Standing) -> Value:
    """The value that most claims tell or leave open; among equals the first, which is the most exact."""
    if len(group) == 1:
        return stand.values[group[0]]
    told = Counter(map(stand.number, claims))
    backing = {one: sum(told[other] for other in group if stand.row(one)[other] in _BACKED) for one in group}
    return stand.values[max(group, key=backing.__getitem__)]


def _position(value: Value, claims: Sequence[Claim], line_of: Mapping[str, str]) -> Position:
    """One position with its claims, told by one value."""
    reports = tuple(dict.fromkeys([claim.span.report for claim in claims]))
    return Position(value, value.show(), tuple(claims), reports, lines_behind(claims, line_of))
