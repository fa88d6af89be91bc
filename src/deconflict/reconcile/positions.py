"""Claims that can be true together: positions follow from the algebra of values, the same way for every attribute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deconflict.model import Claim, Position
from deconflict.reconcile.lines import lines_behind
from deconflict.values import Relation, Value

_TOGETHER = frozenset({Relation.SAME, Relation.REFINES, Relation.GENERALISES, Relation.COMPATIBLE})


def positions_of(claims: Sequence[Claim], line_of: Mapping[str, str]) -> tuple[Position, ...]:
    """The positions among claims on one attribute; claims come in the order in which they are to be shown."""
    groups: list[list[Value]] = []
    for value in _most_exact_first([claim.value for claim in claims]):
        home = next((group for group in groups if _fits(value, group)), None)
        if home is None:
            groups.append([value])
        else:
            home.append(value)
    held = [[claim for claim in claims if claim.value in group] for group in groups]
    ordered = sorted(zip(groups, held, strict=True), key=lambda pair: claims.index(pair[1][0]))
    return tuple(_position(_best_backed(group, members), members, line_of) for group, members in ordered)


def _fits(value: Value, group: Sequence[Value]) -> bool:
    """Whether a value goes with one of a group and conflicts with none."""
    relations = [value.relation(member) for member in group]
    return Relation.CONFLICTS not in relations and any(relation in _TOGETHER for relation in relations)


def _most_exact_first(values: Sequence[Value]) -> list[Value]:
    """The distinct values, each before those that it refines, else in the order given."""
    distinct = list(dict.fromkeys(values))
    exactness = {value: sum(value.relation(other) is Relation.REFINES for other in distinct) for value in distinct}
    return sorted(distinct, key=lambda value: -exactness[value])


def _best_backed(values: Sequence[Value], claims: Sequence[Claim]) -> Value:
    """The value that most claims tell or leave open; among equals the first, which is the most exact."""
    return max(values, key=lambda value: sum(value.relation(claim.value) in {Relation.SAME, Relation.REFINES} for claim in claims))


def _position(value: Value, claims: Sequence[Claim], line_of: Mapping[str, str]) -> Position:
    """One position with its claims, told by one value."""
    reports = tuple(dict.fromkeys(claim.span.report for claim in claims))
    return Position(value, value.show(), tuple(claims), reports, lines_behind(claims, line_of))
