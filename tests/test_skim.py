"""The first look at a page: what surely tells of no violence is kept at once, all else is read in full."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from deconflict.gather.documents import Fetch, RawDocument
from deconflict.read.relevance import Relevance
from deconflict.read.skim import skim

FAIR = "The village fair in Harrowgate opened on Saturday with prizes for the largest pumpkins and a choir of schoolchildren. Bakers sold plum cakes, and the mayor tasted honey from nine hives. "
RAID = "Gunmen on motorcycles killed eleven villagers and wounded six others in a night attack on Tabanko in western Niger, the governor said. Soldiers found the bodies in the morning. "
ADDRESS = "https://news.example.org/a"


def page(text: str, language: str = "en", head: str = "") -> RawDocument:
    html = f"<html lang='{language}'><head><title>The day</title>{head}</head><body><nav><a href='/'>Home</a></nav><article><h1>The day</h1><p>{text * 4}</p></article></body></html>"
    return RawDocument(ADDRESS, "a", "html", html.encode(), fetch=Fetch(ADDRESS, ADDRESS, datetime(2026, 1, 5, tzinfo=UTC)))


@pytest.fixture(scope="module")
def relevance():
    return Relevance.shipped()


def test_a_page_on_a_fair_is_kept_with_what_it_says_of_itself(relevance):
    head = "<meta property='og:site_name' content='Harrow Post'><meta property='article:published_time' content='2026-01-04T08:00:00Z'><link rel='canonical' href='https://news.example.org/fair'>"
    report = skim(page(FAIR, head=head), relevance)
    assert report is not None
    assert (report.id, report.outlet, report.title) == ("https://news.example.org/fair", "Harrow Post", "The day")
    assert report.day is not None and report.day.isoformat() == "2026-01-04"
    assert report.unread is not None and report.unread.startswith("tells of no violence (score 0.0")
    assert "pumpkins" in report.text


def test_a_page_on_a_raid_is_looked_at_more_closely(relevance):
    assert skim(page(RAID), relevance) is None


@pytest.mark.parametrize(
    "text",
    ["Log in to read on. ", "Le marché du village a ouvert samedi avec des prix pour les plus grandes citrouilles et une chorale. " * 2],
)
def test_short_and_foreign_pages_are_looked_at_more_closely(relevance, text):
    assert skim(page(text), relevance) is None


def test_what_is_no_page_or_is_built_to_harm_is_left_to_others(relevance):
    assert skim(RawDocument("a.txt", "a", "txt", FAIR.encode()), relevance) is None
    assert skim(RawDocument("a.html", "a", "html", b"<b>" * 20_000 + FAIR.encode()), relevance) is None
