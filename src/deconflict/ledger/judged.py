"""What people's judgements come to: those that stand, what they say, and where they contradict each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from deconflict.ledger import tables as t
from deconflict.ledger.values import load
from deconflict.link.shelf import Pairing, Told


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person decided. ``kind`` is same, differ, wrong, value, note or undo; ``subject`` what it is about, by ids and content hashes that last."""

    number: int
    at: str
    author: str
    kind: str
    subject: Mapping[str, Any]
    because: str | None = None
    undoes: int | None = None
    standing: bool = True


@dataclass(frozen=True, slots=True)
class Conflict:
    """Judgements that cannot all hold; none of them is applied until one is undone."""

    judgements: tuple[int, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A mention by the content hash of its report and its place there; no place means the report's main mention."""

    key: str
    part: str | None = None
    start: int | None = None
    end: int | None = None

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Anchor:
        """The anchor that a judgement's subject names."""
        return cls(told["key"], told.get("part"), told.get("start"), told.get("end"))


@dataclass(frozen=True, slots=True)
class Verdicts:
    """All that stands, ready to be applied: pairings of mentions, claims read wrongly, values set, by mention."""

    pairings: tuple[tuple[frozenset[int], Pairing], ...]
    wrong: frozenset[str]
    values: tuple[tuple[int, Judgement], ...]
    conflicts: tuple[Conflict, ...]


def all_judgements(connection: Connection) -> tuple[Judgement, ...]:
    """Every judgement in the order in which it was made; those that were undone do not stand."""
    rows = connection.execute(select(t.judgements).order_by(t.judgements.c.number)).mappings().all()
    undone: set[int] = set()
    for row in reversed(rows):
        if row["undoes"] is not None and row["number"] not in undone:
            undone.add(row["undoes"])
    return tuple(
        Judgement(row["number"], row["at"], row["author"], row["kind"], load(row["subject"]), row["because"], row["undoes"], row["number"] not in undone)
        for row in rows
    )  # fmt: skip


def verdicts(connection: Connection) -> Verdicts:
    """What the standing judgements come to now."""
    standing = [judgement for judgement in all_judgements(connection) if judgement.standing]
    pairs = [judgement for judgement in standing if judgement.kind in {"same", "differ"}]
    found = {judgement.number: _mentions(connection, judgement) for judgement in pairs}
    values = tuple(_values(connection, standing))
    clashes = [*_contradictions(pairs, found), *_rival_values(connection, values)]
    held_back = {number for clash in clashes for number in clash.judgements}
    applied = [judgement for judgement in pairs if judgement.number not in held_back and None not in found[judgement.number]]
    return Verdicts(
        tuple(_pairing(connection, judgement, found[judgement.number]) for judgement in applied),
        frozenset(judgement.subject["claim"] for judgement in standing if judgement.kind == "wrong"),
        values,
        tuple(clashes),
    )


def _mentions(connection: Connection, judgement: Judgement) -> tuple[int | None, int | None]:
    """The mentions that a judgement on two speaks of, as they are now."""
    first, second = (find_mention(connection, Anchor.of(judgement.subject[side])) for side in ("first", "second"))
    return first, second


def find_mention(connection: Connection, anchor: Anchor) -> int | None:
    """The mention at an anchor: the one told at that very place, else the one whose anchor meets it, else the report's main one."""
    at = t.mentions.join(t.reports, t.reports.c.number == t.mentions.c.report)
    rows = (
        connection.execute(select(t.mentions).select_from(at).where(t.reports.c.key == anchor.key).order_by(t.mentions.c.number))
        .mappings()
        .all()
    )
    if anchor.part is not None and anchor.start is not None and anchor.end is not None:
        here = [row for row in rows if row["part"] == anchor.part and row["start"] < anchor.end and anchor.start < row["end"]]
        exact = [row for row in here if (row["start"], row["end"]) == (anchor.start, anchor.end)]
        if exact or here:
            return int((exact or here)[0]["number"])
    return next((int(row["number"]) for row in rows if row["main"]), None)


def _pairing(connection: Connection, judgement: Judgement, found: tuple[int | None, int | None]) -> tuple[frozenset[int], Pairing]:
    """A judgement on two mentions as linking takes it."""
    told = []
    for number in found:
        at = t.mentions.join(t.reports, t.reports.c.number == t.mentions.c.report)
        columns = select(t.reports.c.id, t.mentions.c.id).select_from(at)
        told.append(Told(*connection.execute(columns.where(t.mentions.c.number == number)).one()))
    return frozenset(number for number in found if number is not None), Pairing(told[0], told[1], judgement.kind == "same")


def _contradictions(pairs: Sequence[Judgement], found: Mapping[int, tuple[int | None, int | None]]) -> Iterator[Conflict]:
    """Judgements that two are not the same, where others say, in one step or several, that they are."""
    neighbours: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for judgement in pairs:
        first, second = found[judgement.number]
        if judgement.kind == "same" and first is not None and second is not None:
            neighbours[first].append((second, judgement.number))
            neighbours[second].append((first, judgement.number))
    for judgement in pairs:
        first, second = found[judgement.number]
        if judgement.kind == "differ" and first is not None and second is not None:
            chain = _chain(first, second, neighbours)
            if chain is not None:
                listed = ", ".join(map(str, chain))
                yield Conflict((*chain, judgement.number), f"{judgement.number} says that two are different which {listed} make one")


def _chain(first: int, second: int, neighbours: Mapping[int, Sequence[tuple[int, int]]]) -> tuple[int, ...] | None:
    """The shortest chain of judgements by which two mentions are the same."""
    reached: dict[int, tuple[int, ...]] = {first: ()}
    waiting = [first]
    while waiting and second not in reached:
        here = waiting.pop(0)
        for other, number in neighbours.get(here, ()):
            if other not in reached:
                reached[other] = (*reached[here], number)
                waiting.append(other)
    return reached.get(second)


def _values(connection: Connection, standing: Iterable[Judgement]) -> Iterator[tuple[int, Judgement]]:
    """The values that people set, each with the mention that stands for its incident."""
    for judgement in standing:
        if judgement.kind == "value":
            mention = find_mention(connection, Anchor.of(judgement.subject["at"]))
            if mention is not None:
                yield mention, judgement


def settled_values(judgements: Iterable[Judgement]) -> dict[tuple[str, str | None], Judgement]:
    """The value set for each attribute and group of one incident; none where people set different ones."""
    found: dict[tuple[str, str | None], list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        found[judgement.subject["attribute"], judgement.subject.get("group")].append(judgement)
    return {key: rivals[-1] for key, rivals in found.items() if len({str(rival.subject["best"]) for rival in rivals}) == 1}


def _rival_values(connection: Connection, values: Iterable[tuple[int, Judgement]]) -> Iterator[Conflict]:
    """Several values set for one attribute of one incident."""
    set_for: dict[tuple[str, str, str | None], list[Judgement]] = defaultdict(list)
    for mention, judgement in values:
        incident = connection.execute(select(t.members.c.incident).where(t.members.c.mention == mention)).scalar()
        set_for[str(incident), judgement.subject["attribute"], judgement.subject.get("group")].append(judgement)
    for (incident, attribute, _), rivals in set_for.items():
        if not settled_values(rivals):
            numbers = tuple(judgement.number for judgement in rivals)
            yield Conflict(numbers, f"{', '.join(map(str, numbers))} set different values for '{attribute}' of {incident}")
