"""The record formats of the field against rows written by hand: what is not here stays empty."""

from __future__ import annotations

from dataclasses import replace

import pytest

from deconflict.export import acled, airwars, plain, plover, timemap, ucdp_ged
from deconflict.export.facts import Facts
from deconflict.export.table import Table
from deconflict.export.ucdp_ged import day_precision, grid_cell
from deconflict.model import Status

GED_COLUMNS = (
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name dyad_dset_id dyad_new_id dyad_name "
    "side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office source_date "
    "source_headline source_original where_prec where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country "
    "country_id region event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob"
)
ACLED_COLUMNS = (
    "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 actor2 assoc_actor_2 inter2 "
    "interaction civilian_targeting iso region country admin1 admin2 admin3 location latitude longitude geo_precision source source_scale notes "
    "fatalities tags timestamp"
)


def told(table: Table, facts) -> list[dict]:
    """The rows of an incident without what stays empty."""
    return [{name: value for name, value in row.items() if value not in (None, "", [])} for row in table.records(facts)]


def test_ged_has_its_49_columns_in_order():
    assert " ".join(ucdp_ged.EVENTS.names) == GED_COLUMNS
    assert len(ucdp_ged.EVENTS.names) == 49


def test_ged_of_one_sided_violence_with_a_toll_that_two_tell_differently(by_place):
    assert told(ucdp_ged.EVENTS, by_place["Birnin Magaji"]) == [{
        "year": 2025, "type_of_violence": 3, "dyad_name": "Boko Haram - Civilians", "side_a": "Boko Haram", "side_b": "Civilians", "number_of_sources": 2,
        "source_article": "Savanna Wire, 2025-02-10, Boko Haram kills 12 in Zamfara;Zamfara Voice, 2025-02-11, =HYPERLINK(1)",
        "source_office": "Savanna Wire;Zamfara Voice", "source_date": "2025-02-10;2025-02-11",
        "source_headline": "Boko Haram kills 12 in Zamfara;=HYPERLINK(1)", "source_original": "police; residents",
        "where_prec": 1, "where_coordinates": "Birnin Magaji", "where_description": "in Birnin Magaji", "adm_1": "Zamfara State",
        "latitude": 12.5592, "longitude": 6.89459, "geom_wkt": "POINT (6.89459 12.5592)", "priogrid_gid": 147974, "country": "Nigeria", "country_id": 475,
        "region": "Africa", "event_clarity": 1, "date_prec": 1, "date_start": "2025-02-09 00:00:00.000", "date_end": "2025-02-09 00:00:00.000",
        "deaths_a": 0, "deaths_b": 0, "deaths_civilians": 15, "deaths_unknown": 15, "best": 30, "high": 30, "low": 12,
    }]  # fmt: skip


def test_ged_of_state_based_violence_puts_the_state_first_and_no_point_in_a_division(by_place):
    assert told(ucdp_ged.EVENTS, by_place["Lamu"]) == [{
        "year": 2025, "type_of_violence": 1, "dyad_name": "Government of Kenya - al-Shabaab", "side_a": "Government of Kenya", "side_b": "al-Shabaab",
        "number_of_sources": 1, "source_article": "Coast Courier, 2025-03-06, Convoy attacked on the coast", "source_office": "Coast Courier",
        "source_date": "2025-03-06", "source_headline": "Convoy attacked on the coast", "where_prec": 4, "where_coordinates": "Lamu",
        "where_description": "in Lamu", "adm_1": "Lamu", "country": "Kenya", "country_id": 501, "region": "Africa", "date_prec": 2,
        "date_start": "2025-03-03 00:00:00.000", "date_end": "2025-03-05 00:00:00.000", "deaths_a": 4, "deaths_b": 7, "deaths_civilians": 0,
        "deaths_unknown": 0, "best": 11, "high": 11, "low": 11, "gwnoa": "501",
    }]  # fmt: skip


def test_ged_has_no_row_for_injured_alone(by_place):
    assert ucdp_ged.no_event(by_place["Şa‘dah"]) is not None


def test_acled_has_its_31_columns_in_order():
    assert " ".join(acled.EVENTS.names) == ACLED_COLUMNS
    assert len(acled.EVENTS.names) == 31


