"""Who acted: aliases, parts and wholes, states and their forces, descriptions, people who speak."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deconflict.resources import table
from deconflict.values import Relation
from deconflict.values.actor import Actor
from deconflict.values.actor_names import KINDS, find_known, is_known
from deconflict.values.folding import fold

IDS = [id for kind in KINDS for id in table("actors")[kind]]
STATES = [f"{sort}_{iso}" for iso in table("states")["states"] for sort in ("state", "force", "police")]


@pytest.mark.parametrize("id", [*IDS, *STATES])
def test_known_actors_read_back(id):
    actor = Actor.of(id)
    assert Actor.parse(actor.show()) == actor
    assert actor.known


def test_the_tables_hang_together():
    actors, ids = table("actors"), {*IDS, *STATES}
    assert len(IDS) == len(set(IDS))
    assert {*actors["part_of"], *actors["part_of"].values()} <= ids
    assert {id for one, friends in actors["allied"].items() for id in (one, *friends)} <= ids
    assert {id for homes in actors["country"].values() for id in homes} <= ids
    assert set(actors["forms"]) <= set(actors["descriptions"])


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("ISIS militants", "Islamic State (IS) fighters", Relation.SAME),
        ("Daesh", "IS", Relation.SAME),
        ("the RSF", "paramilitary Rapid Support Forces", Relation.SAME),
        ("the Army of National Liberation", "Ejército de Liberación Nacional", Relation.SAME),
        ("the IDF", "Israeli soldiers", Relation.SAME),
        ("Russia's defence ministry", "Russian warplanes", Relation.SAME),
        ("gunman", "armed men", Relation.SAME),
        ("ISWAP", "Islamic State", Relation.REFINES),
        ("the Farabundo Marti Popular Liberation Forces (FPL)", "FMLN", Relation.REFINES),
        ("Russian forces", "Moscow", Relation.REFINES),
        ("the U.S. Navy", "Washington", Relation.REFINES),
        ("suspected Boko Haram fighters", "gunmen", Relation.REFINES),
        ("Hamas", "Palestinian militants", Relation.REFINES),
        ("Palestinian militants", "militants", Relation.REFINES),
        ("jihadists", "militants", Relation.REFINES),
        ("Boko Haram", "Islamic State West Africa Province", Relation.CONFLICTS),
        ("dissidents of the former FARC", "the National Liberation Army", Relation.CONFLICTS),
        ("the Sudanese army", "the RSF", Relation.CONFLICTS),
        ("Ukrainian drones", "Russian drones", Relation.CONFLICTS),
        ("the US-led coalition", "Islamic State", Relation.CONFLICTS),
        ("US fighter jets", "the US-led coalition", Relation.COMPATIBLE),
        ("French warplanes", "a multinational coalition", Relation.COMPATIBLE),
        ("Houthi rebels", "Iranian forces", Relation.COMPATIBLE),
        ("Israeli police", "the Israeli army", Relation.COMPATIBLE),
        ("Moscow", "soldiers", Relation.COMPATIBLE),
        ("Popular Defence Union", "PDU", Relation.COMPATIBLE),
        ("soldiers", "ISIS", Relation.INCOMPARABLE),
        ("Colombian guerrillas", "Hamas", Relation.INCOMPARABLE),
        ("Palestinian militants", "Syrian militants", Relation.INCOMPARABLE),
        ("herders", "farmers", Relation.INCOMPARABLE),
    ],
)
def test_how_actors_stand_to_each_other(one, other, relation):
    assert Actor.parse(one).relation(Actor.parse(other)) is relation


@pytest.mark.parametrize(
    ("words", "id"),
    [
        ("us forces", "force_US"),
        ("two of us", "two of us"),
        ("a car bomb", "car bomb"),
        ("the Nigerian army", "force_NG"),
        ("the army of Niger", "force_NE"),
        ("Iran-backed militia", "militia"),
        ("pro-Russian separatists", "ukraine_separatists"),
        ("Turkish-backed Syrian National Army fighters", "fsa"),
        ("Israeli settlers", "israeli settlers"),
        ("FMLN TERRORISTS", "fmln"),
        ("Lord’s Resistance Army", "lra"),
        ("Kremlin", "state_RU"),
    ],
)
def test_what_words_name(words, id):
    assert Actor.parse(words).id == id


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Western Salvation Forces", "Western Salvation Forces"),
        ("the rebel Western Salvation Forces", "Western Salvation Forces"),
        ("Western Salvation Forces (WSF)", "Western Salvation Forces"),
        ("Sudan's Western Salvation Forces", "Western Salvation Forces"),
        ("South Sudan Patriotic Army", "South Sudan Patriotic Army"),
        ("Blue Front fighters", "Blue Front"),
        ("fighters of the Blue Front", "Blue Front"),
        ("rebels of the Front for the Liberation of the Marshes", "Front for the Liberation of the Marshes"),
    ],
)
def test_a_named_organisation_keeps_its_name(words, name):
    assert (Actor.parse(words).name, Actor.parse(words).kind) == (name, "other")


@pytest.mark.parametrize(
    ("words", "kind", "id"),
    [
        ("Western forces", "description", "forces"),
        ("Western Forces", "description", "forces"),
        ("government forces", "description", "government forces"),
        ("Security Forces", "description", "security forces"),
        ("GOVERNMENT FORCES", "description", "government forces"),
        ("rebel coalition", "description", "rebels"),
        ("Blue Front-backed fighters", "description", "fighters"),
        ("attackers at the Labour Party office", "description", "attackers"),
        ("Palestinian Militants", "description", "militants"),
        ("Iraqi Security Forces", "state force", "force_IQ"),
        ("Royal Thai Army", "state force", "force_TH"),
        ("Ukrainian Air Assault Forces", "state force", "force_UA"),
    ],
)
def test_capitals_alone_make_no_name(words, kind, id):
    assert (Actor.parse(words).kind, Actor.parse(words).id) == (kind, id)


def test_an_acronym_goes_with_the_name_that_it_stands_for():
    assert Actor.parse("Western Salvation Forces").relation(Actor.parse("the WSF")) is Relation.COMPATIBLE


def test_names_that_are_plain_words_count_in_capitals_only():
    assert [match.meaning for match in find_known("IS said it is let down by LeT; the MAS struck more.")] == ["isis", "mas"]
    assert [match.meaning for match in find_known("THE FMLN IS STRONG", cased=False)] == ["fmln"]


def test_names_are_found_where_they_stand():
    text = "Fighters of al‑Qa’ida and of the Popular Liberation Forces (FPL) met."
    assert [text[match.start : match.end] for match in find_known(text)] == ["al‑Qa’ida", "Popular Liberation Forces", "FPL"]
    assert is_known("Boko Haram")


def test_speakers_are_persons_by_name():
    one, other = Actor.speaker("Pentagon spokesperson Sean Parnell"), Actor.speaker("President Maria Lopez")
    assert (one.kind, one.name) == ("person", "Sean Parnell")
    assert one.relation(other) is Relation.CONFLICTS
    assert one.relation(Actor.speaker("Col. S. Parnell")) is Relation.COMPATIBLE
    assert other.relation(Actor.speaker("Gen. Jose Lopez")) is Relation.CONFLICTS


@pytest.mark.parametrize("words", ["the defence ministry", "Syrian Observatory for Human Rights", "police", "Fox News"])
def test_bodies_that_speak_are_no_persons(words):
    assert Actor.speaker(words).kind != "person"


def test_forces_act_for_their_state():
    assert Actor.parse("U.S. military").side == Actor.parse("Washington").side == "United States"
    assert Actor.parse("ISIS").side == "Islamic State"


@given(st.text(alphabet=st.characters(max_codepoint=0x2FFF)))
def test_folding_keeps_every_offset(text):
    assert len(fold(text)) == len(text)
    assert [text[match.start : match.end] != "" for match in find_known(text)] == [True for _ in find_known(text)]


def test_a_group_whose_name_holds_a_post_is_no_person():
    assert Actor.speaker("The Islamic State Sahel Province").id == "isgs"


def test_every_country_that_has_an_adjective_or_another_name_is_a_state() -> None:
    countries = table("countries")
    assert countries["adjectives"].keys() | countries["aliases"].keys() <= table("states")["states"].keys()
    assert Actor.parse("Swazi police").kind == Actor.parse("Swaziland police").kind == "police"
