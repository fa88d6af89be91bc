"""The commands as a person types them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from deconflict.cli import app

from .conftest import EXAMPLES

AMBUSH = sorted(str(path) for path in (EXAMPLES / "tillaberi-ambush").glob("*.txt"))


@pytest.fixture
def run(monkeypatch, tmp_path):
    monkeypatch.setattr("typer.get_app_dir", lambda name: str(tmp_path / "data"))
    runner = CliRunner()
    return lambda *arguments, stdin=None: runner.invoke(app, list(arguments), input=stdin)


def test_reconcile_prints_incidents_in_eighty_columns(run):
    result = run("reconcile", *AMBUSH)
    assert result.exit_code == 0
    assert "3 reports in 2 lines of reporting" in result.stdout
    assert "contested" in result.stdout
    assert max(len(line) for line in result.stdout.splitlines()) <= 80


def test_json_is_the_same_byte_for_byte_for_any_order_of_inputs(run):
    forward = run("reconcile", *AMBUSH, "--format", "json").stdout
    assert forward == run("reconcile", *reversed(AMBUSH), "--format", "json").stdout
    assert json.loads(forward)["version"] == 1


def test_ids_come_back_unchanged_and_offsets_point_into_the_given_text(run):
    text = "  Two soldiers were killed in Kabul on Monday, the army said.\n"
    line = json.dumps({"id": "x/1 ü", "text": text, "published": "2025-06-04"})
    record = json.loads(run("reconcile", "-", "--format", "json", stdin=line).stdout)
    assert record["reports"][0]["id"] == "x/1 ü"
    claims = [c for i in record["incidents"] for a in i["attributes"] for p in a["positions"] for c in p["claims"]]
    assert claims
    assert all(text[c["start"] : c["end"]] == c["quote"] for c in claims)


def test_read_gives_one_line_a_report_in_order(run, tmp_path):
    rows = [{"id": str(number), "text": f"{number} people were wounded in Kabul on Monday, police said."} for number in (7, 3, 5)]
    path = tmp_path / "reports.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    lines = [json.loads(line) for line in run("read", str(path), "--format", "jsonl").stdout.splitlines()]
    assert [line["id"] for line in lines] == ["7", "3", "5"]
    assert set(lines[0]) == {"id", "language", "sentences", "entities", "places", "times", "attributions", "events"}
    event = lines[0]["events"][0]
    assert set(event) == {"id", "kind", "stage", "background", "anchor", "arguments"}
    assert {"role": "injured", "count": {"low": 7, "high": 7}}.items() <= {
        **next(a for a in event["arguments"] if a["role"] == "injured")
    }.items()


def test_read_shows_a_report_to_people(run):
    result = run("read", AMBUSH[-1])
    assert "ambush" in result.stdout
    assert "Ibrahim Mahamane" in result.stdout


def test_published_stands_in_for_a_missing_date(run):
    record = json.loads(run("reconcile", AMBUSH[0], "--published", "2025-03-04", "--format", "json").stdout)
    assert record["reports"][0]["published"] == "2025-03-04"
    assert any(a["name"] == "date" and a["best"].startswith("2025-03-03") for i in record["incidents"] for a in i["attributes"])


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.txt", b"", "empty.txt: the file is empty"),
        ("binary.txt", bytes(range(256)) * 20, "binary.txt: "),
        ("broken.jsonl", b'{"id": "1", "text": "A man was killed in Kabul."}\n{"id": 2, "te\n', "broken.jsonl, line 2: "),
        ("textless.json", b'{"id": "1"}', "textless.json: "),
    ],
)
def test_a_bad_file_gets_one_line_and_the_others_are_read(run, tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)
    result = run("reconcile", str(path), AMBUSH[0], "--format", "json")
    assert result.exit_code == 0
    assert message in result.stderr
    assert "1 input could not be read" in result.stderr
    assert AMBUSH[0].rsplit("/", 1)[1] in result.stdout


def test_nothing_readable_exits_with_one(run, tmp_path):
    result = run("reconcile", str(tmp_path / "nowhere.txt"))
    assert result.exit_code == 1
    assert "nowhere.txt: no such file" in result.stderr
    assert result.stdout == ""


def test_the_same_id_with_other_words_is_an_error(run, tmp_path):
    path = tmp_path / "twice.jsonl"
    path.write_text('{"id": "1", "text": "A man was killed."}\n{"id": "1", "text": "A man was hurt."}\n', encoding="utf-8")
    result = run("reconcile", str(path))
    assert result.exit_code == 1
    assert "'1'" in result.stderr


def test_a_report_in_another_language_is_kept_and_flagged(run, tmp_path):
    path = tmp_path / "fr.txt"
    path.write_text(
        "Au moins douze personnes ont été tuées dimanche soir dans une attaque contre le village, selon les autorités locales.",
        encoding="utf-8",
    )
    record = json.loads(run("reconcile", str(path), "--format", "json").stdout)
    assert record["reports"][0]["language"] == "fr"
    assert record["reports"][0]["problems"]
    assert record["incidents"] == []


def test_a_wrong_date_option_is_told(run):
    result = run("reconcile", AMBUSH[0], "--published", "yesterday")
    assert result.exit_code == 1
    assert "--published yesterday" in result.stderr


def test_a_country_dump_is_added_and_used(run, tmp_path):
    row = "\t".join(
        [
            "1",
            "Qarat Zulm",
            "Qarat Zulm",
            "",
            "31.5",
            "65.8",
            "P",
            "PPL",
            "AF",
            "",
            "23",
            "",
            "",
            "",
            "900",
            "",
            "",
            "Asia/Kabul",
            "2020-01-01",
        ]
    )
    dump = tmp_path / "AF.txt"
    dump.write_text(f"{row}\nbroken\n", encoding="utf-8")
    result = run("gazetteer", "add", str(dump))
    assert result.exit_code == 0
    assert "1 places added, 1 lines left out" in result.stderr
    line = json.dumps({"id": "1", "text": "Three men were killed in Qarat Zulm in Afghanistan on Monday."})
    places = json.loads(run("read", "-", "--format", "jsonl", stdin=line).stdout)["places"]
    assert ("Qarat Zulm", 31.5) in {(place["name"], place["lat"]) for place in places}


@pytest.mark.parametrize(("content", "message"), [(None, "no such file"), ("one\ttwo\n", "no line of it is one of a GeoNames dump")])
def test_a_dump_that_cannot_be_read_is_told(run, tmp_path, content, message):
    dump = tmp_path / "AF.txt"
    if content is not None:
        dump.write_text(content, encoding="utf-8")
    result = run("gazetteer", "add", str(dump))
    assert result.exit_code == 1
    assert message in result.stderr


def test_the_program_starts_as_a_process_and_tells_its_version():
    done = subprocess.run(
        [sys.executable, "-c", "from deconflict.cli import main; main()", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("deconflict ")
