"""What holds an incident together and what parts it from its neighbours: the ties, each with its reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from deconflict.link.explain import explain
from deconflict.link.profile import Profile
from deconflict.link.shelf import Shelf
from deconflict.model import Tie

_MANY = 60


class Ties:
    """Explains the ties of incidents on a shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def between(self, a: Profile, b: Profile) -> Tie:
        """Two mentions side by side."""
        kin = any(b.report in (item.first, item.second) and item.sort != "quotes" for item in self._shelf.kin([a.report]).get(a.report, ()))
        probability, reasons = explain(a, b, kin)
        return Tie(a.key, b.key, round(probability, 3), reasons)

    def joins(self, members: Sequence[int]) -> tuple[Tie, ...]:
        """The likeliest ties that hold some mentions together, one fewer than there are (a maximum spanning tree, by Kruskal)."""
        if len(members) < 2:
            return ()
        profiles = self._shelf.profiles(members)
        root = {number: number for number in profiles}
        return tuple(self.between(profiles[a], profiles[b]) for a, b in self._likeliest(profiles, members) if _unite(root, a, b))

    def parted(self, members: Sequence[int], incident_of: Mapping[int, str]) -> tuple[Tie, ...]:
        """The likeliest tie to each other incident that came near: a pair that was scored, or one that something excludes."""
        inside = set(members)
        best: dict[str, tuple[float, int, int]] = {}
        for number, edges in self._shelf.edges(members).items():
            for other, score in edges.items():
                if other not in inside and other in incident_of:
                    best[incident_of[other]] = max(best.get(incident_of[other], (0.0, 0, 0)), (score, number, other))
        profiles = self._shelf.profiles({number for _, a, b in best.values() for number in (a, b)})
        return tuple(replace(self.between(profiles[a], profiles[b]), incident=incident) for incident, (_, a, b) in sorted(best.items()))

    def _likeliest(self, profiles: Mapping[int, Profile], members: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Pairs of members, the likeliest first; those that were never scored last."""
        edges = self._shelf.edges(members)
        scored = sorted(((-score, min(a, b), max(a, b)) for a, row in edges.items() for b, score in row.items() if a < b and b in profiles))
        yield from ((a, b) for _, a, b in scored)
        few = sorted(profiles)[:_MANY]
        yield from ((a, b) for at, a in enumerate(few) for b in few[at + 1 :])
        yield from ((few[0], b) for b in sorted(profiles)[_MANY:])


def _unite(root: dict[int, int], a: int, b: int) -> bool:
    """Make one tree of two; whether they were two."""
    first, second = _find(root, a), _find(root, b)
    root[second] = first
    return first != second


def _find(root: dict[int, int], number: int) -> int:
    """The root of a tree."""
    while root[number] != number:
        number = root[number]
    return number
