"""What joins or parts two reports, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from deconflict.ledger.comparing import Compared
from deconflict.link.why import Comparison
from deconflict.model import Reading, Span, Tie
from deconflict.show.ledger import console_on, judgement_line
from deconflict.show.ledger_json import judgement_json
from deconflict.show.record import tie_json

_AKIN = {
    "copy": "one is a copy of the other",
    "part": "one holds a good part of the other",
    "rewrite": "one is a rewrite of the other",
    "quotes": "they share quotations only, and are two lines of reporting",
}


def comparison_json(found: Comparison, readings: dict[str, Reading]) -> dict[str, Any]:
    """A comparison as plain data."""
    kin = found.kin
    return {
        "reports": [found.first, found.second],
        "same_incident": found.joined,
        "tie": tie_json(found.tie) if found.tie is not None else None,
        "through": [tie_json(tie) for tie in found.through],
        "against": [tie_json(tie) for tie in found.against],
        "lineage": {
            "sort": kin.sort if kin is not None else None, "one_line": kin is not None and kin.sort != "quotes", "shared": kin.shared if kin is not None else 0.0,
            "older": found.older, "cited_by_both": list(found.cited),
            "runs": [[{"report": span.report, "start": span.start, "end": span.end, "quote": readings[span.report].report.quote(span)} for span in pair] for pair in found.runs],
        },
    }  # fmt: skip


def compared_json(found: Compared) -> dict[str, Any]:
    """Two reports of the ledger as plain data."""
    told = comparison_json(found.comparison, found.readings)
    return {**told, "incidents": list(found.incidents), "judgements": [judgement_json(judgement) for judgement in found.judgements]}


def print_compared(found: Compared, out: TextIO) -> None:
    """Write what the ledger makes of two reports for people: what linking says, then what people decided, and in which incidents they stand."""
    print_comparison(found.comparison, found.readings, out)
    console = console_on(out)
    if found.judgements:
        console.print(Text("People decided between their incidents, which goes before all else:", style="bold"))
    for judgement in found.judgements:
        console.print(Text(f"  {judgement_line(judgement)}"))
    told = dict.fromkeys(incident for incident in found.incidents if incident is not None)
    console.print(Text(f"In the ledger: {' and '.join(told) or 'no incident'}", style="dim"))


def print_comparison(found: Comparison, readings: dict[str, Reading], out: TextIO) -> None:
    """Write a comparison for people; 80 columns where the stream is no terminal."""
    console = console_on(out)
    console.print(Text(f"{found.first} and {found.second}: {_verdict(found)}", style="bold"))
    if found.tie is not None:
        console.print(_reasons(found.tie))
    if found.joined and len(found.through) > 1:
        _ties(console, "They are joined through other reports:", found.through)
    if found.against:
        _ties(console, "Their incidents are kept apart by:", found.against)
    console.print(Text(_descent(found), style="bold"))
    for mine, _ in found.runs:
        console.print(Text(f'  both have "{_quote(mine, readings)}"'))


def _ties(console: Console, heading: str, ties: Sequence[Tie]) -> None:
    """Ties, one a line, with their weightiest reasons."""
    console.print(Text(heading, style="bold"))
    for tie in ties:
        console.print(Text(f"  {tie.first[0]} - {tie.second[0]}, {_percent(tie.probability)}: {_briefly(tie)}"))


def _verdict(found: Comparison) -> str:
    """Whether they tell of one incident, in a line."""
    if found.tie is None:
        return "one of them tells of no incident"
    return f"{'one incident' if found.joined else 'two incidents'} (side by side {_percent(found.tie.probability)} likely one)"


def _percent(probability: float) -> str:
    """A probability in per cent, never quite nothing or all."""
    return f"{min(99.9, max(0.1, 100 * probability)):.1f} %" if probability > 0 else "0 %"


def _reasons(tie: Tie) -> Table:
    """What speaks for and against, the weightiest first."""
    table = Table(box=None, show_header=False, padding=(0, 1))
    for reason in tie.reasons:
        style = "red" if reason.weight is None or reason.weight < 0 else "green"
        table.add_row(Text("excludes" if reason.weight is None else f"{reason.weight:+.1f}", style=style), reason.feature, reason.words)
    return table


def _briefly(tie: Tie) -> str:
    """The two weightiest reasons."""
    return "; ".join(reason.words for reason in tie.reasons[:2])


def _descent(found: Comparison) -> str:
    """How the texts are akin, in a line."""
    akin = _AKIN[found.kin.sort] if found.kin is not None else "the texts are not akin"
    share = (
        f" ({100 * found.kin.shared:.0f} % of the shorter's wording shared)" if found.kin is not None and found.kin.sort != "quotes" else ""
    )
    older = f"; {found.older} is the older" if found.older is not None and found.kin is not None and found.kin.sort != "quotes" else ""
    cited = f"; both cite {', '.join(found.cited)}" if found.cited else ""
    return f"Lineage: {akin}{share}{older}{cited}"


def _quote(span: Span, readings: dict[str, Reading]) -> str:
    """The words of a span in one line, cut where they are long."""
    words = " ".join(readings[span.report].report.quote(span).split())
    return words if len(words) <= 160 else f"{words[:157]}..."
