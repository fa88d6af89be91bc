"""The desk in a real browser: find, filter, open, compare, judge, undo, see news; by keyboard, at three widths, in both themes, with axe's eyes."""

from __future__ import annotations

import re
import socket
import threading
import time
from pathlib import Path

import pytest
import uvicorn

from deconflict.web.app import make_app
from deconflict.web.desk import Settings
from tests.desks import desk_on
from tests.ledgers import villagers

AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
WAIT = 60_000


@pytest.fixture(scope="module")
def address(shared_ledger, tmp_path_factory):
    desk = desk_on(shared_ledger, tmp_path_factory.mktemp("people"), Settings("Amina", rate=1000, burst=5000))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(make_app(desk), log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        until = time.monotonic() + 60
        while not server.started and time.monotonic() < until:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def visit(browser, address):
    """A page; what it asks for elsewhere, and what goes wrong in it, fails the test."""
    opened = []

    def one(path="/", width=1280, **more):
        context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", **more)
        page = context.new_page()
        page.set_default_timeout(WAIT)
        asked, errors = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda problem: errors.append(str(problem)))
        page.goto(address + path)
        opened.append((context, asked, errors))
        return page

    yield one
    for context, asked, errors in opened:
        context.close()
        assert [url for url in asked if not url.startswith((address, "data:"))] == []
        assert errors == []


def attack(page) -> str:
    return page.locator(".incident.contested").first.get_attribute("data-id")


def test_two_clicks_answer_who_contradicts_whom_and_who_says_it_alone(visit):
    page = visit()
    assert re.search(r"12.*Savanna Wire.*30.*Gusau Post", page.locator(".versus").first.inner_text(), re.S)
    page.locator(".versus").first.click()
    page.wait_for_url("**/incidents/*")
    assert page.locator(".duel .stand").count() >= 2
    page.get_by_role("link", name="Told by one only").click()
    assert page.get_by_role("region", name="Only Gusau Post").is_visible()


def test_a_filter_narrows_list_timeline_and_map_and_stands_in_the_address(visit):
    page = visit()
    page.locator("#map[data-ready]").wait_for()
    page.get_by_label("Country or division").fill("UA")
    page.get_by_label("Country or division").press("Enter")
    page.wait_for_url("**/?in=UA")
    page.locator("h1", has_text="1 incident").wait_for()
    assert "Sloviansk" in page.locator(".incidents").inner_text()
    page.go_back()
    page.locator("h1", has_text="2 incidents").wait_for()


def test_dragging_over_the_timeline_chooses_days(visit):
    page = visit()
    box = page.locator(".timeline").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 40, steps=4)
    page.mouse.up()
    page.wait_for_url("**since=2025-02-1*")
    page.locator("h1", has_text="1 incident").wait_for()


def test_a_dot_on_the_map_opens_its_incident(visit):
    page = visit()
    page.locator("#map[data-ready]").wait_for()
    page.locator("path.spot, path.cluster").first.dispatch_event("click")
    page.locator(".leaflet-popup a").first.wait_for()
    assert page.locator(".leaflet-popup a[href^='/incidents/']").count() >= 1


def test_a_cell_opens_its_evidence_and_gives_the_focus_back(visit):
    page = visit()
    page.goto(page.url + f"incidents/{attack(page)}")
    cell = page.locator("a.cell").first
    cell.focus()
    page.keyboard.press("Enter")
    page.locator("dialog[open] mark.claim").first.wait_for()
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    assert page.evaluate("document.activeElement.classList.contains('cell')")


def test_words_and_their_notes_light_up_together(visit):
    page = visit()
    page.goto(page.url + f"incidents/{attack(page)}")
    page.locator("#matrix thead a").first.click()
    page.locator("mark[tabindex]").first.focus()
    assert page.locator(".note.lit").count() >= 1
    assert page.locator("mark.hot").count() >= 1


def test_two_reports_are_compared(visit):
    page = visit()
    page.goto(page.url + f"incidents/{attack(page)}")
    page.get_by_role("button", name="Side by side").click()
    page.wait_for_url("**/compare?*")
    assert page.locator(".pair:not(.heads)").count() >= 1
    assert page.locator(".differs").count() >= 1


