"""The record in a terminal: incident heads, then attributes with what their sources make of them, contested ones first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TextIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from deconflict.model import Attribute, Incident, Position, Reading, Record, Status
from deconflict.show.view import (
    estimate_line,
    firmness,
    grade_line,
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
)  # fmt: skip
from deconflict.values.time_words import shown_moment

_STYLE = {Status.CONTESTED: "bold red", Status.UPDATED: "yellow", Status.REFINED: "cyan", Status.AGREED: "green", Status.SOLE: "dim"}
_MOST_CLAIMS = 3


def print_record(record: Record, out: TextIO) -> None:
    """Write a record for people; 80 columns where the stream is no terminal."""
    console = Console(file=out, width=None if out.isatty() else 80, highlight=False)
    names = report_names(record.readings)
    found = tally(record)
    console.print(
        Text(
            f"{plural(found['reports'], 'report')} in {plural(found['lines'], 'line')} of reporting, {plural(found['incidents'], 'incident')}, {plural(found['contested'], 'contested attribute')}",
            style="bold",
        )
    )
    for incident in in_order(record.incidents, dict(record.main_incident)):
        console.print(_incident(incident, names))
    for line in _tail(record, names):
        console.print(line)


def _incident(incident: Incident, names: Mapping[str, str]) -> RenderableType:
    """One incident: a head and its table."""
    sort = "background, " if incident.background else ""
    head = Text.assemble((f"{incident.id}  ", "bold"), (incident.headline, "bold"))
    lines: list[RenderableType] = [
        Text(),
        Rule(style="dim"),
        head,
        Text(
            f"{sort}{sources_line(len(incident.reports), incident.lines)}: {'; '.join(names[report] for report in incident.reports)}",
            style="dim",
        ),
    ]
    if incident.grade is not None and not incident.background:
        lines.append(Text(grade_line(incident.grade), style="dim"))
    lines.extend(Text(f"{relation}: {', '.join(others)}", style="dim") for relation, others in related_to(incident).items())
    lines.append(_attributes(incident.attributes, names))
    return Group(*lines)


def _attributes(attributes: tuple[Attribute, ...], names: Mapping[str, str]) -> Table:
    """The table of attributes."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1), expand=True)
    table.add_column(width=1)
    table.add_column(width=20, overflow="fold")
    table.add_column(ratio=1, overflow="fold")
    for attribute in attributes:
        style = _STYLE[attribute.status]
        shown = heading(attribute.status)
        name = Text.assemble(label(attribute), "\n", (shown.word, style))
        table.add_row(Text(shown.sign, style=style), name, Group(*_positions(attribute, names)))
    return table


def _positions(attribute: Attribute, names: Mapping[str, str]) -> Iterator[RenderableType]:
    """Each position with its claims; the estimate where there is a choice."""
    for position in attribute.positions:
        yield _position(position, attribute.status is Status.CONTESTED)
        for claim in leading_claims(position, _MOST_CLAIMS):
            firm = firmness(claim)
            by = told_by(claim, names) + (f" [{firm}]" if firm else "")
            yield Padding(Text.assemble(f"“{short_quote(claim.quote)}” ", (f"— {by}", "dim")), (0, 0, 0, 2))
        if len(position.claims) > _MOST_CLAIMS:
            yield Padding(Text(f"and {len(position.claims) - _MOST_CLAIMS} more", style="dim"), (0, 0, 0, 2))
    if line := estimate_line(attribute):
        yield Text(line, style="dim")


def _position(position: Position, contested: bool) -> Text:
    """A position's value with how many say so."""
    value = (position_value(position), "bold red" if contested else "bold")
    return Text.assemble(value, (f"  {sources_line(len(position.reports), position.lines)}", "dim"))


def _tail(record: Record, names: Mapping[str, str]) -> Iterator[RenderableType]:
    """Statements that more than one report carries, lines of reporting, and problems."""
    shared = [item for item in record.statements if item.also_in]
    if shared:
        yield Group(Text(), Rule(style="dim"), Text("Words quoted by more than one report", style="bold"))
    for item in shared:
        yield Text.assemble(
            f"“{short_quote(item.statement.quote)}” ",
            (
                f"— {item.statement.speaker or 'nobody named'}: {names[item.statement.span.report]}, also {', '.join(names[report] for report in item.also_in)}",
                "dim",
            ),
        )
    for lineage in record.lineages:
        if len(lineage.reports) > 1:
            yield Text(f"{lineage.id}: one line of reporting: {'; '.join(names[report] for report in lineage.reports)}", style="dim")
    for reading in record.readings:
        for problem in reading.report.problems:
            yield Text(f"{names[reading.report.id]}: {problem}", style="yellow")


def print_reading(reading: Reading, out: TextIO) -> None:
    """Write what was found in one report: its happenings with their claims, then who says what."""
    console = Console(file=out, width=None if out.isatty() else 80, highlight=False)
    report = reading.report
    day = report.published and shown_moment(report.published)
    console.print(Text(report.title or report.id, style="bold"))
    console.print(
        Text(
            " · ".join(part for part in (report.outlet, day, report.language, plural(len(reading.sentences), "sentence")) if part),
            style="dim",
        )
    )
    for problem in report.problems:
        console.print(Text(problem, style="yellow"))
    for mention in reading.mentions:
        console.print(Text(f"\n{mention.id}  {mention.kind.name}{', background' if mention.background else ''}", style="bold"))
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1))
        table.add_column(width=20, overflow="fold")
        table.add_column(overflow="fold")
        for claim in mention.claims:
            by = f" — {claim.attribution[0].speaker}" if claim.attribution and claim.attribution[0].speaker else ""
            firm = f" [{firmness(claim)}]" if firmness(claim) else ""
            table.add_row(
                claim.attribute + (f" ({claim.group})" if claim.group else ""),
                Text.assemble((short_quote(claim.value.show(), 50), "bold"), f"  “{short_quote(claim.quote, 60)}”", (by + firm, "dim")),
            )
        console.print(table)
    for statement in reading.statements:
        console.print(
            Text.assemble(
                ("said  " if statement.direct else "told  "),
                (f"{statement.speaker or 'nobody named'}: ", "bold"),
                short_quote(statement.quote, 110),
            )
        )
    console.print()
