"""Pages, mail, PDFs, archives and mapped JSON as reports: whatever a document is made of, it gives a report or a word on why not."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta, timezone
from email.message import EmailMessage

import pytest

from deconflict.errors import UnreadableInput
from deconflict.gather.documents import Fetch, RawDocument
from deconflict.gather.feeds import read_feed
from deconflict.gather.forms import form_of_media, sniff
from deconflict.gather.lists import iter_urls
from deconflict.gather.plain import plain, report_of
from deconflict.gather.urls import checked, fold, same_site
from deconflict.model import Report
from deconflict.read.documents import pdf_moment
from deconflict.read.inputs import read_inputs, reports_of
from deconflict.read.mapping import BadMapping, mapping_from, read_mapping

PARAGRAPHS = """<p>Four herders were killed and two were wounded when gunmen opened fire near Torodi on Sunday, the prefect said.</p>
<p>The attackers came on motorcycles at dawn and drove off some forty head of cattle, two residents told the Invented Post.</p>
<p>The army said that it had sent a patrol after them, and that nobody had been arrested by nightfall in the district.</p>"""
NOW = datetime(2025, 6, 3, 12, tzinfo=UTC)


def page(head: str = "", body: str = PARAGRAPHS, lang: str = "en") -> str:
    return f"<!doctype html><html lang='{lang}'><head>{head}</head><body><article><h1>Four killed near Torodi</h1>{body}</article></body></html>"


def fetched(content: str | bytes, url: str = "https://post.example/four", form: str = "html", charset: str | None = None) -> RawDocument:
    data = content.encode() if isinstance(content, str) else content
    return RawDocument(url, fold(url), form, data, fetch=Fetch(url, url, NOW, charset=charset))


def one(raw: RawDocument, **options: object) -> Report:
    (report,) = reports_of(raw, **options)
    if isinstance(report, UnreadableInput):
        raise report
    return report


# --- metadata: from what, in which order ------------------------------------------------------------------------------

LINKED = {
    "@context": "https://schema.org", "@type": ["NewsArticle"], "headline": "Gunmen kill four herders", "datePublished": "2025-06-02T18:30:00+01:00",
    "dateModified": "2025-06-03T07:00:00+01:00", "author": [{"@type": "Person", "name": "Ada Lund"}, {"name": "Jo Bek"}],
    "publisher": {"@type": "Organization", "name": "Invented Post"}, "inLanguage": "en-GB",
}  # fmt: skip
OPEN = """<meta property="og:title" content="Four dead in raid"><meta property="og:site_name" content="The Invented Post">
<meta property="article:published_time" content="2025-06-02T17:00:00Z"><meta property="article:modified_time" content="2025-06-03T09:00:00Z">
<meta property="article:author" content="https://post.example/staff/7"><meta property="og:locale" content="en_US">"""
MARKS = """<meta name="author" content="Kim Sund"><meta name="dc.date" content="2025-06-01"><meta name="application-name" content="Post Online">"""


def linked(value: object = LINKED) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def test_linked_data_comes_first_and_what_gave_each_field_is_recorded():
    report = one(fetched(page(linked() + OPEN + MARKS)))
    assert (report.title, report.outlet, report.author) == ("Gunmen kill four herders", "Invented Post", "Ada Lund, Jo Bek")
    zone = timezone(timedelta(hours=1))
    assert (report.published, report.modified) == (datetime(2025, 6, 2, 18, 30, tzinfo=zone), datetime(2025, 6, 3, 7, tzinfo=zone))
    assert dict(report.given_by) == {
        **dict.fromkeys(("title", "outlet", "author", "published", "modified", "language"), "json-ld"), "url": "address",
    }  # fmt: skip


def test_then_opengraph_then_other_marks_then_the_text():
    report = one(fetched(page(OPEN + MARKS)))
    assert (report.title, report.outlet, report.author) == ("Four dead in raid", "The Invented Post", "Kim Sund")
    assert report.published == datetime(2025, 6, 2, 17, tzinfo=UTC)
    assert dict(report.given_by)["author"] == "meta"
    report = one(fetched(page(MARKS)))
    assert (report.title, report.outlet, report.published) == ("Four killed near Torodi", "Post Online", date(2025, 6, 1))
    assert dict(report.given_by)["title"] == "text"


@pytest.mark.parametrize(
    "value",
    [
        {"@graph": [{"@type": "WebSite", "name": "x"}, LINKED]},
        [{"@type": "BreadcrumbList"}, LINKED],
        {"mainEntity": {"mainEntity": LINKED}},
        LINKED | {"@type": "ReportageNewsArticle"},
    ],
)
def test_the_article_is_found_wherever_linked_data_holds_it(value):
    assert one(fetched(page(linked(value)))).title == "Gunmen kill four herders"


@pytest.mark.parametrize(
    "value",
    ["[" * 100_000, "null", "5", '{"@type": 5, "headline": {"a": [1]}}', '{"@type": "NewsArticle", "author": [[[]]], "datePublished": 7}'],
)
def test_linked_data_that_makes_no_sense_costs_nothing(value):
    report = one(fetched(page(f'<script type="application/ld+json">{value}</script>' + OPEN)))
    assert report.title == "Four dead in raid"


@pytest.mark.parametrize("told", ["yesterday", "2025-13-40T99:00", "0000-00-00", "1", "3025-06-01", "\u0662\u0660\u0662\u0665"])
def test_a_time_that_is_none_is_left_out(told):
    report = one(fetched(page(f'<meta property="article:published_time" content="{told}">')))
    assert report.published is None


# --- one address for all faces ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "face",
    [
        "https://post.example/world/four-killed?utm_source=feed&fbclid=7", "HTTPS://Post.Example:443/world/four-killed#comments", "https://amp.post.example/world/four-killed",
        "https://m.post.example/world/four-killed", "https://post.example/world/four-killed/amp", "https://post.example/amp/world/four-killed",
        "https://post.example/world/four-killed?outputType=amp", "https://post.example/world/four-killed/print", "https://post.example/world/four-killed?print=1",
        "https://post.example/world/four-killed?amp", " https://post.example/world/\nfour-killed ",
    ],
)  # fmt: skip
def test_faces_of_an_article_fold_into_one_address(face):
    assert fold(face) == "https://post.example/world/four-killed"
    assert fold(fold(face)) == fold(face)


def test_what_tells_articles_apart_stays():
    assert fold("https://post.example/?p=7&id=3") == "https://post.example/?id=3&p=7"
    assert fold("https://m.example/a") == "https://m.example/a"
    assert fold("https://post.example/print") == "https://post.example/print"
    assert fold("https://müller.example/ä") == "https://xn--mller-kva.example/%C3%A4"
    assert fold("http://[2001:db8::1]:8080/a/") == "http://[2001:db8::1]:8080/a/"


@pytest.mark.parametrize(
    ("url", "why"),
    [("file:///etc/passwd", "file: is not fetched"), ("gopher://a.example", "gopher: is not fetched"), ("post.example/a", "no scheme is not fetched"),
     ("https://", "names no host"), ("http://a:99999/", "not a web address"), ("https://" + "a" * 64 + ".ö", "is no name of a host"), ("http://a.example/" + "x" * 9000, "longer than 8000")],
)  # fmt: skip
def test_what_is_no_web_address_is_told(url, why):
    with pytest.raises(UnreadableInput, match=why):
        checked(url)


@pytest.mark.parametrize(
    ("named", "id"),
    [
        ('<link rel="canonical" href="/world/four-killed">', "https://post.example/world/four-killed"),
        ('<link rel="canonical" href="https://www.post.example/world/four-killed">', "https://www.post.example/world/four-killed"),
        ('<meta property="og:url" content="https://post.example/world/four-killed?utm_medium=x">', "https://post.example/world/four-killed"),
        ('<link rel="canonical" href="https://post.example/">', "https://post.example/four"),
        ('<link rel="canonical" href="https://agency.example/wire/7">', "https://post.example/four"),
        ('<link rel="canonical" href="javascript:void(0)">', "https://post.example/four"),
        ('<link rel="canonical" href="http://[::1">', "https://post.example/four"),
        ("", "https://post.example/four"),
    ],
)  # fmt: skip
def test_a_fetched_page_is_known_by_its_canonical_address(named, id):
    report = one(fetched(page(named), "https://post.example/four/amp?utm_source=x"))
    assert (report.id, report.url) == (id, id)


def test_sites():
    assert same_site("https://a.post.example/1", "https://post.example/2")
    assert same_site("https://news.post.co.uk/1", "https://post.co.uk/2")
    assert not same_site("https://one.co.uk/1", "https://two.co.uk/2")
    assert not same_site("http://10.0.0.1/", "http://10.1.0.1/")


# --- pages that are no reports ----------------------------------------------------------------------------------------

TEASER = "<p>Four herders were killed near Torodi on Sunday, the prefect said in a statement.</p>"
GATES = {
    "a paywall in words": (page(body=TEASER + "<p>Subscribe to continue reading. Already a subscriber? Log in to read.</p>"), "behind a paywall"),
    "a paywall in linked data": (page(linked(LINKED | {"isAccessibleForFree": False}), TEASER), "behind a paywall"),
    "a paywall in linked data, in words": (page(linked(LINKED | {"isAccessibleForFree": "False"}), TEASER), "behind a paywall"),
    "a consent page": (
        "<html><head><title>Before you continue</title></head><body><p>We value your privacy. We and our partners store and/or access information on a device and process "
        "personal data.</p><button>Accept all</button><button>Reject all</button></body></html>", "asks for consent",
    ),
    "a check for robots": (
        "<html><head><title>Just a moment...</title></head><body><h1>post.example</h1><p>Verify you are human by completing the action below. Enable JavaScript and cookies "
        "to continue.</p></body></html>", "keeps programs out",
    ),
    "a page that is gone": ("<html><head><title>Page not found</title></head><body><p>The page you are looking for does not exist any more.</p></body></html>", "keeps programs out"),
}  # fmt: skip


@pytest.mark.parametrize("gate", GATES)
def test_gates_are_kept_but_not_read(gate):
    html, why = GATES[gate]
    report = one(fetched(html))
    assert why in report.unread
    assert report.problems == (f"kept but not read: {report.unread}",)


@pytest.mark.parametrize(
    "html",
    [
        page(body=PARAGRAPHS + "<footer><p>We use cookies. Accept all. Reject all.</p></footer>"),
        page(linked(LINKED | {"isAccessibleForFree": True})),
        page(linked(LINKED | {"isAccessibleForFree": False}), PARAGRAPHS * 3),
        page(body=PARAGRAPHS * 5 + "<p>Already a subscriber? Members only chat.</p>"),
        page(body=PARAGRAPHS + "<p>Police denied that access denied to lawyers was a breach.</p>"),
    ],
)
def test_reports_with_banners_are_read(html):
    assert one(fetched(html)).unread is None


# --- encodings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "told", "meta"),
    [
        ("utf-8", "iso-8859-1", ""),
        ("utf-8", "none-such", ""),
        ("cp1251", "windows-1251", ""),
        ("cp1250", None, '<meta charset="windows-1250">'),
        ("cp1250", "utf-8", '<meta charset="windows-1250">'),
    ],
)
def test_a_wrong_charset_does_not_garble(encoding, told, meta):
    words = "Четыре пастуха" if encoding == "cp1251" else "Łukasz Żak"
    report = one(fetched(page(meta, PARAGRAPHS + f"<p>{words} said so to the reporters in the town.</p>").encode(encoding), charset=told))
    assert words in report.text


# --- documents made to do harm ----------------------------------------------------------------------------------------

BOMBS = {
    "deep nesting": "<html><body>" + "<div>" * 100_000 + PARAGRAPHS,
    "open marks": "<html><body>" + "<b>" * 200_000 + PARAGRAPHS,
    "attributes": "<html><body " + " ".join(f"a{number}=1" for number in range(60_000)) + ">" + PARAGRAPHS,
    "siblings": "<html><body>" + PARAGRAPHS + "<span>x</span>" * 200_000,
    "comments": "<html><body>" + PARAGRAPHS + "<!--" * 100_000,
    "entities": "<!DOCTYPE html [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><html><body>&b;" + PARAGRAPHS,
    "null bytes": "<html><body>" + PARAGRAPHS.replace("herders", "her\0ders"),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_pages_that_are_made_to_do_harm_are_survived(bomb, monkeypatch):
    monkeypatch.setattr("deconflict.read.confined.read_confined.__defaults__", (1.5,))
    began = time.monotonic()
    found = list(reports_of(fetched(BOMBS[bomb])))
    assert len(found) == 1
    assert time.monotonic() - began < 30


def pdf(
    text: str = "Four herders were killed near Torodi on Sunday, the prefect said.", stream: bytes | None = None, filter: str = ""
) -> bytes:
    """A PDF of one page, written by hand."""
    drawn = stream if stream is not None else b"BT /F1 12 Tf 50 700 Td (" + text.encode() + b") Tj ET"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<<" + filter.encode() + b"/Length %d>>stream\n" % len(drawn) + drawn + b"\nendstream", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Title(Four killed)/Author(Ada Lund)/CreationDate(D:20250603090000+02'00')>>",
    ]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj" % number + part + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out + b"xref\n0 7\n0000000000 65535 f \n" + table + b"trailer<</Size 7/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)
    )


def test_a_pdf_with_text():
    report = one(RawDocument("a.pdf", "day/a.pdf", "pdf", pdf()))
    assert report.text == "Four herders were killed near Torodi on Sunday, the prefect said."
    assert (report.id, report.title, report.author) == ("day/a.pdf", "Four killed", "Ada Lund")
    assert report.published == datetime(2025, 6, 3, 9, tzinfo=timezone(timedelta(hours=2)))


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("D:20250603140000Z", datetime(2025, 6, 3, 14, tzinfo=UTC)),
        ("20250603140000", datetime(2025, 6, 3, 14)),
        ("D:20251303140000", None),
        ("soon", None),
    ],
)
def test_times_in_pdfs(words, moment):
    assert pdf_moment(words) == moment


def test_pdfs_that_cannot_be_read_are_told(monkeypatch):
    import zlib

    for content, why in [(b"%PDF-1.7 broken", "damaged or needs a password"), (pdf(stream=b""), "holds pictures only")]:
        with pytest.raises(UnreadableInput, match=why):
            one(RawDocument("a.pdf", "a.pdf", "pdf", content))
    monkeypatch.setattr("deconflict.read.confined.read_confined.__defaults__", (1.5,))
    bomb = zlib.compress(b"BT /F1 1 Tf " + b"(x) Tj " * 3_000_000 + b"ET", 9)
    began = time.monotonic()
    list(reports_of(RawDocument("a.pdf", "a.pdf", "pdf", pdf(stream=bomb, filter="/Filter/FlateDecode"))))
    assert time.monotonic() - began < 30


def test_what_dies_while_it_is_read_takes_nothing_with_it(monkeypatch):
    from deconflict.read import confined

    monkeypatch.setattr(confined, "MEMORY", 15_000_000)
    with pytest.raises(UnreadableInput, match=r"within the memory and time|cannot be read within"):
        confined.read_confined("pdf", pdf(), "a.pdf")
    with pytest.raises(UnreadableInput, match=r"cannot be read within 0\.01 s"):
        confined.read_confined("pdf", pdf(), "a.pdf", 0.01)


# --- mail -------------------------------------------------------------------------------------------------------------


def mail(text: str | None = "Four herders were killed near Torodi on Sunday, the prefect said.\n", html: str | None = None) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "Ada Lund <ada@post.example>", "desk@example.org"
    message["Subject"], message["Date"] = "Four killed", "Tue, 03 Jun 2025 09:00:00 +0200"
    if text is not None:
        message.set_content(text)
    if html is not None:
        (message.add_alternative if text is not None else message.set_content)(html, subtype="html")
    return message


def test_a_mail_is_a_report(tmp_path):
    path = tmp_path / "a.eml"
    path.write_bytes(mail(html="<p>other words</p>").as_bytes())
    (report,) = read_inputs([str(path)])
    assert report.text == "Four herders were killed near Torodi on Sunday, the prefect said.\n"
    assert (report.title, report.author, report.outlet) == ("Four killed", "Ada Lund", "post.example")
    assert report.published == datetime(2025, 6, 3, 9, tzinfo=timezone(timedelta(hours=2)))
    assert dict(report.given_by)["published"] == "mail"


def test_a_mail_in_html_gives_its_words():
    report = one(RawDocument("a.eml", "a.eml", "eml", mail(None, page()).as_bytes()))
    assert "two residents told" in report.text
    assert "<p>" not in report.text


def test_attachments_are_reports_of_their_own():
    message = mail()
    message.add_attachment(pdf(), maintype="application", subtype="pdf", filename="note.pdf")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="map.png")
    message.add_attachment(mail("Two more men were found dead near Torodi, the prefect said.\n"))
    found = list(reports_of(RawDocument("a.eml", "a.eml", "eml", message.as_bytes())))
    assert [item.id for item in found] == ["a.eml", "a.eml/attachment 1", "a.eml/attachment 3"]
    assert found[2].text.startswith("Two more men")


@pytest.mark.parametrize(
    "content",
    [b"From: a@b.example\r\nSubject: =?x?q?=FF?=\r\nDate: never\r\nContent-Type: text/plain; charset=none-such\r\n\r\nFour \xff were killed near the town.", b"From: <<<>>>,\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nbroken", b"From: a\r\n\r\n", b"Content-Type: multipart/mixed\r\nFrom:\r\n\r\nx"],
)  # fmt: skip
def test_a_broken_mail_is_read_as_far_as_it_goes_or_told(content):
    for found in reports_of(RawDocument("a.eml", "a.eml", "eml", content)):
        assert isinstance(found, Report) or found.why
    nested = mail()
    for _ in range(6):
        outer = mail("See below, the message that came in.\n")
        outer.add_attachment(nested)
        nested = outer
    found = list(reports_of(RawDocument("a.eml", "a.eml", "eml", nested.as_bytes())))
    assert found[-1].why == "mail within mail within mail, which is not opened further"


# --- JSON of other makes ----------------------------------------------------------------------------------------------

ANSWER = {
    "status": "ok",
    "response": {"results": [
        {"webTitle": "Four killed", "fields": {"body": PARAGRAPHS, "byline": "Ada Lund"}, "webPublicationDate": "2025-06-02T18:00:00Z", "webUrl": "https://post.example/four"},
        {"webTitle": "No text", "fields": {}},
    ]},
}  # fmt: skip
MAPPING = """
reports = "response.results[]"
html = ["text"]
[fields]
text = "fields.body"
title = "webTitle"
author = "fields.byline"
published = "webPublicationDate"
url = "webUrl"
id = "webUrl"
[constants]
outlet = "Invented Post"
"""


def test_the_answer_of_a_news_api_is_read_by_a_mapping(tmp_path):
    (tmp_path / "map.toml").write_text(MAPPING)
    (tmp_path / "a.json").write_text(json.dumps(ANSWER))
    report, problem = read_inputs([str(tmp_path / "a.json")], mapped=read_mapping(tmp_path / "map.toml"))
    assert report.text.startswith("Four herders were killed")
    assert (report.id, report.title, report.outlet, report.author) == (
        "https://post.example/four",
        "Four killed",
        "Invented Post",
        "Ada Lund",
    )
    assert report.published == datetime(2025, 6, 2, 18, tzinfo=UTC)
    assert problem.why == "it has no 'text'"


def test_mapped_lines(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"body": "Four herders were killed near Torodi.", "when": "2025-06-02"}\n{"other": 1}\n')
    report, problem = read_inputs(
        [str(tmp_path / "a.jsonl")], mapped=mapping_from({"fields": {"text": "body", "published": "when"}}, "map")
    )
    assert (report.text, report.published) == ("Four herders were killed near Torodi.", date(2025, 6, 2))
    assert problem.why == "it has no 'text'"


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("", "a table 'fields' with 'text' is missing"),
        ("[fields]\ntext='a'\ncolour='b'", "colour: not known; the fields are id, text"),
        ("[fields]\ntext='a['", "is no JMESPath expression"),
        ("x = ", "not TOML"),
        (None, "no such file"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_told(tmp_path, told, why):
    if told is not None:
        (tmp_path / "map.toml").write_text(told)
    with pytest.raises(BadMapping, match=why):
        read_mapping(tmp_path / "map.toml")


# --- feeds and lists --------------------------------------------------------------------------------------------------

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Invented Post</title>
<item><title>Four killed</title><guid isPermaLink="false">7</guid><link>/four</link><pubDate>Mon, 02 Jun 2025 19:30:00 +0100</pubDate></item>
<item><title>Rain</title><guid isPermaLink="false">8</guid><link>https://post.example/rain</link><pubDate>32 Foo 2025 99:00</pubDate></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Invented Post</title><entry><id>tag:post.example,2025:7</id><title>Four killed</title>
<link rel="alternate" href="/four"/><published>2025-06-02T18:30:00Z</published><updated>2025-06-03T06:00:00Z</updated></entry></feed>"""
JSON_FEED = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Invented Post", "items": [{"id": "7", "url": "/four", "title": "Four killed", "date_published": "2025-06-02T19:30:00+01:00"}, {"id": 8}, 5]})  # fmt: skip
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://post.example/four</loc>
<n:news><n:publication_date>2025-06-02T18:30:00Z</n:publication_date><n:title>Four killed</n:title></n:news></url></urlset>"""
INDEX = "<sitemapindex><sitemap><loc>https://post.example/news.xml</loc></sitemap></sitemapindex>"


@pytest.mark.parametrize("told", [RSS, ATOM, JSON_FEED, SITEMAP])
def test_every_kind_of_feed_gives_its_entries(told):
    assert sniff(told.encode()) == "feed"
    entry = read_feed(told.encode(), "https://post.example/feed").entries[0]
    assert (entry.url, entry.title, entry.published) == (
        "https://post.example/four",
        "Four killed",
        datetime(2025, 6, 2, 18, 30, tzinfo=UTC),
    )


def test_an_index_of_sitemaps():
    assert read_feed(INDEX.encode(), "https://post.example/").sitemaps == ("https://post.example/news.xml",)


def test_an_invalid_date_costs_only_itself():
    entry = read_feed(RSS.encode(), "https://post.example/feed").entries[1]
    assert (entry.url, entry.published) == ("https://post.example/rain", None)
    assert "is no date" in entry.problem


def test_an_address_comes_once_and_a_guid_that_stands_for_several_names_none():
    feed = read_feed(RSS.replace(">8<", ">7<").encode(), "https://post.example/feed")
    assert [entry.guid for entry in feed.entries] == ["https://post.example/four", "https://post.example/rain"]
    twice = read_feed(RSS.replace("https://post.example/rain", "/four").encode(), "https://post.example/feed")
    assert len(twice.entries) == 1
    assert twice.problems == ("1 of 2 entries were left out: without an address, or told twice",)


def test_a_changed_entry_has_another_mark():
    marks = {
        read_feed(text.encode(), "https://post.example/feed").entries[0].mark
        for text in (RSS, RSS.replace("Four killed", "Five killed"), RSS)
    }
    assert len(marks) == 2


def test_a_feed_that_breaks_off_gives_what_it_has():
    feed = read_feed(RSS[: RSS.index("<item><title>Rain")].encode(), "https://post.example/feed")
    assert [entry.title for entry in feed.entries] == ["Four killed"]
    assert feed.problems[0].startswith("the feed is broken, and was read as far as it goes")


LAUGHS = (
    "<!DOCTYPE rss [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1 if n else str()};' * 10}'>" for n in range(12))
    + "]><rss version='2.0'><channel><title>&a11;</title></channel></rss>"
)
REFUSED = {
    "a billion laughs": LAUGHS.encode(),
    "a file by an entity": b"<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss version='2.0'><channel><title>&x;</title></channel></rss>",
    "entities in UTF-16": ("<?xml version='1.0' encoding='utf-16'?>" + LAUGHS).encode("utf-16"),
    "entities by parameter": b"<!DOCTYPE rss [<!ENTITY % x SYSTEM 'http://10.0.0.1/x.dtd'> %x;]><rss version='2.0'/>",
}


@pytest.mark.parametrize("told", REFUSED)
def test_entities_in_feeds_are_refused(told):
    with pytest.raises(UnreadableInput, match="entities of its own, which are refused"):
        read_feed(REFUSED[told], "https://post.example/feed")


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b" \n",
        b"plain words",
        page().encode(),
        b"{}",
        b"[1]",
        b'{"version": "https://jsonfeed.org/version/1", "items": 5}',
        b"{" * 100_000,
        bytes(range(256)),
    ],
)
def test_what_is_no_feed_is_told(told):
    with pytest.raises(UnreadableInput):
        read_feed(told, "https://post.example/feed")


def test_feeds_in_other_encodings():
    for encoding in ("cp1251", "utf-16", "utf-8-sig"):
        told = RSS.replace('version="1.0"', f'version="1.0" encoding="{encoding}"').replace("Four killed", "Четверо убиты")
        assert read_feed(told.encode(encoding), "https://post.example/").entries[0].title == "Четверо убиты"


def listed(content: str | bytes) -> list[str]:
    return list(iter_urls(RawDocument("list", "list", "list", content.encode() if isinstance(content, str) else content)))


def test_lists_of_addresses():
    assert listed("# today\nhttps://a.example/1\n\nhttps://a.example/2  seen\nhttps://a.example/1\n") == [
        "https://a.example/1",
        "https://a.example/2",
    ]
    with pytest.raises(UnreadableInput, match="there is no web address in it"):
        listed("nothing\n")


def row(columns: int, at: int, url: str = "https://a.example/1") -> str:
    return (
        "\t".join(url if number == at else "http://front.example/" if number == 1 and columns == 6 else "1" for number in range(columns))
        + "\n"
    )


@pytest.mark.parametrize(("columns", "at"), [(61, 60), (58, 57), (16, 5), (27, 4), (6, 4)])
def test_the_tables_of_gdelt(columns, at):
    assert listed(row(columns, at)) == ["https://a.example/1"]
    import gzip
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.CSV", row(columns, at) * 3)
    assert listed(packed.getvalue()) == listed(gzip.compress(row(columns, at).encode())) == ["https://a.example/1"]


def test_the_article_list_of_gdelt_and_what_is_broken():
    assert listed('{"date": "2025", "url": "https://a.example/1"}\n{broken\n{"url": 5}\n') == ["https://a.example/1"]
    with pytest.raises(UnreadableInput, match="cannot be unpacked"):
        listed(b"PK\x03\x04broken")
    with pytest.raises(UnreadableInput, match="cannot be unpacked"):
        listed(b"\x1f\x8bbroken")


@pytest.mark.parametrize(
    ("media", "start", "form"),
    [("text/html", b"<p>x", "html"), ("text/plain", b"<!doctype html>", "html"), ("text/html", b"%PDF-1.4", "pdf"), ("text/xml", RSS.encode(), "feed"), ("application/json", JSON_FEED.encode(), "feed"),
     ("application/json", b"{}", "json"), (None, b"%PDF-1.4", "pdf"), ("text/plain", b"Five died.", "txt"), ("application/octet-stream", b"WARC/1.1", "warc"), ("text/markdown", b"# x", "md")],
)  # fmt: skip
def test_the_form_of_what_was_fetched(media, start, form):
    assert form_of_media(media, start) == form


def test_reports_as_plain_values_come_back():
    report = one(fetched(page(linked())))
    assert report_of(json.loads(json.dumps(plain(report)))) == report


def test_the_program_that_confines_speaks_json():
    done = subprocess.run(
        [sys.executable, "-m", "deconflict.read.confined", "pdf", "5", "2000000000"], input=pdf(), capture_output=True, check=True
    )
    assert json.loads(done.stdout)["value"]["title"] == "Four killed"


def test_works_that_are_confined_give_plain_values():
    from deconflict.read.confined import WORKS

    assert WORKS["pdf"](pdf())["author"] == "Ada Lund"
    with pytest.raises(ValueError, match="damaged or needs a password"):
        WORKS["pdf"](b"%PDF-1.7 broken")
    found = WORKS["page"](json.dumps([page(linked()), "https://post.example/four"]).encode())
    assert report_of(found).title == "Gunmen kill four herders"


def test_the_main_text_is_the_librarys_own():
    from trafilatura import bare_extraction

    html = page(linked() + OPEN, PARAGRAPHS + "<table><tr><td>1</td></tr></table>")
    assert one(fetched(html)).text == bare_extraction(html, with_metadata=False, include_comments=False, include_tables=False).text
