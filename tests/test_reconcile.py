"""What follows from claims: positions, statuses, estimates, lines of reporting."""

from __future__ import annotations

from datetime import date

import pytest

from deconflict.model import Attribution, Claim, Modality, Part, SourceKind, Span, Status
from deconflict.reconcile.lines import lines_behind
from deconflict.reconcile.positions import positions_of
from deconflict.reconcile.reconcile import attribute_of, reconcile
from deconflict.values.actor import Actor
from deconflict.values.count import Count, Scope
from deconflict.values.kind import Kind
from deconflict.values.place import Place, Precision
from deconflict.values.text import Text
from deconflict.values.time import Time

LINES = {"a": "L1", "b": "L2", "c": "L3"}
DAYS = {"a": date(2025, 6, 3), "b": date(2025, 6, 3), "c": date(2025, 6, 5)}


def claim(report, value, attribute="killed", modality=Modality.REPORTED, attribution=(), start=0):
    return Claim(attribute, value, Span(report, Part.TEXT, start, start + 5), "words", modality, attribution)


def killed(report, low, high=..., **rest):
    return claim(report, Count(low, low if high is ... else high), **rest)


def test_same_numbers_agree():
    assert attribute_of("killed", None, [killed("a", 3), killed("b", 3)], LINES, DAYS).status is Status.AGREED


def test_an_exact_number_refines_a_rounded_one():
    attribute = attribute_of("killed", None, [killed("a", 16, 25), killed("b", 21)], LINES, DAYS)
    assert (attribute.status, attribute.best, len(attribute.positions)) == (Status.REFINED, 21, 1)


def test_numbers_apart_on_one_day_are_contested_and_the_lower_is_taken():
    attribute = attribute_of("killed", None, [killed("a", 14), killed("b", 41)], LINES, DAYS)
    assert (attribute.status, attribute.best, attribute.low, attribute.high, attribute.rule) == (
        Status.CONTESTED,
        14,
        14,
        41,
        "median of origins",
    )


def test_a_rule_can_be_named():
    assert attribute_of("killed", None, [killed("a", 14), killed("b", 41)], LINES, DAYS, rule="latest").best == 41


def test_a_toll_that_grows_by_a_later_day_is_updated():
    attribute = attribute_of("killed", None, [killed("a", 12), killed("c", 19)], LINES, DAYS)
    assert (attribute.status, attribute.best) == (Status.UPDATED, 19)


def said_by(speaker):
    return (Attribution(None, None, (), speaker, SourceKind.OFFICIAL),)


def test_that_nobody_was_killed_grows_by_the_same_speaker_only():
    none = killed("a", 0, attribution=said_by("ministry of defence"))
    same = attribute_of("killed", None, [none, killed("c", 5, attribution=said_by("ministry of defence"))], LINES, DAYS)
    other = attribute_of("killed", None, [none, killed("c", 5, attribution=said_by("security sources"))], LINES, DAYS)
    assert (same.status, other.status) == (Status.UPDATED, Status.CONTESTED)


def test_a_toll_that_falls_is_contested():
    assert attribute_of("killed", None, [killed("a", 19), killed("c", 12)], LINES, DAYS).status is Status.CONTESTED


def when(report, day, **hours):
    return claim(report, Time(day, day, **hours), "date", start=day.day * 10)


def test_a_day_that_a_report_tells_beside_the_agreed_one_stands_apart():
    """All say Tuesday, one the hour as well; that it also tells of Wednesday morning, when the dead were buried, is no part of what is agreed."""
    tuesday, wednesday = date(2025, 6, 3), date(2025, 6, 4)
    claims = [when("a", tuesday), when("b", wednesday, opens=5.0, closes=12.0), when("b", tuesday, opens=10.0, closes=11.0)]
    attribute = attribute_of("date", None, claims, LINES, DAYS)
    assert (attribute.status, attribute.best) == (Status.REFINED, "2025-06-03, about 10:00")
    assert [position.text for position in attribute.positions] == ["2025-06-03, about 10:00", "2025-06-04, morning"]


def test_two_days_told_each_by_another_report_are_contested():
    attribute = attribute_of("date", None, [when("a", date(2025, 6, 3)), when("b", date(2025, 6, 4), opens=9.0, closes=10.0)], LINES, DAYS)
    assert attribute.status is Status.CONTESTED


def test_one_report_alone_is_sole():
    assert attribute_of("killed", None, [killed("a", 3)], LINES, DAYS).status is Status.SOLE


def test_a_possible_number_contradicts_nobody():
    claims = [killed("a", 3), killed("b", 30, modality=Modality.POSSIBLE)]
    assert attribute_of("killed", None, claims, LINES, DAYS).status is not Status.CONTESTED


def test_a_running_total_and_a_sum_of_ours_contradict_nobody():
    claims = [killed("a", 3), claim("b", Count(500, 500, scope=Scope.RUNNING)), claim("c", Count(7, 7, scope=Scope.SUM))]
    assert attribute_of("killed", None, claims, LINES, DAYS).status is not Status.CONTESTED


def test_one_report_contradicts_itself_only_by_two_speakers():
    def said(name):
        return (Attribution(None, None, (), name, SourceKind.OFFICIAL),)

    one, other = killed("a", 5, attribution=said("police")), killed("a", 8, attribution=said("the hospital"), start=50)
    assert attribute_of("killed", None, [one, other], LINES, DAYS).status is Status.CONTESTED
    assert attribute_of("killed", None, [killed("a", 5), killed("a", 8, start=50)], LINES, DAYS).status is Status.SOLE


