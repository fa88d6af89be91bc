"""Search, history, digests, checks, backups, reading again: what keeps a ledger usable for years."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text

from deconflict.errors import DeconflictError, NotInLedger, UnusableLedger
from deconflict.ledger import tables as t
from deconflict.ledger.answers import Filter
from deconflict.ledger.ledger import Ledger
from deconflict.ledger.words import CLOSES, OPENS
from tests.ledgers import everything, read, still, villagers

BAIDOA = "A car bomb exploded in Baidoa, Somalia, on March 2, killing five people. Daesh claimed responsibility."


def main_of(ledger, report):
    return ledger.report(report).incidents[0].id


def write(ledger, sql, **values):
    """Change the database behind the ledger's back."""
    with ledger._store.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text(sql), values)


# Search


@pytest.mark.parametrize(
    ("words", "reports"),
    [
        ("villagers", ["a"]),
        ("villager", ["a"]),
        ("Villagers KILLED", ["a"]),
        ("villagers Baidoa", []),
        ('"car bomb"', ["d"]),
        ('"bomb car"', []),
        ("Baid*", ["d"]),
        ("Islamic State", ["d"]),
        ("Tessalit", ["e"]),
        ("Téssalit", ["e"]),
        ("...", []),
        ("", []),
        ("or and ' \" ( ) & | :* -", []),
    ],
)  # fmt: skip
def test_search_finds_reports_by_words_and_by_what_they_claim(searched, words, reports):
    assert [hit.report for hit in searched.search(words)] == reports


@pytest.fixture(scope="module", params=["file", "server"])
def searched(request, tmp_path_factory):
    from tests.conftest import new_place

    with Ledger.open(new_place(request, tmp_path_factory.mktemp("searched"))) as ledger:
        ledger.add([
            villagers("a", 12), read("d", BAIDOA, "2025-03-03", "Harbour Post", "Bomb in Baidoa"), read("e", "Trois morts à Tessalit, près de l’école.", None),
        ])  # fmt: skip
        yield ledger


def test_snippets_show_the_words_in_their_place(searched):
    (hit,) = searched.search("exploded")
    assert f"{OPENS}exploded{CLOSES} in Baidoa" in hit.snippet
    assert (hit.title, hit.outlet, hit.published) == ("Bomb in Baidoa", "Harbour Post", "2025-03-03")
    assert [head.id for head in hit.incidents] == [main_of(searched, "d")]
    assert ("kind", "exploded") in [(attribute, quote) for _, attribute, _, quote in hit.claims]


# History


def test_what_became_of_incidents_since_a_day(ledger):
    ledger.add([villagers("a", 12), read("d", BAIDOA, "2025-03-03")])
    later = Ledger(ledger._store, lambda: datetime(2026, 2, 1, tzinfo=UTC))
    later.add([villagers("b", 30, "residents")])
    later.value(main_of(later, "d"), "killed", "6", "Amina")
    digest = ledger.digest(date(2026, 1, 20))
    assert [head.id for head in digest.grew] == [main_of(ledger, "a")]
    assert [head.id for head in digest.contested] == [main_of(ledger, "a")]
    assert [head.id for head in digest.corrected] == [main_of(ledger, "d")]
    assert digest.new == ()
    assert {head.id for head in ledger.digest(datetime(2026, 1, 1, tzinfo=UTC)).new} == {main_of(ledger, "a"), main_of(ledger, "d")}
    assert ledger.digest(date(2026, 3, 1)).sections() == dict.fromkeys(digest.sections(), ())
    assert all(change.at >= "2026-01-20" for change in ledger.changes(date(2026, 1, 20)))


# Checks


def test_a_sound_ledger_has_no_faults(ledger):
    ledger.add([villagers("a", 12), villagers("b", 30, "residents"), read("d", BAIDOA, "2025-03-03")])
    ledger.same("a", "d", "Amina")
    assert list(ledger.check()) == []


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("UPDATE claims SET quote = 'other words' WHERE number = 0", "its words do not stand at its place"),
        ("UPDATE reports SET text = 'other words'", "its content is not that of its hash"),
        ("UPDATE documents SET content = X'00'", "its bytes are not those that were fetched"),
        ("UPDATE spans SET \"end\" = 100000 WHERE number = 0", "it lies outside the report"),
        ("DELETE FROM members", "nothing tells of it"),
        ("UPDATE members SET incident = 'Inone'", "it is not there"),
        ("UPDATE incidents SET state = 'removed'", "but mentions are in it"),
        ("UPDATE incidents SET state = 'merged', heir = 'Inone'", "it sends on to no live incident"),
        ("UPDATE positions SET claims = '[[99,99]]'", "is not told of it"),
        ("DELETE FROM readings", "it has no reading"),
        ("INSERT INTO judgements (number, at, author, kind, subject) VALUES (1, '', 'Amina', 'note', '{\"at\":{\"key\":\"none\"},\"words\":\"x\"}')", "not in the ledger"),
    ],
)  # fmt: skip
def test_what_is_broken_is_named(ledger, harm, told):
    ledger.add([villagers("a", 12)])
    if "content = X" in harm and ledger._store.on_server:
        harm = "UPDATE documents SET content = '\\x00'"
    write(ledger, harm)
    assert any(told in fault.what for fault in ledger.check())


