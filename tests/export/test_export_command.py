"""``deconflict export`` as people use it: the format on standard output or in files, messages on standard error."""

from __future__ import annotations

import hashlib
import json

import pytest
from typer.testing import CliRunner

from deconflict.cli import app
from deconflict.commands.exporting import ExportForm
from deconflict.export.formats import FORMATS
from tests.export.three import open_three
from tests.ledgers import BIRNIN_MAGAJI


@pytest.fixture
def run(tmp_path, monkeypatch):
    open_three(tmp_path / "ledger.db").close()
    monkeypatch.setenv("DECONFLICT_LEDGER", str(tmp_path / "ledger.db"))

    def one(*arguments: str, code: int = 0):
        outcome = CliRunner().invoke(app, ["export", *arguments], catch_exceptions=False)
        assert outcome.exit_code == code, outcome.stderr
        return outcome

    return one


def test_the_command_knows_every_format_of_the_table():
    assert [str(form) for form in ExportForm] == list(FORMATS)


def test_one_table_goes_to_standard_output_and_the_count_to_standard_error(run):
    outcome = run("--format", "ucdp-ged")
    assert outcome.stdout.startswith("id,relid,year,")
    assert "2 incidents written" in outcome.stderr
    assert "1 left out: no death told" in outcome.stderr


def test_filters_are_those_of_incidents(run):
    assert len(json.loads(run("--format", "geojson", "--in", "Nigeria").stdout)["features"]) == 1
    assert len(json.loads(run("--format", "geojson", "--killed", "20").stdout)["features"]) == 1
    assert json.loads(run("--format", "geojson", "--since", "2030-01-01").stdout)["features"] == []
    assert "--kind" in run("--format", "geojson", "--kind", "xyzzy", code=1).stderr


def test_several_tables_ask_for_a_folder(run, tmp_path):
    assert "give a folder" in run("--format", "airwars", code=1).stderr
    run("--format", "airwars", "--out", str(tmp_path / "airwars"))
    assert {file.stem for file in (tmp_path / "airwars").iterdir()} == {
        "incidents", "belligerents", "victims", "sources", "casualties", "infrastructure",
    }  # fmt: skip
    assert run("--format", "csv", "--table", "claims").stdout.startswith("id,incident,attribute")
    (tmp_path / "file").write_text("x")
    assert "takes a folder" in run("--format", "csv", "--out", str(tmp_path / "file"), code=1).stderr
    assert "has no table people" in run("--format", "csv", "--table", "people", code=1).stderr


def test_a_place_that_cannot_be_written_is_told(run, tmp_path):
    (tmp_path / "file").write_text("x")
    for form, out in (("ucdp-ged", tmp_path / "missing" / "ged.csv"), ("airwars", tmp_path / "file" / "airwars")):
        told = run("--format", form, "--out", str(out), code=1).stderr
        assert f"error: {out} cannot be written: " in told


def test_a_file_is_written_whole(run, tmp_path):
    run("--format", "dossier", "--out", str(tmp_path / "dossier.html"))
    assert (tmp_path / "dossier.html").read_text(encoding="utf-8").rstrip().endswith("</html>")


def test_acleds_columns_are_off_until_a_person_switches_them_on(run, monkeypatch):
    assert "terms" in run("--format", "acled-columns", code=1).stderr
    assert run("--format", "acled-columns", "--own-records").stdout.startswith("event_id_cnty,")
    monkeypatch.setenv("DECONFLICT_OWN_RECORDS", "1")
    assert run("--format", "acled-columns").stdout.startswith("event_id_cnty,")


def test_fields_are_explained(run):
    assert "| `deaths_civilians` |" in run("--format", "ucdp-ged", "--explain").stdout


def test_reports_are_exported_without_a_ledger(run, tmp_path):
    report = {"id": "a", "published": "2025-02-10", "outlet": "Wire", "text": BIRNIN_MAGAJI.format(12, "police")}
    (tmp_path / "reports.jsonl").write_text(json.dumps(report))
    outcome = run("--format", "csv", "--table", "reports", str(tmp_path / "reports.jsonl"), str(tmp_path / "none.txt"))
    assert outcome.stdout.splitlines()[1].split(",")[1:3] == ["a", "Wire"]
    assert "warning:" in outcome.stderr
    assert "nothing could be read" in run("--format", "csv", str(tmp_path / "none.txt"), code=1).stderr


def test_an_export_is_noted_in_the_ledger_with_the_hash_of_its_file(run, tmp_path, monkeypatch):
    run("--format", "geojson", "--in", "Nigeria", "--out", str(tmp_path / "map.geojson"), "--author", "Amina")
    run("--format", "csv", "--out", str(tmp_path / "tables"))
    told = CliRunner().invoke(app, ["exports", "--format", "json"], catch_exceptions=False).stdout
    first, second = json.loads(told)
    assert first["hash"] == hashlib.sha256((tmp_path / "map.geojson").read_bytes()).hexdigest()
    assert (first["author"], first["form"], first["incidents"], first["asked"]) == ("Amina", "geojson", 1, {"country": "NG"})
    assert first["target"] == str(tmp_path / "map.geojson")
    names = ("incidents", "estimates", "claims", "reports")
    lines = "".join(f"{hashlib.sha256((tmp_path / 'tables' / f'{name}.csv').read_bytes()).hexdigest()}  {name}\n" for name in names)
    assert second["hash"] == hashlib.sha256(lines.encode()).hexdigest()
    assert "geojson" in CliRunner().invoke(app, ["exports"], catch_exceptions=False).stdout


def test_an_export_straight_from_reports_is_noted_nowhere(run, tmp_path):
    (tmp_path / "a.txt").write_text(BIRNIN_MAGAJI.format(12, "police"))
    run("--format", "csv", "--table", "reports", str(tmp_path / "a.txt"))
    assert json.loads(CliRunner().invoke(app, ["exports", "--format", "json"]).stdout) == []
