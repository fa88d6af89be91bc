"""Three incidents of examples/, read by hand, in every format against files that were checked cell by cell against the reports.

Ids that the ledger gives cannot be known beforehand: incidents stand under the name of their place, claims under CLAIM, contents under their report's name.
"""

from __future__ import annotations

import csv
import io
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from deconflict import __version__
from deconflict.export.facts import Facts
from deconflict.export.formats import FORMATS
from deconflict.export.writing import tables_of, write_stream
from deconflict.ledger.answers import Entry
from tests.export.by_hand import open_by_hand
from tests.export.conftest import entries_of

EXPECTED = Path(__file__).parent / "expected"


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory):
    with open_by_hand(tmp_path_factory.mktemp("by-hand") / "ledger.db") as ledger:
        yield entries_of(ledger)


def ids(entries: list[Entry]) -> dict[str, str]:
    """What stands for the ids of incidents and claims."""
    told = {entry.head.id: Facts(entry).place.name for entry in entries}
    return told | {entry.claim_id(claim): "CLAIM" for entry in entries for claim in Facts(entry).claims()}


@pytest.fixture(scope="module")
def written(by_hand):
    names = ids(by_hand) | {cited.key: f"KEY-{cited.report}" for entry in by_hand for cited in entry.citations.values()}
    names |= {f"deconflict {__version__}": "deconflict VERSION", f'"program": "{__version__}"': '"program": "VERSION"'}

    def one(format: str, table: str) -> str:
        out = io.BytesIO()
        write_stream(by_hand, FORMATS[format], tables_of(FORMATS[format], [table])[0], out)
        told = out.getvalue().decode()
        for id, name in names.items():
            told = told.replace(id, name)
        return told

    return one


def expected(name: str) -> str:
    return (EXPECTED / name).read_text(encoding="utf-8")


def filled(rows: str) -> list[dict[str, str]]:
    """The cells of CSV that hold something."""
    return [{name: cell for name, cell in row.items() if cell} for row in csv.DictReader(io.StringIO(rows))]


def cells(row: dict[str, Any]) -> dict[str, str]:
    return {name: str(cell).lower() if isinstance(cell, bool) else str(cell) for name, cell in row.items()}


@pytest.mark.parametrize("name", ["ucdp-ged", "airwars", "acled-columns"])
def test_records_of_the_field_hold_what_is_expected_and_nothing_else(written, name):
    tables = tomllib.loads(expected(f"{name}.toml"))
    assert [table.name for table in FORMATS[name].tables] == list(tables)
    for table, rows in tables.items():
        assert filled(written(name, table)) == [cells(row) for row in rows], table


@pytest.mark.parametrize("table", ["incidents", "estimates", "claims", "reports"])
def test_the_ledgers_own_tables_are_as_expected_letter_by_letter(written, table):
    assert written("csv", table).replace("\r\n", "\n") == expected(f"csv/{table}.csv")


@pytest.mark.parametrize("table", ["incidents", "estimates", "claims", "reports"])
def test_parquet_holds_the_cells_of_the_same_files(by_hand, table):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    out = io.BytesIO()
    write_stream(by_hand, FORMATS["parquet"], tables_of(FORMATS["parquet"], [table])[0], out)
    names = ids(by_hand)
    held = [{name: cell for name, cell in row.items() if cell is not None} for row in parquet.read_table(out).to_pylist()]
    told = [{name: names.get(cell, cell) for name, cell in cells(row).items()} for row in held]
    assert told == filled(expected(f"csv/{table}.csv"))


@pytest.mark.parametrize(("name", "table", "file"), [
    ("geojson", "incidents", "incidents.geojson"),
    ("plover-json", "events", "plover.json"),
    ("timemap", "events", "timemap-events.json"),
    ("timemap", "sources", "timemap-sources.json"),
    ("web-annotation", "annotations", "annotations.json"),
])  # fmt: skip
def test_json_is_as_expected(written, name, table, file):
    assert json.loads(written(name, table)) == json.loads(expected(file))


@pytest.mark.parametrize(
    ("name", "table", "file"), [("jsonl", "incidents", "incidents.json"), ("followthemoney", "entities", "entities.json")]
)
def test_each_line_of_json_is_as_expected(written, name, table, file):
    assert [json.loads(line) for line in written(name, table).splitlines()] == json.loads(expected(file))


def test_the_dossier_reads_as_expected(written):
    (body,) = html.fromstring(written("dossier", "incidents")).xpath("//main")
    told = [" ".join(line.split()) for line in body.text_content().splitlines()]
    assert "\n".join(line for line in told if line) + "\n" == expected("dossier.txt")


def test_every_format_has_its_expected_file():
    files = {"csv": "csv", "parquet": "csv", "geojson": "incidents.geojson", "plover-json": "plover.json", "timemap": "timemap-events.json",
             "web-annotation": "annotations.json", "jsonl": "incidents.json", "followthemoney": "entities.json", "dossier": "dossier.txt"}  # fmt: skip
    assert all((EXPECTED / files.get(name, f"{name}.toml")).exists() for name in FORMATS)
