"""Watching feeds: every version of every article once, whatever fails and whatever is killed when."""

from __future__ import annotations

import asyncio
import json
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from typer.testing import CliRunner

from deconflict.cli import app
from deconflict.errors import UnreadableInput
from deconflict.gather.changes import Change, changes_between
from deconflict.gather.feeds_file import BadFeeds, read_feeds
from deconflict.gather.inputs import gather
from deconflict.gather.out import Out
from deconflict.gather.schedule import next_look, next_revisit, next_try
from deconflict.gather.state import State
from deconflict.gather.verify import verify
from deconflict.gather.watch import Clock, Watcher
from deconflict.read.inputs import reports_of, settled

from .hostile import Server

START = datetime(2025, 6, 3, 12, tzinfo=UTC)


class Desk:
    """A server with feeds, a clock that stands until it is moved, and a folder to watch into."""

    def __init__(self, server: Server, folder, settings: str = "", feeds: int = 1) -> None:
        self.server, self.folder, self.moment, self.lines = server, folder, START, []
        listed = "".join(f'[[feed]]\nurl = "{server.url(f"/feed{number}")}"\n' for number in range(feeds))
        (folder / "feeds.toml").write_text(
            f"[settings]\npause = 0\nallow_private = true\nrobots = false\n{settings}\n[limits]\ntotal = 2\nsilence = 1\n{listed}"
        )

    def story(self, path: str, words: str = "Four herders were killed near Torodi on Sunday, the prefect said.", **headers: str) -> str:
        """Publish a page, or change it; its path."""
        more = "<p>Two residents told the Invented Post by telephone that the attackers came on motorcycles at dawn.</p>"
        self.server.page(path, f"<html><body><article><p>{words}</p>{more}</article></body></html>", **headers)
        return path

    def feed(self, *items: tuple[str, str, str], number: int = 0, **headers: str) -> None:
        """Publish a feed of (guid, title, path)."""
        told = "".join(
            f"<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title><link>{path}</link></item>" for guid, title, path in items
        )
        body = f"<rss version='2.0'><channel><title>Post</title>{told}</channel></rss>"
        self.server.page(f"/feed{number}", body, Content_Type="application/rss+xml", **headers)

    def watch(self, state=None, sink=None, **later: float) -> None:
        """Move the clock on and do what is due."""
        from dataclasses import replace

        self.moment += timedelta(**later)
        watching = read_feeds(self.folder / "feeds.toml")
        watching = replace(watching, web=replace(watching.web, proof=self.folder / "out" / "proof", now=lambda: self.moment))
        state = state or State(self.folder / "out" / "watch.db")
        sink = sink or Out(self.folder / "out")
        watcher = Watcher(watching, state, sink, self.read, Clock(lambda: self.moment, Random(1)), self.lines.append, idle=0.02)
        try:
            asyncio.run(watcher.run(once=True))
        finally:
            state.close()

    @staticmethod
    def read(raw, feed):
        for item in reports_of(raw):
            yield item if isinstance(item, UnreadableInput) else settled(item)

    def got(self) -> list[dict]:
        """The lines that were written."""
        path = self.folder / "out" / "reports.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def paths(self) -> list[str]:
        return [line["report"].removeprefix(self.server.url("")) for line in self.got()]

    def state_of_feed(self, number: int = 0):
        state = State(self.folder / "out" / "watch.db")
        with state.step() as step:
            found = step.feed(self.server.url(f"/feed{number}"))
        state.close()
        return found


@pytest.fixture
def desk(tmp_path):
    with Server() as server:
        yield Desk(server, tmp_path)


def test_what_is_new_is_fetched_once(desk):
    desk.feed(("1", "A", desk.story("/a")), ("2", "B", desk.story("/b")), ETag='"one"')
    desk.watch()
    assert sorted(desk.paths()) == ["/a", "/b"]
    desk.watch(minutes=1)
    assert desk.server.asked("/feed0") == 1
    desk.watch(minutes=20)
    assert desk.server.asked("/feed0") == 2
    assert desk.server.seen[-1][1]["if-none-match"] == '"one"'
    desk.feed(("1", "A", "/a"), ("2", "B", "/b"), ("3", "C", desk.story("/c")))
    desk.watch(minutes=20)
    assert sorted(desk.paths()) == ["/a", "/b", "/c"]
    line = desk.got()[0]
    assert line["version"] == 1
    assert line["record"].startswith("<urn:uuid:")
    assert line["fetched"].startswith("2025-06-03T12:00:00")