def test_a_report_missing_from_the_index_is_named(ledger):
    ledger.add([villagers("a", 12)])
    write(ledger, "DELETE FROM words" if ledger._store.on_server else "INSERT INTO words (words) VALUES ('delete-all')")
    assert any(fault.where == "full text" for fault in ledger.check())


# Backups


@pytest.fixture
def full(ledger):
    ledger.add([villagers("a", 12), villagers("b", 30, "residents"), read("d", BAIDOA, "2025-03-03")])
    ledger.note("a", "seen", "Amina")
    return ledger


def test_a_backup_brought_back_is_the_same_ledger(full, tmp_path):
    size = full.backup(tmp_path / "kept.db")
    assert size == (tmp_path / "kept.db").stat().st_size
    assert Ledger.restore(tmp_path / "kept.db", tmp_path / "again.db") == 3
    with Ledger.open(tmp_path / "again.db") as again:
        assert everything(again) == everything(full)
        assert list(again.check()) == []
        assert [hit.report for hit in again.search("Baidoa")] == ["d"]


def test_a_backup_of_a_file_can_be_restored_to_a_server(full, tmp_path, server):
    full.backup(tmp_path / "kept.db")
    where = server.url()
    Ledger.restore(tmp_path / "kept.db", where)
    with Ledger.open(where) as again:
        assert everything(again) == everything(full)
        assert [hit.report for hit in again.search("Baidoa")] == ["d"]


def test_a_backup_writes_over_nothing_and_is_restored_over_nothing(full, tmp_path):
    (tmp_path / "kept.db").write_text("mine")
    with pytest.raises(UnusableLedger, match="already"):
        full.backup(tmp_path / "kept.db")
    assert (tmp_path / "kept.db").read_text() == "mine"
    full.backup(tmp_path / "other.db")
    before = everything(full)
    with pytest.raises(UnusableLedger, match="only restored to an empty one"):
        Ledger.restore(
            tmp_path / "other.db", full._store.engine.url.render_as_string(hide_password=False) if full._store.on_server else full.where
        )
    assert everything(full) == before