@pytest.mark.parametrize(("place", "row"), [
    ("Birnin Magaji", {
        "event_date": "2025-02-09", "year": 2025, "time_precision": 1, "disorder_type": "Political violence", "event_type": "Violence against civilians",
        "sub_event_type": "Attack", "actor1": "Boko Haram", "inter1": 2, "actor2": "Civilians", "inter2": 7, "interaction": 27,
        "civilian_targeting": "Civilian targeting", "iso": 566, "country": "Nigeria", "admin1": "Zamfara State", "location": "Birnin Magaji",
        "latitude": 12.5592, "longitude": 6.89459, "geo_precision": 1, "source": "Savanna Wire; Zamfara Voice", "fatalities": 30,
    }),
    ("Lamu", {
        "event_date": "2025-03-03", "year": 2025, "time_precision": 2, "disorder_type": "Political violence", "event_type": "Battles",
        "sub_event_type": "Armed clash", "actor1": "al-Shabaab", "inter1": 2, "actor2": "Kenya armed forces", "inter2": 1, "interaction": 12, "iso": 404,
        "country": "Kenya", "admin1": "Lamu", "location": "Lamu", "geo_precision": 3, "source": "Coast Courier", "fatalities": 11,
    }),
    ("Şa‘dah", {
        "disorder_type": "Political violence", "event_type": "Explosions/Remote violence", "sub_event_type": "Air/drone strike", "iso": 887,
        "country": "Yemen", "admin1": "Şa‘dah", "location": "Şa‘dah", "latitude": 16.94021, "longitude": 43.76393, "geo_precision": 1,
    }),
])  # fmt: skip
def test_acled_rows(by_place, place, row):
    (found,) = told(acled.EVENTS, by_place[place])
    assert found.pop("notes") == by_place[place].incident.headline
    assert found == row


def test_airwars_incident_with_civilians(by_place):
    (found,) = told(airwars.INCIDENTS, by_place["Birnin Magaji"])
    assert found == {
        "date_type": "single", "date": "2025-02-09", "local_first_reported_date_time": "2025-02-10", "local_first_reported_by": "Savanna Wire",
        "local_first_reported_url": "https://savannawire.example/12", "country_name": "Nigeria", "country_slug": "nigeria",
        "location_name": "Birnin Magaji", "region": "Zamfara State", "strike_type_name": "attack", "strike_type_slug": "attack",
        "civilian_harm_reported": True, "civilian_harm_status_name": "fair", "civilian_harm_status_slug": "fair", "geolocated": True, "latitude": 12.5592, "longitude": 6.89459, "geolocation_accuracy_name": "Town",
        "geolocation_accuracy_slug": "town", "geolocation_notes": "in Birnin Magaji", "killed_injured_civilian_non_combatants_killed_min": 12,
        "killed_injured_civilian_non_combatants_killed_max": 15,
    }  # fmt: skip


def test_airwars_incident_between_armed_sides_tells_of_no_civilians(by_place):
    (found,) = told(airwars.INCIDENTS, by_place["Lamu"])
    assert {name: value for name, value in found.items() if "killed" in name or "harm" in name or "latitude" in name} == {
        "civilian_harm_status_name": "discounted", "civilian_harm_status_slug": "discounted", "killed_injured_belligerents_killed_min": 4, "killed_injured_belligerents_killed_max": 4,
        "killed_injured_persons_directly_participating_in_hostilities_killed_min": 7,
        "killed_injured_persons_directly_participating_in_hostilities_killed_max": 7,
    }  # fmt: skip
    assert (found["date_type"], found["date"], found["date_end"], found["geolocated"]) == ("range", "2025-03-03", "2025-03-05", False)


