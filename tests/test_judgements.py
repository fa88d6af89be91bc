"""What people decide stands, whatever is added, merged, split or read again; what contradicts itself is told and not applied."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from deconflict.errors import NotInLedger, UnclearJudgement
from deconflict.ledger.answers import Filter
from deconflict.ledger.judging import _named
from deconflict.ledger.settling import BY_A_PERSON
from deconflict.ledger.tables import claims
from tests.ledgers import everything, read, villagers

ONE = "A car bomb exploded in Baidoa, Somalia, on March 2, killing five people, the police said."
OTHER = "Gunmen on motorbikes shot two traders dead at a well near Menaka, in Mali, on March 12, a mayor said."


@pytest.fixture
def two(ledger):
    """Two incidents that linking keeps apart, of one report each."""
    ledger.add([read("a", ONE, "2025-03-03"), read("b", OTHER, "2025-03-13")])
    return ledger


@pytest.fixture
def one(ledger):
    """One incident of two reports."""
    ledger.add([villagers("a", 12), villagers("b", 12, "residents")])
    assert len(ledger.incidents()) == 1
    return ledger


def main_of(ledger, report):
    return ledger.report(report).incidents[0].id


def attribute(ledger, incident, name, group=None):
    return next((item for item in ledger.incident(incident).incident.attributes if (item.name, item.group) == (name, group)), None)


def test_what_is_judged_the_same_is_one_incident_and_the_older_id_stays(two):
    first, second = main_of(two, "a"), main_of(two, "b")
    two.same(first, second, "Amina", "the bomb was at the well")
    assert main_of(two, "b") == first
    assert two.incident(second).head.id == first
    assert two.incident(second).asked == second
    assert ("absorbed", second) in [(change.what, change.before) for change in two.history(first)]
    assert ("merged", first) in [(change.what, change.after) for change in two.history(second)]


def test_a_merge_can_be_undone_and_the_id_lives_again(two):
    before = {report: main_of(two, report) for report in "ab"}
    judgement = two.same(*before.values(), "Amina")
    two.undo(judgement.number, "Badr", "two towns")
    assert {report: main_of(two, report) for report in "ab"} == before
    assert [(item.kind, item.standing) for item in two.judgements()] == [("same", False), ("undo", True)]
    assert two.history(before["b"])[-1].what == "split"


def test_an_undoing_can_be_undone(two):
    first = main_of(two, "a")
    same = two.same("a", "b", "Amina")
    undo = two.undo(same.number, "Badr")
    two.undo(undo.number, "Amina")
    assert main_of(two, "b") == first
    assert [item.standing for item in two.judgements()] == [True, False, True]


def test_what_is_judged_different_is_parted_whatever_comes_later(one):
    whole = main_of(one, "a")
    one.differ("a", "b", "Amina", "two villages of one name")
    assert main_of(one, "a") == whole != main_of(one, "b")
    one.add([villagers("c", 12, "officials")])
    assert main_of(one, "a") != main_of(one, "b")


def test_a_merged_id_names_its_own_part_when_it_is_parted_again(two):
    first, second = main_of(two, "a"), main_of(two, "b")
    same = two.same("a", "b", "Amina")
    two.undo(same.number, "Amina")
    two.differ(first, second, "Amina")
    assert (main_of(two, "a"), main_of(two, "b")) == (first, second)


def test_judgements_that_contradict_each_other_are_told_and_none_is_applied(two):
    first, second = main_of(two, "a"), main_of(two, "b")
    two.same("a", "b", "Amina")
    two.differ(first, second, "Badr")
    (clash,) = two.conflicts()
    assert clash.judgements == (1, 2)
    assert main_of(two, "b") == second
    assert any("none of them is applied" in fault.what for fault in two.check())
    assert two.incident(first).conflicts == (clash,)
    two.undo(2, "Badr")
    assert two.conflicts() == ()
    assert main_of(two, "b") == first


def test_a_chain_of_judgements_contradicts_too(two):
    two.add([villagers("c", 12)])
    two.same("a", "b", "Amina")
    two.same("b", "c", "Amina")
    two.differ("a", "c", "Badr")
    (clash,) = two.conflicts()
    assert set(clash.judgements) == {1, 2, 3}


def test_a_claim_read_wrongly_is_left_out_and_comes_back_when_undone(one):
    incident = main_of(one, "a")
    entry = one.incident(incident)
    claim = attribute(one, incident, "killed").positions[0].claims[0]
    judgement = one.wrong(entry.claim_id(claim), "Amina", "the number is that of the wounded")
    left = attribute(one, incident, "killed")
    assert all(entry.claim_id(other) != entry.claim_id(claim) for position in left.positions for other in position.claims)
    assert one.incident(incident).judgements == (judgement,)
    assert one.report(claim.span.report).reading.mentions[0].claims  # what was read stays on record
    one.undo(judgement.number, "Amina")
    assert one.incident(incident).incident.attributes == entry.incident.attributes


def test_a_value_set_by_a_person_is_best_and_claims_stay(one):
    incident = main_of(one, "a")
    before = attribute(one, incident, "killed")
    one.value(incident, "killed", "14", "Amina", because="list of names of the hospital")
    after = attribute(one, incident, "killed")
    assert (after.best, after.rule, after.positions) == (14, BY_A_PERSON, before.positions)
    assert [head.id for head in one.incidents(Filter(killed=14))] == [incident]
    one.add([villagers("c", 20, "officials")])
    assert attribute(one, incident, "killed").best == 14


def test_a_value_that_no_report_tells_can_be_set(one):
    incident = main_of(one, "a")
    one.value(incident, "missing", "3", "Amina")
    assert (attribute(one, incident, "missing").best, attribute(one, incident, "missing").positions) == (3, ())


def test_a_value_follows_its_incident_through_a_merge(two):
    first, second = main_of(two, "a"), main_of(two, "b")
    two.value(second, "killed", "7", "Amina")
    two.same(first, second, "Amina")
    assert attribute(two, first, "killed").best == 7
    two.undo(2, "Amina")
    assert attribute(two, first, "killed").best == 5
    assert attribute(two, second, "killed").best == 7


def test_two_values_for_one_attribute_contradict_each_other(one):
    incident = main_of(one, "a")
    one.value(incident, "killed", "14", "Amina")
    one.value(incident, "killed", "15", "Badr")
    (clash,) = one.conflicts()
    assert "different values" in clash.why
    assert attribute(one, incident, "killed").rule != BY_A_PERSON


def test_notes_are_kept_with_their_incident(one):
    note = one.note(main_of(one, "a"), "  call the hospital ", "Amina")
    assert one.incident(main_of(one, "a")).judgements == (note,)
    assert note.subject["words"] == "call the hospital"


def test_every_judgement_keeps_its_author_and_moment(one):
    judgement = one.note("a", "seen", " Amina ")
    assert (judgement.author, judgement.at, judgement.kind) == ("Amina", "2026-01-05T12:00:00Z", "note")


@pytest.mark.parametrize(
    ("judge", "problem"),
    [
        (lambda ledger: ledger.same("a", "a", "Amina"), UnclearJudgement),
        (lambda ledger: ledger.same("a", "nowhere", "Amina"), NotInLedger),
        (lambda ledger: ledger.same("a", "b", " "), UnclearJudgement),
        (lambda ledger: ledger.wrong("Cnone", "Amina"), NotInLedger),
        (lambda ledger: ledger.value(main_of(ledger, "a"), "killed", "many", "Amina"), UnclearJudgement),
        (lambda ledger: ledger.value(main_of(ledger, "a"), "date", "soon", "Amina"), UnclearJudgement),
        (lambda ledger: ledger.value(main_of(ledger, "a"), "kind", "xyzzy", "Amina"), UnclearJudgement),
        (lambda ledger: ledger.value(main_of(ledger, "a"), "mood", "bad", "Amina"), UnclearJudgement),
        (lambda ledger: ledger.note("nowhere", "what?", "Amina"), NotInLedger),
        (lambda ledger: ledger.note("a", " ", "Amina"), UnclearJudgement),
        (lambda ledger: ledger.undo(9, "Amina"), NotInLedger),
    ],
)  # fmt: skip
def test_what_cannot_be_judged_is_told_and_nothing_is_written(one, judge, problem):
    before = everything(one)
    with pytest.raises(problem):
        judge(one)
    assert everything(one) == before


def test_what_is_undone_cannot_be_undone_again(one):
    one.note("a", "seen", "Amina")
    one.undo(1, "Amina")
    with pytest.raises(UnclearJudgement, match="undone already"):
        one.undo(1, "Badr")


def test_a_mention_can_be_judged_by_report_and_number(two):
    two.same("a:e1", "b:e1", "Amina")
    assert main_of(two, "a") == main_of(two, "b")


def test_a_claim_is_found_by_its_id_without_reading_all_claims(one):
    entry = one.incident(main_of(one, "a"))
    claim = next(claim for attribute in entry.incident.attributes for position in attribute.positions for claim in position.claims)
    with one._store.reading() as connection:
        if connection.dialect.name == "postgresql":
            pytest.skip("a server's planner reads so small a table as a whole")
        words = str(
            select(claims.c.report).where(_named([entry.claim_id(claim)])).compile(connection, compile_kwargs={"literal_binds": True})
        )
        plan = " ".join(row.detail for row in connection.execute(text(f"EXPLAIN QUERY PLAN {words}")))
    assert "claims_id" in plan
