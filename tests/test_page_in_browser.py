"""The page in a real browser: a click opens both texts, nothing overflows, nothing is asked for outside."""

from __future__ import annotations

import pytest

from deconflict.model import Report
from deconflict.read.inputs import read_inputs
from deconflict.reconcile.reconcile import reconcile
from deconflict.show.page import show_page

from .conftest import EXAMPLES


@pytest.fixture(scope="module")
def address(reader, tmp_path_factory):
    record = reconcile(reader.read(report) for report in read_inputs([str(EXAMPLES)]) if isinstance(report, Report))
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(show_page(record), encoding="utf-8")
    return path.as_uri()


def test_a_click_on_a_contested_cell_opens_both_texts_with_their_evidence(browser, address):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)
    page.locator("tr.s-contested a.cell").first.click()
    assert page.locator("dialog[open]").count() == 1
    assert page.locator("dialog .side").count() == 2
    for side in page.locator("dialog .side").all():
        assert side.locator("mark.on").first.is_visible()
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    page.close()


@pytest.mark.parametrize("width", [400, 1280])
def test_the_page_does_not_overflow(browser, address, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.close()


def test_no_request_leaves_the_page_and_no_error_is_logged(browser, address):
    page = browser.new_page()
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(address)
    assert asked == [address]
    assert errors == []
    page.close()


def test_it_reads_without_scripts(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    cell = page.locator("tr.s-contested a.cell").first
    target = cell.get_attribute("href")
    assert page.locator(f"[id='{target[1:]}']").count() == 1
    assert page.locator("article .text").first.is_visible()
    context.close()
