"""Why two reports are joined or parted, in words; how incidents of one report stand to each other. All incidents are invented."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from typer.testing import CliRunner

from deconflict.cli import app
from deconflict.link.compare import features
from deconflict.link.explain import EXCLUSIONS, FEATURES, explain
from deconflict.link.kinship import kin_of
from deconflict.link.naming import ages_of, shared_people, sites_of
from deconflict.link.profile import Profile
from deconflict.link.relations import of_a_series, part_of, relations_of
from deconflict.model import Claim, Link, Mention, Part, Reading, Report, Span
from deconflict.reconcile.reconcile import reconcile
from deconflict.resources import table
from deconflict.values.count import Count, Scope
from deconflict.values.kind import Kind
from deconflict.values.place import Place, Precision
from deconflict.values.time import Time

EMPTY = frozenset()
KUTUM = Place("Kutum", Precision.TOWN, "SD", "55", 1, 14.2, 24.66)
NYALA = Place("Nyala", Precision.TOWN, "SD", "49", 2, 12.05, 24.88)
SHOT = Profile(
    "a", "e1", True, False, False, date(2025, 3, 4), (date(2025, 3, 3), date(2025, 3, 3)), frozenset({date(2025, 3, 3)}), (), (KUTUM,),
    frozenset({"kutum"}), frozenset({"SD.55"}), frozenset({"amina bello"}), frozenset({"musa idris"}), frozenset({"oak street"}), frozenset({31}),
    Kind("shooting"), (("killed", Count(3, 3)), ("injured", Count(5, 5))), {"market": 0.8, "stall": 0.6}, {"bridge": 1.0},
)  # fmt: skip


def pair_of(**changes):
    return SHOT, replace(SHOT, report="b", **changes)


def test_every_feature_and_exclusion_can_be_put_in_words():
    a, b = pair_of()
    assert set(features(a, b, kin=True)) == set(FEATURES) == set(table("linking")["pair"]) - {"bias"}
    assert all(say(a, b) for say in (*FEATURES.values(), *EXCLUSIONS.values()))


def test_reasons_name_what_they_rest_on():
    probability, reasons = explain(*pair_of(), False)
    told = {reason.feature: reason.words for reason in reasons}
    assert probability > 0.99
    assert told["people"] == "both name Amina Bello"
    assert told["place"] == "both in Kutum"
    assert told["sites"] == "both name Oak Street"
    assert told["killed"] == "killed: 3 and 3"


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"people": EMPTY, "days": (date(2025, 3, 4),) * 2, "told_days": frozenset({date(2025, 3, 4)})}, "days"),
        ({"people": EMPTY, "places": (NYALA,), "towns": frozenset({"nyala"}), "terms": {"mosque": 1.0}}, "places"),
        ({"people": EMPTY, "published": date(2025, 2, 1), "days": None, "terms": {"mosque": 1.0}}, "before"),
        ({"people": EMPTY, "main": False, "places": (), "sites": EMPTY, "days": None}, "little"),
        ({"report": "a", "mention": "e2"}, "report"),
    ],
)
def test_what_excludes_is_told_first(changes, cause):
    a = replace(SHOT, people=EMPTY)
    probability, reasons = explain(a, replace(a, **{"report": "b", **changes}), False)
    assert (probability, reasons[0].feature, reasons[0].weight) == (0.0, cause, None)


def test_names_of_people_or_one_text_outweigh_a_day_that_may_be_misread():
    a, b = pair_of(days=(date(2025, 3, 4),) * 2, told_days=frozenset({date(2025, 3, 4)}))
    assert explain(a, b, False)[0] > 0.5
    assert explain(replace(a, people=EMPTY), replace(b, people=EMPTY), True)[0] > 0.5


def test_one_text_that_tells_its_day_in_other_words_tells_of_another_happening():
    a = replace(SHOT, people=EMPTY, day_words="monday")
    later = replace(a, report="b", days=(date(2025, 3, 4),) * 2, told_days=frozenset({date(2025, 3, 4)}))
    assert explain(a, replace(later, day_words="on tuesday"), True)[1][0].feature == "days"
    assert explain(replace(a, day_words="yesterday"), replace(later, day_words="yesterday"), True)[0] > 0.5


def test_names_are_one_in_other_spellings_and_sites_in_other_forms():
    assert shared_people(frozenset({"malijha grant"}), frozenset({"malijah grant"}))
    assert not shared_people(frozenset({"malijha grant"}), frozenset({"peter grant"}))
    assert sites_of("shot on Oak St. near the Lincoln High School") == {"oak street", "lincoln high school"}
    assert ages_of("a 31-year-old man and Salma Idris, 40, died") == {31, 40}


DARFUR = Place("North Darfur", Precision.ADMIN1, "SD", "55", 3, 15.0, 25.0)
MARCH = Time(date(2025, 3, 1), date(2025, 3, 31))


def told(id, kind, place, time, killed=None, scope=Scope.INCIDENT, report="a", at=0):
    """A mention as a reader would give it, in words that do not matter."""
    span = Span(report, Part.TEXT, at, at + 9)
    values = {"place": place, "date": time, "killed": Count(killed, killed, scope=scope) if killed is not None else None}
    return Mention(id, report, Kind(kind), span, claims=tuple(Claim(name, value, span, "words") for name, value in values.items() if value))


STRIKE = told("e1", "air/drone strike", KUTUM, Time(date(2025, 3, 3), date(2025, 3, 3)), 6)


@pytest.mark.parametrize(
    ("whole", "answer"),
    [
        (told("e2", "air/drone strike", DARFUR, MARCH, 120), True),
        (told("e2", "attack", DARFUR, MARCH), True),
        (told("e2", "attack", DARFUR, None, 120, Scope.RUNNING), True),
        (told("e2", "attack", DARFUR, None, 120), False),
        (told("e2", "attack", DARFUR, MARCH, 4), False),
        (told("e2", "attack", KUTUM, MARCH, 120), False),
        (told("e2", "attack", NYALA, MARCH, 120), False),
        (told("e2", "arrest", DARFUR, MARCH, 120), False),
        (told("e2", "attack", DARFUR, Time(date(2025, 4, 1), date(2025, 4, 30)), 120), False),
    ],
)
def test_a_strike_is_part_of_a_wider_campaign_in_place_and_days_and_of_nothing_else(whole, answer):
    assert part_of(STRIKE, whole) is answer
    assert not part_of(whole, STRIKE)


def test_the_link_goes_from_the_strike_to_the_campaign_whichever_the_report_is_about():
    campaign = told("e2", "attack", DARFUR, MARCH, 120, at=50)
    reading = Reading(
        Report("a", "An air strike on Kutum killed six people. Attacks in North Darfur in March killed 120."), mentions=(STRIKE, campaign)
    )
    for main in (STRIKE, campaign):
        placed = [("I1", reading, STRIKE, main is STRIKE), ("I2", reading, campaign, main is campaign)]
        assert relations_of(placed) == {"I1": (Link("I2", "part_of"),)}


def test_what_is_counted_in_one_series_is_a_series(read):
    text = (
        "Drones struck a fuel depot in Nyala, South Darfur, on Saturday, the second such attack this month, the governor said. "
        "On March 3, drones had killed nine traders at the market in Kutum, North Darfur."
    )
    reading = read(text, "a", "2025-03-08")
    assert len(reading.mentions) >= 2
    assert of_a_series(reading, reading.mentions[0], reading.mentions[1])
    record = reconcile([reading])
    assert {link.relation for incident in record.incidents for link in incident.related} == {"same_series"}


def test_quotations_in_common_are_kin_but_no_copy(read):
    quote = '"We will not rest until every one of those who planned and carried out this cowardly deed has been brought before a court of law," the minister said.'
    one = f"A bomb killed two traders in Lahore on Monday. {quote} Shops stayed closed for the day and guards searched bags at the gates."
    other = (
        f"Two people lost their lives in a market in Lahore. {quote} The blast was heard across the river, where windows broke in a school."
    )
    kin = kin_of(read(one, "a"), read(other, "b"))
    assert (kin.first, kin.second, kin.sort) == ("a", "b", "quotes")


def test_the_command_answers_in_words_and_in_json(tmp_path):
    texts = {
        "a": "Shells hit the vegetable market in Kutum, in Sudan's North Darfur state, on Monday, killing nine traders, the emergency room said.",
        "b": "Shells hit the vegetable market in Kutum, in Sudan's North Darfur state, on Tuesday, killing six traders, the emergency room said.",
    }
    file = tmp_path / "two.jsonl"
    file.write_text("".join(json.dumps({"id": id, "text": text, "published": "2025-03-05"}) + "\n" for id, text in texts.items()))
    words = CliRunner().invoke(app, ["why", str(file)])
    assert words.exit_code == 0
    assert "a and b: two incidents" in words.stdout
    assert "excludes" in words.stdout
    answer = json.loads(CliRunner().invoke(app, ["why", str(file), "--reports", "b", "a", "--format", "json"]).stdout)
    assert (answer["reports"], answer["same_incident"]) == (["b", "a"], False)
    missing = CliRunner().invoke(app, ["why", str(file), "--reports", "a", "z"])
    assert missing.exit_code == 1
    assert "no report called z" in missing.stderr
