"""Publication times as outlets write them."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}$")


def parse_published(words: str) -> date | None:
    """A date, or a datetime where the hour is told; None for what is neither.

    Reads ISO 8601 ('2025-06-03', '2025-06-03T14:00:00Z') and the dates of mail and feeds ('Tue, 03 Jun 2025 14:00:00 GMT').
    """
    words = words.strip()
    try:
        return date.fromisoformat(words) if _DAY.match(words) else datetime.fromisoformat(words)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(words)
    except (ValueError, TypeError):
        return None
