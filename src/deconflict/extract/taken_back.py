"""What a report takes back: figures that it, or another, gave before ('an earlier version said ...', 'is 84, not 101')."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from deconflict.extract.openers import Opened, starts_in
from deconflict.model import Part, Report, Span
from deconflict.resources import table


def taken_back(report: Report) -> Iterator[Span]:
    """The words of a report that tell what it no longer holds."""
    for passage in (report.passage(Part.TEXT), report.passage(Part.TITLE)):
        starts = starts_in(passage.text)
        for pattern in _patterns():
            for match in pattern.finditer(passage.text, starts):
                yield passage.span(match.start("old"), match.end("old"))


@cache
def _patterns() -> tuple[Opened, ...]:
    """How reports say that they correct something."""
    return tuple(Opened.by(row["opens"], re.compile(row["words"], re.I)) for row in table("corrections")["patterns"])
