"""Downloads from the desk are exports: noted with who had what, whatever their role, and shown where exports are shown."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import pytest
from typer.testing import CliRunner

from deconflict.cli import app as program
from deconflict.ledger.answers import Filter
from deconflict.ledger.ledger import Ledger
from deconflict.web.people import Role
from tests.desks import client_of, desk_on
from tests.ledgers import still


@pytest.fixture
def client(own_ledger, tmp_path):
    with client_of(desk_on(own_ledger, tmp_path)) as made:
        yield made


@pytest.mark.parametrize("form", ["incidents.csv", "incidents.geojson", "incidents.json"])
def test_a_download_is_noted_with_its_filter_and_hash(client, own_ledger, form):
    body = client.get(f"/{form}?contested=1&since=2025-01-01").content
    (noted,) = own_ledger.exports()
    assert (noted.form, noted.target, noted.author, noted.incidents) == (form, "download", "Amina", 1)
    assert noted.asked == Filter(contested=True, since=date(2025, 1, 1))
    assert noted.hash == hashlib.sha256(body).hexdigest()
    assert noted.changes == own_ledger.changes(date(2000, 1, 1)).items[-1].number


def test_a_readers_download_counts_too(own_ledger, tmp_path):
    desk = desk_on(own_ledger, tmp_path).closed()
    token = desk.users.new_token("dashboard", Role.READER)
    with client_of(desk) as client:
        assert client.get("/incidents.csv").status_code == 401
        assert client.get("/incidents.csv", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert [export.author for export in own_ledger.exports()] == ["dashboard"]


def test_who_asks_every_minute_is_noted_when_the_answer_is_another(client, own_ledger):
    for query in ("", "", "?contested=1", "?contested=1"):
        client.get(f"/incidents.json{query}")
    assert [export.asked for export in own_ledger.exports()] == [Filter(), Filter(contested=True)]
    client.get("/incidents.csv")
    client.get("/incidents.csv")
    assert len(own_ledger.exports()) == 4


def test_what_was_not_understood_is_no_export(client, own_ledger):
    assert client.get("/incidents.csv?since=soon").status_code == 422
    assert own_ledger.exports() == ()


def test_downloads_are_shown_beside_the_other_exports(client, own_ledger, tmp_path, monkeypatch):
    own_ledger.note_export("ucdp-ged", "/home/amina/ged.csv", Filter(country="NG"), 1, "0" * 64, "Amina")
    client.get("/incidents.geojson?contested=1")
    page = client.get("/exports").text
    assert page.index("incidents.geojson") < page.index("ucdp-ged")
    for words in ("downloaded", "contested", "to /home/amina/ged.csv", "country NG"):
        assert words in page
    told = client.get("/exports.json", params={"limit": 1}).json()
    assert [export["form"] for export in told["exports"]] == ["incidents.geojson"]
    assert [export["form"] for export in client.get("/exports.json", params={"before": told["next"]}).json()["exports"]] == ["ucdp-ged"]
    monkeypatch.setenv("DECONFLICT_LEDGER", str(tmp_path / "ledger.db"))
    told = CliRunner().invoke(program, ["exports"], catch_exceptions=False).stdout
    assert "downloaded" in told
    assert "/home/amina/ged.csv" in told


def test_no_line_breaks_in_a_day_of_a_headline(client):
    assert '<span class="day">2025-02-09</span>' in client.get("/").text


def test_no_exports_are_told_as_such(client):
    assert "Nothing was exported yet" in client.get("/exports").text


def test_a_ledger_that_cannot_be_written_is_downloaded_all_the_same(own_ledger, tmp_path):
    own_ledger.close()
    with Ledger.open(tmp_path / "ledger.db", read_only=True, clock=still) as closed, client_of(desk_on(closed, tmp_path)) as client:
        assert client.get("/incidents.csv").status_code == 200
        assert closed.exports() == ()
    (line,) = (tmp_path / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["what"] == "export not noted"
