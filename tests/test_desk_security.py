"""What the desk withstands: hostile texts and requests, forms from elsewhere, strangers, the hasty and the large."""

from __future__ import annotations

import json
import stat
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from deconflict.ledger import tables
from deconflict.ledger.ledger import Ledger
from deconflict.model import Reading, Report, Span
from deconflict.read.sentences import split_sentences
from deconflict.web.desk import Settings
from deconflict.web.guard import POLICY
from deconflict.web.limits import Limits
from deconflict.web.login import inside
from deconflict.web.pages import safe_link
from deconflict.web.people import Role, UnusableUsers, Users
from deconflict.web.sessions import Sessions
from tests.desks import client_of, desk_on, first_incident, token_in
from tests.ledgers import read, still

SCRIPT = "<script>alert(1)</script>"
OVERRIDE = "\u202e"
HOSTILE = f'{SCRIPT}<img src=x onerror=alert(1)> {OVERRIDE}gnp.exe \x00 \ud800 &lt;b&gt; {{{{ 7*7 }}}} " onmouseover="alert(1)'
TEXT = "Gunmen killed 12 villagers in Birnin Magaji on Sunday, police said. {}"


@pytest.fixture
def ledger(tmp_path):
    with Ledger.open(tmp_path / "ledger.db", clock=still) as opened:
        yield opened


@pytest.fixture
def open_desk(own_ledger, tmp_path):
    with client_of(desk_on(own_ledger, tmp_path)) as made:
        yield made


@pytest.fixture
def closed_desk(own_ledger, tmp_path):
    desk = desk_on(own_ledger, tmp_path).closed()
    desk.users.set_password("Rose", "a long password", Role.READER)
    desk.users.set_password("Emil", "another password", Role.EDITOR)
    with client_of(desk) as made:
        yield made


def hostile_reading(id: str = "../../etc/passwd?<b>") -> Reading:
    made = read("x", TEXT.format("It was over soon."), title="Gunmen kill 12")
    clean = HOSTILE.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
    report = Report(
        id, f"{made.report.text} {clean}", clean, clean, clean, made.report.published, "javascript:alert(1)", "en", clean, (clean,)
    )
    moved = json.loads(json.dumps(id))
    return _under(made, replace(report, id=moved))


def _under(made: Reading, report: Report) -> Reading:
    """A reading's findings under another report of the same text."""

    def moved(value):
        if isinstance(value, Span):
            return replace(value, report=report.id)
        if isinstance(value, tuple):
            return tuple(moved(item) for item in value)
        if hasattr(value, "__dataclass_fields__") and any(
            name in value.__dataclass_fields__ for name in ("span", "anchor", "source", "claims")
        ):
            changes = {
                name: moved(getattr(value, name)) for name in value.__dataclass_fields__ if name not in {"value", "place", "time", "kind"}
            }
            return replace(value, **(changes | ({"report": report.id} if "report" in changes else {})))
        return value

    return Reading(
        report,
        split_sentences(report.passage()),
        *(moved(getattr(made, name)) for name in ("entities", "places", "times", "attributions", "statements", "mentions")),
    )


def every_page(client) -> list[str]:
    id = first_incident(client)
    told = client.get(f"/incidents/{id}.json").json()
    key = told["reports"][0]["content"][:16]
    claim = told["incidents"][0]["attributes"][0]["positions"][0]["claims"][0]["id"]
    return [
        "/",
        "/changes",
        "/judgements",
        "/search?q=gunmen",
        f"/incidents/{id}",
        f"/reports/{key}",
        f"/compare?first={key}&second={key}",
        f"/incidents/{id}/claims/{claim}",
    ]


