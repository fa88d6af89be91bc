"""Toponyms in running text, and the places they mean."""

from __future__ import annotations

import pytest

from deconflict.extract.place_unknown import named_place, respelled
from deconflict.extract.places import find_places, modifies
from deconflict.model import Part, Passage
from deconflict.values import Relation
from deconflict.values.place import Place, Precision


@pytest.fixture
def places(gazetteer):
    def found(text: str) -> dict[str, Place]:
        return {mention.text: mention.place for mention in find_places(Passage("a", Part.TEXT, text), gazetteer)}

    return found


def test_namesakes_are_told_apart_by_the_reports_other_places(places):
    assert places("Fighting in northern Syria reached Palmyra and Raqqa on Monday.")["Palmyra"].country == "SY"
    assert places("The fire in Palmyra, Virginia, was put out.")["Palmyra"].admin1 == "VA"


def test_a_name_followed_by_its_state_is_looked_for_there(places):
    found = places("He was arrested in Alexandria, La., on Friday.")
    assert (found["Alexandria"].country, found["Alexandria"].admin1) == ("US", "LA")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ash Shaddadi", "Al-Shaddadi"), ("Hasakeh", "Hasakah"), ("Deir ez-Zor", "Dayr az-Zawr")],
)
def test_transliterations_lead_to_one_place(gazetteer, one, other):
    def near(name: str) -> set[str]:
        return {entry.name for entry in (*gazetteer.lookup(name), *gazetteer.alike(name)) if entry.country == "SY"}

    assert near(one) & near(other)


def test_persons_and_organisations_are_no_places(places):
    assert places("Mr. Lincoln told the Washington Post that Paris Jackson had left.") == {}


def test_a_part_of_a_country_is_a_sector_that_holds_its_towns(places):
    found = places("An ambush in eastern Syria, near Deir ez-Zor, was reported.")
    assert found["eastern Syria"].precision is Precision.SECTOR
    assert found["Deir ez-Zor"].relation(found["eastern Syria"]) is Relation.REFINES


def test_a_place_on_no_map_lies_in_what_is_told_around_it(places):
    found = places("The village of Malam Fatuwa, in Nigeria's Borno state, was burned.")
    assert found["Malam Fatuwa"].country == "NG"
    assert found["Malam Fatuwa"].precision is Precision.UNKNOWN


def test_a_district_of_a_town_lies_in_the_town(places):
    found = places("Shells fell on the Karari district of Omdurman, in Sudan.")
    assert found["Karari"].relation(found["Omdurman"]) is Relation.REFINES


def test_near_a_town_is_not_the_town(places):
    assert places("A patrol was attacked near Mosul in Iraq.")["Mosul"].precision is Precision.NEAR


def test_countries_as_adjectives_tell_no_place_of_a_happening(gazetteer):
    passage = Passage("a", Part.TEXT, "U.S. forces left, said a man who lives in the U.S. and in Iraq.")
    assert [modifies(passage, mention) for mention in find_places(passage, gazetteer)] == [True, False, False]


def test_capitals_alone_do_not_hide_places(places):
    assert "SAN SALVADOR" in places("SAN SALVADOR, 3 JAN 90 -- GUERRILLAS ATTACKED A POST IN SAN MIGUEL.")


def test_offsets_give_back_the_words(gazetteer):
    text = "In Kabul and in Herat, Afghanistan, shops were closed."
    for mention in find_places(Passage("a", Part.TEXT, text), gazetteer):
        assert text[mention.span.start : mention.span.end] == mention.text


@pytest.mark.parametrize(
    ("words", "text", "city"),
    [
        ("Afghan capital", "A blast shook the Afghan capital on Monday.", "Kabul"),
        ("capital of Mali", "Shots were fired in the capital of Mali.", "Bamako"),
        ("the capital", "Troops left Gao and Mopti, in Mali, for the capital.", "Bamako"),
        ("the capital", "Envoys of Chad and of Sudan met in the capital.", None),
        ("Bavarian capital", "Shots were fired in the Bavarian capital.", None),
    ],
)
def test_a_capital_is_the_city_of_the_nation_that_is_told(gazetteer, words, text, city):
    passage = Passage("a", Part.TEXT, text)
    at = text.index(words)
    mention = named_place(passage, passage.span(at, at + len(words)), find_places(passage, gazetteer), gazetteer)
    assert (mention.place.name if mention is not None and mention.place.lat is not None else None) == city


def test_a_part_of_a_town_is_no_namesake_far_away(places):
    found = places("In southern Ukraine a drone hit a bus in the city of Kherson, near a market in the Dniprovskyi district.")
    assert found["Dniprovskyi"].inside == ("kherson",)
    assert found["Dniprovskyi"].lat == found["Kherson"].lat


def test_a_prison_of_a_strange_name_lies_where_it_is_told_to(places):
    found = places("Twelve inmates were killed in the Litoral penitentiary in Guayaquil in Ecuador.")
    assert found["Litoral"].inside == ("guayaquil",)


def test_a_small_namesake_abroad_is_not_what_lies_in_a_municipality_here(places):
    found = places(
        "They opened fire on a patrol in the rural area of El Plateado, in the municipality of Argelia, Cauca, the army reported."
    )
    assert found["El Plateado"].country == "CO"


def test_a_name_before_a_named_government_area_is_a_place(places):
    found = places("Gunmen abducted pupils from a school in Kuriga, Chikun local government area of Kaduna State.")
    assert {found["Kuriga"].country, found["Chikun"].country} == {"NG"}


@pytest.mark.parametrize(
    ("name", "country", "meant"),
    [("Kharkov", "UA", "Kharkiv"), ("Deir Ezzor", "SY", "Deir ez-Zor"), ("Al Fashir", "SD", "El Fasher"), ("Chaung-U", "MM", None), ("Kharkov", "SD", None)],
)  # fmt: skip
def test_another_spelling_is_the_same_name_word_for_word(gazetteer, name, country, meant):
    entry = respelled(name, {country}, gazetteer)
    assert (entry.name if entry else None) == meant
