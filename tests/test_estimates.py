"""How estimates come about, what corrections take back, and what grade the sources support. All incidents are invented."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from deconflict.model import Attribute, Claim, Incident, Modality, Part, Span, Status
from deconflict.reconcile.corrections import with_corrections
from deconflict.reconcile.estimate import RULES, estimate
from deconflict.reconcile.grading import grade_of
from deconflict.reconcile.positions import positions_of
from deconflict.reconcile.reconcile import attribute_of, reconcile
from deconflict.reconcile.status import status_of
from deconflict.values.actor import Actor
from deconflict.values.count import Count, Scope
from deconflict.values.kind import Kind
from deconflict.values.text import Text

LINES = {"a": "L1", "a2": "L1", "b": "L2", "c": "L3"}
DAYS = {"a": date(2025, 6, 3), "a2": date(2025, 6, 4), "b": date(2025, 6, 3), "c": date(2025, 6, 5)}


def killed(report, number, modality=Modality.REPORTED, scope=Scope.INCIDENT):
    return Claim("killed", Count(number, number, scope=scope), Span(report, Part.TEXT, number, number + 5), "words", modality)


def judged(*claims, rule=None):
    return attribute_of("killed", None, list(claims), LINES, DAYS, rule)


def test_every_estimate_says_how_it_came_about_and_what_other_rules_give():
    attribute = judged(killed("a", 12), killed("b", 20), killed("c", 15), rule="conservative")
    assert (attribute.best, attribute.how) == (12, "the lowest of 12, 15, 20")
    assert dict(attribute.by_rule) == {"conservative": 12, "median of origins": 15, "latest": 15, "most origins": 12}


def test_the_median_takes_what_each_origin_told_last():
    attribute = judged(killed("a", 40), killed("a2", 10), killed("b", 12), killed("c", 15), rule="median of origins")
    assert attribute.best == 12
    assert attribute.how == "the median of what 3 origins told last (10, 12, 15)"


def test_copies_do_not_outvote_an_origin():
    assert judged(killed("a", 9), killed("a2", 9), killed("b", 5), rule="most origins").best == 5


@pytest.mark.parametrize("rule", RULES)
def test_no_rule_rests_on_a_possible_number_or_a_running_total_where_a_firm_one_is_told(rule):
    claims = [killed("a", 3), killed("b", 1, Modality.POSSIBLE), killed("c", 500, scope=Scope.RUNNING)]
    assert judged(*claims, rule=rule).best == 3


def test_a_toll_that_grows_within_a_day_is_an_update_where_hours_are_known():
    hours = {"a": datetime(2025, 6, 3, 9), "b": datetime(2025, 6, 3, 17)}
    positions = positions_of([killed("a", 3), killed("b", 7)], LINES)
    assert status_of("killed", positions, hours) is Status.UPDATED
    assert estimate(positions, Status.UPDATED, hours, line_of=LINES).how == "told last, by b on 2025-06-03"
    assert status_of("killed", positions, DAYS) is Status.CONTESTED


def test_a_figure_that_is_taken_back_is_an_update_not_a_contradiction(read):
    first = read("A suicide bombing killed 101 people at a mosque in Peshawar, Pakistan, on Monday, the police said.", "a", "2025-02-10")
    second = read(
        "The number of people killed in Monday's suicide bombing at a mosque in Peshawar is 84, not 101, the provincial government said.",
        "b",
        "2025-02-12",
    )
    record = reconcile([first, second])
    (told,) = [
        attribute
        for incident in record.incidents
        for attribute in incident.attributes
        if attribute.name == "killed" and not attribute.group
    ]
    assert (told.status, told.best) == (Status.UPDATED, 84)


def test_what_an_earlier_version_said_is_no_claim_any_more(read):
    text = (
        "A bomb went off in a mosque in Peshawar on Monday, the police said. "
        "An earlier version of this report said 100 people had been killed."
    )
    (told,) = [claim for mention in with_corrections(read(text)).mentions for claim in mention.claims if claim.attribute == "killed"]
    assert (told.value.low, told.modality) == (100, Modality.DENIED)
    taken_back = attribute_of("killed", None, [told], LINES, DAYS)
    assert (taken_back.best, taken_back.how) == (None, "every figure told is denied or taken back")


# Grades


def incident(*reports, lines=None):
    return Incident("I1", Kind("attack"), False, "", (), reports, lines or len(reports))


def attribute(name, value, status=Status.SOLE, group=None, reports=("a",)):
    claims = [Claim(name, value, Span(report, Part.TEXT, 0, 5), "words", Modality.REPORTED, (), group) for report in reports]
    best = value.best if isinstance(value, Count) else value.show()
    return Attribute(name, "text", group, status, best, None, None, "most origins", positions_of(claims, LINES))


def test_one_origin_is_weak_and_two_are_fair():
    assert grade_of(incident("a", "a2", lines=1), (), LINES).name == "weak"
    assert grade_of(incident("a", "b"), (), LINES).name == "fair"


def test_responsibility_accepted_confirms_and_denied_contests():
    accepted = attribute("responsibility", Text.parse("claim responsibility"), group="Islamic State")
    denied = attribute("responsibility", Text.parse("deny responsibility"), group="Islamic State")
    assert grade_of(incident("a"), (accepted,), LINES).name == "confirmed"
    assert grade_of(incident("a", "b"), (denied,), LINES).name == "contested"


def test_rival_accusations_contest():
    one, other = attribute("actor", Actor.parse("ISIS")), attribute("actor", Actor.parse("the Syrian army"))
    rivals = Attribute("actor", "actor", None, Status.CONTESTED, "ISIS", None, None, "conservative", (*one.positions, *other.positions))
    grade = grade_of(incident("a", "b"), (rivals,), LINES)
    assert (grade.name, grade.signed_off_by) == ("contested", None)


def test_an_incident_in_which_only_fighters_were_harmed_is_discounted():
    soldiers = attribute("killed", Count(5, 5, of="soldiers"), group="soldiers")
    assert grade_of(incident("a", "b"), (soldiers,), LINES).name == "discounted"
    total = attribute("killed", Count(9, 9))
    assert grade_of(incident("a", "b"), (soldiers, total), LINES).name == "fair"


@pytest.mark.parametrize(("told", "before"), [("two", "three"), ("five", "six"), ("three", "five")])
def test_a_toll_that_an_earlier_version_gave_does_not_take_the_place_of_the_one_that_stands(read, told, before):
    text = (
        f"Gunmen killed {told} people at a tea stall in Zakho, in Iraq's Duhok province, on Friday, the police said. "
        f"Correction: an earlier version of this report said that {before} people were killed."
    )
    (incident,) = [item for item in reconcile([read(text, "a", "2025-03-08")]).incidents if not item.background]
    (killed,) = [item for item in incident.attributes if item.name == "killed" and item.group is None]
    assert killed.best == {"two": 2, "three": 3, "five": 5}[told]
