"""What all views for people share: names, signs, by-lines and short quotes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deconflict.link.headline import place_name
from deconflict.model import Attribute, Claim, Grade, Incident, Modality, Position, Reading, Record, SourceKind, Status
from deconflict.resources import table
from deconflict.values.count import Count
from deconflict.values.place import Place
from deconflict.values.time import Time

_QUOTE = 90


@dataclass(frozen=True, slots=True)
class Heading:
    """How a status is shown: a sign, a word, and what it means."""

    sign: str
    word: str
    means: str


def heading(status: Status) -> Heading:
    """The sign and words of a status."""
    row = table("words")["status"][str(status)]
    return Heading(row["sign"], row["word"], row["means"])


def label(attribute: Attribute) -> str:
    """The attribute in words, with the group that it speaks of."""
    name = str(table("words")["attributes"][attribute.name])
    return f"{name} “{attribute.group}”" if attribute.name == "statement" else f"{name} ({attribute.group})" if attribute.group else name


def report_names(readings: Sequence[Reading]) -> dict[str, str]:
    """A short name for each report: its outlet, with the day or a number where one outlet has several, else its id."""
    names: dict[str, str] = {}
    outlets = [reading.report.outlet for reading in readings]
    for reading in readings:
        report = reading.report
        name = report.outlet or report.id
        if report.outlet and outlets.count(report.outlet) > 1:
            name = f"{report.outlet}, {report.day}" if report.day else f"{report.outlet} ({report.id})"
        if name in names.values():
            name = f"{name} ({report.id})"
        names[report.id] = name
    return names


def sources_line(count: int, lines: int) -> str:
    """'3 reports, 1 origin'."""
    return f"{count} report{'s' if count != 1 else ''}, {lines} origin{'s' if lines != 1 else ''}"


def related_to(incident: Incident) -> dict[str, list[str]]:
    """The incidents that one is related to, by how: {'same series': ['I2', 'I3']}."""
    related: dict[str, list[str]] = {}
    for link in incident.related:
        related.setdefault(link.relation.replace("_", " "), []).append(link.incident)
    return related


def told_by(claim: Claim, names: Mapping[str, str]) -> str:
    """Who says so: the report, and whom it cites, outlets told apart from speakers."""
    cited = [item.speaker + (" (unnamed)" if item.kind is SourceKind.ANONYMOUS else "") for item in claim.attribution[:2] if item.speaker]
    name = names[claim.span.report]
    return f"{name}, citing {' via '.join(cited)}" if cited else name


def firmness(claim: Claim) -> str:
    """How firmly a claim is put, where it is not plainly said."""
    return "" if claim.modality in {Modality.ASSERTED, Modality.REPORTED} else str(claim.modality)


def short_quote(text: str, longest: int = _QUOTE) -> str:
    """The words of a claim on one line, shortened in the middle of nothing: whole words from the start."""
    line = re.sub(r"\s+", " ", text).strip()
    return line if len(line) <= longest else line[: longest - 1].rsplit(" ", 1)[0] + " …"


def estimate_line(attribute: Attribute) -> str:
    """'best 14 (14 to 41), rule: conservative, the lowest of 14, 41; other rules: latest 41', for counts with more than one reading."""
    if attribute.type != "count" or attribute.low == attribute.high == attribute.best:
        return ""
    high = "no end told" if attribute.high is None else attribute.high
    others = [f"{rule} {figure}" for rule, figure in attribute.by_rule if figure != attribute.best]
    switched = f"; other rules: {', '.join(others)}" if others else ""
    return f"best {attribute.best} ({attribute.low} to {high}), rule: {attribute.rule}, {attribute.how}{switched}"


def grade_line(grade: Grade) -> str:
    """'Grade fair (provisional): told by 2 independent origins'."""
    sign = f"signed off by {grade.signed_off_by}" if grade.signed_off_by is not None else "provisional"
    return f"grade {grade.name} ({sign}): {'; '.join(grade.reasons)}"


def position_value(position: Position) -> str:
    """A position's value in a few words."""
    exact = next(claim for claim in position.claims if claim.value == position.value)
    return claim_value(exact)


def claim_value(claim: Claim) -> str:
    """A claim's value in a few words: places by the name used, with the gazetteer's where that differs; free text as told."""
    shown = claim.value.show()
    if isinstance(claim.value, Place):
        name = place_name(claim)
        return name if name.casefold() in shown.casefold() or shown.casefold() in name.casefold() else f"{name} ({shown})"
    if isinstance(claim.value, Time) and claim.value.first is not None:
        return f"“{short_quote(claim.quote, 40)}”, seen from publication"
    return shown if isinstance(claim.value, Count) else short_quote(shown, 60)


def leading_claims(position: Position, most: int) -> list[Claim]:
    """The claims to show first: one of each report, then others, as many as asked for."""
    seen: set[str] = set()
    first = [claim for claim in position.claims if not (claim.span.report in seen or seen.add(claim.span.report))]  # type: ignore[func-returns-value]
    return [*first, *(claim for claim in position.claims if claim not in first)][:most]


def tally(record: Record) -> dict[str, int]:
    """How many reports, incidents that are news, lines of reporting and contested attributes a record holds."""
    return {
        "reports": len(record.readings), "incidents": sum(not incident.background for incident in record.incidents), "lines": len(record.lineages),
        "contested": sum(attribute.status is Status.CONTESTED for incident in record.incidents for attribute in incident.attributes),
    }  # fmt: skip


def in_order(incidents: Sequence[Incident], mains: Mapping[str, str]) -> list[Incident]:
    """Incidents for people: those that most reports are about first, background last."""
    weight = {incident.id: list(mains.values()).count(incident.id) for incident in incidents}
    return sorted(
        incidents, key=lambda incident: (incident.background, -weight[incident.id], -len(incident.reports), len(incident.id), incident.id)
    )


def plural(number: int, noun: str) -> str:
    """'1 report', '2 reports'."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
