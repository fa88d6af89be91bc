"""The record as Markdown, to be pasted into a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from deconflict.model import Attribute, Incident, Record
from deconflict.show.view import (
    estimate_line,
    firmness,
    heading,
    in_order,
    label,
    leading_claims,
    plural,
    position_value,
    related_to,
    report_names,
    short_quote,
    sources_line,
    tally,
    told_by,
)
from deconflict.values.time_words import shown_moment

_SPECIAL = str.maketrans({character: f"\\{character}" for character in "\\`*_[]<>|#"})


def show_markdown(record: Record) -> str:
    """The whole record as one Markdown document."""
    names = report_names(record.readings)
    found = tally(record)
    lines = [
        "# Who says what", "",
        f"{plural(found['reports'], 'report')} in {plural(found['lines'], 'line')} of reporting, {plural(found['incidents'], 'incident')}, {plural(found['contested'], 'contested attribute')}.", "",
    ]  # fmt: skip
    for incident in in_order(record.incidents, dict(record.main_incident)):
        lines.extend(_incident(incident, names))
    lines.extend(_reports(record, names))
    return "\n".join(lines).rstrip() + "\n"


def escaped(text: str) -> str:
    """Text without meaning to Markdown."""
    return text.translate(_SPECIAL).replace("\n", " ")


def _incident(incident: Incident, names: Mapping[str, str]) -> Iterator[str]:
    """One incident with a table of its attributes."""
    yield f"## {incident.id}: {escaped(incident.headline)}"
    yield ""
    yield f"{'Background. ' if incident.background else ''}{sources_line(len(incident.reports), incident.lines)}: {escaped('; '.join(names[report] for report in incident.reports))}."
    for relation, others in related_to(incident).items():
        yield f"{relation.capitalize()}: {', '.join(others)}."
    yield ""
    yield "| | attribute | value | who says so, in which words |"
    yield "| --- | --- | --- | --- |"
    for attribute in incident.attributes:
        yield from _rows(attribute, names)
    yield ""


def _rows(attribute: Attribute, names: Mapping[str, str]) -> Iterator[str]:
    """One row a position."""
    shown = heading(attribute.status)
    for number, position in enumerate(attribute.positions):
        quotes = "<br>".join(
            f"“{escaped(short_quote(claim.quote))}” — {escaped(told_by(claim, names))}{f' ({firmness(claim)})' if firmness(claim) else ''}"
            for claim in leading_claims(position, 4)
        )
        name = f"{escaped(label(attribute))} — {shown.word}" if number == 0 else ""
        note = f" ({estimate_line(attribute)})" if number == 0 and estimate_line(attribute) else ""
        yield f"| {shown.sign if number == 0 else ''} | {name} | **{escaped(position_value(position))}**{note} | {quotes} |"


def _reports(record: Record, names: Mapping[str, str]) -> Iterator[str]:
    """The reports that were read."""
    yield "## Reports"
    yield ""
    line_of = {report: lineage.id for lineage in record.lineages for report in lineage.reports}
    for reading in record.readings:
        report = reading.report
        facts = ", ".join(
            escaped(str(part))
            for part in (report.title, report.published and shown_moment(report.published), report.url, f"line {line_of[report.id]}")
            if part
        )
        yield f"- **{escaped(names[report.id])}**: {facts}" + "".join(f"; {escaped(problem)}" for problem in report.problems)