def test_airwars_tables_beside_the_incident(by_place):
    zamfara, strike = by_place["Birnin Magaji"], by_place["Şa‘dah"]
    assert told(airwars.BELLIGERENTS, zamfara) == [
        {"belligerent_name": "Boko Haram", "belligerent_slug": "boko-haram", "type": "Suspected"}
    ]
    assert told(airwars.BELLIGERENTS, strike) == []
    assert [(row["name"], row["date"], len(row["hash"])) for row in told(airwars.SOURCES, zamfara)] == [
        ("Savanna Wire", "2025-02-10", 64),
        ("Zamfara Voice", "2025-02-11", 64),
    ]
    assert [(row["casualty_type_name"], row["killed_min"], row["killed_max"]) for row in told(airwars.CASUALTIES, zamfara)] == [
        ("people", 12, 30),
        ("villagers", 12, 15),
    ]
    assert [row["infrastructure_name"] for row in told(airwars.INFRASTRUCTURE, zamfara)] == ["house"]
    assert told(airwars.VICTIMS, strike) == [
        {"name": "Salma Idris", "exact_age": 34, "killed_or_injured": "injured", "additional_notes": "Salma Idris, 34"}
    ]


def test_plover_needs_a_day_and_an_actor(by_place):
    (found,) = told(plover.EVENTS, by_place["Lamu"])
    assert {name: found[name] for name in ("id", "date", "enddate", "actor", "recipient", "event", "quad_code", "event_text")} == {
        "id": by_place["Lamu"].head.id, "date": "2025-03-03", "enddate": "2025-03-05", "actor": "al-Shabaab", "recipient": "Kenya armed forces",
        "event": "ASSAULT", "quad_code": 4, "event_text": "attacked",
    }  # fmt: skip
    assert found["event_loc"] == {"name": "Lamu", "precision": "admin1", "country": "KEN", "geonameid": 7667643, "lat": None, "lon": None}
    assert "date" in plover.EVENTS.lacks(by_place["Şa‘dah"])


def test_plover_names_nobody_where_sources_contradict_each_other_on_it(by_place):
    facts = by_place["Lamu"]
    told = [replace(item, status=Status.CONTESTED) if item.name == "actor" else item for item in facts.incident.attributes]
    disputed = Facts(replace(facts.entry, incident=replace(facts.incident, attributes=tuple(told))))
    assert "actor" in plover.EVENTS.lacks(disputed)


def test_timemap_events_and_sources(by_place):
    (event,) = timemap.EVENTS.records(by_place["Şa‘dah"])
    assert event == {
        "id": by_place["Şa‘dah"].head.id, "description": "Air/drone strike in Saada: 2 injured", "date": "", "time": "", "time_precision": "",
        "location": "Şa‘dah", "latitude": "16.94021", "longitude": "43.76393", "type": "", "category": "air/drone strike",
        "category_full": "air/drone strike < attack < violence", "associations": [], "sources": ["strike-1"], "comments": "injured: 2 (2 to 2)",
    }  # fmt: skip
    assert [source["id"] for source in timemap.SOURCES.records(by_place["Birnin Magaji"])] == ["wire-1", "local-1"]


def test_the_ledgers_own_tables(by_place):
    (row,) = told(plain.INCIDENTS, by_place["Birnin Magaji"])
    assert (row["killed_low"], row["killed_best"], row["killed_high"], row["actor"], row["country"]) == (12, 30, 30, "Boko Haram", "NG")
    claims = list(plain.CLAIMS.records(by_place["Birnin Magaji"]))
    dead = [
        (claim["quote"], claim["value"], claim["speaker"], claim["report"])
        for claim in claims
        if claim["attribute"] == "killed" and not claim["group"]
    ]
    assert dead == [("12 villagers", "12", "police", "wire-1"), ("30 people", "30", "residents", "local-1")]
    assert all(claim["id"].startswith("C") for claim in claims)
    assert [report["line_of_reporting"] is not None for report in plain.REPORTS.records(by_place["Birnin Magaji"])] == [True, True]


@pytest.mark.parametrize(("days", "code"), [(1, 1), (2, 2), (6, 2), (7, 3), (8, 4), (31, 4), (32, 5), (366, 5), (367, None)])
def test_ged_codes_the_length_of_the_interval(days, code):
    assert day_precision(days) == code


def test_priogrid_counts_half_degrees_from_the_south_west():
    assert grid_cell(-89.9, -179.9) == 1
    assert grid_cell(89.9, 179.9) == 360 * 720
    assert grid_cell(90, 180) == 360 * 720
    assert grid_cell(34.53, 69.17) == 179779
