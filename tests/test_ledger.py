"""The ledger: what was read is kept, found again and told the same way, in a file and on a server."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given, settings
from hypothesis import strategies as st

import deconflict
from deconflict.errors import NotInLedger
from deconflict.gather.documents import RawDocument
from deconflict.ledger.answers import Added, Filter
from deconflict.ledger.ledger import Ledger
from deconflict.ledger.packing import pack_document
from deconflict.ledger.portioning import portioned
from deconflict.ledger.rows import reading_from, rows_of
from deconflict.ledger.schema import STEPS
from deconflict.ledger.sources import read_sources
from deconflict.ledger.tables import metadata
from deconflict.ledger.values import TYPES, pack, short_hash, unpack
from deconflict.model import Attribution, Modality, Part, Reading, SourceKind, Span
from deconflict.reconcile.corrections import with_corrections
from deconflict.reconcile.reconcile import reconcile
from deconflict.values import Count, Scope
from tests.conftest import new_place
from tests.ledgers import MOMENT, everything, read, report, still, villagers


def ids(page):
    return [head.id for head in page]


# Readings


def test_a_reading_comes_back_as_it_went_in(ledger, read_examples):
    ledger.add(read_examples)
    for reading in read_examples:
        assert ledger.report(reading.report.id).reading == reading


def test_attributions_told_twice_stay_two():
    reading = villagers("a", 12)
    twice = replace(
        reading,
        attributions=(
            *reading.attributions,
            *reading.attributions,
            Attribution(None, Span("a", Part.TITLE, 0, 3), (), None, SourceKind.NAMED),
        ),
    )
    assert reading_from(twice.report, rows_of(twice, 1, "key", 1)) == twice


@given(
    st.integers(0, 10**6),
    st.none() | st.integers(0, 10**6),
    st.sampled_from(list(Scope)),
    st.none() | st.sampled_from(["soldiers", "civilians"]),
)
def test_counts_come_back(low, more, scope, of):
    count = Count(low, None if more is None else low + more, of=of, scope=scope, told=low)
    back = unpack("count", pack(count))
    assert (back, back.told) == (count, count.told)


def test_every_type_of_value_can_be_kept():
    assert set(TYPES) == {"count", "place", "time", "actor", "kind", "outcome", "text"}


@settings(max_examples=50)
@given(st.lists(st.text(), min_size=1, max_size=3), st.integers(4, 20))
def test_short_hashes_follow_from_their_parts_and_grow_by_letters(parts, letters):
    assert short_hash(letters, *parts) == short_hash(20, *parts)[:letters]
    assert not set(short_hash(letters, *parts)) & set("ilou")


# Adding


def test_the_same_input_again_changes_nothing(ledger):
    readings = [villagers("a", 12), villagers("b", 19, "residents", "2025-02-11")]
    assert ledger.add(readings).new == 2
    before = everything(ledger)
    assert ledger.add(readings).known == 2
    assert everything(ledger) == before
    assert ledger.lacks(reading.report for reading in readings) == [False, False]


def test_one_at_a_time_or_all_at_once_gives_the_same_rows(tmp_path):
    readings = [villagers(id, number) for id, number in (("a", 12), ("b", 13), ("c", 12))]
    rows = []
    for name, portions in (("once", [readings]), ("each", [[reading] for reading in readings])):
        with Ledger.open(tmp_path / name, clock=still) as ledger:
            for portion in portions:
                ledger.add(portion)
            rows.append(everything(ledger))
    assert rows[0] == rows[1]


def test_what_is_only_kept_gives_the_same_rows_among_what_is_read_however_it_is_portioned(tmp_path, place):
    fair = [
        Reading(
            replace(report(f"fair {day}", f"The fair opened on day {day}. Honey was sold.", title="Fair"), unread="tells of no violence")
        )
        for day in range(40)
    ]
    again = Reading(replace(fair[3].report, text="The fair was closed."))
    readings = [*fair[:20], villagers("a", 12), *fair[20:], again, villagers("b", 14), fair[5]]
    rows = []
    for name, batch in (("one by one", 0), ("many", 16)):
        with Ledger.open(tmp_path / name, clock=still) as ledger:
            assert ledger.add(readings, batch=batch) == Added(43, 1)
            assert list(ledger.check()) == []
            rows.append(everything(ledger))
    assert rows[0] == rows[1]
    with Ledger.open(place, clock=still) as ledger:
        ledger.add(readings)
        assert [row[0] for row in ledger.left_out()][:21] == [*(f"fair {day}" for day in range(21))]
        assert ledger.search("honey").total == 40
        assert [span.end for span in ledger.report("fair 7").reading.sentences] == [25, 41]


def test_a_document_packed_beforehand_is_kept_as_one_that_was_not(tmp_path):
    raw = RawDocument("fair.html", "fair", "html", b"<html>The fair opened.</html>")
    kept = Reading(replace(report("fair", "The fair opened."), unread="tells of no violence"))
    rows = []
    for name, document in (("raw", raw), ("packed", pack_document(raw))):
        with Ledger.open(tmp_path / name, clock=still) as ledger:
            ledger.add([kept, replace(kept, report=replace(kept.report, id="second"))], [document, document])
            rows.append(everything(ledger))
            assert ledger.document(raw.digest).content == raw.content
    assert rows[0] == rows[1]
    assert [len(rows[0][table]) for table in ("reports", "documents", "captures")] == [2, 1, 1]


def test_a_transaction_holds_few_that_were_read_many_that_are_kept_and_nothing_that_comes_slowly():
    told, kept = Reading(report("a", "Gunmen came.")), Reading(replace(report("b", "The fair opened."), unread="tells of no violence"))
    large = RawDocument("b.html", "b", "html", bytes(1_000_000))

    def sizes(pairs, seconds=0.0):
        moments = (MOMENT + timedelta(seconds=seconds * at) for at in count())
        return [len(some) for some in portioned(pairs, 2, lambda: next(moments))]

    assert sizes([(told, None)] * 5) == [2, 2, 1]
    assert sizes([(kept, None)] * 70) == [32, 32, 6]
    assert sizes([(kept, None)] * 16 + [(told, None)] + [(kept, None)]) == [17, 1]
    assert sizes([(kept, large)] * 5) == [2, 2, 1]
    assert sizes([(kept, None)] * 6, seconds=1.0) == [2, 2, 2]


def test_a_text_that_was_changed_is_a_report_of_its_own_and_the_old_one_stays(ledger):
    ledger.add([villagers("a", 12)])
    ledger.add([villagers("a", 14)])
    (other,) = {id for (id,) in ((row[1],) for row in everything(ledger)["reports"]) if id != "a"}
    assert other.startswith("a@")
    assert "killed 12" in ledger.report("a").reading.report.text
    changed = ledger.report(other).reading
    assert "killed 14" in changed.report.text
    assert all(claim.span.report == other for mention in changed.mentions for claim in mention.claims)


def test_the_document_is_kept_as_fetched_under_the_hash_of_its_bytes(ledger):
    raw = RawDocument("village.html", "village", "html", b"<html>Gunmen killed 12</html>")
    ledger.add([villagers("a", 12)], [raw])
    citation = ledger.report("a").citation
    assert citation.document == hashlib.sha256(raw.content).hexdigest()
    assert ledger.document(citation.document[:12]).content == raw.content
    assert ledger.report("a").origins == ("village.html",)


def test_a_report_without_a_document_stands_for_itself(ledger):
    ledger.add([villagers("a", 12)])
    document = ledger.document(ledger.report("a").citation.document)
    assert json.loads(document.content)["text"] == villagers("a", 12).report.text


def test_lines_of_json_are_documents_of_their_own(tmp_path):
    file = tmp_path / "reports.jsonl"
    file.write_text('{"id": "a", "text": "Gunmen killed two men in Kidal."}\n\nno json\n{"text": "Nul \\u0000 here, in Gao."}\n')
    found = list(read_sources([str(file)], published=date(2025, 2, 3)))
    sources = [item for item in found if not isinstance(item, Exception)]
    assert [source.report.id for source in sources] == ["a", f"{tmp_path.name}/reports.jsonl:4"]
    assert sources[0].document.content.startswith(b'{"id": "a"')
    assert sources[1].report.text == "Nul \ufffd here, in Gao."
    assert sources[1].report.published == date(2025, 2, 3)
    assert "line 3" in str(next(item for item in found if isinstance(item, Exception)))


# Incidents


def test_incidents_are_those_of_reconcile(ledger, read_examples):
    ledger.add(read_examples)
    kept = {
        frozenset((mention.report, mention.id) for mention in entry.incident.mentions): entry
        for entry in map(ledger.incident, ids(ledger.iterate(Filter(background=None))))
    }
    for incident in reconcile(read_examples).incidents:
        entry = kept[frozenset((mention.report, mention.id) for mention in incident.mentions)]
        assert entry.incident.attributes == incident.attributes
        assert (entry.head.headline, entry.head.lines, entry.head.reports) == (incident.headline, incident.lines, len(incident.reports))


def test_what_a_report_takes_back_is_denied_in_the_ledger_too(ledger):
    text = "A bomb killed 60 people in a mosque in Peshawar on Monday, the police said. An earlier version of this report said 100 people had been killed."
    reading = read("a", text)
    ledger.add([reading])
    kept = [claim for mention in ledger.report("a").reading.mentions for claim in mention.claims]
    told = [claim for mention in with_corrections(reading).mentions for claim in mention.claims]
    assert kept == told
    assert Modality.DENIED in {claim.modality for claim in kept}


def test_an_incident_keeps_its_id_while_it_grows_and_tells_why(ledger):
    ledger.add([villagers("a", 12)])
    (first,) = ids(ledger.incidents())
    ledger.add([villagers("b", 19, "residents", "2025-02-11")])
    assert ids(ledger.incidents()) == [first]
    changes = [(change.what, change.attribute, change.cause.subject, change.after) for change in ledger.history(first)]
    assert changes[0] == ("new", None, "a", None)
    assert ("grew", None, "b", "b") in changes
    assert any(what in {"value", "contested"} and attribute == "killed" for what, attribute, _, _ in changes)
    assert ledger.incident(first).head.version == 2


def test_claims_cite_hash_and_offsets(ledger):
    ledger.add([villagers("a", 12)])
    entry = ledger.incident(ids(ledger.incidents())[0])
    for attribute in entry.incident.attributes:
        for claim in (claim for position in attribute.positions for claim in position.claims):
            assert villagers("a", 12).report.quote(claim.span) == claim.quote
            assert entry.claim_id(claim).startswith("C")
            assert len(entry.citations[claim.span.report].document) == 64


def test_what_is_not_there_is_told(ledger):
    for ask in (ledger.incident, ledger.report, ledger.document):
        with pytest.raises(NotInLedger, match="Inowhere0"):
            ask("Inowhere0")


# Filters


@pytest.fixture(scope="module", params=["file", "server"])
def stocked(request, tmp_path_factory):
    ledger = Ledger.open(new_place(request, tmp_path_factory.mktemp("stocked")))
    ledger.add(
        [
            villagers("a", 12, outlet="Zamfara Wire"),
            villagers("b", 30, "residents", "2025-02-10", "Sahel Post"),
            read(
                "c",
                "Shells hit a hospital in the city of Kharkiv, in eastern Ukraine, on Monday, wounding four nurses, the governor said.",
                "2025-06-03",
            ),
            read(
                "d",
                "A car bomb exploded in Baidoa, Somalia, on March 2, killing five people. Al-Shabaab claimed responsibility.",
                "2025-03-03",
            ),
        ]
    )
    yield ledger
    ledger.close()


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), {"ab", "c", "d"}),
        (Filter(since=date(2025, 3, 1)), {"c", "d"}),
        (Filter(until=date(2025, 3, 1)), {"ab"}),
        (Filter(since=date(2025, 3, 1), until=date(2025, 4, 1)), {"d"}),
        (Filter(country="SO"), {"d"}),
        (Filter(place="baidoa"), {"d"}),
        (Filter(near=(49.98, 36.25), km=20), {"c"}),
        (Filter(near=(49.98, 37.25), km=20), set()),
        (Filter(kind="bombing"), {"d"}),
        (Filter(actor="Shabaab"), {"d"}),
        (Filter(killed=6), {"ab"}),
        (Filter(contested=False, killed=1), {"d"}),
        (Filter(contested=True), {"ab"}),
        (Filter(outlet="sahel post"), {"ab"}),
        (Filter(words="nurses hospital"), {"c"}),
        (Filter(words='"killing five"'), {"d"}),
        (Filter(words="villa*"), {"ab"}),
        (Filter(words="nurses Baidoa"), set()),
    ],
)  # fmt: skip
def test_filters_let_through_what_they_name(stocked, wanted, found):
    assert {"".join(sorted(stocked.incident(id).incident.reports)) for id in ids(stocked.incidents(wanted))} == found


def test_pages_follow_each_other(stocked):
    first = stocked.incidents(limit=2)
    second = stocked.incidents(offset=first.next, limit=2)
    assert (len(first), len(second), first.total, second.total, second.next) == (2, 1, 3, 3, None)
    assert not set(ids(first)) & set(ids(second))
    assert ids(stocked.iterate()) == [*ids(first), *ids(second)]


# Schema


def test_the_migrations_bring_about_the_schema_of_the_tables(ledger):
    with ledger._store.reading() as connection:
        found = compare_metadata(
            MigrationContext.configure(
                connection, opts={"include_name": lambda name, kind, parents: kind != "table" or not name.startswith(("words", "alembic"))}
            ),
            metadata,
        )
    assert found == []


def test_steps_are_those_of_the_migrations():
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "deconflict.ledger:migrations")
    assert tuple(script.revision for script in reversed(list(ScriptDirectory.from_config(config).walk_revisions()))) == STEPS


def test_open_makes_a_ledger_in_the_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    with deconflict.open() as ledger:
        assert ledger.where.endswith("ledger.db")
        assert ledger.incidents().total == 0


def test_an_entry_tells_lines_of_reporting_and_why_it_was_joined(ledger, read_examples):
    record = reconcile(read_examples)
    ledger.add(read_examples)
    for incident in record.incidents:
        entry = ledger.incident(ledger.report(incident.mentions[0].report).incidents[0].id, ties=True)
        if {(mention.report, mention.id) for mention in entry.incident.mentions} == {
            (mention.report, mention.id) for mention in incident.mentions
        }:
            assert {tie.first + tie.second for tie in entry.incident.joins} == {tie.first + tie.second for tie in incident.joins}
            assert {frozenset(lineage.reports) for lineage in entry.lineages} == {
                frozenset(lineage.reports) & frozenset(incident.reports)
                for lineage in record.lineages
                if frozenset(lineage.reports) & frozenset(incident.reports)
            }
