"""Publication times as outlets write them."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

_MAIL = re.compile(r"(?:[a-z]{3}, ?)?\d{1,2} [a-z]{3,9} \d{4} \d\d?:\d\d", re.IGNORECASE)
_YEARS = range(1800, 2200)


def parse_published(words: str) -> date | None:
    """A date, or a datetime where the hour is told, with its zone where that is told; None for what is neither.

    Reads ISO 8601 ('2025-06-03', '2025-06-03T14:00:00Z') and the dates of mail and feeds, RFC 2822
    ('Tue, 03 Jun 2025 14:00:00 GMT').
    """
    moment = _parse(words.strip())
    return moment if moment is not None and moment.year in _YEARS else None


def _parse(words: str) -> date | None:
    """The first reading that fits."""
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            return read(words)
        except ValueError:
            continue
    try:
        return parsedate_to_datetime(words) if _MAIL.match(words) else None
    except (ValueError, TypeError):
        return None
