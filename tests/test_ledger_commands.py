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


def test_search_shows_words_claims_and_incidents(run, stocked):
    shown = run("search", "villagers").stdout
    assert incident(run) in shown
    assert "1 to 2 of 2 reports" in shown
    assert json.loads(run("search", "villagers", "--format", "json").stdout)["total"] == 2
    assert "no report holds these words" in run("search", "zeppelin").stdout


def test_history_and_changes_tell_what_became_of_an_incident(run, stocked):
    shown = run("history", incident(run)).stdout
    assert "because of report a" in shown
    assert "told by b too" in shown
    assert json.loads(run("history", incident(run), "--format", "json").stdout)[0]["what"] == "new"
    assert incident(run) in run("changes", "--since", "2d").stdout
    assert json.loads(run("changes", "--format", "json").stdout)["new"][0]["id"] == incident(run)
    assert "nothing changed" in run("changes", "--since", "2099-01-01").stdout
    assert "no incident" in run("history", "Inowhere", code=1).stderr


def test_judgements_are_taken_down_listed_and_undone(run, stocked):
    who = ("--author", "Amina")
    assert (
        "Amina: killed = 14, because a list of names"
        in run("judge", "value", incident(run), "killed", "14", "--because", "a list of names", *who).stdout
    )
    run("judge", "note", incident(run), "call the clinic", *who)
    assert "none of them is applied" in run("judge", "value", incident(run), "killed", "15", *who).stderr
    run("judge", "undo", "3", *who)
    run("judge", "differ", "a", "b", *who)
    claim = json.loads(run("show", incident(run), "--format", "json").stdout)["incidents"][0]["attributes"][0]["positions"][0]["claims"][0][
        "id"
    ]
    run("judge", "wrong", claim, *who)
    shown = run("judge", "list").stdout
    for words in ("call the clinic", "undoes 3", "are not the same", "is read wrongly"):
        assert words in shown.replace("\n", " ")
    assert len(json.loads(run("judge", "list", "--format", "json").stdout)["judgements"]) == 6
    assert "Judgements" in run("show", incident(run)).stdout
    assert "no such" not in run("judge", "same", "a", "nowhere", *who, code=1).stderr
    assert "all is well" in run("check").stderr


def test_keeping_commands(run, stocked, tmp_path):
    run("backup", str(tmp_path / "kept.db"))
    assert "2 reports restored" in run("restore", str(tmp_path / "kept.db"), "--ledger", str(tmp_path / "again.db")).stderr
    assert "reports" in run("stats").stdout
    assert json.loads(run("stats", "--format", "json").stdout)["reports"] == 2
    assert json.loads(run("check", "--format", "json").stdout) == []


def test_reread_lists_what_another_model_makes_of_it(run, stocked):
    assert "0 reports read again" in run("reread").stderr
    assert "2 reports read again, 0 otherwise" in run("reread", "--all", "--jobs", "1").stderr


def test_the_codebook_is_that_of_the_program(run):
    book = json.loads(run("codebook", "--format", "json").stdout)
    assert set(book["attributes"]) >= {"killed", "place", "statement"}
    assert book["kinds"]["bombing"]["under"] == "attack"
    assert book["rules"]["conservative"]
    shown = run("codebook").stdout
    assert "killed" in shown
    assert all(len(line) <= 80 for line in shown.splitlines())


def test_every_claim_has_a_type_that_the_codebook_names(read_examples):
    from deconflict.ledger.values import type_name
    from deconflict.resources import table

    told = {
        (claim.attribute, type_name(claim.value)) for reading in read_examples for mention in reading.mentions for claim in mention.claims
    }
    assert told <= {(name, row["type"]) for name, row in table("attributes").items()}


def test_why_compares_two_reports_of_the_ledger_by_id_hash_and_address(run, tmp_path):
    file = tmp_path / "reports.jsonl"
    told = [("a", "Sunday", 12), ("b", "Sunday", 30), ("c", "Monday", 12)]
    rows = [
        {
            "id": id,
            "published": "2025-02-11",
            "url": f"https://{id}.example/1",
            "text": BIRNIN_MAGAJI.format(killed, "police").replace("Sunday", day),
        }
        for id, day, killed in told
    ]
    file.write_text("\n".join(map(json.dumps, rows)))
    run("add", str(file), "--jobs", "1")
    assert "a and b: one incident" in run("why", "a", "b").stdout
    ledger = str(tmp_path / "ledger.db")
    apart = json.loads(run("why", "https://a.example/1", "https://c.example/1", "--ledger", ledger, "--format", "json").stdout)
    assert (apart["reports"], apart["same_incident"]) == (["a", "c"], False)
    assert apart["tie"]["reasons"][0]["feature"] == "days"
    assert len(set(apart["incidents"])) == 2
    key = json.loads(run("show", apart["incidents"][0], "--format", "json").stdout)["reports"][0]["document"]
    assert "one incident" in run("why", key[:12], "b", "--ledger", ledger).stdout
    assert "there is no report z" in run("why", "a", "z", code=1).stderr
    assert "name two" in run("why", "a", "--ledger", ledger, code=1).stderr


def test_why_tells_what_people_decided_between_two_reports(run, stocked):
    run("judge", "differ", "a", "b", "--author", "Amina", "--because", "two hamlets")
    words = run("why", "a", "b").stdout
    assert "a and b: two incidents" in words
    assert "Amina: a and b are not the same, because two hamlets" in words
    (judgement,) = json.loads(run("why", "a", "b", "--format", "json").stdout)["judgements"]
    assert (judgement["kind"], judgement["author"]) == ("differ", "Amina")
