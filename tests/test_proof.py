"""What was fetched is kept as it came, can be checked and handed on, and archives of others are read."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import EntryPoint

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from typer.testing import CliRunner
from warcio.archiveiterator import ArchiveIterator as Independent
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from deconflict.cli import app
from deconflict.errors import UnreadableInput
from deconflict.gather import plugins
from deconflict.gather.archives import iter_archive
from deconflict.gather.documents import RawDocument
from deconflict.gather.exchange import Answer, Exchange
from deconflict.gather.export import export
from deconflict.gather.inputs import gather
from deconflict.gather.limits import Limits
from deconflict.gather.plugins import input_kinds
from deconflict.gather.proof import Proof
from deconflict.gather.verify import verify
from deconflict.model import Report
from deconflict.read.inputs import read_inputs
from deconflict.read.relevance import Relevance

NOW = datetime(2025, 6, 3, 12, tzinfo=UTC)
BODY = b"<html><body><article><p>Four herders were killed near Torodi on Sunday, the prefect said on the radio.</p><p>Two residents said that the attackers came at dawn.</p></article></body></html>"


def exchange(
    url: str = "https://post.example/four", status: int = 200, body: bytes = BODY, version: str = "HTTP/1.1", **headers: str
) -> Exchange:
    told = tuple((name.replace("_", "-"), value) for name, value in ({"Content_Type": "text/html"} | headers).items())
    return Exchange(url, (("User-Agent", "deconflict"),), NOW, version, status, "OK", told, body, "203.0.113.7")


def kept(folder, *exchanges: Exchange, largest: int = 10**9):
    proof = Proof(folder, largest)
    for item in exchanges:
        proof.keep(Answer(item.url, (item,), b""))
    return sorted(folder.glob("*.warc.gz"))


# --- what is written --------------------------------------------------------------------------------------------------


def test_an_independent_program_accepts_what_is_kept(tmp_path):
    packed = gzip.compress(BODY)
    (path,) = kept(
        tmp_path, exchange(), exchange("https://post.example/2?a=ü", 301, b"", Location="/3"), exchange(body=packed, version="HTTP/2", Content_Encoding="gzip"),
        exchange(Transfer_Encoding="chunked"), exchange(body=bytes(range(256)) * 50),
    )  # fmt: skip
    done = subprocess.run([sys.executable, "-m", "warcio.cli", "check", str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    with path.open("rb") as file:
        records = [
            (record.rec_type, record.content_stream().read())
            for record in Independent(file, check_digests="raise")
            if record.rec_type == "response"
        ]
    assert [body for _, body in records] == [BODY, b"", BODY, BODY, bytes(range(256)) * 50]


def test_a_record_tells_who_was_asked_when_and_what_came(tmp_path):
    (path,) = kept(tmp_path, exchange())
    info, response, request = ArchiveIterator(str(path), record_types=WarcRecordType.any_type, parse_http=True)
    assert info.headers["WARC-Type"] == "warcinfo"
    assert response.headers["WARC-Target-URI"] == "https://post.example/four"
    assert response.headers["WARC-IP-Address"] == "203.0.113.7"
    assert response.headers["WARC-Date"] == "2025-06-03T12:00:00.000000Z"
    assert request.headers["WARC-Concurrent-To"] == response.record_id


def test_a_full_file_is_followed_by_another(tmp_path):
    assert len(kept(tmp_path, *[exchange()] * 3, largest=100)) == 3


# --- checking ---------------------------------------------------------------------------------------------------------


def test_untouched_proof_is_as_it_was(tmp_path):
    (path,) = kept(tmp_path, exchange(), exchange())
    verdict = verify(path)
    assert (verdict.records, verdict.hashed, verdict.problems) == (5, 5, ())


def test_every_touch_shows(tmp_path):
    (path,) = kept(tmp_path, exchange())
    whole = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(whole.replace(b"Four herders", b"Five herders")))
    (content, payload) = verify(path).problems
    assert "https://post.example/four: its content is not what was hashed" in content
    assert "its payload is not what was hashed" in payload
    path.write_bytes(gzip.compress(whole.replace(b"User-Agent: deconflict", b"User-Agent: deconf1ict")))
    assert len(verify(path).problems) == 1
    path.write_bytes(gzip.compress(whole)[:-300])
    assert any("breaks off" in problem or "were written" in problem for problem in verify(path).problems)
    path.write_bytes(b"")
    assert verify(path).problems == ("there is no WARC record in it",)


def test_hashes_of_other_programs_are_checked_too(tmp_path):
    for writer_digest in ("sha1", "md5", "sha256"):
        import hashlib

        block = b"words"
        told = f"{writer_digest}:{hashlib.new(writer_digest, block).hexdigest()}"
        for content, wrong in ((block, 0), (b"sword", 1)):
            path = tmp_path / "other.warc"
            path.write_bytes(b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Block-Digest: " + told.encode() + b"\r\nContent-Length: 5\r\n\r\n" + content + b"\r\n\r\n")  # fmt: skip
            assert len(verify(path).problems) == wrong


def test_the_command_that_checks(tmp_path):
    run = CliRunner()
    (path,) = kept(tmp_path / "proof", exchange())
    done = run.invoke(app, ["verify", str(tmp_path)])
    assert (done.exit_code, done.stdout) == (0, "3 records in 1 archive: all as they were\n")
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(b"Sunday", b"Monday")))
    done = run.invoke(app, ["verify", str(path)])
    assert done.exit_code == 1
    assert "2 wrong" in done.stdout
    assert "no such file" in run.invoke(app, ["verify", str(tmp_path / "nowhere")]).stderr
    (tmp_path / "empty").mkdir()
    assert "there is no archive in it" in run.invoke(app, ["verify", str(tmp_path / "empty")]).stderr
    assert "nothing was fetched for this ledger yet" in run.invoke(app, ["verify", "--ledger", str(tmp_path / "a.db")]).stderr


# --- handing on -------------------------------------------------------------------------------------------------------


def test_a_part_is_exported_and_accepted_by_others(tmp_path):
    archives = kept(tmp_path / "proof", exchange(), exchange("https://other.example/1"), largest=1)
    out = tmp_path / "out.warc.gz"
    assert export(archives, out, ["https://post.example/*"]) == 2
    assert verify(out).problems == ()
    done = subprocess.run([sys.executable, "-m", "warcio.cli", "check", str(out)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    with out.open("rb") as file:
        assert [record.rec_type for record in Independent(file)] == ["warcinfo", "response", "request"]


def test_the_command_that_exports(tmp_path):
    run = CliRunner()
    kept(tmp_path / "proof", exchange())
    out = tmp_path / "out.warc.gz"
    assert "2 records written" in run.invoke(app, ["export-proof", str(out), str(tmp_path / "proof")]).stderr
    assert "there is such a file already" in run.invoke(app, ["export-proof", str(out), str(tmp_path)]).stderr
    nothing = run.invoke(app, ["export-proof", str(tmp_path / "b.warc.gz"), str(tmp_path / "proof"), "--url", "https://none.example/*"])
    assert "nothing was fetched from such an address" in nothing.stderr
    assert not (tmp_path / "b.warc.gz").exists()


# --- archives of others -----------------------------------------------------------------------------------------------


def archive(*pages: tuple[str, str, bytes, dict[str, str]], packed: bool = True) -> bytes:
    """An archive as others write it: (url, status, body, headers)."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    for url, status, body, headers in pages:
        head = StatusAndHeaders(status, list(({"Content-Type": "text/html"} | headers).items()), protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                url, "response", io.BytesIO(body), http_headers=head, warc_headers_dict={"WARC-Date": "2025-06-02T10:00:00Z"}
            )
        )
    return out.getvalue()


