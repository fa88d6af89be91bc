"""Plots for notebooks and papers: tolls with their ranges, incidents over time, who agrees with whom, who copied whom. Needs Matplotlib."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any

from deconflict.export.needs import needed
from deconflict.ledger.answers import Entry, Head
from deconflict.model import Attribute
from deconflict.show.view import report_names, sources_line
from deconflict.values import Relation

_BEST, _RANGE, _OPEN = "#1f4e79", "#8fb3d9", "#c0504d"
_AGREE = frozenset({Relation.SAME, Relation.REFINES, Relation.GENERALISES, Relation.COMPATIBLE})


def toll_ranges(incidents: Iterable[Head], *, name: str = "killed") -> Any:
    """The best estimate of each incident with its bounds, as a Matplotlib figure; an arrow where reports set no upper bound. Days go down.

    ``name`` is killed or injured; incidents without that number are left out.
    """
    told = sorted(((head, toll) for head in incidents if (toll := getattr(head, name)) is not None), key=lambda pair: _when(pair[0]))
    figure, axes = _figure(9.0, 0.45 * len(told) + 1.3)
    for row, (_, toll) in enumerate(told):
        low, high = toll.low if toll.low is not None else toll.best, toll.high if toll.high is not None else toll.best
        axes.hlines(row, low, high, color=_RANGE, linewidth=6)
        if toll.high is None:
            axes.annotate("", (toll.best * 1.15 + 1, row), (toll.best, row), arrowprops={"arrowstyle": "->", "color": _OPEN})
        axes.plot(toll.best, row, "o", color=_BEST)
    axes.set_yticks(range(len(told)), [_short(head) for head, _ in told])
    axes.invert_yaxis()
    axes.set_xlabel(f"people {name}: best estimate, lowest and highest that reports leave")
    axes.set_xlim(left=0)
    return figure


def timeline(incidents: Iterable[Head]) -> Any:
    """Incidents on the days on which they may have happened, as a Matplotlib figure; those with no day told are left out."""
    told = sorted((head for head in incidents if head.days is not None), key=_when)
    figure, axes = _figure(9.0, 0.4 * len(told) + 1.3)
    for row, head in enumerate(told):
        if head.days is not None:
            axes.barh(row, head.days[1] - head.days[0] + timedelta(days=1), left=head.days[0], color=_OPEN if head.contested else _BEST)
    axes.set_yticks(range(len(told)), [_short(head) for head in told])
    axes.invert_yaxis()
    axes.xaxis_date()
    figure.autofmt_xdate()
    return figure


def agreement(entry: Entry) -> Any:
    """Which reports of an incident agree, as a Matplotlib figure: of the attributes on which both say something, the share without a conflict."""
    names = report_names(entry.readings)
    pairs = agreements(entry)
    counts = [[pairs.get(frozenset((a, b)), (0, 0)) for b in names] for a in names]
    size = max(3.0, 0.9 * len(names) + 1.5)
    figure, axes = _figure(size + 1.5, size)
    image = axes.imshow([[good / both if both else float("nan") for good, both in row] for row in counts], vmin=0, vmax=1, cmap="Blues")
    for y, row in enumerate(counts):
        for x, (good, both) in enumerate(row):
            if both:
                axes.text(x, y, f"{good}/{both}", ha="center", va="center", color="white" if good > both / 2 else "black")
    axes.set_xticks(range(len(names)), list(names.values()), rotation=30, ha="right")
    axes.set_yticks(range(len(names)), list(names.values()))
    figure.colorbar(image, label="share of attributes on which two can both be right")
    return figure


def agreements(entry: Entry) -> dict[frozenset[str], tuple[int, int]]:
    """For each two reports: on how many attributes they can both be right, of those that both tell of."""
    found: dict[frozenset[str], tuple[int, int]] = {}
    for first, second in combinations([reading.report.id for reading in entry.readings], 2):
        verdicts = [verdict for attribute in entry.incident.attributes if (verdict := _both_right(attribute, first, second)) is not None]
        found[frozenset((first, second))] = sum(verdicts), len(verdicts)
    return found


def _both_right(attribute: Attribute, first: str, second: str) -> bool | None:
    """Whether what two reports say of an attribute goes together; None where one says nothing, or they say nothing of each other."""
    claims = [claim for position in attribute.positions for claim in position.claims]
    relations = [a.value.relation(b.value) for a in claims for b in claims if a.span.report == first and b.span.report == second]
    if Relation.CONFLICTS in relations:
        return bool(_AGREE & set(relations))
    return True if _AGREE & set(relations) else None


def lineage(entry: Entry) -> Any:
    """The lines of reporting of an incident, as a Matplotlib figure: reports by the moment of publication, a colour for each line, an arrow from what was copied.

    Reports without a time stand at the left edge.
    """
    names = report_names(entry.readings)
    reports = [reading.report for reading in entry.readings]
    left = min((report.moment for report in reports if report.published), default=datetime(1970, 1, 1, tzinfo=UTC))
    places = {report.id: (report.moment if report.published else left, row) for row, report in enumerate(reports)}
    figure, axes = _figure(9.0, 0.5 * len(reports) + 1.3)
    for number, line in enumerate(entry.lineages):
        at = [places[report] for report in line.reports if report in places]
        axes.plot([x for x, _ in at], [y for _, y in at], "o", color=f"C{number % 10}", markersize=9)
        for copy, sources in line.copied_from:
            for source in sources:
                if copy in places and source in places:
                    axes.annotate("", places[copy], places[source], arrowprops={"arrowstyle": "->", "color": f"C{number % 10}"})
    axes.set_yticks(range(len(reports)), [names[report.id] for report in reports])
    axes.set_ylim(len(reports) - 0.5, -0.5)
    axes.xaxis_date()
    figure.autofmt_xdate()
    axes.set_title(sources_line(len(reports), len(entry.lineages)), loc="left")
    return figure


def _figure(width: float, height: float) -> tuple[Any, Any]:
    """An empty figure of its own, in inches: no state is shared with other plots."""
    figure = needed("matplotlib.figure", "plots").Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _when(head: Head) -> tuple[bool, date]:
    """The first day, incidents without one last."""
    return head.days is None, head.days[0] if head.days else date.max


def _short(head: Head) -> str:
    """An incident on an axis."""
    headline = head.headline.split(":")[0]
    return headline if len(headline) <= 48 else headline[:47].rsplit(" ", 1)[0] + " …"
