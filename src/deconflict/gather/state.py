"""What watching has to remember: feeds with their health, articles to fetch, versions found. One SQLite file; every step is one transaction."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    func,
    insert,
    select,
    update,
)  # fmt: skip
from sqlalchemy.dialects.sqlite import insert as upsert

from deconflict.gather.changes import Change

_METADATA = MetaData()
_FEEDS = Table(
    "feeds", _METADATA, Column("url", String, primary_key=True), Column("etag", String), Column("modified", String), Column("due", Float, nullable=False),
    Column("failures", Integer, nullable=False), Column("looks", Integer, nullable=False), Column("found", Integer, nullable=False),
    Column("last_look", Float), Column("last_good", Float), Column("message", String),
)  # fmt: skip
_ENTRIES = Table("entries", _METADATA, Column("feed", String, primary_key=True), Column("guid", String, primary_key=True), Column("article", String), Column("mark", String))  # fmt: skip
_ARTICLES = Table(
    "articles", _METADATA, Column("url", String, primary_key=True), Column("asked", String, nullable=False), Column("feed", String, nullable=False),
    Column("due", Float), Column("tries", Integer, nullable=False), Column("first_seen", Float, nullable=False), Column("etag", String),
    Column("modified", String), Column("message", String),
)  # fmt: skip
_VERSIONS = Table(
    "versions", _METADATA, Column("number", Integer, primary_key=True), Column("report", String, nullable=False), Column("version", Integer, nullable=False),
    Column("hash", String, nullable=False), Column("fetched", String, nullable=False), Column("record", String), Column("title", String),
    Column("unread", String), Column("changes", String), Column("delivered", Integer, nullable=False), Column("values", LargeBinary), Column("document", LargeBinary),
)  # fmt: skip
_PLACES = Table(
    "places",
    _METADATA,
    Column("name", String, primary_key=True),
    Column("file", String, nullable=False),
    Column("size", Integer, nullable=False),
)
Index("articles_due", _ARTICLES.c.due)
Index("versions_report", _VERSIONS.c.report, _VERSIONS.c.version)
Index("versions_undelivered", _VERSIONS.c.delivered)


@dataclass(frozen=True, slots=True)
class FeedState:
    """How a feed does; times in seconds of the epoch, ``message`` what went wrong at the last look."""

    url: str
    due: float = 0.0
    etag: str | None = None
    modified: str | None = None
    failures: int = 0
    looks: int = 0
    found: int = 0
    last_look: float | None = None
    last_good: float | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """An article that a feed led to: ``url`` folded, ``asked`` as the feed gives it; ``due`` when it is fetched next, None for never."""

    url: str
    asked: str
    feed: str
    due: float | None
    tries: int
    first_seen: float
    etag: str | None = None
    modified: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a report: ``values`` as ``plain`` gives them and ``document`` as fetched, both until they are delivered."""

    number: int
    report: str
    version: int
    hash: str
    fetched: str
    record: str | None = None
    title: str | None = None
    unread: str | None = None
    changes: tuple[Change, ...] = ()
    values: dict[str, Any] | None = None
    document: bytes | None = None


