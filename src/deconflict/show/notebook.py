"""What a notebook shows of incidents, reports, disagreements and audits; ``deconflict.open`` and ``open_reader`` see to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from deconflict.audit.audit import Audit
from deconflict.ledger.answers import Entry, Page, ReportEntry
from deconflict.model import Attribute, Incident, Reading, Record, Report
from deconflict.show.audit import summary
from deconflict.show.view import (
    claim_value,
    estimate_line,
    heading,
    label,
    position_value,
    report_names,
    short_quote,
    sources_line,
    told_by,
)

_CELL = "text-align:left;vertical-align:top"


def register() -> bool:
    """Let the running notebook show these in full; False, and nothing done, where there is none."""
    try:
        from IPython import get_ipython  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415
    except ImportError:
        return False
    shell = get_ipython()
    if shell is None:
        return False
    shown = shell.display_formatter.formatters["text/html"]
    for kind, html in _SHOWN.items():
        shown.for_type(kind, html)
    return True


def page_html(page: Page[Any]) -> str:
    """Incidents, one a row."""
    rows = [
        (head.id, _days(head), head.headline, str(head.reports), str(head.lines), "≠" if head.contested else "")
        for head in page
    ]  # fmt: skip
    return _table(("incident", "day", "", "reports", "origins", ""), rows) + f"<p>{len(page)} of {page.total}</p>"


def entry_html(entry: Entry) -> str:
    """One incident: what its sources make of each attribute, on which words."""
    return _incident(entry.incident, report_names(entry.readings))


def record_html(record: Record) -> str:
    """What ``reconcile`` answers: every incident that is no mere background."""
    names = report_names(record.readings)
    return "".join(_incident(incident, names) for incident in record.incidents if not incident.background)


def incident_html(incident: Incident) -> str:
    """One incident by itself; its reports go by their ids."""
    return _incident(incident, {report: report for report in incident.reports})


def _incident(incident: Incident, names: dict[str, str]) -> str:
    """An incident as a table of its attributes."""
    rows = "".join(_attribute_row(attribute, names) for attribute in incident.attributes)
    head = f"<h4>{escape(incident.headline)}</h4><p>{escape(incident.id)} · {sources_line(len(incident.reports), incident.lines)}</p>"
    return f"{head}<table>{rows}</table>"


def _attribute_row(attribute: Attribute, names: dict[str, str]) -> str:
    """An attribute as a row of a table."""
    sign = heading(attribute.status)
    cells = (
        f'<span title="{escape(sign.means)}">{sign.sign} {escape(sign.word)}</span>',
        escape(label(attribute)),
        _positions(attribute, names),
    )
    return "<tr>" + "".join(f'<td style="{_CELL}">{cell}</td>' for cell in cells) + "</tr>"


def _positions(attribute: Attribute, names: dict[str, str]) -> str:
    """The positions with the words behind them."""
    told = []
    for position in attribute.positions:
        claims = {(claim.span.report, claim.quote): claim for claim in position.claims}.values()
        words = "".join(f"<li><q>{escape(short_quote(claim.quote))}</q> — {escape(told_by(claim, names))}</li>" for claim in claims)
        told.append(f"<b>{escape(position_value(position))}</b> ({sources_line(len(position.reports), position.lines)})<ul>{words}</ul>")
    estimate = estimate_line(attribute)
    return (f"<i>{escape(estimate)}</i><br>" if estimate else "") + "".join(told)


def attribute_html(attribute: Attribute) -> str:
    """One attribute by itself: who says what."""
    reports = {claim.span.report: claim.span.report for position in attribute.positions for claim in position.claims}
    return f"<table>{_attribute_row(attribute, reports)}</table>"


def reading_html(reading: Reading) -> str:
    """A report with the claims that were found in it."""
    rows = [
        (mention.kind.name, claim.attribute + (f" ({claim.group})" if claim.group else ""), claim_value(claim), f"“{short_quote(claim.quote)}”")
        for mention in reading.mentions for claim in mention.claims
    ]  # fmt: skip
    return _title(reading.report) + _table(("incident", "attribute", "value", "words"), rows)


def report_html(report: Report) -> str:
    """A report: what it is, and its text."""
    text = "".join(f"<p>{escape(part)}</p>" for part in report.text.split("\n") if part.strip())
    return _title(report) + text


def _title(report: Report) -> str:
    """Outlet, day and title."""
    return f"<h4>{escape(' · '.join(str(part) for part in (report.outlet, report.day, report.title or report.id) if part))}</h4>"


def audit_html(audit: Audit) -> str:
    """A comparison with a coded file: the figures, then the pairs with what differs."""
    signs = {"same": "=", "within": "⊂", "differs": "≠"}
    rows = [
        (f"{pair.score:.2f}", pair.ours.facts.head.id, pair.theirs.id, "; ".join(f"{signs[item.verdict]} {item.field}: {item.ours} | {item.theirs}" for item in pair.differences))
        for pair in audit.both
    ]  # fmt: skip
    return "".join(f"<p>{escape(line)}</p>" for line in summary(audit, "the file")) + _table(("score", "here", "there", ""), rows)


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of plain words."""
    head = "".join(f'<th style="{_CELL}">{escape(heading)}</th>' for heading in headings)
    body = "".join("<tr>" + "".join(f'<td style="{_CELL}">{escape(cell)}</td>' for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"


def _days(head: Any) -> str:
    """The days of an incident."""
    return "" if head.days is None else str(head.days[0]) if head.days[0] == head.days[1] else f"{head.days[0]} to {head.days[1]}"


_SHOWN: dict[type, Callable[[Any], str]] = {
    Page: page_html, Entry: entry_html, Attribute: attribute_html, Reading: reading_html, ReportEntry: lambda entry: reading_html(entry.reading),
    Report: report_html, Record: record_html, Incident: incident_html, Audit: audit_html,
}  # fmt: skip