def chunked(body: bytes) -> bytes:
    return b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"


@pytest.mark.parametrize("packed", [True, False])
def test_the_pages_of_an_archive_are_read(tmp_path, packed):
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(
        archive(
            ("https://post.example/four?utm_source=x", "200 OK", BODY, {}), ("https://post.example/gone", "404 Not Found", BODY, {}),
            ("https://post.example/picture", "200 OK", b"\x89PNG", {"Content-Type": "image/png"}), ("dns:post.example", "200 OK", b"x", {}),
            ("https://post.example/packed", "200 OK", gzip.compress(BODY), {"Content-Encoding": "gzip"}), ("https://post.example/unpacked", "200 OK", BODY, {"Content-Encoding": "gzip"}),
            ("https://post.example/chunked", "200 OK", chunked(BODY), {"Transfer-Encoding": "chunked"}), packed=packed,
        )
    )  # fmt: skip
    reports = list(read_inputs([str(path)]))
    assert [report.id for report in reports] == [f"https://post.example/{name}" for name in ("four", "packed", "unpacked", "chunked")]
    assert {report.text.count("Four herders") for report in reports} == {1}
    (raw, *_) = gather([str(path)])
    assert (raw.fetch.fetched, raw.fetch.media_type) == (datetime(2025, 6, 2, 10, tzinfo=UTC), "text/html")
    assert raw.fetch.record.startswith("<urn:uuid:")


