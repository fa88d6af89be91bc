"""Full text over reports and what is claimed in them: FTS5 in a file, tsvector on a server, behind one seam."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, text

from deconflict.values.folding import fold

OPENS, CLOSES = "\x02", "\x03"
"""What stands before and after a found word in a snippet."""
_TOKEN = re.compile(r'"([^"]+)"|(\S+)')
_LONGEST = 400_000
"""Letters of a report that a server indexes; its index holds no more than a megabyte."""
_IN_FILE = text("INSERT INTO words (rowid, title, text, told) VALUES (:report, :title, :text, :told)")
_ON_SERVER = text(
    "INSERT INTO words (report, vector) VALUES (:report, setweight(to_tsvector('english', :title), 'A')"
    " || setweight(to_tsvector('english', :text), 'C') || setweight(to_tsvector('english', :told), 'B'))"
)


def index_words(connection: Connection, reports: Iterable[tuple[int, str | None, str, str]]) -> None:
    """Make reports findable by their words: number, title, text and what is claimed in each."""
    told = [{"report": report, "title": title or "", "text": body, "told": claimed} for report, title, body, claimed in reports]
    if not told:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(_ON_SERVER, [row | _cut(row) for row in told])
    else:
        connection.execute(_IN_FILE, told)


def _cut(row: Mapping[str, Any]) -> dict[str, str]:
    """The words of a row as a server takes them."""
    return {"title": fold(row["title"]), "text": fold(row["text"][:_LONGEST]), "told": fold(row["told"][: _LONGEST // 4])}


def forget_words(connection: Connection, report: int, title: str | None, body: str, told: str) -> None:
    """Take a report out of the index; its words are given as they were put in."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("DELETE FROM words WHERE report = :report"), {"report": report})
        return
    row = {"report": report, "title": title or "", "text": body, "told": told}
    connection.execute(text("INSERT INTO words (words, rowid, title, text, told) VALUES ('delete', :report, :title, :text, :told)"), row)


def query_of(connection: Connection, words: str) -> str:
    """What people type as the database's own query: all words, quoted ones as a phrase, a star for any ending; empty where there is no word."""
    parts = [phrase or word for phrase, word in _TOKEN.findall(words) if re.search(r"\w", phrase or word)]
    if connection.dialect.name == "postgresql":
        return " & ".join(_server_part(fold(part)) for part in parts)
    return " ".join(f'"{part.rstrip("*")}"' + ("*" if part.endswith("*") else "") for part in (part.replace('"', " ") for part in parts))


def _server_part(part: str) -> str:
    """One word or phrase of a server's query."""
    tokens = re.findall(r"\w+", part)
    return "(" + " <-> ".join(f"'{token}'" + (":*" if part.endswith("*") else "") for token in tokens) + ")"


def matching(connection: Connection, name: str = "query") -> str:
    """SQL for the numbers of the reports that match a parameter of this name."""
    if connection.dialect.name == "postgresql":
        return f"SELECT report FROM words WHERE vector @@ to_tsquery('english', :{name})"
    return f"SELECT rowid FROM words WHERE words MATCH :{name}"


def ranked(connection: Connection, query: str, offset: int, limit: int) -> list[tuple[int, str]]:
    """The reports that match, best first, with a snippet in which found words stand between OPENS and CLOSES."""
    values: dict[str, Any] = {"query": query, "offset": offset, "limit": limit}
    if connection.dialect.name == "postgresql":
        marks = f"StartSel={OPENS}, StopSel={CLOSES}, MaxWords=30, MinWords=18, MaxFragments=1"
        sql = (
            "SELECT r.number, ts_headline('english', coalesce(r.title || ' · ', '') || left(r.text, :most), to_tsquery('english', :query), :marks)"
            " FROM (SELECT report, ts_rank(vector, to_tsquery('english', :query)) AS rank FROM words"
            " WHERE vector @@ to_tsquery('english', :query) ORDER BY rank DESC, report DESC OFFSET :offset LIMIT :limit) AS w"
            " JOIN reports r ON r.number = w.report ORDER BY w.rank DESC, w.report DESC"
        )
        values |= {"most": _LONGEST, "marks": marks}
        return [(int(number), str(snippet)) for number, snippet in connection.execute(text(sql), values)]
    # Snippets are cut for the page only: beside the ranking they would be cut for every report that matches.
    best = "SELECT rowid FROM words WHERE words MATCH :query AND rank MATCH 'bm25(4.0, 1.0, 2.0)' ORDER BY rank LIMIT :limit OFFSET :offset"
    numbers = [int(number) for number in connection.execute(text(best), values).scalars()]
    cut = f"SELECT rowid, snippet(words, 1, '{OPENS}', '{CLOSES}', '…', 30) FROM words WHERE words MATCH :query AND rowid = :report"
    rows = (connection.execute(text(cut), {"query": query, "report": number}).one() for number in numbers)
    return [(int(number), str(snippet)) for number, snippet in rows]


def count_matching(connection: Connection, query: str, most: int) -> int:
    """How many reports match; ``most`` where there are more."""
    counted = f"SELECT count(*) FROM ({matching(connection)} LIMIT :most) AS found"
    return int(connection.execute(text(counted), {"query": query, "most": most}).scalar() or 0)