def test_what_is_no_backup_is_not_restored(tmp_path):
    (tmp_path / "page.html").write_text("<html>" * 50)
    with pytest.raises(UnusableLedger, match="not a ledger"):
        Ledger.restore(tmp_path / "page.html", tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


# Reading again


def without(reading, attribute):
    """A reading as another model might give it: without the claims on an attribute."""
    mentions = tuple(
        replace(mention, claims=tuple(claim for claim in mention.claims if claim.attribute != attribute)) for mention in reading.mentions
    )
    return replace(reading, mentions=mentions)


def test_reading_again_tells_what_is_other_and_keeps_ids(full):
    incident = main_of(full, "a")
    assert {report.id for report in full.read_otherwise("new")} == {"a", "b", "d"}
    (difference,) = full.reread([without(villagers("a", 12), "killed")], model="new")
    assert (difference.report, difference.gained) == ("a", ())
    assert {attribute for _, attribute, _, _ in difference.lost} == {"killed"}
    assert main_of(full, "a") == incident
    assert full.report("a").reading == without(villagers("a", 12), "killed")
    assert full.report("a").citation.model == "new"
    assert {report.id for report in full.read_otherwise("new")} == {"b", "d"}
    assert ("reread", "a") in {(change.cause.sort, change.cause.subject) for change in full.history(incident)}
    assert list(full.check()) == []


def test_reading_again_alike_changes_nothing_but_the_maker(full):
    heads = [replace(head, updated="") for head in full.iterate(Filter(background=None))]
    attributes = {head.id: full.incident(head.id).incident.attributes for head in heads}
    differences = list(full.reread([full.report(id).reading for id in "abd"], model="new"))
    assert all(not difference.gained and not difference.lost for difference in differences)
    assert {head.id for head in full.iterate(Filter(background=None))} == {head.id for head in heads}
    assert {head.id: full.incident(head.id).incident.attributes for head in heads} == attributes


def test_judgements_are_applied_to_the_new_reading(full):
    incident = main_of(full, "d")
    entry = full.incident(incident)
    (killed,) = (item for item in entry.incident.attributes if item.name == "killed" and item.group is None)
    full.wrong(entry.claim_id(killed.positions[0].claims[0]), "Amina")
    full.same("a", "d", "Amina")
    full.value(incident, "injured", "3", "Amina")
    list(full.reread([full.report("d").reading], model="new"))
    whole = full.incident(incident)
    assert whole.head.id == main_of(full, "a") == main_of(full, "d")
    assert "killing five people" not in {
        claim.quote
        for item in whole.incident.attributes
        if item.name == "killed"
        for position in item.positions
        for claim in position.claims
    }
    assert next(item for item in whole.incident.attributes if item.name == "injured").best == 3


def test_an_incident_of_which_nothing_is_told_any_more_leaves_a_tombstone(full):
    incident = main_of(full, "d")
    list(full.reread([replace(full.report("d").reading, mentions=())], model="new"))
    with pytest.raises(NotInLedger, match="is gone"):
        full.incident(incident)
    assert full.history(incident)[-1].what == "removed"
    assert incident not in {head.id for head in full.iterate(Filter(background=None))}
    assert [head.id for head in full.digest(date(2026, 1, 1)).removed] == [incident]
    list(full.reread([read("d", BAIDOA, "2025-03-03")], model="newer"))
    assert main_of(full, "d") == incident
    assert list(full.check()) == []


def test_what_is_claimed_no_more_is_no_longer_searched_for(full):
    (before,) = _told(full, "d")
    assert before
    list(full.reread([replace(full.report("d").reading, mentions=())], model="new"))
    assert _told(full, "d") == [""]
    list(full.reread([read("d", BAIDOA, "2025-03-03")], model="newer"))
    assert _told(full, "d") == [before]
    assert list(full.check()) == []


def _told(ledger, report):
    """What people search in of a report's claims."""
    with ledger._store.reading() as connection:
        return list(connection.execute(select(t.reports.c.told).where(t.reports.c.id == report)).scalars())


def test_an_incident_outlives_the_report_that_founded_it(full):
    incident = main_of(full, "a")
    list(full.reread([replace(villagers("a", 12), mentions=())], model="new"))
    assert main_of(full, "b") == incident
    assert full.incident(incident).incident.reports == ("b",)


def test_only_reports_of_the_ledger_are_read_again(full):
    with pytest.raises(NotInLedger):
        list(full.reread([villagers("z", 4)]))


# Figures


def test_stats_count_what_there_is(full):
    found = full.stats()
    assert (found.counts["reports"], found.counts["incidents"], found.counts["judgements"]) == (3, 2, 1)
    assert found.counts["lines of reporting"] == 3
    assert found.makers[0][2] == 3
    assert found.size > 0


def test_the_moment_is_kept_in_utc(tmp_path):
    with Ledger.open(tmp_path / "ledger.db", clock=still) as ledger:
        ledger.add([villagers("a", 12)])
        assert ledger.report("a").citation.added == "2026-01-05T12:00:00Z"


# Exports and columns


def test_exports_are_noted_with_what_was_asked_and_the_state_they_took_in(full):
    asked = Filter(since=date(2025, 1, 1), near=(1.5, 2.5), country="SO", background=None)
    export = full.note_export("ucdp-ged", "incidents.csv", asked, 2, "0" * 64, "Amina")
    assert full.exports() == (export,)
    assert (export.asked, export.at) == (asked, "2026-01-05T12:00:00Z")
    assert export.changes == full.changes(date(2000, 1, 1)).items[-1].number


def test_claims_come_as_columns(full):
    claims = full.claims()
    assert len(claims) == full.stats().counts["claims"]
    row = next(row for row in claims.rows() if row["attribute"] == "killed" and row["report"] == "d")
    assert (row["value"], row["low"], row["high"], row["quote"], row["incident"]) == ("5", 5, 5, "killing five people", main_of(full, "d"))
    assert {row["report"] for row in full.claims(main_of(full, "d")).rows()} == {"d"}
    assert {row["id"] for row in full.incident_table().rows()} == {head.id for head in full.iterate(Filter(background=None))}


@pytest.mark.parametrize("library", ["pandas", "polars", "arrow"])
def test_columns_become_the_frames_of_a_library(full, library):
    pytest.importorskip("pyarrow" if library == "arrow" else library)
    frame = getattr(full.claims(), library)()
    assert len(frame) == len(full.claims())


def test_a_library_that_is_missing_is_named(full, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(DeconflictError, match="pip install pandas"):
        full.claims().pandas()
