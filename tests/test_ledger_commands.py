"""The commands on the ledger, as people use them: answers on standard output, messages on standard error."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from deconflict.cli import app
from tests.ledgers import BIRNIN_MAGAJI


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("DECONFLICT_LEDGER", str(tmp_path / "ledger.db"))
    monkeypatch.setenv("COLUMNS", "80")

    def one(*arguments: str, code: int = 0):
        outcome = CliRunner().invoke(app, [*arguments], catch_exceptions=False)
        assert outcome.exit_code == code, outcome.stderr
        return outcome

    return one


@pytest.fixture
def stocked(run, tmp_path):
    file = tmp_path / "reports.jsonl"
    told = [("a", 12, "police"), ("b", 30, "residents")]
    rows = [
        {"id": id, "published": "2025-02-10", "outlet": f"Wire {id.upper()}", "text": BIRNIN_MAGAJI.format(killed, who)}
        for id, killed, who in told
    ]
    file.write_text("\n".join(map(json.dumps, rows)))
    run("add", str(file), "--jobs", "1")
    return file


def incident(run) -> str:
    return json.loads(run("incidents", "--format", "json").stdout)["incidents"][0]["id"]


def test_add_says_what_is_new_and_what_was_there(run, stocked):
    again = run("add", str(stocked))
    assert "0 reports added" in again.stderr
    assert "2 there already" in again.stderr
    assert again.stdout == ""


def test_bad_input_is_told_and_the_rest_is_added(run, tmp_path):
    (tmp_path / "good.txt").write_text("Gunmen killed two men in Kidal on Monday.")
    outcome = run("add", str(tmp_path / "good.txt"), str(tmp_path / "none.txt"), "--published", "2025-06-04")
    assert "warning:" in outcome.stderr
    assert "1 report added" in outcome.stderr
    assert "1 input could not be read" in outcome.stderr


def test_nothing_to_add_is_an_error(run, tmp_path):
    assert "nothing could be read" in run("add", str(tmp_path / "none.txt"), code=1).stderr


def test_incidents_lists_what_filters_let_through(run, stocked):
    assert "Birnin Magaji" in run("incidents").stdout
    assert "1 to 1 of 1 incident" in run("incidents", "--in", "Nigeria", "--kind", "attack", "--contested").stdout
    assert "1 to 1" in run("incidents", "--in", "Zamfara", "--killed", "5", "--text", "villagers").stdout
    assert "no incident" in run("incidents", "--near", "48.5,35", "--km", "100").stdout
    assert all(len(line) <= 80 for line in run("incidents").stdout.splitlines())


@pytest.mark.parametrize(
    "option", [("--since", "yesterweek"), ("--kind", "xyzzy"), ("--in", "Xyzzyland"), ("--near", "Xyzzyland"), ("--in", "Maiduguri")]
)
def test_what_no_filter_can_mean_is_told(run, stocked, option):
    assert option[0] in run("incidents", *option, code=1).stderr


def test_show_tells_who_says_what_and_on_which_document(run, stocked):
    shown = run("show", incident(run), "--claims").stdout
    for words in ("Wire A", "Wire B", "12", "30", "Documents", "Claims"):
        assert words in shown
    assert all(len(line) <= 80 for line in shown.splitlines())


def test_show_gives_programs_claims_with_ids_and_hashes(run, stocked):
    told = json.loads(run("show", incident(run), "--format", "json").stdout)
    claim = told["incidents"][0]["attributes"][0]["positions"][0]["claims"][0]
    assert claim["id"].startswith("C")
    assert {report["id"] for report in told["reports"]} == {"a", "b"}
    assert all(len(report["document"]) == 64 for report in told["reports"])


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_show_makes_pages(run, stocked, form):
    assert "Birnin Magaji" in run("show", incident(run), "--format", form).stdout


def test_an_unknown_incident_is_told(run, stocked):
    assert "no incident Inowhere" in run("show", "Inowhere", code=1).stderr


def test_reading_where_there_is_no_ledger_makes_none(run, tmp_path):
    assert "no ledger here" in run("incidents", code=1).stderr
    assert not (tmp_path / "ledger.db").exists()
