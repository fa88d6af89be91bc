"""Raw documents become reports: text as given, metadata, and one line for each thing that is wrong."""

import gzip
import io
import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from deconflict.errors import ConflictingReports, UnreadableInput
from deconflict.model import Report
from deconflict.read import records
from deconflict.read.inputs import read_inputs
from deconflict.read.published import parse_published

NEWS = "Five soldiers were killed near the town on Tuesday, the army said.\n"
PAGE = """<!DOCTYPE html><html lang="en"><head><title>Five killed | Invented Post</title>
<meta property="og:title" content="Five killed near the town"><meta property="og:site_name" content="Invented Post">
<meta property="article:published_time" content="2025-03-04T09:00:00+02:00">
<meta name="author" content="Ada Lund"><link rel="canonical" href="https://post.example/five">
{more}</head><body><nav><a href="/">Home</a> <a href="/world">World</a></nav><article><h1>Five killed near the town</h1>
<p>Five soldiers were killed near the town on Tuesday, the army said in a statement that was read out on state radio.</p>
<p>Their patrol had driven over a mine on the road to the market, two residents said, and two more men were hurt.</p>
<p>No group has said that it laid the mine, which was the third on that road since the rains ended in October.</p></article>
<footer>All rights reserved. Subscribe to our newsletter.</footer></body></html>"""


def save(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def read(*inputs, **options):
    """The reports, and what was said of what could not be read."""
    items = list(read_inputs(inputs, **options))
    return [item for item in items if isinstance(item, Report)], [item.why for item in items if isinstance(item, UnreadableInput)]


def one(folder, name, content, **options):
    (report,), problems = read(save(folder, name, content), **options)
    assert problems == []
    return report


def lines(*rows):
    return "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)


# --- plain text -------------------------------------------------------------------------------------------------------


def test_plain_text_is_kept_as_given(tmp_path):
    text = "A title\r\n\r\n " + NEWS + "\t\n"
    report = one(tmp_path, "a.txt", text)
    assert (report.text, report.title, report.language, report.problems) == (text, None, "en", ())
    assert report.id == f"{tmp_path.name}/a.txt"
    assert report.origin == str(tmp_path / "a.txt")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_unicode_in_any_form(tmp_path, encoding):
    text = NEWS + "“Ça brûle,” said José."
    report = one(tmp_path, "a.txt", text.encode(encoding))
    assert (report.text, report.problems) == (text, ())


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("cp1252", NEWS + "“Ça brûle,” said José."), ("cp1251", "Пять солдат были убиты во вторник недалеко от города, сообщила армия. " * 3)],
)
def test_other_encodings_are_guessed_and_told(tmp_path, encoding, text):
    report = one(tmp_path, "a.txt", text.encode(encoding))
    assert report.text == text
    assert report.problems[0] == f"not UTF-8: read as {encoding}"


def test_damaged_utf8_loses_only_what_is_damaged(tmp_path):
    report = one(tmp_path, "a.txt", (NEWS + "José, Ça, ñ, é").encode() + b"\xff")
    assert report.text.endswith("José, Ça, ñ, é\ufffd")
    assert report.problems == ("1 characters are not UTF-8 and were replaced",)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b" \n\t", "there is no text in it"),
        (b"%PDF-1.7 ...", "a PDF, not a text; save its text as .txt"),
        (gzip.compress(b"x"), "a gzip archive, not a text; save its text as .txt"),
        (bytes(range(32)) * 9, "binary data, not a text"),
        (b"\xff\xfea", "it begins as utf-16, but its byte 2 is not; save it as UTF-8"),
    ],
)
def test_what_is_no_text_is_told_and_the_rest_is_read(tmp_path, content, why):
    reports, problems = read(save(tmp_path, "a.txt", content), save(tmp_path, "b.txt", NEWS))
    assert problems == [why]
    assert [report.text for report in reports] == [NEWS]


def test_a_language_without_a_model_is_kept_and_flagged(tmp_path):
    report = one(tmp_path, "a.txt", "Cinq soldats ont été tués mardi près de la ville, a annoncé l'armée malienne.")
    assert (report.language, report.problems) == ("fr", ("language fr: no model, kept but not read",))


def test_a_publish_date_stands_in_where_a_report_has_none(tmp_path):
    day = date(2025, 3, 4)
    assert one(tmp_path, "a.txt", NEWS, published=day).published == day
    assert one(tmp_path, "a.json", json.dumps({"text": NEWS, "published": "2024-01-01"}), published=day).day == date(2024, 1, 1)


# --- JSON and JSON Lines ----------------------------------------------------------------------------------------------


