"""What a report takes back: figures that it, or another, gave before ('an earlier version said ...', 'is 84, not 101')."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from deconflict.model import Part, Report, Span
from deconflict.resources import table


def taken_back(report: Report) -> Iterator[Span]:
    """The words of a report that tell what it no longer holds."""
    for passage in (report.passage(Part.TEXT), report.passage(Part.TITLE)):
        for pattern in _patterns():
            for match in pattern.finditer(passage.text):
                yield passage.span(match.start("old"), match.end("old"))


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """How reports say that they correct something."""
    return tuple(re.compile(pattern, re.I) for pattern in table("corrections")["patterns"])
