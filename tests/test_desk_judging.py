"""Judging at the desk: a preview that leaves nothing behind, every kind of judgement, undo, and what cannot be judged; news as events; the command."""

from __future__ import annotations

import asyncio
import json
import socket
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from deconflict.cli import app as program
from deconflict.ledger.trial import Trial
from deconflict.web.live import _stream
from tests.desks import client_of, desk_on, first_incident, token_in
from tests.ledgers import everything, villagers


@pytest.fixture
def desk(own_ledger, tmp_path):
    return desk_on(own_ledger, tmp_path)


@pytest.fixture
def client(desk):
    with client_of(desk) as made:
        made.headers["X-Desk-Token"] = token_in(made.get("/").text)
        yield made


def judge(client, code: int = 201, **wish):
    answer = client.post("/judgements.json", json=wish)
    assert answer.status_code == code, answer.text
    return answer.json()


def attack(client) -> str:
    return first_incident(client, contested="1")


def killed(client, id: str):
    attributes = client.get(f"/incidents/{id}.json").json()["incidents"][0]["attributes"]
    return next(item for item in attributes if item["name"] == "killed" and item["group"] is None)


def test_a_preview_tells_what_would_change_and_leaves_everything_as_it_was(client, own_ledger):
    id, before = attack(client), everything(own_ledger)
    wish = {"kind": "value", "first": id, "attribute": "killed", "words": "13"}
    told = client.post("/judgements/preview.json", json=wish).json()["changes"]
    assert [(change["attribute"], change["what"]) for change in told] == [("killed", "value")]
    assert told[0]["after"].startswith("13")
    assert everything(own_ledger) == before


def test_what_a_preview_tells_is_what_comes(client, own_ledger):
    wish = {"kind": "differ", "first": "a", "second": "b", "because": "two villages"}
    told = client.post("/judgements/preview.json", json=wish).json()["changes"]
    last = client.get("/changes.json?limit=1").json()["changes"][0]["number"]
    judge(client, **wish)
    came = [change for change in client.get("/changes.json?limit=100").json()["changes"] if change["number"] > last]
    assert sorted(map(str, told)) == sorted(map(str, came))
    assert told


def test_a_value_is_set_and_undone(client):
    id = attack(client)
    before = killed(client, id)["best"]
    made = judge(client, kind="value", first=id, attribute="killed", words="13", because="the hospital's list")
    assert (killed(client, id)["best"], killed(client, id)["rule"]) == (13, "by a person")
    assert "the hospital" in client.get(f"/incidents/{id}").text
    judge(client, kind="undo", number=made["number"])
    assert killed(client, id)["best"] == before
    assert [item["standing"] for item in client.get("/judgements.json").json()["judgements"]] == [True, False]


def test_a_claim_read_wrongly_is_left_out(client):
    id = attack(client)
    claim = next(position["claims"][0]["id"] for position in killed(client, id)["positions"] if position["text"] == "30")
    judge(client, kind="wrong", claim=claim)
    assert "30" not in [position["text"] for position in killed(client, id)["positions"]]
    assert client.get(f"/incidents/{id}/claims/{claim}").status_code == 404


def test_two_incidents_are_made_one_and_the_old_address_leads_on(client):
    ids = [item["id"] for item in client.get("/incidents.json").json()["incidents"]]
    judge(client, kind="same", first=ids[0], second=ids[1])
    left = [item["id"] for item in client.get("/incidents.json").json()["incidents"]]
    gone = next(id for id in ids if id not in left)
    page = client.get(f"/incidents/{gone}")
    assert page.url.path == f"/incidents/{left[0]}"
    assert f"{gone} was merged into" in page.text


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"kind": "value", "first": "Inone", "attribute": "killed", "words": "3"}, 404), ({"kind": "note", "first": "", "words": "x"}, 422),
        ({"kind": "undo"}, 422), ({"kind": "undo", "number": 77}, 404), ({"kind": "wrong", "claim": "Cnone"}, 404), ({"kind": "bless"}, 422),
        ({"kind": "same", "first": "a", "second": "a"}, 422), ({"kind": "note", "first": "a", "words": "x", "author": "Mallory"}, 422),
    ],
)  # fmt: skip
def test_what_cannot_be_judged_is_told(client, wish, code):
    assert judge(client, code, **wish)["detail"]
    assert client.get("/judgements.json").json()["judgements"] == []


@pytest.mark.parametrize("kind", ["same", "differ", "wrong", "value", "note", "undo"])
def test_every_judgement_has_a_form_that_works_without_scripts(client, kind):
    page = client.get("/judge", params={"kind": kind, "incident": attack(client), "claim": "C1", "attribute": "killed"})
    assert page.status_code == 200
    assert ("<form" in page.text.split("<main")[1]) == (kind != "undo")


