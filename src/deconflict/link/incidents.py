"""Incidents: mentions of one happening over all reports, the main one of each report, and how incidents stand to each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from deconflict.link.cluster import cluster, score_pairs
from deconflict.link.headline import headline
from deconflict.link.profile import Profile, profile
from deconflict.model import Incident, Lineage, Link, Mention, Reading
from deconflict.resources import table

_TOO_GENERAL = frozenset({"violence", "threat", "protest", "arrest"})


@cache
def _response() -> re.Pattern[str]:
    """Cues by which one happening is told to answer another."""
    return re.compile("|".join(map(re.escape, table("events")["response"])), re.I)


def main_mention(reading: Reading) -> Mention | None:
    """The happening that a report is about: its first that is news, of a telling kind where there is one."""
    news = [mention for mention in reading.mentions if not mention.background]
    telling = [
        mention
        for mention in news
        if mention.kind.name not in _TOO_GENERAL or any(claim.attribute in {"killed", "injured"} for claim in mention.claims)
    ]
    return next(iter(telling), next(iter(news), None))


def link_incidents(readings: Sequence[Reading], lineages: Sequence[Lineage]) -> tuple[tuple[Incident, ...], tuple[tuple[str, str], ...]]:
    """The incidents that reports tell of, and the main incident of each report; ids do not depend on the order given."""
    ordered = sorted(readings, key=lambda reading: (str(reading.report.day or ""), reading.report.id))
    line_of = {report: lineage.id for lineage in lineages for report in lineage.reports}
    told = list(_told(ordered))
    profiles = [profile(reading, mention, mention is main) for reading, mention, main in told]
    groups = cluster(profiles, score_pairs(profiles, line_of))
    incident_of = {index: f"I{number}" for number, group in enumerate(groups, 1) for index in group}
    mains = tuple((reading.report.id, incident_of[index]) for index, (reading, mention, main) in enumerate(told) if mention is main)
    links = _links(told, profiles, incident_of)
    incidents = tuple(_incident(f"I{number}", [told[index] for index in group], line_of, links) for number, group in enumerate(groups, 1))
    return incidents, tuple(sorted(mains))


def _told(readings: Sequence[Reading]) -> Iterator[tuple[Reading, Mention, Mention | None]]:
    """Every mention with its reading and the reading's main mention; general ones without any circumstance are left out."""
    for reading in readings:
        main = main_mention(reading)
        for mention in reading.mentions:
            circumstances = {claim.attribute for claim in mention.claims} - {"kind", "cited"}
            if (
                mention is main
                or circumstances & {"place", "date", "killed", "injured", "captured"}
                or (mention.background and circumstances)
            ):
                yield reading, mention, main


def _incident(
    id: str, told: Sequence[tuple[Reading, Mention, Mention | None]], line_of: Mapping[str, str], links: Mapping[str, set[Link]]
) -> Incident:
    """One incident of its mentions; the main ones give the kind."""
    mentions = [mention for _, mention, _ in told]
    leading = [mention for _, mention, main in told if mention is main] or mentions
    kinds = [mention.kind for mention in leading]
    kind = max(dict.fromkeys(kinds), key=lambda kind: (len(kind.ancestors), kinds.count(kind), kind.name))
    reports = tuple(dict.fromkeys(mention.report for mention in mentions))
    lines = len({line_of.get(report, report) for report in reports})
    related = tuple(sorted(links.get(id, ()), key=lambda link: (link.incident, link.relation)))
    return Incident(
        id, kind, all(mention.background for mention in mentions), headline(kind, mentions), tuple(mentions), reports, lines, related
    )


def _links(
    told: Sequence[tuple[Reading, Mention, Mention | None]], profiles: Sequence[Profile], incident_of: Mapping[int, str]
) -> dict[str, set[Link]]:
    """How incidents of one report stand to each other: told as an answer, as background, or as a part."""
    links: dict[str, set[Link]] = {}
    by_report: dict[str, list[int]] = {}
    for index, item in enumerate(profiles):
        by_report.setdefault(item.report, []).append(index)
    for indices in by_report.values():
        main = next((index for index in indices if profiles[index].main), None)
        for index in indices:
            if main is None or index == main or incident_of[index] == incident_of[main]:
                continue
            relation = "background" if profiles[index].background else "response_to" if _answers(told[main][1], told[index][1]) else None
            if relation:
                links.setdefault(incident_of[main], set()).add(Link(incident_of[index], relation))
    return links


def _answers(mention: Mention, other: Mention) -> bool:
    """Whether a mention is told as an answer to another: the words for what it answers hold words of the other."""
    told = [other.anchor, *(claim.span for claim in other.claims)]
    return any(claim.attribute == "trigger" and any(claim.span.holds(span) for span in told) for claim in mention.claims)
