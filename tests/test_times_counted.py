"""Times that are counted from the one told before."""

from __future__ import annotations

from datetime import date

import pytest

from deconflict.extract.times import find_times
from deconflict.model import Part, Passage


def told(text: str, published: date | None = date(2025, 6, 4)) -> list[tuple[str, str]]:
    return [(mention.text, mention.time.show()) for mention in find_times(Passage("a", Part.TEXT, text), published)]


@pytest.mark.parametrize(
    ("text", "words", "meant"),
    [
        ("A convoy was shelled on Sunday. Two nights later the guns opened up again.", "Two nights later", "2025-06-03"),
        ("A bus burned on Sunday; the following morning its driver was found.", "the following morning", "2025-06-02, morning"),
        ("Men shot a clerk on 28 May. The night before, a shop had been robbed.", "The night before", "2025-05-27 to 2025-05-28, night"),
        ("On Sunday a mine went off. Later the same day a second one killed a nurse.", "Later the same day", "2025-06-01"),
        ("On Sunday a mine went off. THAT EVENING A SECOND ONE KILLED A NURSE.", "THAT EVENING", "2025-06-01, evening"),
        ("The post was hit on Sunday at 9 p.m. and, six hours later, hit again.", "six hours later", "2025-06-02, about 03:00"),
        ("The post was hit on Sunday evening and, hours later, hit again.", "hours later", "2025-06-01 to 2025-06-02"),
        ("A grenade went off on Sunday, another minutes later.", "minutes later", "2025-06-01"),
        ("They fled on 20 May and came back days later.", "days later", "2025-05-21 to 2025-05-26"),
        ("A raid began on Sunday. The next day it ended, and two days later it began anew.", "two days later", "2025-06-04"),
    ],
)  # fmt: skip
def test_a_time_is_counted_from_the_last_day_told(text: str, words: str, meant: str) -> None:
    assert (words, meant) in told(text)


def test_without_a_publish_day_it_stays_an_offset() -> None:
    assert told("It burned yesterday and, a day later, again.", None)[-1] == ("a day later", "day 0")


@pytest.mark.parametrize(
    "text",
    [
        "The following morning its driver was found.",
        "That night nobody slept.",
        "In May the camp was shelled for weeks. The following morning its driver was found.",
        "It burned on Sunday, and the day after that he spoke of is not known.",
        "It burned on Sunday, on the night of the vote, that day of days.",
    ],
)
def test_nothing_is_counted_from_no_single_day_or_into_other_words(text: str) -> None:
    assert not {"the following morning", "that night", "the day after", "that day"} & {words.lower() for words, _ in told(text)}