def test_faces_and_repetitions_of_an_article_are_one(desk, tmp_path):
    desk = Desk(desk.server, tmp_path, feeds=2)
    desk.story("/a")
    for face in ("/a?utm_source=x", "/a/amp", "/b"):
        desk.server.page(face.partition("?")[0], "<html><head><link rel='canonical' href='/a'></head><body><article><p>Four herders were killed near Torodi on Sunday, the prefect said.</p><p>Two residents told the Invented Post by telephone that the attackers came on motorcycles at dawn.</p></article></body></html>")  # fmt: skip
    desk.feed(("1", "A", "/a?utm_source=x"), ("1", "A", "/a?utm_source=y"))
    desk.feed(("x", "A", "/a/amp"), ("y", "B", "/b"), number=1)
    desk.watch()
    assert desk.paths() == ["/a"]


def test_an_edited_article_is_a_new_version_with_what_changed(desk):
    desk.feed(("1", "Four killed", desk.story("/a")))
    desk.watch()
    desk.story("/a", "Six herders were killed near Torodi on Sunday, the prefect said.")
    desk.feed(("1", "Six killed", "/a"))
    desk.watch(minutes=20)
    first, second = desk.got()
    assert (second["report"], second["version"]) == (first["report"], 2)
    assert second["id"] != first["id"]
    (change,) = second["changes"]
    assert change["was"].startswith("Four herders")
    assert change["now"].startswith("Six herders")


def test_an_article_that_no_feed_tells_to_have_changed_is_looked_at_again(desk):
    desk.feed(("1", "A", desk.story("/a", ETag='"v1"')))
    desk.watch()
    desk.story("/a", "Seven herders were killed near Torodi on Sunday, the prefect said.")
    desk.watch(hours=3)
    assert [line["version"] for line in desk.got()] == [1, 2]
    assert next(headers for path, headers in reversed(desk.server.seen) if path == "/a")["if-none-match"] == '"v1"'
    desk.watch(hours=22)
    assert desk.server.asked("/a") == 3
    desk.watch(days=30)
    assert desk.server.asked("/a") == 3
    assert len(desk.got()) == 2


def test_a_feed_that_fails_is_looked_at_less_and_less(desk):
    desk.server.page("/feed0", "", "500 Internal Server Error")
    waits = []
    for _ in range(4):
        desk.watch()
        feed = desk.state_of_feed()
        waits.append(feed.due - desk.moment.timestamp())
        desk.moment = datetime.fromtimestamp(feed.due + 1, UTC)
    assert all(later > 1.6 * earlier for earlier, later in pairwise(waits))
    assert feed.failures == 4
    assert "the server answers 500 Internal Server Error; next look in" in desk.lines[-1]
    desk.feed(("1", "A", desk.story("/a")))
    desk.watch()
    assert desk.state_of_feed().failures == 0
    assert desk.paths() == ["/a"]


def test_a_server_that_asks_for_rest_gets_it(desk):
    desk.server.page("/feed0", "", "429 Too Many Requests", Retry_After="40000")
    desk.watch()
    assert desk.state_of_feed().due - desk.moment.timestamp() >= 40000


def test_an_article_that_fails_is_tried_again_and_one_that_is_gone_is_not(desk):
    desk.server.page("/a", "", "503 Service Unavailable")
    desk.feed(("1", "A", "/a"), ("2", "B", "/gone"), ("3", "C", "file:///etc/passwd"), ("4", "D", "javascript:x"))
    desk.watch()
    desk.story("/a")
    desk.watch(minutes=2)
    assert desk.paths() == ["/a"]
    desk.watch(days=1)
    assert desk.server.asked("/gone") == 1


def test_pages_without_a_report_are_told_and_the_rest_goes_on(desk):
    desk.server.page("/empty", "<html><body><nav>Home</nav></body></html>")
    desk.feed(("1", "A", "/empty"), ("2", "B", desk.story("/b")))
    desk.watch()
    assert desk.paths() == ["/b"]
    assert any("no main text was found" in line for line in desk.lines)


def test_an_index_of_sitemaps_is_followed(desk):
    desk.server.page(
        "/feed0",
        f"<sitemapindex><sitemap><loc>{desk.server.url('/map')}</loc></sitemap><sitemap><loc>{desk.server.url('/no')}</loc></sitemap></sitemapindex>",
    )
    desk.server.page("/map", f"<urlset><url><loc>{desk.server.url(desk.story('/a'))}</loc></url></urlset>")
    desk.watch()
    assert desk.paths() == ["/a"]
    assert "404 Not Found" in desk.state_of_feed().message


