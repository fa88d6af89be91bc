"""What people see: the page, Markdown, the terminal."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from deconflict.model import Link, Report
from deconflict.read.inputs import read_inputs
from deconflict.reconcile.reconcile import reconcile
from deconflict.show.markdown import escaped, show_markdown
from deconflict.show.page import show_page
from deconflict.show.view import related_to

from .conftest import EXAMPLES


@pytest.fixture(scope="module")
def record(reader):
    return reconcile(reader.read(report) for report in read_inputs([str(EXAMPLES)]) if isinstance(report, Report))


@pytest.fixture(scope="module")
def page(record):
    return show_page(record)


def test_the_page_asks_for_nothing_outside(page):
    assert not re.search(r"<(?:link|img|iframe|script)[^>]+(?:src|href)=", page)
    assert "default-src 'none'" in page
    assert "url(" not in page
    assert not re.search(r"\son\w+=", page)


def test_every_cell_leads_to_marked_evidence(page):
    targets = re.findall(r'class="cell" href="#(e-[^"]+)"', page)
    assert len(targets) > 40
    missing = [target for target in targets if f'id="{target}"' not in page]
    assert len(missing) <= len(targets) // 20, missing


def test_hostile_words_stay_words(read):
    text = 'Gunmen killed five people in Kabul on Monday, "<script>alert(1)</script>" & <b>police</b> said.'
    page = show_page(reconcile([read(text, id="<i>x</i>", title="<img src=x onerror=alert(1)>", outlet="A & <B>")]))
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_text_of_each_report_stands_on_the_page_whole(read):
    text = "Five people were killed in Kabul on Monday, police said.\n\nA woman was injured."
    page = show_page(reconcile([read(text)]))
    body = page[page.index('class="text"') :]
    plain = re.sub(r"<[^>]+>", "", body[body.index(">") + 1 : body.index("</div>")])
    assert plain.replace("&#34;", '"') == text


def test_related_incidents_stand_in_one_line_a_relation(record):
    first, *others = record.incidents
    first = replace(first, related=(Link("I7", "background"), Link("I3", "same_series"), Link("I8", "background")))
    told = replace(record, incidents=(first, *others))
    assert related_to(first) == {"background": ["I7", "I8"], "same series": ["I3"]}
    assert "\nBackground: I7, I8.\nSame series: I3.\n" in show_markdown(told)
    assert 'background <a href="#I7">I7</a>, <a href="#I8">I8</a> · same series <a href="#I3">I3</a></p>' in show_page(told)


def test_markdown_tells_the_same_with_contested_rows_first(record):
    shown = show_markdown(record)
    assert shown.startswith("# Who says what")
    first = shown.index("≠")
    assert first < shown.index("| = |")
    assert "Sahel Wire" in shown or "sahel-wire" in shown
    assert escaped("a|b*c") == "a\\|b\\*c"


def test_background_incidents_stand_last(page):
    cards = re.findall(r'<section class="card( background)?"', page)
    assert cards == sorted(cards)