def test_hostile_titles_outlets_and_texts_are_shown_as_text_on_every_page(ledger, tmp_path):
    ledger.add([hostile_reading()])
    with client_of(desk_on(ledger, tmp_path)) as client:
        for path in every_page(client):
            page = client.get(path)
            assert page.status_code == 200, path
            assert "<script>alert" not in page.text, path
            assert "<img src=x" not in page.text, path
            assert 'href="javascript' not in page.text, path
            assert '" onmouseover="' not in page.text, path
            assert "49" not in page.text.split("7*7")[0][-20:], path
        feed = client.get("/incidents.atom")
        assert "<script>" not in feed.text
        assert OVERRIDE not in client.get("/").text.replace("<bdi>", "").split("</header>")[0]


def test_hostile_words_stand_in_isolation_so_that_they_turn_nothing_around_them(ledger, tmp_path):
    ledger.add([hostile_reading()])
    with client_of(desk_on(ledger, tmp_path)) as client:
        page = client.get(every_page(client)[5]).text
        before = page.split("</head>")[1].split(OVERRIDE)[0]
        assert before.rfind("<bdi>") > before.rfind("</bdi>") or before.rfind('dir="auto"') > before.rfind("</h1>")
        assert 'bdi, [dir="auto"] { unicode-bidi: isolate; }' in client.get("/static/desk.css").text


def test_a_paragraph_of_five_megabytes_comes_in_parts(ledger, tmp_path):
    ledger.add([read("long", TEXT.format("It was over soon."))])
    with ledger._store.writing() as connection:
        connection.execute(update(tables.reports).values(text=tables.reports.c.text + " and more" * 600_000))
    with client_of(desk_on(ledger, tmp_path)) as client:
        for path in every_page(client):
            page = client.get(path)
            assert page.status_code == 200, path
            assert len(page.content) < 400_000, path
        key = client.get(f"/incidents/{first_incident(client)}.json").json()["reports"][0]["content"][:16]
        assert "characters 60,001 to 120,000" in client.get(f"/reports/{key}?from=60000").text


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py", "/static/..%2f..%2fapp.py", "/static/%2e%2e/app.py", "/reports/..%2f..%2fetc%2fpasswd", "/incidents/..%2f..%2fetc", "/incidents/%00",
        "/incidents/I%27%20OR%201=1--", "/incidents/" + "I" * 4000, "/reports/deadbeefdeadbeef", "/compare?first=../../x&second=y", "/incidents/Ix/claims/C%00",
    ],
)  # fmt: skip
def test_forged_addresses_find_nothing(open_desk, path):
    answer = open_desk.get(path)
    assert answer.status_code in {400, 404, 422}
    assert "import" not in answer.text


@pytest.mark.parametrize("words", ["\x00", "' OR 1=1 --", '"', '"unclosed', "*", "NEAR(", "a AND", "(" * 200, "\u202e", "%", "\ud83d"])
def test_forged_searches_harm_nothing(open_desk, words):
    coded = words.encode("utf-8", "surrogatepass")
    for path in ("/search", "/", "/incidents.json", "/incidents.csv", "/incidents.atom"):
        assert open_desk.get(path, params={"q": coded}).status_code in {200, 422}


def test_nothing_but_its_own_content_may_run_or_load(open_desk):
    for path in ("/", "/incidents.json", "/static/desk.js", "/nowhere", "/incidents.csv"):
        headers = open_desk.get(path).headers
        assert headers["content-security-policy"] == POLICY
        assert headers["x-content-type-options"] == "nosniff"
    assert "unsafe" not in POLICY
    page = open_desk.get("/").text
    assert " onclick=" not in page
    assert " style=" not in page
    assert "<script>" not in page


def test_another_host_name_is_refused(open_desk):
    assert open_desk.get("/", headers={"Host": "evil.example"}).status_code == 421
    assert open_desk.get("/", headers={"Host": "localhost:8321"}).status_code == 200


