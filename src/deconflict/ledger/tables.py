"""The schema of a ledger, the same for SQLite and PostgreSQL. ``migrations`` brings it about; a test holds the two together.

Times are ISO 8601 in UTC, days ISO dates, values JSON with defaults left out. Reports, mentions and judgements are numbered in the order in which they
came; incidents are known by the ids that people quote.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text, text

metadata = MetaData()
HEAD = 2
"""Letters of a claim's id by which it is looked up."""


def _table(name: str, *columns: Any) -> Table:
    """A table; one with a key of several columns lies in the order of its key."""
    keys = [column for column in columns if isinstance(column, Column) and column.primary_key]
    return Table(name, metadata, *columns, sqlite_with_rowid=len(keys) == 1)


def _key(name: str, *reference: ForeignKey) -> Column[Any]:
    """A numbered column of a primary key; numbers are given by us, so that the same input gives the same rows."""
    return Column(name, Integer, *reference, primary_key=True, autoincrement=False)


def _report(**options: Any) -> Column[Any]:
    """The report that a row is about."""
    return Column("report", Integer, ForeignKey("reports.number"), autoincrement=False, **options)


meta = _table("meta", Column("name", String, primary_key=True), Column("value", String, nullable=False))
makers = _table("makers", _key("number"), Column("program", String, nullable=False), Column("model", String, nullable=False))

# What was read

