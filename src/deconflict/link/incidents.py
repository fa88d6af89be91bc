"""Incidents: mentions of one happening over all reports, the main one of each report, and how incidents stand to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from deconflict.link.headline import headline
from deconflict.link.linker import Linker
from deconflict.link.memory import MemoryShelf
from deconflict.link.relations import relations_of
from deconflict.link.shelf import Pairing
from deconflict.link.ties import Ties
from deconflict.link.told import told_mentions
from deconflict.model import Incident, Lineage, Link, Mention, Reading
from deconflict.values.kind import Kind


def link_readings(readings: Sequence[Reading], pairings: Sequence[Pairing] = ()) -> MemoryShelf:
    """All readings linked on a shelf in memory, the oldest first."""
    shelf = MemoryShelf({reading.report.id: reading for reading in readings}.get, pairings)
    linker = Linker(shelf)
    for reading in sorted(readings, key=lambda reading: (reading.report.moment, reading.report.id)):
        linker.add(reading)
    return shelf


def incidents_on(
    shelf: MemoryShelf, readings: Sequence[Reading], lineages: Sequence[Lineage]
) -> tuple[tuple[Incident, ...], tuple[tuple[str, str], ...]]:
    """The incidents that linked readings tell of, and the main incident of each report; numbered by their oldest report."""
    ordered = sorted(readings, key=lambda reading: (reading.report.moment, reading.report.id))
    line_of = {report: lineage.id for lineage in lineages for report in lineage.reports}
    told = {
        number: (reading, mention, main)
        for reading in ordered
        for number, (mention, main) in zip(shelf.told_in(reading.report.id), told_mentions(reading), strict=True)
    }
    place = {number: at for at, number in enumerate(told)}
    groups = sorted(
        (sorted(members, key=place.__getitem__) for members in shelf.all_incidents().values()), key=lambda group: place[group[0]]
    )
    incident_of = {number: f"I{at}" for at, group in enumerate(groups, 1) for number in group}
    mains = tuple(sorted((reading.report.id, incident_of[number]) for number, (reading, _, main) in told.items() if main))
    related = relations_of([(incident_of[number], reading, mention, main) for number, (reading, mention, main) in told.items()])
    ties = Ties(shelf)
    incidents = tuple(
        replace(
            incident_of_mentions(f"I{at}", [(told[number][1], told[number][2]) for number in group], line_of, related),
            joins=ties.joins(group),
            parted=ties.parted(group, incident_of),
        )
        for at, group in enumerate(groups, 1)
    )
    return incidents, mains


def incident_of_mentions(
    id: str, told: Sequence[tuple[Mention, bool]], line_of: Mapping[str, str], related: Mapping[str, Sequence[Link]]
) -> Incident:
    """One incident of its mentions, each with whether it is its report's main one; the main ones give the kind."""
    mentions = [mention for mention, _ in told]
    kind = kind_of_mentions([mention for mention, main in told if main] or mentions)
    reports = tuple(dict.fromkeys(mention.report for mention in mentions))
    lines = len({line_of.get(report, report) for report in reports})
    background = all(mention.background for mention in mentions)
    return Incident(id, kind, background, headline(kind, mentions), tuple(mentions), reports, lines, tuple(related.get(id, ())))


def kind_of_mentions(mentions: Sequence[Mention]) -> Kind:
    """The most special kind told; among equals what most mentions tell, then what most words do."""
    kinds = [mention.kind for mention in mentions]
    words = [claim.value for mention in mentions for claim in mention.claims if claim.attribute == "kind"]
    return max(dict.fromkeys(kinds), key=lambda kind: (len(kind.ancestors), kinds.count(kind), words.count(kind), kind.name))
