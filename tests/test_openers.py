"""Patterns tried only where a word opens that may begin them find what a search at every letter finds."""

from __future__ import annotations

import re

import pytest

from deconflict.extract import taken_back, times
from deconflict.extract.openers import Hinted, Opened, starts_in

PATTERNS: list[Opened | Hinted] = [*(rule for rule, _ in times._rules()), *taken_back._patterns(), times._DURATION]
TEXT = """On Monday, June 3, 2025 at 5:40 a.m. (2025-06-03, or 03/06/25), early on Tuesday night and in the predawn of 4th of July.
Last Friday's raid, late last night; yesterday evening, overnight, the day before yesterday, TODAY and this early morning.
Earlier this month, the previous year, next week, two weeks ago, an hour earlier, a couple of days before and 30 years ago.
In late October 2014, mid-June, early in May of 1998, the 1990s, the late '80s and THE 1970'S. The evening of last Sunday.
It lasted about three hours, for a day, within 45 minutes, after a 12-hour siege and a five-day-long battle.
An earlier version of this report said 12 people died. The ministry had previously said nine. After first saying four, it said five.
Correction: there were six, not seven. The toll was revised from 20 to 18. The number stands at 84, not 101. It was cut from nine.
11:30 p.m. on Wednesday, 0530 GMT Thursday, noon on Saturday, Sept. 11 2001, Jan 2nd, by the end of this weekend, since March."""


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.pattern.pattern[:40])
@pytest.mark.parametrize("text", [TEXT, TEXT.lower(), TEXT.upper(), TEXT.replace(" ", "\n")], ids=["as is", "small", "capitals", "lines"])
def test_the_same_is_found_as_by_a_search_at_every_letter(pattern: Opened | Hinted, text: str) -> None:
    everywhere = [match.span() for match in pattern.pattern.finditer(text)]
    assert [match.span() for match in pattern.finditer(text, starts_in(text))] == everywhere


def test_every_pattern_has_something_to_find_here() -> None:
    assert all(list(pattern.finditer(TEXT, starts_in(TEXT))) for pattern in PATTERNS)


def test_no_match_lies_inside_another() -> None:
    pattern = Opened.by("the 0", re.compile(r"the \d+ \d+|\d+ \d+"))
    assert [match.group() for match in pattern.finditer("the 1 2 3 4", starts_in("the 1 2 3 4"))] == ["the 1 2", "3 4"]
