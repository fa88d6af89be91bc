"""A comparison with a coded file: for people in a terminal, for programs as plain data."""

from __future__ import annotations

from collections import Counter
from typing import Any, TextIO

from rich.text import Text

from deconflict.audit.audit import Audit, Near, Pair, shown_range, shown_toll
from deconflict.audit.compare import Ours, Reason
from deconflict.audit.rows import Row
from deconflict.show.ledger import console_on, grid
from deconflict.show.view import plural, short_quote

_SIGNS = {"same": ("=", "green"), "within": ("⊂", "yellow"), "differs": ("≠", "bold red")}


def print_audit(audit: Audit, name: str, every: bool, out: TextIO) -> None:
    """What is in both, only here, only there; ``every`` also tells why, aspect by aspect."""
    console = console_on(out)
    if audit.both:
        console.print(Text("In both", style="bold"))
        console.print(_both(audit, every))
    for title, rows in (("Only in the ledger", [_here(*item) for item in audit.only_here]), (f"Only in {name}", [_there(*item) for item in audit.only_there])):  # fmt: skip
        if rows:
            console.print(Text(f"\n{title}", style="bold"))
            table = grid("day", "id", "", "killed", wide=2)
            for row in rows:
                table.add_row(*row)
            console.print(table)
    for line in summary(audit, name):
        console.print(Text(line, style="dim"))


def _both(audit: Audit, every: bool) -> Any:
    """The pairs, each with what differs."""
    table = grid("score", "here", "there", "", wide=3)
    for pair in audit.both:
        table.add_row(f"{pair.score:.2f}", Text(pair.ours.facts.head.id, style="bold"), pair.theirs.id, _told(pair, every))
    return table


def _told(pair: Pair, every: bool) -> Text:
    """The incident in one line, and a line for each field."""
    told = Text(short_quote(pair.ours.facts.incident.headline, 70))
    for difference in pair.differences:
        sign, style = _SIGNS[difference.verdict]
        told.append(f"\n{sign} ", style)
        told.append(f"{difference.field}: {difference.ours}" + ("" if difference.ours == difference.theirs else f" | {difference.theirs}"))
    for reason in pair.reasons if every else ():
        told.append(f"\n  {reason.aspect}: {reason.words}" + ("" if reason.score is None else f" ({reason.score:.2f})"), "dim")
    return told


def _here(ours: Ours, near: Near | None) -> tuple[str | Text, ...]:
    """An incident that only the ledger has."""
    toll = ours.facts.toll("killed")
    day = str(ours.days[0]) if ours.days else "no day told"
    return day, Text(ours.facts.head.id, style="bold"), _with_near(ours.facts.incident.headline, near), shown_toll(toll) if toll else ""


def _there(row: Row, near: Near | None) -> tuple[str | Text, ...]:
    """A row that only the file has."""
    told = ", ".join((*row.places[:1], *row.actors)) or row.text
    return str(row.days[0]), row.id, _with_near(told, near), shown_range(row.killed) if row.killed.told else ""


def _with_near(told: str, near: Near | None) -> Text:
    """What it is, and what came nearest to it."""
    shown = Text(short_quote(told, 70))
    if near is not None:
        shown.append(f"\nnearest: {near.id} ({near.score:.2f}), {near.why}", "dim")
    return shown


def summary(audit: Audit, name: str) -> list[str]:
    """The figures in a few lines."""
    verdicts = Counter((difference.field, difference.verdict) for pair in audit.both for difference in pair.differences)
    lines = [f"\n{len(audit.both)} in both, {len(audit.only_here)} only in the ledger, {len(audit.only_there)} only in {name}"]
    lines += [
        f"{field}: " + ", ".join(f"{verdicts[field, verdict]} {verdict}" for verdict in _SIGNS if verdicts[field, verdict])
        for field in dict.fromkeys(field for field, _ in verdicts)
    ]
    if audit.aside:
        days = f" ({audit.days[0]} to {audit.days[1]})" if audit.days else ""
        lines.append(f"{plural(audit.aside, 'row')} outside of the days that the ledger covers{days} left aside")
    return lines


def audit_json(audit: Audit, name: str, layout: str) -> dict[str, Any]:
    """The comparison as plain data."""
    return {
        "version": 1, "file": name, "layout": layout, "days": [str(day) for day in audit.days] if audit.days else None, "aside": audit.aside,
        "both": [_pair_json(pair) for pair in audit.both],
        "only_here": [{"incident": _ours_json(ours), "nearest": _near_json(near)} for ours, near in audit.only_here],
        "only_there": [{"row": _row_json(row), "nearest": _near_json(near)} for row, near in audit.only_there],
    }  # fmt: skip


def _pair_json(pair: Pair) -> dict[str, Any]:
    """A pair with its reasons and differences."""
    return {
        "incident": _ours_json(pair.ours), "row": _row_json(pair.theirs), "score": pair.score, "reasons": [_reason_json(reason) for reason in pair.reasons],
        "differences": [{"field": item.field, "here": item.ours, "there": item.theirs, "verdict": item.verdict} for item in pair.differences],
    }  # fmt: skip


def _ours_json(ours: Ours) -> dict[str, Any]:
    """An incident of the ledger in short."""
    return {
        "id": ours.facts.head.id,
        "headline": ours.facts.incident.headline,
        "days": [str(day) for day in ours.days] if ours.days else None,
    }


def _row_json(row: Row) -> dict[str, Any]:
    """A coded row in short."""
    return {
        "id": row.id, "line": row.line, "days": [str(day) for day in row.days], "places": list(row.places), "actors": list(row.actors),
        "killed": {"low": row.killed.low, "best": row.killed.best, "high": row.killed.high},
    }  # fmt: skip


def _near_json(near: Near | None) -> dict[str, Any] | None:
    """What came nearest."""
    return None if near is None else {"id": near.id, "score": near.score, "why": near.why}


def _reason_json(reason: Reason) -> dict[str, Any]:
    """What one aspect says."""
    return {"aspect": reason.aspect, "score": reason.score, "words": reason.words}
