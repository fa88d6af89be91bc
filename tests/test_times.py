"""Time expressions and the days they mean."""

from __future__ import annotations

from datetime import date

import pytest

from deconflict.extract.times import find_durations, find_times, hours_on
from deconflict.model import Part, Passage
from deconflict.values import Relation

PUBLISHED = date(2025, 6, 4)  # a Wednesday


def shown(text: str, published: date | None = PUBLISHED) -> list[str]:
    return [mention.time.show() for mention in find_times(Passage("a", Part.TEXT, text), published)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on June 3, 2025", ["2025-06-03"]),
        ("on 3 June", ["2025-06-03"]),
        ("at 5.40 a.m. on Tuesday", ["2025-06-03, about 05:40"]),
        ("at 21:10 on 3 June", ["2025-06-03, about 21:10"]),
        ("around 9 p.m. local time Monday", ["2025-06-02, about 21:00"]),
        ("on 2025-06-03", ["2025-06-03"]),
        ("by 06/03/25", ["2025-06-03"]),
        ("4 FEB 90", ["1990-02-04"]),
        ("on Monday", ["2025-06-02"]),
        ("on Wednesday", ["2025-06-04"]),
        ("last Wednesday", ["2025-05-28"]),
        ("next Friday", ["2025-06-06"]),
        ("talks will resume on Friday", ["2025-06-06"]),
        ("yesterday", ["2025-06-03"]),
        ("last week", ["2025-05-26 to 2025-06-01"]),
        ("the previous month", ["2025-05-01 to 2025-05-31"]),
        ("earlier this month", ["2025-06-01 to 2025-06-30"]),
        ("two days ago", ["2025-06-02"]),
        ("three months ago", ["2025-03-01 to 2025-03-31"]),
        ("in October 2014", ["2014-10-01 to 2014-10-31"]),
        ("in October", ["2024-10-01 to 2024-10-31"]),
        ("the 2014 siege", ["2014-01-01 to 2014-12-31"]),
        ("in the 1990s", ["1990-01-01 to 1999-12-31"]),
        ("on Monday morning", ["2025-06-02, morning"]),
        ("in the early hours of June 3", ["2025-06-03, early hours"]),
        ("on Sunday at about 6:40 p.m.", ["2025-06-01, about 18:40"]),
        ("overnight", ["2025-06-03 to 2025-06-04, overnight"]),
        ("last night", ["2025-06-03 to 2025-06-04, night"]),
        ("tonight", ["2025-06-04 to 2025-06-05, night"]),
    ],
)
def test_expressions_mean_days(text, expected):
    assert shown(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a 63-year-old woman",
        "2,014 people fled",
        "he may leave",
        "they march on",
        "for an hour",
        "2010 people were displaced",
        "$2014",
        "on Wednesdays",
    ],
)
def test_ages_counts_verbs_and_durations_are_no_dates(text):
    assert shown(text) == []


def test_undated_reports_keep_what_is_relative_and_compare_it():
    (one,) = find_times(Passage("a", Part.TEXT, "an ambush last week"), None)
    (other,) = find_times(Passage("b", Part.TEXT, "the attack of the previous week"), None)
    assert not one.time.anchored
    assert one.time.relation(other.time) is Relation.SAME
    assert shown("on Monday", None) == ["Monday"]
    assert shown("in June", None) == ["June"]


def test_a_dateline_or_a_posting_line_anchors_an_undated_report():
    assert shown("GUATEMALA CITY, 4 FEB 90 (AGENCY) -- THE ARMY SAID TODAY", None)[-1] == "1990-02-04"
    assert shown("Posted: Sunday, February 16, 2014 1:50 PM\nA man was shot yesterday.", None)[-1] == "2014-02-15"


def test_the_longest_expression_wins_and_gives_back_its_words():
    text = "It began on Monday, June 2, 2025 at 9 a.m. and went on."
    (mention,) = find_times(Passage("a", Part.TEXT, text), PUBLISHED)
    assert text[mention.span.start : mention.span.end] == mention.text == "Monday, June 2, 2025 at 9 a.m."


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("within ten minutes", 10, 10), ("for about an hour", 48, 75), ("a two-day siege", 2880, 2880), ("lasted half an hour", 30, 30)],
)
def test_durations_are_minutes(text, low, high):
    ((_, least, most),) = find_durations(Passage("a", Part.TEXT, text))
    assert (least, most) == (low, high)


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("5.40 a.m.", "2025-06-04, about 05:40"),
        ("about midnight", "2025-06-04 to 2025-06-05, midnight"),
        ("at dawn", "2025-06-04, dawn"),
        ("0640 hours", "2025-06-04, about 06:40"),
        ("2010 hours", "2025-06-04, about 20:10"),
        ("two in the morning", "2025-06-04, about 02:00"),
        ("12 in the afternoon", "2025-06-04, about 12:00"),
        ("three o'clock in the afternoon", "2025-06-04, about 15:00"),
        ("several hours later", None),
        ("the same week", None),
    ],
)
def test_hours_told_without_their_day(words: str, hours: str | None) -> None:
    time = hours_on(PUBLISHED, words)
    assert (time.show() if time is not None else None) == hours


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Four people were killed by gunmen on Wednesday.", 1),
        ("Gunmen attacked the town before dawn on Wednesday.", 1),
        ("The roof collapsed due to shelling on Wednesday.", 1),
        ("A house next to the mosque was hit on Wednesday.", 1),
        ("He is due in court on Wednesday.", 8),
        ("They want an answer by Wednesday.", 8),
    ],
)
def test_who_did_it_is_no_sign_of_the_future(text, day):
    (found,) = find_times(Passage("a", Part.TEXT, text), date(2026, 7, 2))
    assert found.time.start == date(2026, 7, day)


@pytest.mark.parametrize(
    "text", ["the 9th of June Front denied it", "the April 6 Youth Movement said", "on 14 February Square", "at the 17 November Hospital"]
)
def test_what_is_named_after_a_day_is_no_time(text: str) -> None:
    assert shown(text) == []
