"""Every format: what its own library or schema says of it, how it opens in pandas, and how it is written."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from deconflict.errors import MissingExtra, UnclearExport
from deconflict.export import needs
from deconflict.export.codebook import codebook
from deconflict.export.facts import Facts
from deconflict.export.formats import FORMATS
from deconflict.export.writing import tables_of, write_file, write_folder, write_stream
from deconflict.model import Part
from tests.export.three import open_three

pandas = pytest.importorskip("pandas", reason="pandas is not installed")
DOCS = Path(__file__).parent.parent.parent / "docs" / "exports.md"
TABULAR = ("ucdp-ged", "airwars", "csv", "acled-columns")


def written(entries, name: str, table: str | None = None) -> bytes:
    out = io.BytesIO()
    format = FORMATS[name]
    write_stream(entries, format, tables_of(format, [table] if table else [])[0], out)
    return out.getvalue()


@pytest.fixture(params=["three", "examples"])
def entries(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("name", TABULAR)
def test_csv_opens_in_pandas_with_every_column(entries, name, tmp_path):
    format = FORMATS[name]
    write_folder(entries, format, tables_of(format), tmp_path)
    for table in tables_of(format):
        frame = pandas.read_csv(tmp_path / f"{table.name}.csv")
        assert tuple(frame.columns) == table.names
    counted = pandas.read_csv(tmp_path / f"{tables_of(format)[0].name}.csv")
    assert 0 < len(counted) <= len(entries)


def test_ged_frames_add_up(entries):
    frame = pandas.read_csv(io.BytesIO(written(entries, "ucdp-ged")))
    assert (frame[["best", "high"]].max(axis=1) >= 1).all()
    assert (frame[["deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"]].sum(axis=1) == frame.best).all()
    assert (frame.low <= frame.best).all()
    assert frame.latitude.isna().equals(frame.geom_wkt.isna())
    assert frame[["id", "relid", "conflict_new_id", "dyad_new_id", "active_year"]].isna().all(axis=None)


def test_parquet_keeps_types_and_says_the_same_as_csv(entries, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    write_folder(entries, FORMATS["parquet"], tables_of(FORMATS["parquet"]), tmp_path)
    schema = parquet.read_schema(tmp_path / "incidents.parquet")
    assert [str(schema.field(name).type) for name in ("id", "killed_best", "latitude", "background")] == [
        "string",
        "int64",
        "double",
        "bool",
    ]
    incidents = pandas.read_parquet(tmp_path / "incidents.parquet")
    assert list(incidents.id) == [entry.head.id for entry in entries]
    claims = pandas.read_parquet(tmp_path / "claims.parquet")
    assert len(claims) == len(pandas.read_csv(io.BytesIO(written(entries, "csv", "claims"))))
    assert set(claims.incident) <= set(incidents.id)


def test_geojson_is_valid_and_puts_longitude_first(entries):
    geojson = pytest.importorskip("geojson_pydantic", reason="geojson-pydantic is not installed")
    raw = written(entries, "geojson")
    collection = geojson.FeatureCollection.model_validate_json(raw)
    assert len(collection.features) == len(entries)
    points = {str(feature.id): feature.geometry and tuple(feature.geometry.coordinates) for feature in collection.features}
    assert points == {entry.head.id: entry.head.point and (entry.head.point[1], entry.head.point[0]) for entry in entries}
    assert len(pandas.json_normalize(json.loads(raw)["features"])) == len(entries)


def test_plover_has_what_it_requires(entries):
    events = json.loads(written(entries, "plover-json"))
    assert events
    assert all(event[name] for event in events for name in ("id", "date", "actor", "event"))
    assert {event["event"] for event in events} <= {"ASSAULT", "PROTEST", "COERCE", "THREATEN"}
    assert len(pandas.read_json(io.BytesIO(written(entries, "plover-json")))) == len(events)


def test_timemap_takes_strings_and_lists_alone(entries):
    events, sources = (json.loads(written(entries, "timemap", table)) for table in ("events", "sources"))
    lists = {"associations", "sources", "paths", "affil_s"}
    assert all(isinstance(value, list if name in lists else str) for row in (*events, *sources) for name, value in row.items())
    assert all(event["date"] or event["latitude"] for event in events)
    assert {id for event in events for id in event["sources"]} == {source["id"] for source in sources}
    assert len(pandas.DataFrame(events)) == len(events)


def test_json_lines_hold_each_incident_in_full(entries):
    told = [json.loads(line) for line in written(entries, "jsonl").splitlines()]
    assert [row["incidents"][0]["id"] for row in told] == [entry.head.id for entry in entries]
    assert all(len(report["document"]) == 64 for row in told for report in row["reports"])
    assert len(pandas.read_json(io.BytesIO(written(entries, "jsonl")), lines=True)) == len(entries)


def test_follow_the_money_is_valid_to_its_library(entries):
    try:
        from followthemoney import model
    except ImportError as problem:
        pytest.skip(f"followthemoney is not installed: {problem}")
    told = [json.loads(line) for line in written(entries, "followthemoney").splitlines()]
    ids = {entity["id"] for entity in told}
    for entity in told:
        schema = model.get(entity["schema"])
        schema.validate(entity)
        for name, values in entity["properties"].items():
            kind = schema.get(name).type
            assert all(kind.validate(value) for value in values), (entity["schema"], name, values)
            assert kind.name != "date" or all(value.startswith(kind.clean(value)) for value in values)
            assert kind.name != "entity" or set(values) <= ids
    assert {entity["schema"] for entity in told} >= {"Event", "Article", "Documentation", "Address"}
    assert len(pandas.json_normalize(told)) == len(told)


def test_annotations_select_the_very_words(entries):
    page = json.loads(written(entries, "web-annotation"))
    assert (page["@context"], page["type"]) == ("http://www.w3.org/ns/anno.jsonld", "AnnotationPage")
    texts = {
        report.url or f"urn:sha256:{facts.entry.citations[report.id].document}": report
        for facts in map(Facts, entries)
        for report in facts.reports
    }
    for note in page["items"]:
        assert note["type"] == "Annotation"
        quote, *place = note["target"]["selector"]
        text = texts[note["target"]["source"]]
        whole = text.passage(Part.TEXT if place else Part.TITLE).text
        assert quote["prefix"] + quote["exact"] + quote["suffix"] in whole
        assert all(whole[at["start"] : at["end"]] == quote["exact"] for at in place)
    assert len(pandas.json_normalize(page["items"])) == len(page["items"])


def test_the_dossier_has_every_quote_hash_and_link_and_runs_nothing(three):
    page = written(three, "dossier").decode()
    for facts in map(Facts, three):
        assert f'id="{facts.head.id}"' in page
        assert all(facts.entry.citations[report.id].document in page for report in facts.reports)
        assert all(facts.entry.claim_id(claim) in page for claim in facts.claims())
    assert '<a href="https://savannawire.example/12"' in page
    assert "javascript:alert(1)</td>" in page
    assert 'href="javascript' not in page
    assert not re.search(r"<(?:script|img|iframe|link)\b", page)
    assert "break-after: page" in page


def test_the_dossier_prints_an_incident_a_page(three, tmp_path, browser):
    shown = tmp_path / "dossier.html"
    shown.write_bytes(written(three, "dossier"))
    page = browser.new_page()
    page.goto(shown.as_uri())
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf())) >= len(three)
    page.close()


def test_what_a_spreadsheet_would_run_is_defused_in_csv_alone(three):
    rows = list(csv.DictReader(io.StringIO(written(three, "csv", "reports").decode())))
    assert "'=HYPERLINK(1)" in {row["title"] for row in rows}
    assert '"=HYPERLINK(1)"' in written(three, "timemap", "sources").decode()


def test_ids_are_put_before_the_columns_where_asked_for(three):
    out = io.BytesIO()
    format = FORMATS["ucdp-ged"]
    (table,) = tables_of(format, ids=True)
    write_stream(three, format, table, out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue().decode())))
    assert next(iter(rows[0])) == "incident"
    assert {row["incident"] for row in rows} <= {entry.head.id for entry in three}
    assert tables_of(FORMATS["airwars"])[0].names[0] == "incident"
    assert tables_of(FORMATS["airwars"], ids=False)[0].names[0] == "post_id"


def test_what_cannot_be_told_is_counted_by_reason(three, tmp_path):
    done = write_file(three, FORMATS["ucdp-ged"], FORMATS["ucdp-ged"].tables[0], tmp_path / "ged.csv")
    assert done.incidents == 2
    assert list(done.left_out.values()) == [1]


def test_an_unknown_table_is_told():
    with pytest.raises(UnclearExport, match="incidents, estimates, claims, reports"):
        tables_of(FORMATS["csv"], ["people"])


def test_a_failing_export_leaves_what_was_there(three, tmp_path):
    file = tmp_path / "incidents.csv"
    file.write_text("before")

    def failing():
        yield three[0]
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        write_file(failing(), FORMATS["csv"], FORMATS["csv"].tables[0], file)
    assert file.read_text() == "before"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "parquet"])
def test_no_incidents_are_no_rows_and_no_error(name):
    raw = written([], name)
    if FORMATS[name].suffix.endswith("json") and name not in {"followthemoney"}:
        assert json.loads(raw) is not None


def test_the_same_incidents_give_the_same_bytes(three):
    for name in ("ucdp-ged", "jsonl", "dossier", "followthemoney"):
        assert written(three, name) == written(three, name)


def test_a_missing_library_is_told_with_what_to_install():
    with pytest.raises(MissingExtra, match=r"pip install 'deconflict\[parquet\]'"):
        needs.needed("no_such_library", "parquet")


@pytest.mark.parametrize("name", list(FORMATS))
def test_the_docs_tell_each_field_as_the_code_fills_it(name):
    assert codebook(FORMATS[name]) in DOCS.read_text(encoding="utf-8")


def test_every_field_says_what_it_holds():
    for format in FORMATS.values():
        for table in format.tables:
            fields = [(column.name, column.means) for column in table.columns] or table.fields
            assert fields
            assert all(means for _, means in fields)
            assert len({name for name, _ in fields}) == len(fields)


def test_the_python_in_the_docs_runs(tmp_path, monkeypatch, capsys):
    open_three(tmp_path / "ledger.db").close()
    monkeypatch.chdir(tmp_path)
    for block in re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.S):
        exec(block, {})
    assert "incidents=3" in capsys.readouterr().out
