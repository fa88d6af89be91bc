"""Who acted: aliases, parts and wholes, descriptions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deconflict.values import Relation
from deconflict.values.actor import Actor

WORDS = ["ISIS militants", "Islamic State (IS)", "ISWAP", "Boko Haram", "the RSF", "Rapid Support Forces", "Russian forces", "Moscow", "gunmen", "soldiers", "FARC dissidents",
         "the ELN", "US fighter jets", "a multinational coalition", "the Houthis", "Iranian forces", "Mr. Nobody", "Tuareg herders", "Iraqi police"]  # fmt: skip
ACTORS = st.sampled_from(WORDS).map(Actor.parse)


@given(ACTORS, ACTORS)
def test_relations_are_mirrored_and_same_means_equal(a, b):
    assert a.relation(b) is b.relation(a).mirror
    assert (a.relation(b) is Relation.SAME) == (a == b)


@given(ACTORS, ACTORS, ACTORS)
def test_refining_is_transitive(a, b, c):
    if a.relation(b) is Relation.REFINES and b.relation(c) is Relation.REFINES:
        assert a.relation(c) is Relation.REFINES


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("ISIS militants", "Islamic State (IS) fighters", Relation.SAME),
        ("the RSF", "paramilitary Rapid Support Forces", Relation.SAME),
        ("ISWAP", "Islamic State", Relation.REFINES),
        ("Russian forces", "Moscow", Relation.REFINES),
        ("suspected Boko Haram fighters", "gunmen", Relation.REFINES),
        ("Boko Haram", "Islamic State West Africa Province", Relation.CONFLICTS),
        ("dissidents of the former FARC", "the National Liberation Army", Relation.CONFLICTS),
        ("US fighter jets", "the US-led coalition", Relation.COMPATIBLE),
        ("Houthi rebels", "Iranian forces", Relation.COMPATIBLE),
        ("soldiers", "ISIS", Relation.INCOMPARABLE),
        ("herders", "farmers", Relation.INCOMPARABLE),
    ],
)
def test_how_actors_stand_to_each_other(one, other, relation):
    assert Actor.parse(one).relation(Actor.parse(other)) is relation


def test_speakers_are_persons_by_name():
    one, other = Actor.speaker("Pentagon spokesperson Sean Parnell"), Actor.speaker("President Maria Lopez")
    assert (one.kind, one.name) == ("person", "Sean Parnell")
    assert one.relation(other) is Relation.CONFLICTS
    assert Actor.speaker("the defence ministry").kind == "other"


def test_forces_act_for_their_state():
    assert Actor.parse("U.S. military").side == Actor.parse("Washington").side == "American"
    assert Actor.parse("ISIS").side == "Islamic State"


def test_known_actors_read_back():
    for word in WORDS:
        actor = Actor.parse(word)
        if actor.known and not actor.id.startswith(("state", "force", "police")):
            assert Actor.parse(actor.show()) == actor