def test_what_is_too_large_is_refused(open_desk):
    token = token_in(open_desk.get("/").text)
    assert open_desk.post("/judge", data={"token": token, "kind": "note", "words": "x" * 70_000}).status_code == 413
    assert open_desk.get("/?q=" + "x" * 9000).status_code == 414

    def endless():
        for _ in range(40):
            yield b"x" * 4096

    assert open_desk.post("/judge", content=endless(), headers={"content-type": "application/x-www-form-urlencoded"}).status_code in {
        400,
        413,
    }


def test_a_form_from_elsewhere_is_refused_and_noted(open_desk, tmp_path):
    token = token_in(open_desk.get("/").text)
    id = first_incident(open_desk)
    form = {"kind": "note", "first": id, "words": "seen"}
    assert open_desk.post("/judge", data=form).status_code == 403
    assert open_desk.post("/judge", data=form | {"token": "0" * 64}).status_code == 403
    assert open_desk.post("/judge", data=form | {"token": token}, headers={"Origin": "http://evil.example"}).status_code == 403
    assert open_desk.post("/judge", data=form | {"token": token}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert open_desk.post("/judgements.json", json={"kind": "note", "first": id, "words": "seen"}).status_code == 403
    assert open_desk.get("/judgements.json").json()["judgements"] == []
    assert (tmp_path / "audit.jsonl").read_text().count("form from elsewhere") == 5
    assert open_desk.post("/judge", data=form | {"token": token}, follow_redirects=False).status_code == 303


def log_in(client, name: str, password: str):
    token = token_in(client.get("/login").text)
    return client.post("/login", data={"name": name, "password": password, "token": token, "to": "/changes"}, follow_redirects=False)


def test_strangers_see_nothing_but_the_login(closed_desk):
    assert (
        closed_desk.get("/changes?since=2025-01-01", follow_redirects=False).headers["location"]
        == "/login?to=%2Fchanges%3Fsince%3D2025-01-01"
    )
    for path in ("/incidents.json", "/incidents.csv", "/map.json", "/incidents.atom", "/events"):
        assert closed_desk.get(path, headers={"accept": "application/json"}).status_code == 401, path


def test_readers_look_and_editors_judge(closed_desk):
    assert log_in(closed_desk, "Rose", "a long password").headers["location"] == "/changes"
    page = closed_desk.get(f"/incidents/{first_incident(closed_desk)}").text
    assert "/judge?kind=" not in page
    assert closed_desk.get("/judge?kind=undo").status_code == 403
    form = {"kind": "note", "first": first_incident(closed_desk), "words": "seen", "token": token_in(page)}
    assert closed_desk.post("/judge", data=form).status_code == 403
    closed_desk.post("/logout", data={"token": token_in(page)})
    assert closed_desk.get("/", follow_redirects=False).status_code == 303
    log_in(closed_desk, "Emil", "another password")
    page = closed_desk.get("/").text
    assert closed_desk.post("/judge", data=form | {"token": token_in(page)}, follow_redirects=False).status_code == 303
    assert closed_desk.get("/judgements.json").json()["judgements"][0]["author"] == "Emil"


def test_wrong_passwords_are_refused_noted_and_slowed_down(closed_desk, tmp_path):
    answers = [log_in(closed_desk, "Emil", "guess").status_code for _ in range(7)]
    assert answers[0] == 401
    assert answers[-1] == 429
    assert log_in(closed_desk, "Emil", "another password").status_code == 429
    lines = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text().splitlines()]
    assert {line["what"] for line in lines} == {"login refused"}
    assert stat.S_IMODE((tmp_path / "audit.jsonl").stat().st_mode) == 0o600


def test_a_login_gives_another_cookie_than_the_visit_before(closed_desk):
    closed_desk.get("/login")
    before = closed_desk.cookies["desk"]
    log_in(closed_desk, "Emil", "another password")
    assert closed_desk.cookies["desk"] != before