def test_the_answer_of_a_news_api_is_watched(desk):
    (desk.folder / "map.toml").write_text('reports = "items"\n[fields]\ntext = "body"\nid = "url"\nurl = "url"\n')
    text = (desk.folder / "feeds.toml").read_text()
    (desk.folder / "feeds.toml").write_text(text + 'map = "map.toml"\n')
    mapped = {}

    def read(raw, feed):
        from deconflict.read.mapping import read_mapping

        mapped[feed.url] = feed.map
        yield from reports_of(raw, read_mapping(feed.map))

    desk.read = read
    desk.server.page(
        "/feed0",
        json.dumps({"items": [{"url": "https://post.example/1", "body": "Four herders were killed near Torodi."}]}),
        Content_Type="application/json",
    )
    desk.watch()
    desk.watch(minutes=20)
    assert [line["id"] for line in desk.got()] == ["https://post.example/1"]


# --- killed at any moment ---------------------------------------------------------------------------------------------


class Killed(Exception):
    """The process is gone."""


class MortalState(State):
    """A state whose process is killed at one of its transactions, before or after it is kept."""

    def __init__(self, path, lives: int, kept: bool) -> None:
        super().__init__(path)
        self._lives, self._kept = lives, kept

    @contextmanager
    def step(self):
        self._lives -= 1
        if self._lives == 0 and self._kept:
            with super().step() as step:
                yield step
            raise Killed
        with super().step() as step:
            yield step
            if self._lives <= 0:
                raise Killed


@pytest.mark.parametrize("kept", [True, False])
def test_killed_at_any_transaction_every_version_comes_once(tmp_path, kept):
    kills = 0
    with Server() as server:
        for lives in range(2, 22, 4):
            folder = tmp_path / str(lives)
            folder.mkdir()
            desk = Desk(server, folder)
            desk.feed(
                *((str(number), "A", desk.story(f"/{number}", f"{number + 2} herders were killed near Torodi.")) for number in range(3))
            )
            try:
                desk.watch(state=MortalState(folder / "out" / "watch.db", lives, kept))
            except Killed:
                kills += 1
            desk.watch(minutes=2)
            desk.watch(minutes=20)
            assert sorted(desk.paths()) == ["/0", "/1", "/2"]
            assert [verify(path).problems for path in (folder / "out" / "proof").glob("*.warc.gz")] == [()]
    assert kills > 2


def test_what_was_half_written_is_cut_off(desk):
    desk.feed(("1", "A", desk.story("/a")))
    desk.watch()
    out = desk.folder / "out"
    (archive,) = (out / "proof").glob("*.warc.gz")
    for path in (archive, out / "reports.jsonl"):
        with path.open("ab") as file:
            file.write(b'{"half": "a li')
    (out / "proof" / "99990101T000000Z-x.warc.gz").write_bytes(b"never committed")
    desk.feed(("1", "A", "/a"), ("2", "B", desk.story("/b")))
    desk.watch(minutes=20)
    assert desk.paths() == ["/a", "/b"]
    (kept,) = (out / "proof").glob("*.warc.gz")
    assert verify(kept).problems == ()


def test_a_real_process_is_killed_and_goes_on(monkeypatch):
    from benchmarks.watching import run

    outcome = run(feeds=3, seconds=3, kills=1, seed=3, settle=60)
    assert (outcome.missing, outcome.twice, outcome.wrong) == ([], [], [])
    assert outcome.once == outcome.expected >= 6


# --- when -------------------------------------------------------------------------------------------------------------


def test_the_next_look_drifts_backs_off_and_heeds_the_server():
    chance = Random(1)
    looks = [next_look(1000, 600, 0, None, chance) for _ in range(200)]
    assert 1540 <= min(looks) < max(looks) <= 1660
    assert next_look(0, 600, 3, None, chance) > 4 * 600
    assert next_look(0, 600, 90, None, chance) <= 1.1 * 86400
    assert next_look(0, 600, 1, 99999, chance) >= 99999
    assert next_look(0, 10**6, 5, None, chance) >= 0.9 * 10**6


def test_tries_end_and_revisits_end():
    chance = Random(1)
    assert 60 <= next_try(0, 1, None, chance) <= 66
    assert next_try(0, 3, 5000, chance) >= 5000
    assert next_try(0, 6, None, chance) is None
    assert next_revisit(100, 100, (10, 50)) == 110
    assert next_revisit(100, 120, (10, 50)) == 150
    assert next_revisit(100, 151, (10, 50)) is None


