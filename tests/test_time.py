"""The algebra of times."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from deconflict.values import Relation
from deconflict.values.time import Time
from deconflict.values.time_words import shown_moment


def test_monday_morning_refines_monday_and_conflicts_with_tuesday():
    monday, tuesday = date(2025, 6, 2), date(2025, 6, 3)
    morning = Time(monday, monday, opens=5.0, closes=12.0)
    assert morning.relation(Time(monday, monday)) is Relation.REFINES
    assert Time(monday, monday).relation(Time(tuesday, tuesday)) is Relation.CONFLICTS


def test_a_night_may_be_told_of_either_day():
    friday, saturday = date(2025, 6, 6), date(2025, 6, 7)
    night = Time(friday, friday, opens=18.0, closes=32.0)
    assert night.relation(Time(saturday, saturday)) is not Relation.CONFLICTS
    assert night.relation(Time(friday, friday)) is not Relation.CONFLICTS


def test_the_next_morning_is_another_day():
    """A burial on Wednesday morning is not the strike of Tuesday told by its night."""
    tuesday, wednesday = date(2025, 10, 14), date(2025, 10, 15)
    morning = Time(wednesday, wednesday, opens=5.0, closes=12.0)
    assert morning.relation(Time(tuesday, tuesday)) is Relation.CONFLICTS
    assert Time(wednesday, wednesday, opens=2.0, closes=3.0).relation(Time(tuesday, tuesday)) is Relation.COMPATIBLE
    assert Time(tuesday, tuesday, opens=20.0, closes=21.0).relation(Time(wednesday, wednesday)) is Relation.COMPATIBLE


def test_two_clocks_of_one_day_may_stand_in_two_zones():
    day = date(2025, 10, 14)
    assert Time(day, day, opens=10.0, closes=11.0).relation(Time(day, day, opens=14.0, closes=15.0)) is Relation.COMPATIBLE


@pytest.mark.parametrize(
    ("hours", "shown"),
    [
        ({}, "2025-11-07"),
        ({"opens": 5.0, "closes": 12.0}, "2025-11-07, morning"),
        ({"opens": 10 + 40 / 60, "closes": 11 + 40 / 60}, "2025-11-07, about 10:40"),
        ({"opens": 23.5, "closes": 24.5}, "2025-11-07, about 23:30"),
        ({"opens": 1.75, "closes": 2.25}, "2025-11-07, 01:45 to 02:15"),
        ({"opens": 0.0, "closes": 12.0}, "2025-11-07, 00:00 to 12:00"),
        ({"opens": 18.0, "closes": 24.0}, "2025-11-07, 18:00 to 24:00"),
        ({"opens": 18.0, "closes": 32.0}, "2025-11-07 to 2025-11-08, overnight"),
        ({"opens": 22.0, "closes": 25.5}, "2025-11-07 to 2025-11-08, 22:00 to 01:30"),
    ],
)
def test_times_are_written_as_people_write_them(hours, shown):
    day = date(2025, 11, 7)
    assert Time(day, day, **hours).show() == shown


def test_a_night_without_a_calendar():
    assert Time(first=-1, last=-1, opens=18.0, closes=30.0).show() == "day -1 to 0, night"
    assert Time(weekday=4, opens=18.0, closes=30.0).show() == "Friday, night"


def test_a_publication_is_told_by_the_clock_of_its_own_zone():
    assert shown_moment(date(2025, 11, 8)) == "2025-11-08"
    assert shown_moment(datetime(2025, 11, 8, 20, 0)) == "2025-11-08, 20:00"
    assert shown_moment(datetime(2025, 11, 8, 20, 0, tzinfo=UTC)) == "2025-11-08, 20:00 UTC"
    assert shown_moment(datetime(2025, 11, 8, 20, 0, tzinfo=timezone(timedelta(hours=-3.5)))) == "2025-11-08, 20:00 UTC-03:30"


def test_calendar_and_offset_are_incomparable():
    assert Time(date(2025, 6, 2), date(2025, 6, 2)).relation(Time(first=-7, last=-1)) is Relation.INCOMPARABLE


def test_intervals_that_run_backwards_are_refused():
    with pytest.raises(ValueError, match="no interval of days"):
        Time(date(2025, 6, 2), date(2025, 6, 1))
    with pytest.raises(ValueError, match="no interval of offsets"):
        Time(first=1, last=0)
    for words in ("one fine day", "2025-02-30", "2025-06-05 to 2025-06-03", "2025-06-03, soon"):
        assert Time.parse(words) is None
