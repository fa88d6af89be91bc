"""What the desk's pages are made from: words side by side, sentences aligned, scales and bars that lose nothing."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deconflict.ledger.overview import Day
from deconflict.model import Part, Report, Span
from deconflict.web.alignment import aligned
from deconflict.web.plots import Days, Scale, bars
from deconflict.web.wording import Bit, around, bits, contrast

SENTENCES = st.lists(st.text("ab \n.é", min_size=1, max_size=12), max_size=8)


def marked(words: tuple[Bit, ...]) -> list[str]:
    return [bit.text for bit in words if bit.differs]


def one(text: str) -> tuple[Bit, ...]:
    return (Bit(text),)


def test_only_the_words_that_differ_are_marked():
    first, second = contrast(one("Gunmen killed 12 villagers, police said."), one("Gunmen killed 30 villagers, residents said."))
    assert (marked(first), marked(second)) == (["12", "police"], ["30", "residents"])


def test_neighbouring_words_are_marked_with_the_space_between_them():
    first, _ = contrast(one("The old bridge was hit on Monday."), one("The market was hit on Monday."))
    assert marked(first) == ["old bridge"]


def test_sentences_with_nothing_in_common_are_left_as_they_are():
    assert marked(contrast(one("Rain fell in the north."), one("Gunmen attacked a patrol."))[0]) == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_letter_is_lost_between_bits(first, second):
    for text, words in zip((first, second), contrast(one(first), one(second)), strict=True):
        assert "".join(bit.text for bit in words) == text


@given(st.text(min_size=1, max_size=40), st.data())
def test_bits_give_back_their_stretch_and_mark_what_is_marked(text, data):
    low = data.draw(st.integers(0, len(text)))
    high = data.draw(st.integers(low, len(text)))
    found = bits(text, 0, len(text), [(low, high)])
    assert "".join(bit.text for bit in found) == text
    assert "".join(bit.text for bit in found if bit.claim) == text[low:high]


def test_a_claim_in_a_title_has_the_title_around_it():
    report = Report("a", "Text.", "Twelve killed")
    assert around(report, Span("a", Part.TITLE, 0, 6)) == (0, 13)


def test_a_claim_over_two_sentences_has_both_around_it():
    report = Report("a", "One fell. Two fell. Three fell.")
    assert around(report, Span("a", Part.TEXT, 4, 14)) == (0, 19)


def test_sentences_stand_beside_those_that_tell_the_same():
    first = ["Gunmen attacked a patrol near Liwa.", "Five soldiers were killed.", "The minister visited."]
    second = ["It rained.", "A patrol near Liwa was attacked by gunmen.", "Five soldiers were wounded."]
    pairs = [(pair.first, pair.second) for pair in aligned(first, second)]
    assert (0, 1) in pairs
    assert (1, 2) in pairs
    assert (2, None) in pairs
    assert (None, 0) in pairs


@given(SENTENCES, SENTENCES)
def test_every_sentence_stands_in_one_row(first, second):
    rows = aligned(first, second)
    assert sorted(row.first for row in rows if row.first is not None) == list(range(len(first)))
    assert sorted(row.second for row in rows if row.second is not None) == list(range(len(second)))


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=9))
def test_a_scale_keeps_the_order_of_numbers_and_its_bounds(numbers):
    scale = Scale.over(numbers)
    places = [scale.at(number) for number in sorted(numbers)]
    assert places == sorted(places)
    assert 2 <= places[0] <= places[-1] <= 98
    ticks = scale.ticks()
    assert 1 <= len(ticks) <= 8 or scale.low == scale.high
    assert all(2 <= tick.at <= 98 for tick in ticks)


@given(
    st.lists(
        st.tuples(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(1, 50)), min_size=1, max_size=40, unique_by=lambda item: item[0]
    )
)
def test_bars_lose_no_incident_and_stay_on_the_chart(days):
    told = [Day(day.isoformat(), count, count // 2) for day, count in sorted(days)]
    drawn = bars(told, None, None)
    assert sum(bar.count for bar in drawn) == sum(day.count for day in told)
    assert sum(bar.contested for bar in drawn) == sum(day.contested for day in told)
    assert len(drawn) <= 73
    assert drawn[0].since <= told[0].day
    assert told[-1].day <= drawn[-1].until
    assert all(date.fromisoformat(a.until) + timedelta(days=1) == date.fromisoformat(b.since) for a, b in itertools.pairwise(drawn))


def test_what_is_chosen_is_told_on_the_bars():
    drawn = bars([Day("2025-02-01", 1, 0), Day("2025-02-03", 2, 1)], date(2025, 2, 2), None)
    assert [bar.chosen for bar in drawn] == [False, True, True]
    assert bars([], None, None) == ()


@pytest.mark.parametrize(("last", "labels"), [(date(2025, 2, 1), ["1 Feb 2025"]), (date(2025, 2, 3), ["1 Feb", "2 Feb", "3 Feb"])])
def test_days_are_labelled(last, labels):
    assert [tick.label for tick in Days(date(2025, 2, 1), last).ticks()] == labels
