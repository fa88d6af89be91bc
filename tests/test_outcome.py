"""Outcomes: states of some people, and when two of them cannot both be."""

import pytest

from deconflict.values import Count, Outcome, Relation


def outcome(state: str, number: int, who: str = "") -> Outcome:
    return Outcome(state, Count.exactly(number), frozenset(who.split()))


def test_killed_conflicts_with_injured_of_the_same_people():
    killed = outcome("killed", 3, "service members civilian translator")
    assert killed.relation(outcome("injured", 3, "service members civilian translator")) is Relation.CONFLICTS
    assert killed.relation(outcome("injured", 3, "soldiers civilian interpreter")) is Relation.CONFLICTS
    assert outcome("killed", 7, "soldiers").relation(outcome("injured", 7, "colombian soldiers")) is Relation.CONFLICTS


def test_nothing_follows_for_other_people():
    killed = outcome("killed", 3, "soldiers")
    assert killed.relation(outcome("injured", 4, "soldiers")) is Relation.INCOMPARABLE
    assert killed.relation(outcome("injured", 3, "farmers")) is Relation.INCOMPARABLE
    assert killed.relation(outcome("injured", 3)) is Relation.INCOMPARABLE


def test_vague_numbers_do_not_tell_that_people_are_the_same():
    dozens = Count(24, 99)
    killed, injured = (Outcome(state, dozens, frozenset({"villagers"})) for state in ("killed", "injured"))
    assert killed.relation(injured) is Relation.INCOMPARABLE


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("killed", "unharmed", Relation.CONFLICTS),
        ("killed", "missing", Relation.CONFLICTS),
        ("injured", "unharmed", Relation.CONFLICTS),
        ("injured", "captured", Relation.INCOMPARABLE),
        ("killed", "captured", Relation.INCOMPARABLE),
    ],
)
def test_only_states_that_exclude_each_other_conflict(a, b, expected):
    assert outcome(a, 2, "nurses").relation(outcome(b, 2, "nurses")) is expected


def test_a_fuller_telling_of_one_state_refines():
    plain, full = outcome("killed", 3, "soldiers"), outcome("killed", 3, "army soldiers")
    vague = Outcome("killed", Count.at_least(2), frozenset({"soldiers"}))
    assert full.relation(plain) is plain.relation(vague) is full.relation(vague) is Relation.REFINES
    assert vague.relation(full) is Relation.GENERALISES
    assert full.relation(outcome("killed", 3, "army troops")) is Relation.COMPATIBLE
    assert full.relation(outcome("killed", 3, "farmers")) is Relation.INCOMPARABLE
    assert full.relation(outcome("killed", 9, "army soldiers")) is Relation.INCOMPARABLE


def test_it_is_shown_with_number_and_description():
    assert outcome("killed", 3, "soldiers translator").show() == "killed: 3 (soldiers translator)"
    assert outcome("missing", 2).show() == "missing: 2"
    assert Outcome.parse("killed: some") is Outcome.parse("happy: 3") is None


def test_a_state_that_is_none_is_refused():
    with pytest.raises(ValueError, match="no such state"):
        outcome("happy", 2)
