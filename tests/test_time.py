"""The algebra of times."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deconflict.values import Relation
from deconflict.values.time import Time

HOURS = st.sampled_from([(0.0, 24.0), (5.0, 12.0), (18.0, 30.0), (9.0, 10.0)])


@st.composite
def times(draw):
    opens, closes = draw(HOURS)
    first, length = draw(st.integers(-9, 9)), draw(st.integers(0, 9))
    sort = draw(st.sampled_from(["calendar", "offset", "weekday", "month", "nothing"]))
    if sort == "calendar":
        start = date(2025, 6, 15) + timedelta(days=first)
        return Time(start, start + timedelta(days=length), opens=opens, closes=closes)
    if sort == "offset":
        return Time(first=first, last=first + length, opens=opens, closes=closes)
    if sort == "weekday":
        return Time(weekday=draw(st.integers(0, 6)), opens=opens, closes=closes)
    return Time(month=draw(st.integers(1, 12)) if sort == "month" else None, opens=opens, closes=closes)


@given(times(), times())
def test_relations_are_mirrored_and_same_means_equal(a, b):
    assert a.relation(b) is b.relation(a).mirror
    assert (a.relation(b) is Relation.SAME) == (a == b)


@given(times(), times(), times())
def test_refining_is_transitive(a, b, c):
    if a.relation(b) is Relation.REFINES and b.relation(c) is Relation.REFINES:
        assert a.relation(c) is Relation.REFINES


@given(times())
def test_what_is_shown_reads_back(time):
    assert Time.parse(time.show()) == time


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


def test_calendar_and_offset_are_incomparable():
    assert Time(date(2025, 6, 2), date(2025, 6, 2)).relation(Time(first=-7, last=-1)) is Relation.INCOMPARABLE


def test_intervals_that_run_backwards_are_refused():
    with pytest.raises(ValueError, match="no interval of days"):
        Time(date(2025, 6, 2), date(2025, 6, 1))
    with pytest.raises(ValueError, match="no interval of offsets"):
        Time(first=1, last=0)
    assert Time.parse("one fine day") is None