def test_forms_preview_judge_and_lead_back(client):
    id, token = attack(client), client.headers["X-Desk-Token"]
    form = {"token": token, "kind": "value", "first": id, "attribute": "killed", "words": "13", "back": id}
    assert "This would change" in client.post("/judge/preview", data=form).text
    assert "no number" in client.post("/judge/preview", data=form | {"words": "many"}).text
    assert client.post("/judge", data=form, follow_redirects=False).headers["location"] == f"/incidents/{id}"
    assert client.post("/judge", data=form | {"words": "14"}, headers={"HX-Request": "true"}).status_code == 204
    assert client.post("/judge", data=form | {"words": "many"}, headers={"HX-Request": "true"}).status_code == 422
    assert client.post("/judge", data=form | {"number": "x"}).status_code == 422
    page = client.get("/judgements").text
    assert "contradict each other" in page
    assert "Amina" in page


def test_judgements_are_noted(client, tmp_path):
    made = judge(client, kind="note", first=attack(client), words="seen")
    lines = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text().splitlines()]
    assert lines[-1] == {
        "at": lines[-1]["at"],
        "what": "judgement",
        "who": "Amina",
        "client": "testclient",
        "kind": "note",
        "number": made["number"],
    }


def test_a_trial_keeps_nothing(own_ledger):
    before = everything(own_ledger)
    trial = Trial(own_ledger)
    trial.add([villagers("z", 90, "elders", outlet="Elders' Gazette")])
    assert any(change.what == "grew" for change in trial.changed)
    assert everything(own_ledger) == before


def test_news_come_as_events(desk, own_ledger):
    async def heard() -> list[str]:
        state = SimpleNamespace(listeners=0, stopping=asyncio.Event())
        stream = _stream(SimpleNamespace(app=SimpleNamespace(state=state)), desk)  # type: ignore[arg-type]
        first = await anext(stream)
        own_ledger.add([villagers("n", 17, "nurses", "2025-02-13", "Radio Zamfara")])
        second = await asyncio.wait_for(anext(stream), 20)
        state.stopping.set()
        rest = [event async for event in stream]
        assert state.listeners == 0
        return [first, second, *rest]

    events = asyncio.run(heard())
    assert "event: mark" in events[0]
    told = json.loads(events[1].split("data: ")[1])
    assert told["reports"] == 1
    assert told["incidents"]


def test_only_so_many_windows_listen(client, desk):
    client.app.state.listeners = desk.settings.listeners
    assert client.get("/events").status_code == 429


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("DECONFLICT_LEDGER", str(tmp_path / "ledger.db"))
    monkeypatch.setenv("DECONFLICT_USERS", str(tmp_path / "users.json"))
    monkeypatch.setenv("COLUMNS", "80")

    def one(*arguments: str, code: int = 0, typed: str | None = None):
        outcome = CliRunner().invoke(program, [*arguments], input=typed, catch_exceptions=False)
        assert outcome.exit_code == code, outcome.stderr
        return outcome

    return one


def test_people_and_tokens_are_added_listed_and_removed(run):
    run("desk-users", "add", "Rose", "--role", "reader", typed="a long password\n")
    token = run("desk-users", "token", "dashboard").stdout.strip()
    assert len(token) >= 40
    assert run("desk-users", "list").stdout.splitlines() == ["Rose\tperson\treader", "dashboard\ttoken\treader"]
    run("desk-users", "remove", "Rose")
    assert "nobody named" in run("desk-users", "remove", "Rose", code=1).stderr
    assert "ten characters" in run("desk-users", "add", "Emil", typed="short\n", code=1).stderr
    assert "reader and editor" in run("desk-users", "token", "x", "--role", "owner", code=1).stderr


def test_a_broken_file_of_users_is_told(run, tmp_path):
    (tmp_path / "users.json").write_text("{}")
    assert "not a file of users" in run("desk-users", "list", code=1).stderr


def test_a_desk_that_others_can_reach_needs_users(run, own_ledger):
    assert "desk-users add" in run("serve", "--host", "0.0.0.0", "--port", "0", code=1).stderr


def test_a_port_that_is_taken_is_told(run, own_ledger):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert "give another with --port" in run("serve", "--port", str(taken.getsockname()[1]), code=1).stderr


def test_a_ledger_that_is_not_there_is_told(run):
    assert "no ledger here" in run("serve", "--ledger", "none.db", code=1).stderr


def test_serve_opens_the_desk_and_says_where(run, own_ledger, monkeypatch):
    import uvicorn

    served = []
    monkeypatch.setattr(uvicorn.Server, "run", lambda self, sockets: served.append((self.config.app, sockets[0].getsockname())))
    said = run("serve", "--port", "0").stderr
    assert f"http://127.0.0.1:{served[0][1][1]}/" in said
    assert served[0][0].state.desk.settings.open
    run("desk-users", "add", "Emil", typed="another password\n")
    assert "unencrypted" in run("serve", "--host", "0.0.0.0", "--port", "0", "--host-name", "Desk.example").stderr
    settings = served[1][0].state.desk.settings
    assert not settings.open
    assert "desk.example" in settings.hosts