def test_changes_are_passages():

    changes = changes_between("One. Two died. Three.\n", "One. Six died. Three.\nFour came.")
    assert Change("Two died.", "Six died.") in changes
    assert any(change.now.endswith("Four came.") for change in changes)
    assert changes_between("Same.", "Same.") == ()
    long = "a. " * 5000
    assert changes_between(long, long + "b.") == (Change(long, long + "b."),)


# --- the file ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("", "it names no feed"), ("[[feed]]", "feed 1 has no url"), ("[[feed]]\nurl = 'ftp://a.example/'", "feed 1: ftp: is not fetched"),
        ("[settings]\ncolour = 1\n[[feed]]\nurl='http://a.example'", "colour: not known; there are allow_private"), ("[settings]\npause = 'soon'\n[[feed]]\nurl='http://a.example'", "no duration such as"),
        ("[limits]\ntotal = -1\n[[feed]]\nurl='http://a.example'", "total has to be a number above zero"), ("x = ", "not TOML"), (None, "no such file"),
        ("[[feed]]\nurl='http://a.example'\nheaders = {X-Key = '$NOT_SET'}", "NOT_SET, which is not set"), ("settings = 5\n[[feed]]\nurl='http://a.example'", "has to be a table"),
    ],
)  # fmt: skip
def test_a_file_of_feeds_that_cannot_be_used_is_told(tmp_path, told, why):
    if told is not None:
        (tmp_path / "f.toml").write_text(told)
    with pytest.raises(BadFeeds, match=why):
        read_feeds(tmp_path / "f.toml", {})


def test_a_file_of_feeds(tmp_path):
    (tmp_path / "f.toml").write_text(
        "[settings]\ninterval='10m'\npause=2\ncontact='desk@example.org'\nrevisit=['1d', '1h']\n[limits]\nsize=1000\n"
        "[[feed]]\nurl='https://a.example/feed'\noutlet='A'\nheaders={X-Key='$KEY', X-More='1'}\n[[feed]]\nurl='https://b.example/'\ninterval='1h'\nmap='m.toml'\nrobots=false\n"
    )
    watching = read_feeds(tmp_path / "f.toml", {"KEY": "secret"})
    one, other = watching.feeds
    assert (one.interval, one.outlet, other.interval, other.map, other.robots) == (600, "A", 3600, tmp_path / "m.toml", False)
    assert (watching.web.pause, watching.web.limits.size, watching.revisit) == (2, 1000, (3600, 86400))
    assert watching.web.credentials == {"https://a.example": (("X-Key", "secret"), ("X-More", "1"))}
    assert "(+desk@example.org)" in watching.web.agent


# --- as a person types it ---------------------------------------------------------------------------------------------


def test_the_command_and_what_it_shows(desk):
    run = CliRunner()
    desk.story("/b", "The council opened a new library on Monday, and the mayor thanked the builders for their work on the roof.")
    desk.server.page("/b", "<html><head><title>Library</title></head><body><article><p>The council opened a new library on Monday, and the mayor thanked the builders for the roof.</p><p>Children read poems, and the choir of the school sang in the new reading room.</p></article></body></html>")  # fmt: skip
    desk.feed(("1", "A", desk.story("/a")), ("2", "B", "/b"), ("3", "C", "/gone"))
    command = ["watch", str(desk.folder / "feeds.toml"), "--out", str(desk.folder / "new")]
    assert "nothing was watched into it yet" in run.invoke(app, [*command, "--status"]).stderr
    done = run.invoke(app, [*command, "--once"])
    assert done.exit_code == 0, done.output
    assert "/feed0: 3 new" in done.stderr
    assert done.stdout == ""
    lines = [json.loads(line) for line in (desk.folder / "new" / "reports.jsonl").read_text().splitlines()]
    assert {line["report"][-2:]: "unread" in line for line in lines} == {"/a": False, "/b": True}
    left = run.invoke(app, [*command, "--left-out"]).stdout
    assert "/b\n  Library: tells of no violence (score 0." in left
    status = run.invoke(app, [*command, "--status"]).stdout
    assert "/feed0" in status
    assert "well" in status
    assert "/gone: the server answers 404 Not Found" in status
    told = json.loads(run.invoke(app, [*command, "--status", "--format", "json"]).stdout)
    assert (told["feeds"][0]["looks"], told["feeds"][0]["articles"]) == (1, 3)
    desk.story("/a", "Six herders were killed near Torodi on Sunday, the prefect said.")
    state = State(desk.folder / "new" / "watch.db")
    with state.step() as step:
        step.meet(desk.server.url("/feed0"), "1", "another mark", desk.server.url("/a"), desk.server.url("/a"), 0.0)
    state.close()
    run.invoke(app, [*command, "--once"])
    changes = run.invoke(app, [*command, "--changes"]).stdout
    assert "  - Four herders were killed" in changes
    assert "  + Six herders were killed" in changes
    assert json.loads(run.invoke(app, [*command, "--changes", "--format", "json"]).stdout)[0]["version"] == 2
    assert json.loads(run.invoke(app, [*command, "--left-out", "--format", "json"]).stdout)[0]["title"] == "Library"
    checked = run.invoke(app, ["verify", str(desk.folder / "new")])
    assert "records in 1 archive: all as they were" in checked.stdout


