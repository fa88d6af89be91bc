"""Texts: free words that contain, deny or oppose each other."""

import pytest

from deconflict.values import Relation, Text
from deconflict.values.text import sense, stem


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("a market", "the markets", Relation.SAME),
        ("a crowded market", "a market", Relation.REFINES),
        ("a market", "a crowded market in the old town", Relation.GENERALISES),
        ("a nine-storey building", "a block", Relation.REFINES),
        ("outside the full control of the authorities", "outside the control of the government", Relation.REFINES),
        ("escorting a food convoy", "escorting a convoy of medical supplies", Relation.COMPATIBLE),
        ("a bus", "a minibus", Relation.COMPATIBLE),
        ("a hospital", "a school", Relation.INCOMPARABLE),
        ("the strike damaged the hospital", "the hospital was completely destroyed", Relation.CONFLICTS),
        ("partly destroyed the bridge", "completely destroyed the bridge", Relation.CONFLICTS),
        ("badly damaged bridge", "destroyed bridge", Relation.COMPATIBLE),
        ("damaged a bridge in the north", "destroyed a school near the river", Relation.INCOMPARABLE),
        ("damaged the old bridge, the mill and a shop", "destroyed homes and the shop of a trader", Relation.COMPATIBLE),
        ("a nine-storey apartment building", "the five-storey block", Relation.CONFLICTS),
        ("a 63-year-old woman", "a 36-year-old woman", Relation.CONFLICTS),
        ("three houses destroyed", "five houses destroyed", Relation.CONFLICTS),
        ("a two-storey house", "a 2-story house", Relation.SAME),
        ("inside the compound", "outside the compound", Relation.CONFLICTS),
        ("north of the city", "south of the city", Relation.CONFLICTS),
        ("AL-SHIFA HOSPITAL", "Shifa hospital", Relation.SAME),
        ("Alcalá barracks", "Alcala barracks", Relation.SAME),
    ],
)
def test_relations_of_texts(a, b, expected):
    assert Text.parse(a).relation(Text.parse(b)) is expected


@pytest.mark.parametrize(
    ("said", "denied"),
    [
        ("the school was hit", "the school was not hit"),
        ("they closed the road", "they didn’t close the road"),
        ("claimed responsibility", "denied responsibility"),
        ("the group claimed responsibility", "no group has claimed responsibility"),
    ],
)
def test_a_denial_conflicts_with_what_it_denies(said, denied):
    assert Text.parse(said).relation(Text.parse(denied)) is Relation.CONFLICTS


def test_a_denial_of_something_else_proves_nothing():
    assert (
        Text.parse("the hospital was hit").relation(Text.parse("no hospital staff at the old clinic wanted any interview"))
        is Relation.INCOMPARABLE
    )


def test_two_denials_turn_back():
    assert not Text.parse("did not deny responsibility").denied
    assert Text.parse("denied responsibility").relation(Text.parse("did not claim responsibility")) is Relation.GENERALISES


def test_it_is_shown_as_told():
    assert Text.parse("The  nine-storey\nblock").show() == "The nine-storey block"
    assert Text(frozenset({"block"}), True, frozenset({("storey", 9)})).show() == "not 9-storey block"


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("houses", "house"),
        ("churches", "church"),
        ("bombed", "bomb"),
        ("stopped", "stop"),
        ("cities", "city"),
        ("women", "woman"),
        ("buses", "bus"),
        ("bus", "bus"),
        ("red", "red"),
    ],
)
def test_stems_take_endings_off_lightly(word, base):
    assert stem(word) == base


def test_nouns_for_one_thing_are_alike():
    assert sense("buildings") == sense("block")
    assert sense("market") == sense("markets")
    assert sense("market") != sense("school")