documents = _table(
    "documents",
    Column("hash", String(64), primary_key=True),
    Column("form", String, nullable=False),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
captures = _table(
    "captures",
    _key("number"),
    Column("document", String(64), ForeignKey("documents.hash"), nullable=False),
    Column("origin", String, nullable=False),
    Column("at", String, nullable=False),
    Column("fetch", Text),
    Index("captures_document", "document"),
)
reports = _table(
    "reports",
    _key("number"),
    Column("id", String, nullable=False, unique=True),
    Column("given", String, nullable=False),
    Column("key", String(64), nullable=False, unique=True),
    Column("document", String(64), ForeignKey("documents.hash"), nullable=False),
    Column("title", Text),
    Column("text", Text, nullable=False),
    Column("outlet", String),
    Column("author", String),
    Column("published", String),
    Column("day", String(10)),
    Column("url", String),
    Column("language", String),
    Column("origin", String),
    Column("problems", Text),
    Column("modified", String),
    Column("given_by", Text),
    Column("unread", String),
    Column("added", String, nullable=False),
    Column("told", Text, nullable=False),
    Index("reports_outlet", "outlet"),
    Index("reports_day", "day"),
    Index("reports_document", "document"),
)

# What was found in it

readings = _table(
    "readings",
    _report(primary_key=True),
    Column("maker", Integer, ForeignKey("makers.number"), nullable=False),
    Column("read", String, nullable=False),
    Column("sentences", Text, nullable=False),
)
mentions = _table(
    "mentions",
    _key("number"),
    _report(nullable=False),
    Column("place", Integer, nullable=False),
    Column("id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("part", String(5), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("stage", String, nullable=False),
    Column("background", Boolean, nullable=False),
    Column("main", Boolean, nullable=False),
    Index("mentions_report", "report"),
)
spans = _table(
    "spans",
    _report(primary_key=True),
    _key("number"),
    Column("layer", String, nullable=False),
    Column("part", String(5), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("label", String),
    Column("text", Text),
    Column("mention", Integer, ForeignKey("mentions.number")),
    Column("data", Text),
)
attributions = _table(
    "attributions",
    _report(primary_key=True),
    _key("number"),
    Column("listed", Boolean, nullable=False),
    Column("source", String),
    Column("cue", String),
    Column("content", Text, nullable=False),
    Column("speaker", Text),
    Column("kind", String, nullable=False),
)
claims = _table(
    "claims",
    _report(primary_key=True),
    _key("number"),
    Column("mention", Integer, ForeignKey("mentions.number"), nullable=False),
    Column("id", String, nullable=False),
    Column("attribute", String, nullable=False),
    Column("grp", String),
    Column("type", String, nullable=False),
    Column("value", Text, nullable=False),
    Column("shown", Text, nullable=False),
    Column("low", Integer),
    Column("high", Integer),
    Column("part", String(5), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("quote", Text, nullable=False),
    Column("modality", String, nullable=False),
    Column("attribution", Text),
    # By the first letter of their ids and then as they came: new ones lie at the ends of 32 stretches, where by whole ids they would lie anywhere.
    Index("claims_id", text(f"substr(id, 1, {HEAD})"), "report", "number", "id"),
    Index("claims_mention", "mention"),
)

# What linking remembers

profiles = _table("profiles", _key("mention", ForeignKey("mentions.number")), Column("profile", Text, nullable=False))
blocks = _table(
    "blocks",
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    _key("mention", ForeignKey("mentions.number")),
    Index("blocks_mention", "mention"),
)
edges = _table("edges", _key("first"), _key("second"), Column("probability", Float, nullable=False), Index("edges_second", "second"))
marks = _table(
    "marks", Column("mark", BigInteger, primary_key=True, autoincrement=False), _report(primary_key=True), Index("marks_report", "report")
)
outlines = _table(
    "outlines",
    _report(primary_key=True),
    Column("pairs", LargeBinary, nullable=False),
    Column("names", LargeBinary, nullable=False),
    Column("runs", LargeBinary, nullable=False),
)
kin = _table(
    "kin",
    _key("first"),
    _key("second"),
    Column("sort", String, nullable=False),
    Column("shared", Float, nullable=False),
    Column("longest", Integer, nullable=False),
    Index("kin_second", "second"),
)
lines = _table("lines", _report(primary_key=True), Column("line", Integer, nullable=False), Index("lines_line", "line"))

# Incidents

incidents = _table(
    "incidents",
    Column("id", String, primary_key=True),
    Column("born", Integer, nullable=False, unique=True),
    Column("state", String, nullable=False),
    Column("heir", String),
    Column("founder", Integer),
    Column("version", Integer, nullable=False),
    Column("updated", String, nullable=False),
    Column("maker", Integer, ForeignKey("makers.number"), nullable=False),
    Column("kind", String, nullable=False),
    Column("background", Boolean, nullable=False),
    Column("headline", Text, nullable=False),
    Column("reports", Integer, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("contested", Integer, nullable=False),
    Column("day_from", String(10)),
    Column("day_to", String(10)),
    Column("published_from", String(10)),
    Column("published_to", String(10)),
    Column("lat", Float),
    Column("lon", Float),
    Column("x", Float),
    Column("y", Float),
    Column("z", Float),
    Column("killed_low", Integer),
    Column("killed_best", Integer),
    Column("killed_high", Integer),
    Column("injured_low", Integer),
    Column("injured_best", Integer),
    Column("injured_high", Integer),
    Index("incidents_recent", "state", "background", "published_to", "born"),
    Index("incidents_live", "state", "background", "id"),
    Index("incidents_lat", "lat"),
    Index("incidents_founder", "founder"),
    Index("incidents_heir", "heir"),
    Column("grade", Text),
)
members = _table(
    "members",
    _key("mention", ForeignKey("mentions.number")),
    _report(nullable=False),
    Column("incident", String, nullable=False),
    Index("members_incident", "incident"),
    Index("members_report", "report"),
)
facets = _table(
    "facets",
    Column("facet", String, primary_key=True),
    Column("value", String, primary_key=True),
    Column("incident", String, primary_key=True),
    Index("facets_incident", "incident"),
)
links = _table(
    "links",
    _key("first", ForeignKey("mentions.number")),
    _key("second", ForeignKey("mentions.number")),
    Column("relation", String, nullable=False),
    Index("links_second", "second"),
)
attributes = _table(
    "attributes",
    Column("incident", String, primary_key=True),
    _key("number"),
    Column("name", String, nullable=False),
    Column("grp", String),
    Column("type", String, nullable=False),
    Column("status", String, nullable=False),
    Column("best", Text),
    Column("low", Text),
    Column("high", Text),
    Column("rule", String, nullable=False),
    Column("how", Text),
    Column("by_rule", Text),
)
positions = _table(
    "positions",
    Column("incident", String, primary_key=True),
    _key("attribute"),
    _key("number"),
    Column("value", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("claims", Text, nullable=False),
)

# What became of it, and what people decided

changes = _table(
    "changes",
    _key("number"),
    Column("at", String, nullable=False),
    Column("incident", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("cause", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("what", String, nullable=False),
    Column("attribute", String),
    Column("grp", String),
    Column("before", Text),
    Column("after", Text),
    Index("changes_incident", "incident", "number"),
    Index("changes_at", "at"),
)
judgements = _table(
    "judgements",
    _key("number"),
    Column("at", String, nullable=False),
    Column("author", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", Text, nullable=False),
    Column("because", Text),
    Column("undoes", Integer, ForeignKey("judgements.number")),
)
exports = _table(
    "exports",
    _key("number"),
    Column("at", String, nullable=False),
    Column("author", String, nullable=False),
    Column("form", String, nullable=False),
    Column("target", Text, nullable=False),
    Column("asked", Text, nullable=False),
    Column("incidents", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("changes", Integer, nullable=False),
)