def test_an_edited_page_in_an_archive_is_another_version(tmp_path):
    path = tmp_path / "a.warc.gz"
    page = ("https://post.example/four", "200 OK")
    path.write_bytes(archive((*page, BODY, {}), (*page, BODY, {}), (*page, BODY.replace(b"Four", b"Six"), {})))
    first, second = read_inputs([str(path)])
    assert second.id.startswith("https://post.example/four@")
    assert second.problems[0] == "another version of https://post.example/four"
    assert first.id == "https://post.example/four"


def test_an_archive_comes_in_on_standard_input():
    assert [report.id for report in read_inputs(["-"], io.BytesIO(archive(("https://post.example/four", "200 OK", BODY, {}))))] == [
        "https://post.example/four"
    ]


def test_bombs_and_breaks_in_an_archive_are_told_and_the_rest_is_read(tmp_path):
    limits = Limits(size=200_000, unpacked=2_000_000)
    bomb = gzip.compress(bytes(3_000_000))
    content = archive(
        ("https://post.example/bomb", "200 OK", bomb, {"Content-Encoding": "gzip"}), ("https://post.example/large", "200 OK", BODY * 2000, {}),
        ("https://post.example/broken", "200 OK", b"\x1f\x8bbroken", {"Content-Encoding": "gzip"}), ("https://post.example/four", "200 OK", BODY, {}),
    )  # fmt: skip
    found = list(iter_archive(io.BytesIO(content), "a.warc.gz", limits))
    assert [item.why if isinstance(item, UnreadableInput) else item.name for item in found] == [
        "it unpacks to more than 100 times its size", "it has more than 0.2 MB", "its compressed content is broken", "https://post.example/four",
    ]  # fmt: skip
    whole = archive(*[("https://post.example/four", "200 OK", BODY, {})] * 3)
    for lost in (100, 200, 300):
        (_, _, cut) = iter_archive(io.BytesIO(whole[:-lost]), "a.warc.gz", limits)
        assert cut.why == "the record is cut off or broken"
    (problem,) = iter_archive(io.BytesIO(b"no archive at all"), "a.warc", limits)
    assert problem.why.startswith("the archive breaks off behind byte 0")


# --- plug-ins ---------------------------------------------------------------------------------------------------------


def installed(monkeypatch, *entries: tuple[str, str]) -> None:
    """As if packages with these entry points were installed."""
    monkeypatch.setattr(plugins, "entry_points", lambda group: [EntryPoint(name, value, group) for name, value in entries])


class Telegrams:
    """A kind of input for the tests."""

    name = "telegrams"

    def takes(self, name):
        return name.startswith("telegram:")

    def gather(self, name, web):
        if name.endswith("broken"):
            raise RuntimeError("the line is dead")
        yield RawDocument(name, name, "txt", b"Four herders were killed near Torodi on Sunday.")
        yield UnreadableInput(name, "one telegram is lost")


class Nothing:
    """No kind of input."""


def test_a_plug_in_brings_a_new_kind_of_input(monkeypatch, tmp_path):
    installed(monkeypatch, ("telegrams", f"{__name__}:Telegrams"))
    report, lost, failed = read_inputs(["telegram:7", "telegram:broken"])
    assert (report.id, report.text) == ("telegram:7", "Four herders were killed near Torodi on Sunday.")
    assert lost.why == "one telegram is lost"
    assert failed.why == "the plug-in for telegrams failed: RuntimeError: the line is dead"


def test_a_plug_in_that_cannot_be_used_is_told(monkeypatch):
    installed(monkeypatch, ("a", f"{__name__}:Nothing"), ("b", "no.such.module:Kind"))
    kinds, broken = input_kinds()
    assert kinds == ()
    assert [str(item) for item in broken] == [
        "plug-in a: has no name, takes() and gather()",
        "plug-in b: cannot be used: ModuleNotFoundError: No module named 'no'",
    ]


# --- relevance --------------------------------------------------------------------------------------------------------


