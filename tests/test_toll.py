"""Which of the numbers told is the toll: the chances are given by hand, the claims are read from the words."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from deconflict.extract.toll import settle_tolls
from deconflict.model import Claim, Mention, Part, Passage, Span
from deconflict.values.count import Count, Scope
from deconflict.values.kind import Kind

WORDS = " " * 100 + "A seventh marine has died"


def tagging(**tolls: int) -> Any:
    """A network that is sure of these tolls."""

    def chances(name: str) -> np.ndarray:
        found = np.full(7, 1e-4, dtype=np.float32)
        found[tolls.get(name, 0)] = 0.9994
        return found

    return SimpleNamespace(heads=SimpleNamespace(tolls=dict.fromkeys(tolls, 7)), toll=chances, passage=Passage("a", Part.TEXT, WORDS))


def claim(number: int, at: int, group: str | None = None, attribute: str = "killed") -> Claim:
    return Claim(attribute, Count.exactly(number), Span("a", Part.TEXT, at, at + 5), "words", group=group)


def settled(
    claims: tuple[Claim, ...], harms: tuple[Claim, ...] = (), old: tuple[Span, ...] = (), **tolls: int
) -> list[tuple[str | None, int, Scope]]:
    mention = Mention("e1", "a", Kind("attack"), Span("a", Part.TEXT, 0, 3), claims=claims)
    (found,) = settle_tolls([mention], tagging(**tolls), harms, old)
    return [(item.group, item.value.low, item.value.scope) for item in found.claims if isinstance(item.value, Count)]


def test_what_the_words_put_forward_stays_when_the_network_agrees() -> None:
    assert settled((claim(2, 10),), killed=2) == [(None, 2, Scope.INCIDENT)]


def test_a_number_that_stands_in_the_words_may_be_the_toll() -> None:
    found = settled((claim(1, 10), claim(3, 40, "others")), killed=3)
    assert (None, 3, Scope.INCIDENT) in found
    assert ("a part", 1, Scope.PART) in found


def test_people_told_one_by_one_are_added_up() -> None:
    found = settled((claim(1, 10), claim(1, 40), claim(1, 80, "women")), killed=3)
    assert (None, 3, Scope.SUM) in found


def test_a_number_that_nobody_tells_is_never_made_up() -> None:
    assert settled((claim(1, 10),), killed=5) == [(None, 1, Scope.INCIDENT)]


def test_a_number_that_the_report_takes_back_is_never_its_toll() -> None:
    old = (Span("a", Part.TEXT, 40, 90),)
    assert settled((claim(4, 10),), (claim(6, 50),), old, killed=6) == [(None, 4, Scope.INCIDENT)]
    found = settled((claim(4, 10, "people"), claim(6, 50)), old=old, killed=4)
    assert (None, 4, Scope.INCIDENT) in found


def test_a_toll_of_none_keeps_the_words_as_a_part() -> None:
    assert settled((claim(1, 10),), killed=0) == [("a part", 1, Scope.PART)]


def test_people_seen_by_the_encoder_count_when_they_fit() -> None:
    assert settled((), (claim(2, 10, "a part"),), killed=2) == [(None, 2, Scope.INCIDENT)]
    assert settled((), (claim(2, 10, "a part"),), killed=0) == []


def test_background_is_left_alone() -> None:
    mention = Mention("e1", "a", Kind("attack"), Span("a", Part.TEXT, 0, 3), background=True, claims=(claim(1, 10),))
    assert settle_tolls([mention], tagging(killed=0), ()) == (mention,)


def test_a_seventh_death_is_a_toll_of_seven_whatever_the_network_makes_of_it() -> None:
    assert settled((claim(7, 110), claim(1, 40, "others")), killed=1) == [(None, 7, Scope.INCIDENT), ("others", 1, Scope.INCIDENT)]


def hit(number: int, quote: str) -> Claim:
    return Claim("injured", Count.exactly(number), Span("a", Part.TEXT, 10, 20), quote)


def hurt(people: Claim, **tolls: int) -> set[tuple[int, Scope]]:
    mention = Mention("e1", "a", Kind("shooting"), Span("a", Part.TEXT, 0, 3), claims=(people, claim(1, 60)))
    (found,) = settle_tolls([mention], tagging(**tolls), ())
    return {(item.value.low, item.value.scope) for item in found.claims if item.attribute == "injured" and item.group is None}


def test_of_those_who_were_shot_the_dead_are_not_hurt() -> None:
    assert hurt(hit(4, "Four people were shot"), killed=1, injured=3) == {(3, Scope.SUM)}
    assert hurt(hit(4, "Four people were shot"), killed=1, injured=4) == {(4, Scope.INCIDENT)}
    assert hurt(hit(4, "Four people were wounded"), killed=1, injured=3) == {(4, Scope.INCIDENT)}


def test_a_title_above_a_text_of_something_else_keeps_its_numbers(read) -> None:
    reading = read("The market sells fish tacos and lemonade until nine every evening in summer.", title="5 shot on Detroit's west side")
    assert [claim.value.low for mention in reading.mentions for claim in mention.claims if claim.attribute == "injured"] == [5]
