"""Search: reports by their words and by what they claim, with the words in their place, the claims that hold them, and the incidents told of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, select

from deconflict.ledger import tables as t
from deconflict.ledger.answers import Hit, Page
from deconflict.ledger.finding import heads
from deconflict.ledger.words import count_matching, query_of, ranked
from deconflict.values.folding import fold

_CLAIMS = 3
MOST_COUNTED = 1000
"""Beyond so many hits the number is not worth the wait: it is given as this one."""


def search(connection: Connection, words: str, offset: int, limit: int) -> Page[Hit]:
    """The reports that hold all words, best first; an empty page where there is no word to look for."""
    query = query_of(connection, words)
    if not query:
        return Page((), 0, offset)
    found = ranked(connection, query, offset, limit)
    numbers = [number for number, _ in found]
    reports = {row.number: row for row in connection.execute(select(t.reports).where(t.reports.c.number.in_(numbers)))}
    told, claims = _incidents(connection, numbers), _claims(connection, numbers, words)
    known = heads(connection, {id for ids in told.values() for id in ids})
    hits = tuple(
        Hit(
            reports[number].id, reports[number].title, reports[number].outlet, reports[number].published, snippet,
            tuple(known[id] for id in told[number]), tuple(claims[number][:_CLAIMS]),
        )
        for number, snippet in found
    )  # fmt: skip
    short = len(hits) < limit and (hits or not offset)
    return Page(hits, offset + len(hits) if short else count_matching(connection, query, MOST_COUNTED), offset)


def _incidents(connection: Connection, reports: Sequence[int]) -> dict[int, list[str]]:
    """The incidents that each report tells of, its main one first."""
    found: dict[int, list[str]] = defaultdict(list)
    question = (
        select(t.members.c.report, t.members.c.incident)
        .join(t.mentions, t.mentions.c.number == t.members.c.mention)
        .where(t.members.c.report.in_(reports))
        .order_by(t.mentions.c.main.desc(), t.mentions.c.number)
    )
    for report, incident in connection.execute(question):
        if incident not in found[report]:
            found[report].append(incident)
    return found


def _claims(connection: Connection, reports: Sequence[int], words: str) -> dict[int, list[tuple[str, str, str, str]]]:
    """The claims of each report whose words or value hold one of the words searched for."""
    wanted = [fold(word)[: _stem(word)] for word in re.findall(r"\w{3,}", words)]
    found: dict[int, list[tuple[str, str, str, str]]] = defaultdict(list)
    c = t.claims.c
    rows = connection.execute(
        select(c.report, c.id, c.attribute, c.shown, c.quote).where(c.report.in_(reports)).order_by(c.report, c.number)
    )
    for row in rows:
        if any(word in fold(f"{row.shown} {row.quote}") for word in wanted):
            found[row.report].append((row.id, row.attribute, row.shown, row.quote))
    return found


def _stem(word: str) -> int:
    """How much of a word its forms share, roughly: all but a longer word's last two letters."""
    return len(word) - 2 if len(word) > 6 else len(word)