def test_a_value_is_set_by_keyboard_with_a_preview_and_undone(visit):
    page = visit()
    page.goto(page.url + f"incidents/{attack(page)}")
    before = page.locator(".tolls").inner_text()
    page.locator(".duel h3 a.tool").first.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Value", exact=True).fill("13")
    page.get_by_label("Because").fill("the hospital's list")
    page.get_by_label("Because").press("Tab")
    page.locator(".preview", has_text="by a person").wait_for()
    assert "13" in page.locator(".preview").inner_text()
    assert page.locator(".tolls").inner_text() == before
    page.get_by_label("Because").press("Control+Enter")
    page.locator(".tolls", has_text="13 killed").wait_for()
    assert "the hospital's list" in page.locator("#record").inner_text()
    page.locator("#content").focus()
    page.keyboard.press("u")
    page.locator("dialog .preview", has_text="value changed").wait_for()
    page.keyboard.press("Control+Enter")
    page.locator(".tolls", has_text=before.split("\n")[0]).wait_for()


def test_a_note_is_written_and_stays_with_its_author(visit):
    page = visit()
    page.goto(page.url + f"incidents/{attack(page)}")
    page.keyboard.press("n")
    page.get_by_label("Words").fill("Called the hospital <b>twice</b>.")
    page.keyboard.press("Control+Enter")
    page.locator("#record", has_text="Called the hospital <b>twice</b>.").wait_for()
    assert "Amina" in page.locator("#record").inner_text()


def test_a_new_report_appears_by_itself(visit, shared_ledger):
    page = visit()
    page.goto(page.url + f"incidents/{attack(page)}")
    other = visit()
    page.wait_for_function("performance.getEntriesByType('resource').length > 0")
    time.sleep(1.5)
    shared_ledger.add([villagers("live", 17, "nurses", "2025-02-13", "Radio Zamfara")])
    page.locator("thead", has_text="Radio Zamfara").wait_for()
    other.locator("#news", has_text="1 new report").wait_for()
    other.locator(".incident.fresh").first.wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(visit, theme):
    page = visit(color_scheme=theme)
    page.locator("#map[data-ready]").wait_for()
    id = attack(page)
    base = page.url.rstrip("/")
    paths = ["/", f"/incidents/{id}", "/changes", "/judgements", "/search?q=villagers", "/keys", f"/judge?kind=note&incident={id}"]
    page.goto(f"{base}/incidents/{id}")
    keys = [link.get_attribute("href") for link in page.locator("#matrix thead a").all()]
    paths += [keys[0], f"/compare?first={keys[0].split('/')[-1]}&second={keys[1].split('/')[-1]}"]
    for path in paths:
        page.goto(base + path)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
        serious = [(it["id"], [node["html"][:160] for node in it["nodes"]][:3]) for it in found if it["impact"] in {"serious", "critical"}]
        assert serious == [], path


@pytest.mark.parametrize("width", [360, 768, 1920])
def test_nothing_overflows(visit, width):
    page = visit(width=width)
    id = attack(page)
    base = page.url.rstrip("/")
    page.goto(f"{base}/incidents/{id}")
    report = page.locator("#matrix thead a").first.get_attribute("href")
    for path in ("/", f"/incidents/{id}", report, "/changes", "/judgements", "/search?q=villagers", f"/judge?kind=differ&incident={id}"):
        page.goto(base + path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path


def test_everything_reads_and_judges_without_scripts(visit):
    page = visit(java_script_enabled=False)
    page.locator(".versus").first.click()
    page.locator(".acts a").first.click()
    assert page.locator("mark.claim").count() >= 1
    page.go_back()
    page.get_by_role("link", name="Note").click()
    page.get_by_label("Words").fill("Without scripts.")
    page.get_by_role("button", name="Decide").click()
    page.wait_for_url("**/incidents/*")
    assert "Without scripts." in page.locator("#record").inner_text()