def test_every_field_of_a_record(tmp_path):
    record = {
        "id": " a 1 ", "text": NEWS, "title": "Five killed", "outlet": "Post", "url": "https://post.example/1",
        "published": "2025-03-04T09:00:00Z", "author": ["Ada Lund", "Jo Bek"], "language": "English", "more": 1,
    }  # fmt: skip
    report = one(tmp_path, "a.jsonl", lines(record))
    assert (report.id, report.text, report.title, report.outlet, report.url) == (
        " a 1 ",
        NEWS,
        "Five killed",
        "Post",
        "https://post.example/1",
    )
    assert (report.published, report.author, report.language) == (datetime(2025, 3, 4, 9, tzinfo=UTC), "Ada Lund, Jo Bek", "en")
    assert (report.origin, report.problems) == (f"{tmp_path / 'a.jsonl'}, line 1", ())


@pytest.mark.parametrize("shape", [lambda rows: rows, lambda rows: {"reports": rows}])
def test_json_holds_a_list(tmp_path, shape):
    reports, problems = read(save(tmp_path, "a.json", json.dumps(shape([{"text": NEWS}, 5, {"id": 7, "text": NEWS}]))))
    assert [report.id for report in reports] == [f"{tmp_path.name}/a.json:1", "7"]
    assert problems == ["a number, not an object with a 'text'"]


def test_json_lines_in_a_json_file(tmp_path):
    reports, _ = read(save(tmp_path, "a.json", lines({"id": "1", "text": NEWS}, {"id": "2", "text": NEWS})))
    assert [report.id for report in reports] == ["1", "2"]


def test_a_bad_line_is_told_with_its_number_and_the_rest_is_read(tmp_path):
    path = save(
        tmp_path, "a.jsonl", lines({"id": "1", "text": NEWS}, "", '{"text": "half', {"text": 5}, {"title": "x"}, {"id": "2", "text": NEWS})
    )
    items = list(read_inputs([path]))
    assert [item.id for item in items if isinstance(item, Report)] == ["1", "2"]
    assert [str(item) for item in items if isinstance(item, UnreadableInput)] == [
        f"{path}, line 3: not JSON: unterminated string starting at at column 10",
        f"{path}, line 4: its 'text' is a number, not a string",
        f"{path}, line 5: it has no 'text'",
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("\n\n", "there is no report in it"),
        (lines("[" * 100_000), "not JSON that can be read: nested too deeply, or a number without end"),
        (lines("1" * 5000), "not JSON that can be read: nested too deeply, or a number without end"),
        (lines({"text": ""}), "its 'text' is empty"),
        (b"\x01\x02\x00" * 50, "binary data, not a text"),
    ],
)
def test_json_lines_without_a_report(tmp_path, content, why):
    assert read(save(tmp_path, "a.jsonl", content)) == ([], [why])


@pytest.mark.parametrize(
    ("content", "why"), [("[]", "the list of reports is empty"), ('{\n "text": }', "not JSON: expecting value at line 2, column 10")]
)
def test_json_without_a_report(tmp_path, content, why):
    assert read(save(tmp_path, "a.json", content)) == ([], [why])


def test_a_line_that_is_too_long_is_a_problem_of_that_line(tmp_path, monkeypatch):
    monkeypatch.setattr(records, "LARGEST", 200)
    path = save(tmp_path, "a.jsonl", lines({"text": "x" * 700}, {"id": "2", "text": NEWS}, {"text": "x" * 900}).rstrip("\n"))
    reports, problems = read(path)
    assert [report.id for report in reports] == ["2"]
    assert len(problems) == 2
    assert all(problem.startswith("the line is longer than") for problem in problems)


def test_many_bad_lines_are_counted(tmp_path):
    _, problems = read(save(tmp_path, "a.jsonl", "no json\n" * 30))
    assert len(problems) == 21
    assert problems[-1] == "10 more lines could not be read; a .jsonl file holds one JSON object a line"


def test_fields_of_the_wrong_type_are_left_out_and_told(tmp_path):
    report = one(tmp_path, "a.jsonl", lines({"id": [1], "text": NEWS, "title": 5, "outlet": None, "author": [], "published": "soon"}))
    assert (report.id, report.title, report.outlet, report.author, report.published) == (
        f"{tmp_path.name}/a.jsonl:1",
        None,
        None,
        None,
        None,
    )
    assert report.problems == (
        "'title' is a number, not a string, and was left out",
        f"'id' is a list, not a string, and {tmp_path.name}/a.jsonl:1 stands for it",
        "'author' is a list, not a string, and was left out",
        "'published' is no date such as 2025-06-03 or 2025-06-03T14:00:00Z: 'soon'",
    )


def test_a_title_without_a_text_is_kept(tmp_path):
    report = one(tmp_path, "a.jsonl", lines({"text": " ", "title": "Five soldiers were killed near the town, said the army"}))
    assert "the text is empty" in report.problems


def test_half_characters_are_replaced_one_for_one(tmp_path):
    report = one(tmp_path, "a.jsonl", lines('{"text": "Five \\ud83d were killed near the town by the army"}'))
    assert report.text == "Five \ufffd were killed near the town by the army"
    assert "'text' held halves of characters, which were replaced" in report.problems