def test_violence_is_told_from_other_news():
    relevance = Relevance.shipped()
    told = {
        "Four herders were killed and two wounded when gunmen opened fire near Torodi on Sunday, the prefect said.": True,
        "A roadside bomb hit an army convoy outside Beledweyne; the police said that no one was hurt.": True,
        "Armed men abducted a priest and his driver on the road to Bangassou, a church official said.": True,
        "The central bank left its interest rate unchanged on Tuesday, as analysts had expected it would.": False,
        "The town's library will open its new reading room on Monday with a concert by the school choir.": False,
        "Shares of the car maker rose four per cent after it reported higher sales in the third quarter.": False,
    }
    for text, violent in told.items():
        report = relevance.judged(Report("a", text, language="en"))
        assert (report.unread is None) == violent, text


def test_only_english_is_judged_and_the_threshold_is_a_setting():
    french = Report("a", "La bibliothèque ouvrira lundi sa nouvelle salle de lecture.", language="fr")
    assert Relevance.shipped().judged(french) is french
    dull = Report("b", "The town's library will open its new reading room on Monday.", language="en")
    assert Relevance.shipped(0.0).judged(dull).unread is None
    assert "tells of no violence" in Relevance.shipped(0.999).judged(dull).unread
    gated = Report("c", "Subscribe.", unread="behind a paywall")
    assert Relevance.shipped().judged(gated) is gated
    read, held = Relevance.shipped().sort([dull, Report("d", "Gunmen killed six soldiers.", language="en"), french])
    assert ([item.id for item in read], [item.id for item in held]) == (["d", "a"], ["b"])


def test_what_tells_of_no_violence_is_in_the_ledger_but_not_read(tmp_path):
    run = CliRunner()
    path = tmp_path / "a.warc.gz"
    dull = b"<html><body><article><p>The council opened a new library on Monday, and the mayor thanked the builders for the roof.</p><p>Children read poems, and the choir of the school sang.</p></article></body></html>"
    path.write_bytes(archive(("https://post.example/four", "200 OK", BODY, {}), ("https://post.example/library", "200 OK", dull, {})))
    ledger = str(tmp_path / "l.db")
    done = run.invoke(app, ["add", str(path), "--ledger", ledger])
    assert "2 reports added" in done.stderr, done.output
    listed = run.invoke(app, ["left-out", "--ledger", ledger])
    assert "https://post.example/library" in listed.stdout
    assert "four" not in listed.stdout
    assert [row["report"] for row in json.loads(run.invoke(app, ["left-out", "--ledger", ledger, "--format", "json"]).stdout)] == [
        "https://post.example/library"
    ]


# --- the documentation ------------------------------------------------------------------------------------------------


def documented(language: str) -> list[str]:
    """The blocks of the documentation in a language."""
    import re
    from pathlib import Path

    text = (Path(__file__).parent.parent / "docs" / "gathering.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_documented_plug_in_works(monkeypatch, tmp_path):
    (code,) = documented("python")
    (tmp_path / "my_package.py").write_text(code)
    monkeypatch.syspath_prepend(str(tmp_path))
    installed(monkeypatch, ("telegrams", "my_package:Telegrams"))
    path = tmp_path / "seven.telegram"
    path.write_text("Torodi station\nFour herders were killed on Sunday.")
    report, missing = read_inputs([str(path), str(tmp_path / "eight.telegram")])
    assert (report.id, report.outlet, report.text) == ("seven", "Torodi station", "Four herders were killed on Sunday.")
    assert missing.why == "no such telegram"


def test_the_documented_settings_are_the_defaults(tmp_path):
    from deconflict.gather.feeds_file import read_feeds
    from deconflict.gather.web import Web

    feeds, plug_in, mapping = (
        next(block for block in documented("toml") if word in block) for word in ("[settings]", "entry-points", "webTitle")
    )
    (tmp_path / "f.toml").write_text(feeds)
    (tmp_path / "bare.toml").write_text("[[feed]]\nurl = 'https://post.example/'")
    told, bare = read_feeds(tmp_path / "f.toml", {"NEWS_KEY": "x"}), read_feeds(tmp_path / "bare.toml", {})
    assert (told.revisit, told.retry, told.longest, told.web.limits) == (bare.revisit, bare.retry, bare.longest, bare.web.limits)
    assert (told.web.pause, told.web.at_once, told.web.workers, told.web.robots) == (
        Web().pause,
        Web().at_once,
        Web().workers,
        Web().robots,
    )
    assert told.feeds[1].interval == bare.feeds[0].interval
    assert "deconflict.inputs" in plug_in
    from deconflict.read.mapping import read_mapping

    (tmp_path / "m.toml").write_text(mapping)
    assert "text" in read_mapping(tmp_path / "m.toml").fields
