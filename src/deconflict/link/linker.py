"""Reports put on a shelf one by one: lineage first, then incidents, of which only those near the new mentions are grouped anew."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from deconflict.link.blocking import keys_of, nearest, questions
from deconflict.link.grouping import Grouping, Pair, pair
from deconflict.link.kinship import trace
from deconflict.link.naming import People
from deconflict.link.pair import exclusion, score_of
from deconflict.link.profile import Profile, profile
from deconflict.link.shelf import Kin, Pairing, Shelf, Told
from deconflict.link.told import told_mentions
from deconflict.model import Reading
from deconflict.resources import table


@dataclass(frozen=True, slots=True)
class Change:
    """What an addition, a withdrawal or a judgement did: mentions that now stand in another incident (before, after), and judgements that contradict later ones."""

    moved: dict[int, tuple[str | None, str]] = field(default_factory=dict)
    overruled: tuple[Pairing, ...] = ()


Scored = dict[tuple[int, int, bool], float]
"""Scores of two mentions and whether their reports come of one text: kept for one linker after the other that works on a shelf."""
_MOST = 1 << 16


class Linker:
    """Links reports on a shelf. The incidents do not depend on the order in which reports come; their ids stay while they grow."""

    def __init__(self, shelf: Shelf, scored: Scored | None = None) -> None:
        self.shelf = shelf
        self._scored: Scored = {} if scored is None else scored

    def add(self, reading: Reading) -> Change:
        """Put a report on the shelf and link it. A report of the same id has to be withdrawn before."""
        kin = _of_one_text(reading.report.id, trace(self.shelf, reading))
        people = People.of(reading)
        edges: dict[int, list[tuple[int, int, float]]] = {}
        for mention, main in told_mentions(reading):
            own = Profile.unpack(profile(reading, mention, main, people).pack())
            number = self.shelf.put(own, keys_of(own))
            edges[number] = self._compared(number, own, kin)
        self.shelf.keep_edges([edge for found in edges.values() for edge in found])
        return self.regroup(edges)

    def withdraw(self, report: str) -> Change:
        """Take a report from the shelf, and group anew what it held together. Judgements on it stay with the shelf."""
        gone = self.shelf.told_in(report)
        beside = {other for edges in self.shelf.edges(gone).values() for other in edges} - set(gone)
        fellows = self._fellows(gone) - set(gone)
        self.shelf.withdraw(report)
        self._scored.clear()  # its numbers may be given to others
        return self.regroup(sorted(beside | fellows))

    def judged(self, pairing: Pairing) -> Change:
        """Group anew after a judgement was put on the shelf, or taken from it."""
        return self.regroup([number for told in (pairing.first, pairing.second) for number in self._numbers(told)])

    def regroup(self, numbers: Iterable[int]) -> Change:
        """Group the neighbourhoods of some mentions anew, each once, and those of all that stood in one incident with them."""
        groups: list[list[int]] = []
        overruled: dict[Pairing, None] = {}
        done: set[int] = set()
        waiting = deque(numbers)
        # A shelf that asks a database asks once for all of them here, and not again for each.
        self.shelf.edges(waiting)
        self.shelf.incidents(waiting)
        while waiting:
            number = waiting.popleft()
            if number in done:
                continue
            near, least = self._neighbourhood(number)
            found, broken = self._group(near - done, least)
            groups += found
            overruled.update(dict.fromkeys(broken))
            done |= near
            waiting.extend(sorted(self._fellows(near) - done))
        return Change(self._settle(groups), tuple(overruled))

    def _fellows(self, numbers: Iterable[int]) -> set[int]:
        """The mentions that stand in the incidents of some mentions."""
        return {other for members in self.shelf.members(self.shelf.incidents(numbers).values()).values() for other in members}

    def _compared(self, number: int, own: Profile, kin: set[str]) -> list[tuple[int, int, float]]:
        """A new mention scored with those that may tell of the same; on a shelf that has no more than can be compared, with all. ``kin`` are its report's."""
        limits = table("linking")
        asked, most = questions(own), limits["blocking"]["candidates"]
        if number > most:
            others = self.shelf.profiles(nearest(self.shelf.holding(tuple(asked), limits["blocking"]["holders"]), asked, most))
        else:
            others = self.shelf.profiles(range(number))
        scored = ((other, score_of(own, theirs, theirs.report in kin)) for other, theirs in others.items() if other != number)
        return [(number, other, score) for other, score in scored if score >= limits["cluster"]["kept"]]

    def _neighbourhood(self, number: int) -> tuple[set[int], float]:
        """The mentions that hang together with one by likely pairs, and how likely; in dense neighbourhoods only by the likeliest."""
        limits = table("linking")["cluster"]
        near: set[int] = set()
        for least in limits["steps"]:
            near, whole = self._reach(number, least, limits["neighbourhood"])
            if whole:
                return near, least
        return near, limits["steps"][-1]

    def _reach(self, number: int, least: float, most: int) -> tuple[set[int], bool]:
        """All mentions reached over pairs of at least some score and over judgements; whether that was all, within a limit."""
        near, edge = {number}, [number]
        while edge and len(near) < most:
            beyond = {other for edges in self.shelf.edges(edge).values() for other, score in edges.items() if score >= least}
            beyond |= {other for pairing in self.shelf.pairings(edge) if pairing.same for told in (pairing.first, pairing.second) for other in self._numbers(told)}  # fmt: skip
            edge = sorted(beyond - near)
            near.update(edge[: most - len(near)])
        return near, not edge

    def _group(self, near: set[int], least: float) -> tuple[list[list[int]], list[Pairing]]:
        """The groups within a neighbourhood, and the judgements that later ones overrule."""
        if len(near) == 1:
            return [list(near)], []
        limits = table("linking")["cluster"]
        profiles = self.shelf.profiles(near)
        scores: dict[Pair, float] = {
            pair(a, b): score
            for a, edges in self.shelf.edges(near).items()
            for b, score in edges.items()
            if b in near and score >= limits["kept"]
        }
        reports = {item.report for item in profiles.values()}
        held, line = self.shelf.kin(reports), self.shelf.lines(reports)
        kin = {report: _of_one_text(report, held.get(report, ())) for report in reports}
        grouping = Grouping(
            near, lambda number: profiles[number].key, lambda number: line[profiles[number].report],
            lambda a, b: exclusion(profiles[a], profiles[b], profiles[b].report in kin[profiles[a].report]) is not None,
        )  # fmt: skip

        def unseen(a: int, b: int) -> float:
            """The score of a pair that blocking did not bring together, or that was too unlikely to be kept."""
            return self._score(a, b, profiles[a], profiles[b], profiles[b].report in kin[profiles[a].report])

        decisions = list(self._decisions(near))
        broken = grouping.judge([(a, b, pairing.same) for a, b, pairing in decisions])
        grouping.join_likeliest(scores, max(least, limits["least"]), unseen)
        return grouping.groups(), [pairing for a, b, pairing in decisions if (a, b, pairing.same) in broken]

    def _score(self, a: int, b: int, mine: Profile, theirs: Profile, kin: bool) -> float:
        """The score of two mentions, worked out once: a dense neighbourhood is grouped anew at each report that comes to it."""
        if (a, b, kin) not in self._scored:
            if len(self._scored) >= _MOST:
                self._scored.clear()
            self._scored[a, b, kin] = score_of(mine, theirs, kin)
        return self._scored[a, b, kin]

    def _decisions(self, near: Iterable[int]) -> Iterator[tuple[int, int, Pairing]]:
        """People's judgements among some mentions, oldest first."""
        for pairing in self.shelf.pairings(near):
            for a in self._numbers(pairing.first):
                for b in self._numbers(pairing.second):
                    if a != b:
                        yield a, b, pairing

    def _numbers(self, told: Told) -> list[int]:
        """The mention that a judgement names, where it is on the shelf."""
        held = self.shelf.profiles(self.shelf.told_in(told.report))
        return [number for number, item in held.items() if (item.main if told.mention is None else item.mention == told.mention)]

    def _settle(self, groups: Sequence[Sequence[int]]) -> dict[int, tuple[str | None, str]]:
        """Write groups down as incidents: each keeps the id that most of its mentions have, the largest group first."""
        before = self.shelf.incidents([number for group in groups for number in group])
        claims = sorted(
            ((-sum(before.get(number) == id for number in group), id, at) for at, group in enumerate(groups) for id in {before[n] for n in group if n in before}),
            key=lambda item: (item[0], len(item[1]), item[1], item[2]),
        )  # fmt: skip
        id_of: dict[int, str] = {}
        for _, id, at in claims:
            if at not in id_of and id not in id_of.values():
                id_of[at] = id
        after = {
            number: id_of.get(at) or id_of.setdefault(at, self.shelf.new_incident()) for at, group in enumerate(groups) for number in group
        }
        moved = {number: (before.get(number), id) for number, id in after.items() if before.get(number) != id}
        self.shelf.regroup({number: id for number, (_, id) in moved.items()})
        return moved


def _of_one_text(report: str, kin: Iterable[Kin]) -> set[str]:
    """The reports that come of one text with a report, by its kin."""
    return {name for item in kin if item.sort != "quotes" for name in (item.first, item.second)} - {report}