class State:
    """The open file. ``step`` gives a transaction; whatever is done in it is kept as a whole or not at all."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._engine = create_engine(f"sqlite:///{path}", connect_args={"isolation_level": None, "timeout": 30})
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        _METADATA.create_all(self._engine)

    @contextmanager
    def step(self) -> Iterator[Step]:
        """One transaction."""
        with self._engine.begin() as connection:
            yield Step(connection)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()


class Step:
    """Reads and writes within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # Feeds

    def feeds(self) -> list[FeedState]:
        """All feeds."""
        return [FeedState(**row) for row in self._rows(select(_FEEDS).order_by(_FEEDS.c.url))]

    def feed(self, url: str) -> FeedState:
        """One feed; as new where it is not known."""
        return next((FeedState(**row) for row in self._rows(select(_FEEDS).where(_FEEDS.c.url == url))), FeedState(url))

    def keep_feed(self, feed: FeedState) -> None:
        """Write a feed as it is now."""
        values = {name: getattr(feed, name) for name in FeedState.__slots__}
        self._connection.execute(upsert(_FEEDS).values(values).on_conflict_do_update(index_elements=["url"], set_=values))

    # Articles

    def meet(self, feed: str, guid: str, mark: str, url: str, asked: str, now: float) -> bool:
        """Note an entry of a feed. Its article becomes due where it, or what the feed says of it, is new; whether the article is new."""
        known = self._rows(select(_ENTRIES).where(_ENTRIES.c.feed == feed, _ENTRIES.c.guid == guid))
        entry = {"feed": feed, "guid": guid, "article": url, "mark": mark}
        self._connection.execute(upsert(_ENTRIES).values(entry).on_conflict_do_update(index_elements=["feed", "guid"], set_=entry))
        article = {"url": url, "asked": asked, "feed": feed, "due": now, "tries": 0, "first_seen": now}
        new = self._connection.execute(upsert(_ARTICLES).values(article).on_conflict_do_nothing()).rowcount == 1
        if not new and known and known[0]["mark"] != mark:
            self._connection.execute(update(_ARTICLES).where(_ARTICLES.c.url == url).values(due=now, tries=0))
        return new

    def due_articles(self, now: float, each: int) -> list[Article]:
        """The articles that are due, at most ``each`` of a feed, so that none waits behind another's hundreds; those that waited longest first."""
        place = func.row_number().over(partition_by=_ARTICLES.c.feed, order_by=_ARTICLES.c.due).label("place")
        ranked = select(_ARTICLES, place).where(_ARTICLES.c.due <= now).subquery()
        wanted = select(*(ranked.c[column.name] for column in _ARTICLES.columns)).where(ranked.c.place <= each).order_by(ranked.c.due)
        return [Article(**row) for row in self._rows(wanted)]

    def next_due(self) -> float | None:
        """When the next article is due."""
        return self._connection.execute(select(func.min(_ARTICLES.c.due))).scalar()

    def keep_article(self, article: Article) -> None:
        """Write an article as it is now."""
        values = {name: getattr(article, name) for name in Article.__slots__}
        self._connection.execute(update(_ARTICLES).where(_ARTICLES.c.url == article.url).values(values))

    def count_articles(self) -> dict[str, int]:
        """How many articles each feed led to."""
        rows = self._connection.execute(select(_ARTICLES.c.feed, func.count()).group_by(_ARTICLES.c.feed))
        return {str(feed): int(number) for feed, number in rows}

    def failed_articles(self) -> list[Article]:
        """Articles that could not be fetched and will not be tried again."""
        wanted = select(_ARTICLES).where(_ARTICLES.c.due.is_(None), _ARTICLES.c.message.is_not(None)).order_by(_ARTICLES.c.url)
        return [Article(**row) for row in self._rows(wanted)]

    # Versions

    def last_version(self, report: str) -> Version | None:
        """The newest version of a report."""
        wanted = select(_VERSIONS).where(_VERSIONS.c.report == report).order_by(_VERSIONS.c.version.desc()).limit(1)
        return next((_version(row) for row in self._rows(wanted)), None)

    def keep_version(self, version: Version) -> None:
        """Write a version that is to be delivered; of the ones before it only what changed is kept on."""
        self._connection.execute(
            insert(_VERSIONS).values(
                report=version.report, version=version.version, hash=version.hash, fetched=version.fetched, record=version.record, title=version.title,
                unread=version.unread, changes=json.dumps([(change.was, change.now) for change in version.changes]), delivered=0,
                values=zlib.compress(json.dumps(version.values).encode()), document=zlib.compress(version.document or b""),
            )
        )  # fmt: skip
        older = (_VERSIONS.c.report == version.report) & (_VERSIONS.c.version < version.version) & (_VERSIONS.c.delivered == 1)
        self._connection.execute(update(_VERSIONS).where(older).values(values=None))

    def undelivered(self, limit: int) -> list[Version]:
        """The versions that nobody was given yet, in the order in which they were found."""
        return [
            _version(row)
            for row in self._rows(select(_VERSIONS).where(_VERSIONS.c.delivered == 0).order_by(_VERSIONS.c.number).limit(limit))
        ]

    def delivered(self, versions: Sequence[Version]) -> None:
        """Note that versions were delivered; their documents are kept elsewhere from now on."""
        numbers = [version.number for version in versions]
        self._connection.execute(update(_VERSIONS).where(_VERSIONS.c.number.in_(numbers)).values(delivered=1, document=None))

    def changed(self, report: str | None = None) -> list[Version]:
        """The versions that differ from one before them, of one report or of all, the newest last."""
        wanted = select(_VERSIONS).where(_VERSIONS.c.version > 1).order_by(_VERSIONS.c.number)
        return [_version(row) for row in self._rows(wanted.where(_VERSIONS.c.report == report) if report else wanted)]

    def left_out(self) -> list[Version]:
        """The versions that were kept but not read, with why."""
        return [_version(row) for row in self._rows(select(_VERSIONS).where(_VERSIONS.c.unread.is_not(None)).order_by(_VERSIONS.c.number))]

    # How far files were written

    def place(self, name: str) -> tuple[str, int] | None:
        """The file that was written to under a name, and its size at the last transaction."""
        row = next(iter(self._rows(select(_PLACES).where(_PLACES.c.name == name))), None)
        return (row["file"], row["size"]) if row else None

    def keep_place(self, name: str, place: tuple[str, int] | None) -> None:
        """Note how far a file was written."""
        if place is not None:
            values = {"name": name, "file": place[0], "size": place[1]}
            self._connection.execute(upsert(_PLACES).values(values).on_conflict_do_update(index_elements=["name"], set_=values))

    def _rows(self, wanted: Any) -> list[dict[str, Any]]:
        """Rows as dictionaries."""
        return [dict(row) for row in self._connection.execute(wanted).mappings()]


def _version(row: dict[str, Any]) -> Version:
    """A version from its row."""
    values, document = row["values"], row["document"]
    return Version(
        row["number"], row["report"], row["version"], row["hash"], row["fetched"], row["record"], row["title"], row["unread"],
        tuple(Change(was, now) for was, now in json.loads(row["changes"] or "[]")),
        json.loads(zlib.decompress(values)) if values else None, zlib.decompress(document) if document else None,
    )  # fmt: skip


def _prepare(connection: Any, _: Any) -> None:
    """A write-ahead log, so that the state can be looked at while it is written."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
