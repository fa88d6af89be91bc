"""From report files to a reconciled record: the examples, told as a specification."""

from __future__ import annotations

import json

import pytest

from deconflict.model import Report, Status
from deconflict.read.inputs import read_inputs
from deconflict.reconcile.reconcile import reconcile
from deconflict.show.record import record_json

from .conftest import EXAMPLES


@pytest.fixture(scope="module")
def record(reader):
    return reconcile(reader.read(report) for report in read_inputs([str(EXAMPLES)]) if isinstance(report, Report))


@pytest.fixture(scope="module")
def incident(record):
    def of(report: str):
        mains = dict(record.main_incident)
        return next(incident for incident in record.incidents if incident.id == mains[report])

    return of


def attributes(incident, name, group=None):
    return next((attribute for attribute in incident.attributes if attribute.name == name and attribute.group == group), None)


def test_each_folder_tells_of_one_incident(record):
    mains = dict(record.main_incident)
    by_folder = {report: mains[report] for report in mains}
    assert len(by_folder) == 8
    assert (
        by_folder["tillaberi-ambush/sahel-wire.txt"]
        == by_folder["tillaberi-ambush/radio-fleuve.txt"]
        == by_folder["tillaberi-ambush/courrier-du-desert.txt"]
    )
    assert by_folder["hodeidah-strike/aden-gazette.html"] == by_folder["hodeidah-strike/red-sea-monitor.html"]
    assert by_folder["mindanao-herald-1"] == by_folder["mindanao-herald-2"] == by_folder["visayas-today"]
    assert len(set(by_folder.values())) == 3


def test_a_rewrite_is_one_line_of_reporting_and_independent_tellings_are_not(record):
    lines = {report: lineage.id for lineage in record.lineages for report in lineage.reports}
    assert lines["tillaberi-ambush/sahel-wire.txt"] == lines["tillaberi-ambush/radio-fleuve.txt"]
    assert lines["tillaberi-ambush/courrier-du-desert.txt"] != lines["tillaberi-ambush/sahel-wire.txt"]
    assert lines["mindanao-herald-1"] != lines["visayas-today"]


def test_killed_against_injured_of_the_same_people_is_contested(incident):
    outcome = attributes(incident("tillaberi-ambush/sahel-wire.txt"), "outcome", "4 soldiers")
    assert outcome is not None
    assert outcome.status is Status.CONTESTED
    assert {position.text.split(":")[0] for position in outcome.positions} == {"killed", "injured"}


def test_two_groups_named_for_one_attack_are_contested(incident):
    actor = attributes(incident("tillaberi-ambush/sahel-wire.txt"), "actor")
    assert actor.status is Status.CONTESTED
    assert {"JNIM", "Islamic State Sahel Province"} <= {position.text for position in actor.positions}


def test_an_older_attack_in_the_same_report_is_background(record):
    background = [incident for incident in record.incidents if incident.background]
    tolls = {
        attribute.best
        for incident in background
        for attribute in incident.attributes
        if attribute.name == "killed" and attribute.group is None
    }
    assert 69 in tolls
    news = [incident for incident in record.incidents if not incident.background]
    assert all(attribute.high != 69 for incident in news for attribute in incident.attributes if attribute.name == "killed")


def test_a_toll_that_rises_is_an_update_and_the_latest_counts(incident):
    killed = attributes(incident("mindanao-herald-1"), "killed")
    assert killed.status is Status.UPDATED
    assert (killed.best, killed.low, killed.high, killed.rule) == (5, 3, 5, "latest")


def test_a_rounded_number_is_no_contradiction(incident):
    assert attributes(incident("mindanao-herald-1"), "injured").status in {Status.REFINED, Status.AGREED}


def test_a_claim_and_a_denial_are_contested(incident):
    denied = attributes(incident("mindanao-herald-1"), "responsibility", "Bangsamoro Islamic Freedom Fighters")
    assert denied.status is Status.CONTESTED


def test_damaged_against_destroyed_is_contested(incident):
    damage = attributes(incident("hodeidah-strike/aden-gazette.html"), "damage", "hospital")
    assert damage.status is Status.CONTESTED


def test_every_claim_quotes_its_report_to_the_letter(record):
    readings = {reading.report.id: reading.report for reading in record.readings}
    for incident in record.incidents:
        for attribute in incident.attributes:
            for position in attribute.positions:
                assert position.claims
                for claim in position.claims:
                    assert readings[claim.span.report].quote(claim.span) == claim.quote


def test_the_record_is_the_same_for_any_order_of_reports(reader, record):
    reports = [report for report in read_inputs([str(EXAMPLES)]) if isinstance(report, Report)]
    again = reconcile(reader.read(report) for report in reversed(reports))
    assert json.dumps(record_json(again)) == json.dumps(record_json(record))


def test_the_record_has_the_shape_that_programs_read(record):
    plain = json.loads(json.dumps(record_json(record)))
    assert list(plain) == ["version", "reports", "incidents", "statements"]
    assert set(plain["reports"][0]) == {
        "id",
        "title",
        "outlet",
        "published",
        "url",
        "language",
        "lineage",
        "copied_from",
        "main_incident",
        "problems",
    }
    attribute = plain["incidents"][0]["attributes"][0]
    assert set(attribute) == {"name", "type", "group", "status", "best", "low", "high", "rule", "how", "by_rule", "positions"}
    claim = attribute["positions"][0]["claims"][0]
    assert set(claim) == {"report", "part", "start", "end", "quote", "modality", "attribution"}