def test_the_same_report_twice_is_read_once_and_another_under_its_id_is_an_error(tmp_path):
    first = save(tmp_path, "a.jsonl", lines({"id": "1", "text": NEWS}, {"id": "1", "text": NEWS}))
    assert len(read(first)[0]) == 1
    second = save(tmp_path, "b.jsonl", lines({"id": "1", "text": NEWS + "More."}))
    with pytest.raises(ConflictingReports, match=r"id '1' but other texts: .*a\.jsonl, line 1 and .*b\.jsonl, line 1"):
        read(first, second)


def test_standard_input_may_hold_json_lines():
    reports, _ = read("-", stdin=io.BytesIO(lines({"id": "1", "text": NEWS}, {"text": NEWS}).encode()))
    assert [report.id for report in reports] == ["1", "standard input:2"]


def test_a_file_that_fails_while_it_is_read(tmp_path, monkeypatch):
    path = save(tmp_path, "a.jsonl", lines({"text": NEWS}))

    def fail(stream):
        raise OSError(5, "Input/output error")
        yield

    monkeypatch.setattr(records, "_iter_rows", fail)
    assert read(path) == ([], ["input/output error"])


# --- Markdown and pages -----------------------------------------------------------------------------------------------


def test_front_matter_is_metadata(tmp_path):
    report = one(
        tmp_path, "a.md", f'---\ntitle: "Five killed: army"\npublished: 2025-03-04\nOutlet: Post\nlanguage: en\n---\n\n# Five\n\n{NEWS}'
    )
    assert (report.title, report.outlet, report.published, report.text) == (
        "Five killed: army",
        "Post",
        date(2025, 3, 4),
        f"# Five\n\n{NEWS}",
    )
    assert one(tmp_path, "b.md", f"# Five\n\n{NEWS}").text == f"# Five\n\n{NEWS}"


def test_a_page_gives_its_main_text_and_metadata(tmp_path):
    report = one(tmp_path, "a.html", PAGE.replace("{more}", ""))
    assert report.text.startswith("Five soldiers were killed")
    assert "third on that road" in report.text
    assert not {"Home", "newsletter"} & set(report.text.replace(".", " ").split())
    assert (report.title, report.outlet, report.author, report.url) == (
        "Five killed near the town",
        "Invented Post",
        "Ada Lund",
        "https://post.example/five",
    )
    assert report.published == datetime(2025, 3, 4, 9, tzinfo=timezone(timedelta(hours=2)))
    assert (report.language, report.problems) == ("en", ())


@pytest.mark.parametrize("quirk", ["", ","])
def test_linked_data_has_the_hour_even_when_it_is_broken(tmp_path, quirk):
    linked = '<script type="application/ld+json">{"@graph": [{"datePublished": "2025-03-04T10:30:00Z"' + quirk + "}]}</script>"
    assert one(tmp_path, "a.html", PAGE.replace("{more}", linked)).published == datetime(2025, 3, 4, 10, 30, tzinfo=UTC)


def test_no_date_is_guessed_from_a_page(tmp_path):
    page = PAGE.replace("{more}", "").replace("2025-03-04T09:00:00+02:00", "").replace("All rights", "© 2019 All rights")
    assert one(tmp_path, "a.html", page).published is None


def test_a_page_in_the_encoding_that_it_names(tmp_path):
    page = PAGE.replace("{more}", '<meta charset="windows-1250">').replace("Ada Lund", "Zoë Łuk")
    assert one(tmp_path, "a.html", page.encode("cp1250")).author == "Zoë Łuk"
    unknown = PAGE.replace("{more}", '<meta charset="none-such">').replace("market", "café")
    assert "café" in one(tmp_path, "b.html", unknown.encode("cp1252")).text


def test_an_xhtml_page_with_a_declaration(tmp_path):
    assert one(tmp_path, "a.xhtml", '<?xml version="1.0" encoding="utf-8"?>' + PAGE).title == "Five killed near the town"


def test_a_page_without_a_text(tmp_path):
    _, problems = read(save(tmp_path, "a.html", "<!DOCTYPE html><html><body><nav>Home</nav></body></html>"))
    assert problems == ["no main text was found in the page; save its text as .txt"]


# --- publication times ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("2025-06-03", date(2025, 6, 3)),
        (" 2025-06-03T14:00:00Z ", datetime(2025, 6, 3, 14, tzinfo=UTC)),
        ("2025-06-03 14:00", datetime(2025, 6, 3, 14)),
        ("Tue, 03 Jun 2025 14:00:00 GMT", datetime(2025, 6, 3, 14, tzinfo=UTC)),
        ("3 Jun 2025 14:00 +0300", datetime(2025, 6, 3, 14, tzinfo=timezone(timedelta(hours=3)))),
        *((words, None) for words in ("", "soon", "12", "2025-13-01", "0001-01-01", "9999-12-31", "32 Jun 2025 14:00")),
    ],
)
def test_publication_times(words, moment):
    found = parse_published(words)
    assert (found, type(found)) == (moment, type(moment))