def test_two_cannot_watch_into_one_folder(desk):
    from deconflict.commands.watching import _alone

    with _alone(desk.folder):
        done = CliRunner().invoke(app, ["watch", str(desk.folder / "feeds.toml"), "--out", str(desk.folder), "--once"])
    assert "another 'deconflict watch' is at work here" in done.stderr


def test_a_feed_named_as_an_input_gives_its_pages(desk):
    from dataclasses import replace

    desk.feed(("1", "A", desk.story("/a")), ("2", "B", desk.story("/b")))
    web = replace(read_feeds(desk.folder / "feeds.toml").web, proof=None)
    assert [raw.name for raw in gather([desk.server.url("/feed0")], web=web)] == [desk.server.url("/a"), desk.server.url("/b")]
    assert [item.why for item in gather([desk.server.url("/feed0")])] == ["nothing is fetched from the web here"]


def test_pages_go_into_the_ledger_with_their_proof(desk):
    run = CliRunner()
    desk.story("/a")
    ledger = str(desk.folder / "l.db")
    refused = run.invoke(app, ["add", desk.server.url("/a"), "--ledger", ledger])
    assert refused.exit_code == 1
    assert "is in a private or local network, which is not asked unless that is allowed" in refused.stderr
    done = run.invoke(app, ["add", desk.server.url("/a"), desk.server.url("/gone"), "--ledger", ledger, "--allow-private"])
    assert done.exit_code == 0, done.output
    assert "1 report added" in done.stderr
    assert "/gone: the server answers 404 Not Found" in done.stderr
    assert "all as they were" in run.invoke(app, ["verify", "--ledger", ledger]).stdout
    again = run.invoke(app, ["add", desk.server.url("/a"), "--ledger", ledger, "--allow-private"])
    assert "1 there already" in again.stderr


def test_watching_into_the_ledger(desk):
    run = CliRunner()
    ledger = str(desk.folder / "l.db")
    desk.feed(("1", "A", desk.story("/a")), ("2", "B", "/b"))
    desk.server.page("/b", "<html><head><title>Library</title></head><body><article><p>The council opened a new library on Monday, and the mayor thanked the builders for the roof.</p><p>Children read poems, and the choir of the school sang in the new reading room.</p></article></body></html>")  # fmt: skip
    command = ["watch", str(desk.folder / "feeds.toml"), "--ledger", ledger, "--once"]
    for _ in range(2):
        done = run.invoke(app, command)
        assert done.exit_code == 0, done.output
    assert "killed" in run.invoke(app, ["incidents", "--ledger", ledger]).stdout
    assert "/b" in run.invoke(app, ["left-out", "--ledger", ledger]).stdout
    assert json.loads(run.invoke(app, ["stats", "--ledger", ledger, "--format", "json"]).stdout)["reports"] == 2
    assert "all as they were" in run.invoke(app, ["verify", "--ledger", ledger]).stdout


def test_a_burst_is_read_by_all_processors_with_the_same_outcome(tmp_path):
    """More reports than are worth a reader of one's own go through the engine."""
    from functools import partial

    from deconflict.cli import open_reader
    from deconflict.commands.into_ledger import IntoLedger
    from deconflict.engine.machine import FEW, Machine
    from deconflict.gather.watch import _version
    from deconflict.ledger.documents import document_of
    from deconflict.ledger.ledger import Ledger

    from .ledgers import everything, report, still

    found = [report(f"r{at}", f"Gunmen killed {at + 2} soldiers near Gao on Monday, the army said.") for at in range(FEW + 2)]
    versions = [_version(item, None, document_of(item)) for item in found]
    kept = []
    for jobs, portions in ((2, [versions]), (1, [versions[:9], versions[9:]])):
        with Ledger.open(tmp_path / f"{jobs}.db", clock=still) as ledger:
            sink = IntoLedger(ledger, partial(open_reader, None), "m", Machine(jobs))
            for some in portions:
                sink.deliver(some)
            kept.append(everything(ledger))
    assert kept[0] == kept[1]
    assert len(kept[0]["reports"]) == len(versions)
