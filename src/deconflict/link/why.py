"""Two reports side by side: do they tell of one incident, do they come of one text, and what says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deconflict.link.kinship import kin_of
from deconflict.link.lineage import before
from deconflict.link.profile import Profile
from deconflict.link.shelf import Kin, Shelf
from deconflict.link.ties import Ties
from deconflict.link.wording import Wording, shared_runs, wording_of
from deconflict.model import Part, Reading, SourceKind, Span, Tie
from deconflict.resources import table

_RUN = 8
_MOST = 5
_MANY = 12


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two reports have to do with each other.

    ``tie`` sets their main happenings side by side (None where one tells of none), ``joined`` is whether these are one incident, ``through`` the ties that
    lead from one to the other where they are; ``against`` those between their two incidents that keep these apart where the two by themselves are likely
    one. ``kin`` is how the texts are akin, ``runs`` the longest runs of words that both have, as spans of the first
    and the second, ``older`` the report that the other may be copied from, ``cited`` outlets that both put what they tell down to.
    """

    first: str
    second: str
    joined: bool
    tie: Tie | None
    through: tuple[Tie, ...]
    against: tuple[Tie, ...]
    kin: Kin | None
    older: str | None
    runs: tuple[tuple[Span, Span], ...]
    cited: tuple[str, ...]


def compare_reports(shelf: Shelf, first: Reading, second: Reading) -> Comparison:
    """Two reports that are on a shelf, side by side."""
    mains = [_main(shelf, reading.report.id) for reading in (first, second)]
    numbers = [number for number, _ in mains if number is not None]
    profiles = [profile for _, profile in mains if profile is not None]
    ties = Ties(shelf)
    joined = len(numbers) == 2 and len({*shelf.incidents(numbers).values()}) == 1
    members = shelf.members(shelf.incidents(numbers[:1]).values()) if joined else {}
    through = tuple(_path(ties.joins(next(iter(members.values()))), profiles[0].key, profiles[1].key)) if joined else ()
    tie = ties.between(*profiles) if len(profiles) == 2 else None
    against = (
        _against(shelf, ties, numbers) if tie is not None and not joined and tie.probability >= table("linking")["cluster"]["least"] else ()
    )
    kin = kin_of(first, second)
    return Comparison(
        first.report.id, second.report.id, joined, tie, through, against, kin, _older(first, second) if kin is not None else None, tuple(_runs(first, second)), _both_cite(first, second),
    )  # fmt: skip


def _main(shelf: Shelf, report: str) -> tuple[int | None, Profile | None]:
    """The main mention of a report."""
    held = shelf.profiles(shelf.told_in(report))
    return next(((number, profile) for number, profile in held.items() if profile.main), (None, None))


def _against(shelf: Shelf, ties: Ties, numbers: Sequence[int]) -> tuple[Tie, ...]:
    """The ties between the incidents of two mentions that speak most against these being one; the oldest members of large ones."""
    held = shelf.members(shelf.incidents(numbers).values())
    mine, theirs = (list(shelf.profiles(members[:_MANY]).values()) for members in held.values())
    found = sorted((ties.between(a, b) for a in mine for b in theirs), key=lambda tie: (tie.probability, tie.first, tie.second))
    return tuple(tie for tie in found if tie.probability < table("linking")["cluster"]["least"])[:_MOST]


def _path(joins: tuple[Tie, ...], start: tuple[str, str], end: tuple[str, str]) -> list[Tie]:
    """The ties that lead from one mention to another."""
    ways: dict[tuple[str, str], list[Tie]] = {start: []}
    waiting = [start]
    while waiting:
        here = waiting.pop(0)
        for tie in joins:
            there = {tie.first: tie.second, tie.second: tie.first}.get(here)
            if there is not None and there not in ways:
                ways[there] = [*ways[here], tie]
                waiting.append(there)
    return ways.get(end, [])


def _older(first: Reading, second: Reading) -> str | None:
    """The report that was surely published before the other."""
    if before(first.report.published, second.report.published):
        return first.report.id
    return second.report.id if before(second.report.published, first.report.published) else None


def _runs(first: Reading, second: Reading) -> Iterator[tuple[Span, Span]]:
    """The longest runs of words that both texts have."""
    mine, theirs = wording_of(first.report), wording_of(second.report)
    for at, other, length in shared_runs(mine, theirs, _RUN)[:_MOST]:
        yield _span(first, mine, at, length), _span(second, theirs, other, length)


def _span(reading: Reading, wording: Wording, at: int, length: int) -> Span:
    """Where a run of words stands."""
    return Span(reading.report.id, Part.TEXT, wording.spans[at][0], wording.spans[at + length - 1][1])


def _both_cite(first: Reading, second: Reading) -> tuple[str, ...]:
    """Outlets that both reports cite."""
    mine, theirs = ({item.speaker.casefold(): item.speaker for item in reading.attributions if item.kind is SourceKind.OUTLET and item.speaker} for reading in (first, second))  # fmt: skip
    return tuple(name for key, name in mine.items() if key in theirs)
