"""What exporters ask of an incident: one way to see the ledger's entry that all formats share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from deconflict.ledger.answers import Entry, Head, Toll
from deconflict.model import Attribute, Claim, Incident, Report, Status
from deconflict.resources import table
from deconflict.values import Value
from deconflict.values.actor import Actor
from deconflict.values.people import wholes
from deconflict.values.place import Place
from deconflict.values.text import Text
from deconflict.values.time import Time

V = TypeVar("V", bound=Value)
CIVILIANS = "civilians"
FORCES = "security forces"


@dataclass(frozen=True)
class Facts:
    """An incident as its sources tell it; what they do not tell is None, and so is what they contradict each other on where one answer is needed."""

    entry: Entry

    @property
    def incident(self) -> Incident:
        """The incident."""
        return self.entry.incident

    @property
    def head(self) -> Head:
        """The incident in one line."""
        return self.entry.head

    @cached_property
    def reports(self) -> tuple[Report, ...]:
        """The reports that tell of it, the oldest first."""
        return tuple(reading.report for reading in self.entry.readings)

    def attributes(self, name: str) -> Iterator[Attribute]:
        """All attributes of a name."""
        return (attribute for attribute in self.incident.attributes if attribute.name == name)

    def attribute(self, name: str, group: str | None = None) -> Attribute | None:
        """The attribute of a name and group."""
        return next((attribute for attribute in self.attributes(name) if attribute.group == group), None)

    def claims(self, *names: str) -> Iterator[Claim]:
        """The claims on some attributes; on all where none is named."""
        for attribute in self.incident.attributes:
            if not names or attribute.name in names:
                yield from (claim for position in attribute.positions for claim in position.claims)

    def toll(self, name: str, group: str | None = None) -> Toll | None:
        """The estimate of a count of people: the total, or that of a group."""
        return _toll(self.attribute(name, group))

    def tolls(self, name: str) -> dict[str, Toll]:
        """The estimates of all groups that are told apart."""
        found = {attribute.group: _toll(attribute) for attribute in self.attributes(name) if attribute.group}
        return {group: toll for group, toll in found.items() if group is not None and toll is not None}

    def most_of(self, name: str, whole: str) -> Toll | None:
        """The greatest estimate among a group and those within it: how many at least, and no sum, for one may hold another."""
        tolls = [toll for group, toll in self.tolls(name).items() if group == whole or whole in wholes(group)]
        return max(tolls, key=lambda toll: (toll.best, toll.low or 0), default=None)

    def value(self, name: str, kind: type[V]) -> V | None:
        """The value on which the estimate of an attribute stands."""
        attribute = self.attribute(name)
        best = (position.value for position in attribute.positions if position.text == attribute.best) if attribute else iter(())
        return next((value for value in best if isinstance(value, kind)), None)

    @cached_property
    def time(self) -> Time | None:
        """When it happened: the best date told; the first one with calendar days where that has none."""
        best = self.value("date", Time)
        dates = [claim.value for claim in self.claims("date") if isinstance(claim.value, Time) and claim.value.days is not None]
        return best if best is not None and best.days is not None else next(iter(dates), None)

    @property
    def days(self) -> tuple[date, date] | None:
        """First and last day on which it may have happened."""
        return None if self.time is None else self.time.days

    @cached_property
    def place(self) -> Place | None:
        """Where it happened, as exactly as told; it may be an area."""
        return self.value("place", Place)

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude in degrees; None for countries, divisions and regions, at whose centres nothing is told to have happened."""
        return self.head.point

    @property
    def country(self) -> str | None:
        """The ISO code of the country."""
        return self.place.country if self.place else None

    @cached_property
    def actor(self) -> Actor | None:
        """Who did it, by name: no mere description ('gunmen'), and nobody where sources contradict each other."""
        attribute = self.attribute("actor")
        actor = self.value("actor", Actor)
        return actor if actor is not None and attribute is not None and attribute.status is not Status.CONTESTED and named(actor) else None

    @cached_property
    def opponent(self) -> Actor | None:
        """The armed actor that was the target, where the words for the target name one."""
        found = (Actor.parse(words) for words in self.words("target"))
        return next((actor for actor in found if actor.known and actor != self.actor), None)

    def words(self, name: str) -> list[str]:
        """The best of every attribute in free words, as told."""
        texts = [(attribute, attribute.positions[0].value) for attribute in self.attributes(name)]
        return [value.shown or str(attribute.best) for attribute, value in texts if isinstance(value, Text) and not value.denied]

    @cached_property
    def speakers(self) -> tuple[str, ...]:
        """Who is cited, each once."""
        return tuple(dict.fromkeys(item.speaker for claim in self.claims() for item in claim.attribution[:1] if item.speaker))


def _toll(attribute: Attribute | None) -> Toll | None:
    """The bounds of a count of people."""
    if attribute is None or not isinstance(attribute.best, int):
        return None
    return Toll(
        attribute.low if isinstance(attribute.low, int) else None,
        attribute.best,
        attribute.high if isinstance(attribute.high, int) else None,
    )


def named(actor: Actor) -> bool:
    """Whether an actor is known or goes by a name of its own."""
    return actor.known or (actor.kind in {"other", "person"} and actor.name != actor.name.lower())


def state_name(iso: str | None) -> str | None:
    """The name of a country."""
    row = table("states")["states"].get(iso or "")
    return str(row[0]) if row else iso


def country_codes(iso: str | None) -> tuple[str | None, int | None, int | None]:
    """Alpha-3, numeric ISO and Gleditsch-Ward codes of a country; None for each that it has not."""
    row = table("country_codes")["codes"].get(iso or "", ["", 0, 0])
    return row[0] or None, row[1] or None, row[2] or None