def test_programs_bear_a_token(own_ledger, tmp_path):
    desk = desk_on(own_ledger, tmp_path).closed()
    reading, editing = desk.users.new_token("dashboard", Role.READER), desk.users.new_token("importer", Role.EDITOR)
    with client_of(desk) as client:

        def bearing(token):
            return {"Authorization": f"Bearer {token}"}

        id = client.get("/incidents.json", headers=bearing(reading)).json()["incidents"][0]["id"]
        assert client.get("/incidents.json", headers=bearing("guess")).status_code == 401
        wish = {"kind": "note", "first": id, "words": "seen by a program"}
        assert client.post("/judgements.json", json=wish, headers=bearing(reading)).status_code == 403
        assert client.post("/judgements.json", json=wish, headers=bearing(editing)).json()["author"] == "importer"


def test_the_hasty_wait(ledger, tmp_path):
    with client_of(desk_on(ledger, tmp_path, Settings("Amina", rate=0.001, burst=3))) as client:
        statuses = [client.get("/keys").status_code for _ in range(5)]
        assert statuses == [200, 200, 200, 429, 429]
        assert client.get("/static/desk.css").status_code == 200


def test_cookies_go_over_https_only_where_a_proxy_speaks_it(ledger, tmp_path):
    with client_of(desk_on(ledger, tmp_path, Settings("Amina", https=True))) as client:
        cookie = client.get("/").headers["set-cookie"]
        assert "Secure" in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie


def test_a_password_is_kept_as_a_hash_in_a_file_of_ones_own(tmp_path):
    users = Users(tmp_path / "people" / "users.json")
    users.set_password("Emil", "another password", Role.EDITOR)
    kept = (tmp_path / "people" / "users.json").read_text()
    assert "another password" not in kept
    assert "$argon2id$" in kept
    assert stat.S_IMODE((tmp_path / "people" / "users.json").stat().st_mode) == 0o600
    again = Users(tmp_path / "people" / "users.json")
    assert again.by_password("Emil", "another password") is not None
    assert again.by_password("Emil", "guess") is None
    assert again.by_password("Nobody", "guess") is None
    assert again.remove("Emil")
    assert again.person("Emil") is None


def test_a_broken_file_of_users_is_told(tmp_path):
    (tmp_path / "users.json").write_text("[]")
    with pytest.raises(UnusableUsers):
        Users(tmp_path / "users.json")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//evil.example",
        " https://a.example",
        "https://",
        "file:///etc/passwd",
        "http://[",
        None,
        "",
    ],
)
def test_only_web_addresses_become_links(url):
    assert safe_link(url) is None


def test_web_addresses_become_links():
    assert safe_link("https://a.example/x?y=1") == "https://a.example/x?y=1"


@pytest.mark.parametrize(
    ("target", "way"),
    [("/changes", "/changes"), ("//evil.example", "/"), ("/\\evil.example", "/"), ("https://evil.example", "/"), ("/a\r\nb", "/")],
)
def test_a_login_leads_nowhere_else(target, way):
    assert inside(target) == way


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_token_belongs_to_one_cookie(first, second):
    sessions = Sessions(still, b"secret")
    assert sessions.holds(first, sessions.token(first)) if first.isascii() else True
    if first.isascii() and second.isascii() and first != second:
        assert not sessions.holds(second, sessions.token(first))


def test_a_session_ends():
    moments = [still()]
    sessions = Sessions(lambda: moments[-1])
    cookie = sessions.log_in("Emil")
    assert sessions.name(cookie) == "Emil"
    moments.append(moments[-1].replace(day=7))
    assert sessions.name(cookie) is None
    assert sessions.name("forged") is None


def test_a_bucket_fills_again():
    ticks = [0.0]
    limits = Limits(1.0, 2, lambda: ticks[-1], most=2)
    assert [limits.wait("a"), limits.wait("a")] == [0.0, 0.0]
    assert limits.wait("a") == pytest.approx(1.0)
    ticks.append(1.5)
    assert limits.wait("a") == 0.0
    assert [limits.wait(key) for key in "bcd"] == [0.0, 0.0, 0.0]