def test_a_report_that_puts_one_event_in_two_countries_contradicts_itself():
    iraq = Place("central Iraq", Precision.SECTOR, "IQ", box=(30.0, 40.0, 36.0, 47.0))
    tadmur = Place("Tadmur", Precision.TOWN, "SY", "11", 2, 34.5, 38.2)
    claims = [claim("a", iraq, "place"), claim("a", tadmur, "place", start=50)]
    assert attribute_of("place", None, claims, LINES, DAYS).status is Status.CONTESTED


def test_a_report_that_tells_of_two_towns_is_not_contradicted_by_one_of_them():
    here = Place("Deir ez-Zor", Precision.TOWN, "SY", "07", 1, 35.3, 40.1)
    there = Place("Tadmur", Precision.TOWN, "SY", "11", 2, 34.5, 38.2)
    claims = [claim("a", here, "place"), claim("a", there, "place", start=50), claim("b", here, "place")]
    assert attribute_of("place", None, claims, LINES, DAYS).status is not Status.CONTESTED


def did(report, words, speaker, modality=Modality.REPORTED, start=0):
    return Claim(
        "actor",
        Actor.parse(words),
        Span(report, Part.TEXT, start, start + len(words)),
        words,
        modality,
        said_by(speaker) if speaker else (),
    )


@pytest.mark.parametrize(
    ("claims", "contested"),
    [
        ([did("a", "rebel Western Front", "the army", Modality.ALLEGED), did("b", "the army", "rebels")], True),
        ([did("a", "Hamas", "the Israeli army", Modality.ALLEGED), did("a", "the army", "Hamas", start=90)], True),
        # A clash as outlets tell it: both are doers.
        ([did("a", "rebel Western Front", "the army", Modality.ALLEGED), did("b", "the army", None)], False),
        # By the word of somebody else: witnesses may have seen the answer to an attack.
        ([did("a", "rebel Western Front", "the army", Modality.ALLEGED), did("b", "the army", "witnesses")], False),
        # Neither blames the other for what it did not do: each tells of what it did itself.
        ([did("a", "rebel Western Front", "rebels", Modality.ALLEGED), did("b", "the army", "the army")], False),
        ([did("a", "rebel Western Front", "the army", Modality.ALLEGED), did("b", "the army", "rebels", Modality.DENIED)], False),
        ([did("a", "rebel Western Front", "the army", Modality.ALLEGED), did("b", "the army", "rebels", Modality.POSSIBLE)], False),
        ([did("a", "rebel Western Front", "the army"), did("b", "the army", "rebels")], False),
    ],
)
def test_two_sides_that_blame_each_other_contradict_each_other(claims, contested):
    assert (attribute_of("actor", None, claims, LINES, DAYS).status is Status.CONTESTED) is contested


def test_who_is_cited_is_never_contested():
    claims = [claim("a", Actor.speaker("Sean Parnell"), "cited"), claim("b", Actor.speaker("Maria Lopez"), "cited")]
    assert attribute_of("cited", None, claims, LINES, DAYS).status is Status.SOLE


def test_a_title_is_too_short_to_contradict_a_text_on_a_place():
    title = Claim("target", Text.parse("five-storey block"), Span("b", Part.TITLE, 0, 5), "words")
    claims = [claim("a", Text.parse("nine-storey block"), "target"), title]
    assert attribute_of("target", None, claims, LINES, DAYS).status is not Status.CONTESTED


def test_positions_show_their_most_exact_value():
    (position,) = positions_of([killed("a", 2, None), killed("b", 4)], LINES)
    assert position.text == "4"
    assert position.reports == ("a", "b")


def test_outlets_that_cite_one_outlet_are_one_origin():
    cited = (Attribution(None, None, (), "Al Hadath TV", SourceKind.OUTLET),)
    assert lines_behind([killed("a", 3), killed("b", 3)], LINES) == 2
    assert lines_behind([killed("a", 3, attribution=cited), killed("b", 3, attribution=cited)], LINES) == 1
    assert lines_behind([killed("a", 3), killed("b", 3)], {"a": "L1", "b": "L1"}) == 1


@pytest.mark.parametrize("words", ["", "Nothing happened today. The weather was fine."])
def test_a_report_without_violence_tells_of_no_incident(read, words):
    record = reconcile([read(words or "The council met.")])
    assert record.incidents == ()


def test_a_position_is_called_by_what_most_of_its_claims_tell():
    kinds = [
        claim(report, Kind(name), "kind")
        for report, name in (("a", "abduction/hostage taking"), ("a", "shooting"), ("b", "abduction/hostage taking"))
    ]
    (position,) = positions_of(kinds, LINES)
    assert position.value == Kind("abduction/hostage taking")


def test_a_weapon_that_one_side_rules_out_is_contested(read):
    one = read("A Russian drone hit a bus in Kherson on Saturday, killing three people, the governor said.", "a", "2026-03-15")
    other = read(
        "A bus in Kherson was hit on Saturday by a Ukrainian missile, not by a Russian drone, an official in Moscow claimed. Three people died.",
        "b",
        "2026-03-15",
    )
    (incident,) = reconcile([one, other]).incidents
    contested = [attribute for attribute in incident.attributes if attribute.name == "means" and attribute.status is Status.CONTESTED]
    assert {position.text for attribute in contested for position in attribute.positions} == {"Russian drone", "not Russian drone"}
