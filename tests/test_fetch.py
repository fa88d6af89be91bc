"""Fetching from a server that misbehaves: each fault has its message, nothing hangs past its limit, the rest goes on."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import random
import socket
import struct
import time
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import brotli
import pytest

from deconflict.errors import Unfetched, UnreadableInput
from deconflict.gather.addresses import is_public
from deconflict.gather.documents import RawDocument
from deconflict.gather.fetcher import Fetcher, retry_after
from deconflict.gather.fetching import fetch_all
from deconflict.gather.limits import Limits
from deconflict.gather.web import Web

from .hostile import Server

PAGE = b"<!doctype html><html><body><p>Two guards were wounded when a shell hit the depot, the council said.</p></body></html>"
# Patient, so that a machine that stands still for a while fails no test; a limit that a test is about is made short there.
LIMITS = Limits(total=60, connect=60, silence=60, size=300_000, unpacked=3_000_000, redirects=4)
NOW = datetime(2025, 6, 3, 12, tzinfo=UTC)


async def names(host: str, port: int) -> list[str]:
    """A resolver of our own: 'good' and 'other' are the server, the rest lies where it should not."""
    if host == "nowhere.example":
        raise socket.gaierror(-2, "Name or service not known")
    if host == "hanging.example":
        await asyncio.Event().wait()
    known = {
        "good.example": ["127.0.0.1"],
        "other.example": ["127.0.0.1"],
        "inside.example": ["10.0.0.8"],
        "mixed.example": ["192.168.1.1", "127.0.0.1"],
    }
    return known.get(host, [host])


def web(**changes: object) -> Web:
    """The web of the tests: no pauses, no robots, only one loopback address allowed."""
    given = {
        "limits": LIMITS,
        "pause": 0.0,
        "robots": False,
        "allow_private": True,
        "tries": 1,
        "now": lambda: NOW,
        "resolve": lambda: names,
    }
    return Web(**(given | changes))


@pytest.fixture
def server():
    with Server() as running:
        running.page("/", PAGE)
        yield running


def fetch(url: str, **changes: object) -> RawDocument:
    """One document; its problem is raised."""
    (found,) = fetch_all([url], web(**changes))
    if isinstance(found, UnreadableInput):
        raise found
    return found


def problem(url: str, **changes: object) -> str:
    """What is said of a document that cannot be fetched."""
    with pytest.raises(UnreadableInput) as told:
        fetch(url, **changes)
    return told.value.why


# --- what is as it should be ------------------------------------------------------------------------------------------


def test_a_document_tells_how_it_was_fetched(server):
    async def moved(asked):
        await asked.answer(b"", "301 Moved Permanently", Location="/story?utm_source=feed#top")

    server.ways["/old"] = moved
    server.page("/story", PAGE, Content_Type="text/html; charset=UTF-8")
    found = fetch(server.url("/old"))
    assert (found.content, found.form) == (PAGE, "html")
    assert (found.origin, found.name) == (server.url("/story?utm_source=feed"), server.url("/story"))
    told = found.fetch
    assert (told.url, told.final_url, told.redirects) == (server.url("/old"), server.url("/story?utm_source=feed"), (server.url("/old"),))
    assert (told.status, told.media_type, told.charset, told.fetched) == (200, "text/html", "utf-8", NOW)
    assert told.header("content-length") == str(len(PAGE))


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(PAGE)),
        ("gzip", gzip.compress(PAGE[:20]) + gzip.compress(PAGE[20:]) + b"\0" * 8),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)[2:-4]),
        ("br", brotli.compress(PAGE)),
        ("gzip, br", brotli.compress(gzip.compress(PAGE))),
        ("identity", PAGE),
    ],
)
def test_compression_is_undone(server, encoding, packed):
    server.page("/packed", packed, Content_Encoding=encoding)
    assert fetch(server.url("/packed")).content == PAGE


def test_chunks_keepalive_and_order(server):
    async def chunked(asked):
        await asked.send(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nTwo\r\n4\r\n men\r\n0\r\n\r\n"
        )

    server.ways["/chunked"] = chunked
    found = list(fetch_all([server.url("/chunked"), server.url("/gone"), server.url("/")] * 20, web()))
    assert [item.content if isinstance(item, RawDocument) else item.why for item in found] == [
        b"Two men",
        "the server answers 404 Not Found",
        PAGE,
    ] * 20


# --- servers that misbehave -------------------------------------------------------------------------------------------


def drip(head, piece):
    async def handler(asked):
        await asked.send(head)
        while True:
            await asked.send(piece, every=0.02)

    return handler


def say(content, close=True):
    async def handler(asked):
        await asked.send(content)
        if close:
            asked.writer.close()
        else:
            await asyncio.Event().wait()

    return handler


def reset():
    async def handler(asked):
        asked.writer.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        asked.writer.transport.abort()

    return handler


def endless(head, piece):
    async def handler(asked):
        await asked.send(head)
        while True:
            await asked.send(piece)

    return handler


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
ZEROS = gzip.compress(bytes(2_000_000))
BOMB = b"HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n"


def packed(encoding, content):
    return say(BOMB % (encoding, len(content)) + content)


FAULTS = {
    "a body that drips": (drip(OK + b"\r\n", b"x"), "took longer than 0.9 s"),
    "headers that drip": (drip(b"HTTP/1.1 200 OK\r\n", b"X"), "took longer than 0.9 s"),
    "silence": (say(b"", close=False), "sent nothing for 0.4 s"),
    "silence in the middle": (say(OK + b"Content-Length: 10\r\n\r\nhalf", close=False), "sent nothing for 0.4 s"),
    "a body without end": (endless(OK + b"\r\n", b"x" * 65536), "it does not end after 0.3 MB"),
    "chunks without end": (
        endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"x" * 65536 + b"\r\n"),
        "it does not end after 0.3 MB",
    ),
    "a length beyond all bounds": (say(OK + b"Content-Length: 99000000000\r\n\r\n"), "it has 9.9e+04 MB, more than 0.3 MB"),
    "answers before the answer without end": (
        endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
        "the server does not keep to HTTP: one announcement",
    ),
    "a gzip bomb": (packed(b"gzip", ZEROS), "it unpacks to more than 100 times its size"),
    "a gzip bomb within gzip": (
        packed(b"gzip, gzip", gzip.compress(gzip.compress(bytes(9_000_000)))),
        "it unpacks to more than 100 times its size",
    ),
    "a brotli bomb": (packed(b"br", brotli.compress(bytes(5_000_000))), "it unpacks to more than 100 times its size"),
    "a deflate bomb": (packed(b"deflate", zlib.compress(bytes(2_000_000))), "it unpacks to more than 100 times its size"),
    "more content than allowed": (packed(b"gzip", gzip.compress(random.Random(1).randbytes(20_000) * 200)), "it unpacks to more than 3 MB"),
    "gzip that is none": (packed(b"gzip", b"plain words"), "its compressed content is broken"),
    "brotli that is none": (packed(b"br", b"\xff\xff plain words"), "its compressed content is broken"),
    "gzip that breaks off": (packed(b"gzip", gzip.compress(PAGE)[:-20]), "its compressed content breaks off"),
    "an encoding nobody asked for": (packed(b"zstd", b"(\xb5/\xfd"), "it is encoded as zstd, which was not asked for"),
    "half closed": (say(OK + b"Content-Length: 500\r\n\r\n<html>"), "the server closed the connection before the document was whole"),
    "chunks that break off": (
        say(OK + b"Transfer-Encoding: chunked\r\n\r\nff\r\nabc"),
        "the server closed the connection before the document was whole",
    ),
    "broken chunks": (say(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n"), "the server does not keep to HTTP: "),
    "closed without a word": (say(b""), "the server closed the connection before the document was whole"),
    "reset": (reset(), "the connection broke off"),
    "headers without end": (endless(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 4096), "its headers are larger than 100 kB"),
    "two lengths": (say(OK + b"Content-Length: 5\r\nContent-Length: 7\r\n\r\n1234567"), "the server does not keep to HTTP: "),
    "no HTTP at all": (say(b"220 mail.example ESMTP ready\r\n\r\n"), "the server does not keep to HTTP: "),
    "a header without a name": (say(b"HTTP/1.1 200 OK\r\n: nameless\r\n\r\n"), "the server does not keep to HTTP: "),
    "a status that is none": (say(b"HTTP/1.1 999999 Oh\r\n\r\n"), "the server does not keep to HTTP: "),
}


HURRIED = {
    "a body that drips": replace(LIMITS, total=0.9),
    "headers that drip": replace(LIMITS, total=0.9),
    "silence": replace(LIMITS, silence=0.4),
    "silence in the middle": replace(LIMITS, silence=0.4),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_has_its_message_and_its_limit(server, fault):
    handler, message = FAULTS[fault]
    server.ways["/fault"] = handler
    assert problem(server.url("/fault"), limits=HURRIED.get(fault, LIMITS)).startswith(message)
    assert fetch(server.url("/")).content == PAGE


def test_faults_side_by_side_cost_the_others_nothing(server):
    for number, (handler, _) in enumerate(FAULTS.values()):
        server.ways[f"/{number}"] = handler
    urls = itertools.chain.from_iterable((server.url(f"/{number}"), server.url("/")) for number in range(len(FAULTS)))
    found = list(fetch_all(urls, web(workers=60, at_once=60, limits=replace(LIMITS, total=12, silence=10))))
    assert [item for item in found[::2] if not isinstance(item, Unfetched)] == []
    assert [item for item in found[1::2] if not isinstance(item, RawDocument)] == []


@pytest.mark.parametrize(
    ("status", "lasting"),
    [
        ("404 Not Found", True),
        ("410 Gone", True),
        ("403 Forbidden", True),
        ("500 Internal Server Error", False),
        ("503 Service Unavailable", False),
    ],
)
def test_statuses_that_are_no_success(server, status, lasting):
    server.page("/fault", b"<html>an error page that reads like news</html>", status)
    with pytest.raises(Unfetched) as told:
        fetch(server.url("/fault"))
    assert (told.value.why, told.value.lasting) == (f"the server answers {status}", lasting)


# --- redirects --------------------------------------------------------------------------------------------------------


def to(location):
    async def handler(asked):
        await asked.send(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location.encode() + b"\r\n\r\n")

    return handler


def test_redirects_in_a_circle_and_without_end(server):
    server.ways |= {"/a": to("/b"), "/b": to("/a")}
    assert problem(server.url("/a")) == f"sent on in a circle, back to {server.url('/a')}"
    numbers = itertools.count()

    @server.way("/on")
    async def on(asked):
        await to(f"/on?{next(numbers)}")(asked)

    assert problem(server.url("/on")) == "sent on more than 4 times"


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("file:///etc/passwd", "file: is not fetched, only http: and https: are"),
        ("ftp://other.example/x", "ftp: is not fetched, only http: and https: are"),
        ("javascript:alert(1)", "javascript: is not fetched, only http: and https: are"),
        ("data:text/html,hi", "data: is not fetched, only http: and https: are"),
        ("http://:80/x", "the address names no host"),
        ("http://[::1/x", "sent on to what is no address"),
    ],
)
def test_redirects_to_what_is_not_fetched(server, location, why):
    server.ways["/a"] = to(location)
    assert why in problem(server.url("/a"))


def test_a_redirect_in_other_letters(server):
    server.ways["/a"] = to("/straße über")
    server.page("/stra%C3%9Fe%C3%BCber", PAGE)
    assert fetch(server.url("/a")).content == PAGE


# --- where no request goes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::",
     "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1", "words"],
)  # fmt: skip
def test_private_addresses_are_told_from_public_ones(address):
    assert not is_public(address)
    assert is_public("93.184.215.14")
    assert is_public("2606:2800:21f:cb07:6820:80da:af6b:8b2c")
    assert is_public("::ffff:8.8.8.8")


@pytest.mark.parametrize("host", ["127.0.0.1", "inside.example", "good.example", "localhost", "[::1]", "2130706433", "0x7f.1"])
def test_private_hosts_are_refused_whatever_they_are_called(server, host):
    assert "which is not asked unless that is allowed" in problem(server.url("/", host), allow_private=False) or host in (
        "2130706433",
        "0x7f.1",
        "localhost",
    )
    assert server.seen == []


def test_the_system_resolver_gives_numbers_that_are_judged(server):
    from deconflict.gather.addresses import system_resolver

    for host in ("localhost", "2130706433", "127.1"):
        assert "private or local network" in problem(server.url("/", host), allow_private=False, resolve=system_resolver)
    assert server.seen == []


def test_a_redirect_into_a_private_network_is_refused(server, monkeypatch):
    monkeypatch.setattr("deconflict.gather.fetcher.is_public", lambda address: address == "127.0.0.1")
    for target in (
        "http://127.0.0.2/",
        "http://169.254.169.254/latest/meta-data",
        "http://inside.example/",
        f"http://[::1]:{server.port}/",
    ):
        server.ways["/a"] = to(target)
        assert "is in a private or local network, which is not asked" in problem(server.url("/a"), allow_private=False)


def test_of_several_addresses_only_public_ones_are_spoken_to(server, monkeypatch):
    monkeypatch.setattr("deconflict.gather.fetcher.is_public", lambda address: address == "127.0.0.1")
    assert fetch(server.url("/", "mixed.example"), allow_private=False).content == PAGE


def test_names_that_nobody_knows_or_tells(server):
    assert problem("http://nowhere.example/") == "cannot be reached: no host named nowhere.example is known"
    assert problem("http://hanging.example/", limits=replace(LIMITS, connect=0.4)) == "nobody told the address of hanging.example"


def test_a_port_that_is_closed():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert problem(f"http://127.0.0.1:{taken.getsockname()[1]}/").startswith("cannot be reached: ")


# --- secrets ----------------------------------------------------------------------------------------------------------


def test_cookies_and_credentials_stay_with_the_host_that_they_belong_to(server, tmp_path):
    @server.way("/set")
    async def set_cookie(asked):
        location = server.url("/other", "other.example")
        await asked.answer(b"", "302 Found", Set_Cookie="visit=7; Path=/; Domain=example", Location=location)

    @server.way("/other")
    async def other(asked):
        await asked.answer(b"", "302 Found", Location=server.url("/", "good.example"))

    url = server.url("/set", "reader:secret@good.example")
    key = {server.url("", "good.example"): (("X-Api-Key", "hidden"),)}
    fetch(url, proof=tmp_path, credentials=key)
    first, crossed, back = (headers for _, headers in server.seen)
    assert first["authorization"].startswith("Basic ")
    assert first["x-api-key"] == "hidden"
    assert not {"authorization", "cookie", "x-api-key"} & crossed.keys()
    assert back["cookie"] == "visit=7"
    (kept,) = tmp_path.glob("*.warc.gz")
    text = gzip.decompress(kept.read_bytes()).decode()
    assert "hidden" not in text
    assert "secret" not in text
    assert "X-Api-Key: withheld" in text


def test_a_page_that_sets_a_cookie_and_sends_back_to_itself_is_no_circle(server):
    @server.way("/gate")
    async def gate(asked):
        if "cookie" in asked.headers:
            await asked.answer(PAGE)
        else:
            await asked.answer(b"", "302 Found", Set_Cookie="ok=1", Location="/gate")

    assert fetch(server.url("/gate")).content == PAGE
    assert fetch(server.url("/gate")).content == PAGE
    assert server.asked("/gate") == 4


# --- politeness -------------------------------------------------------------------------------------------------------


def test_what_may_pass_is_asked_again_and_what_lasts_is_not(server):
    counts = itertools.count()

    @server.way("/busy")
    async def busy(asked):
        if next(counts) < 2:
            await asked.answer(b"", "503 Service Unavailable")
        else:
            await asked.answer(PAGE)

    assert fetch(server.url("/busy"), tries=3).content == PAGE
    problem(server.url("/gone"), tries=3)
    assert server.asked("/gone") == 1


def test_a_host_that_asks_for_rest_gets_it(server):
    times = []

    @server.way("/limited")
    async def limited(asked):
        times.append(time.monotonic())
        if len(times) == 1:
            await asked.answer(b"", "429 Too Many Requests", Retry_After="1")
        else:
            await asked.answer(PAGE)

    assert fetch(server.url("/limited"), tries=2).content == PAGE
    assert times[1] - times[0] > 0.9


def test_retry_after_in_seconds_and_as_a_date():
    assert retry_after("120", NOW) == 120
    assert retry_after(format_datetime(NOW + timedelta(minutes=5), usegmt=True), NOW) == 300
    assert retry_after(format_datetime(NOW - timedelta(minutes=5), usegmt=True), NOW) == 0
    assert retry_after("soon", NOW) is None
    assert retry_after(None, NOW) is None


def test_a_long_rest_is_not_waited_for(server):
    server.page("/limited", b"", "429 Too Many Requests", Retry_After="86400")
    assert problem(server.url("/limited"), tries=3) == "the server answers 429 Too Many Requests"
    assert server.asked("/limited") == 1


def test_pauses_between_requests_to_one_host_and_none_between_hosts(server):
    began = time.monotonic()
    list(fetch_all([server.url("/")] * 4, web(pause=0.1)))
    assert time.monotonic() - began >= 0.3
    began = time.monotonic()
    list(fetch_all([server.url("/"), server.url("/", "good.example"), server.url("/", "other.example")], web(pause=90)))
    assert time.monotonic() - began < 60


ROBOTS = {
    "forbids": ("User-agent: *\nDisallow: /", "200 OK", "robots.txt does not allow it"),
    "forbids us": ("User-agent: deconflict\nDisallow: /story\n\nUser-agent: *\nAllow: /", "200 OK", "robots.txt does not allow it"),
    "fails": ("", "500 Internal Server Error", "not asked, because robots.txt of the host could not be fetched (status 500)"),
    "is busy": ("", "429 Too Many Requests", "not asked, because robots.txt of the host could not be fetched (status 429)"),
}


@pytest.mark.parametrize("rules", ROBOTS)
def test_robots_that_forbid(server, rules):
    body, status, message = ROBOTS[rules]
    server.page("/robots.txt", body, status)
    server.page("/story", PAGE)
    found = list(fetch_all([server.url("/story")] * 5, web(robots=True)))
    assert {item.why for item in found} == {message}
    assert server.asked("/robots.txt") == 1
    assert server.asked("/story") == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", "404 Not Found"),
        ("", "403 Forbidden"),
        ("Disallow nothing \xff\0 <html>", "200 OK"),
        ("User-agent: other\nDisallow: /", "200 OK"),
    ],
)
def test_robots_that_allow(server, body, status):
    server.page("/robots.txt", body.encode("latin-1"), status)
    assert fetch(server.url("/"), robots=True).content == PAGE


def test_robots_in_a_circle_forbid_for_now_and_pauses_are_heeded(server):
    server.ways["/robots.txt"] = to("/robots.txt")
    assert "robots.txt of the host could not be fetched (sent on in a circle" in problem(server.url("/"), robots=True)
    server.page("/robots.txt", "User-agent: *\nCrawl-delay: 0.3")
    began = time.monotonic()
    list(fetch_all([server.url("/")] * 3, web(robots=True)))
    assert time.monotonic() - began > 0.55


# --- conditional requests, and the end --------------------------------------------------------------------------------


def test_not_modified(server):
    @server.way("/feed")
    async def feed(asked):
        assert asked.headers["if-none-match"] == '"v1"'
        await asked.send(b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n')

    async def once():
        async with Fetcher(web()) as fetcher:
            return await fetcher.fetch(server.url("/feed"), (("If-None-Match", '"v1"'),))

    answer = asyncio.run(once())
    assert (answer.last.status, answer.content) == (304, b"")


def test_a_caller_that_stops_early_leaves_nothing_behind(server):
    import threading

    found = fetch_all([server.url("/")] * 1000, web())
    next(found)
    found.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "network"]
    assert len(server.seen) < 100
