"""What the desk's pages say: contradictions on the start page, who says what of an incident, a report with its margin, and the same as data."""

from __future__ import annotations

import csv
import io
import re
from xml.etree import ElementTree

import pytest

from deconflict.ledger.ledger import Ledger
from tests.desks import client_of, desk_on, first_incident, token_in
from tests.ledgers import still, villagers


@pytest.fixture(scope="module")
def client(shared_ledger, tmp_path_factory):
    with client_of(desk_on(shared_ledger, tmp_path_factory.mktemp("people"))) as made:
        yield made


@pytest.fixture(scope="module")
def attack(client):
    return first_incident(client, contested="1")


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_start_page_tells_who_contradicts_whom(client):
    words = plain(client.get("/").text)
    assert re.search(r"killed.*12.*Savanna Wire.*≠?.*30.*Gusau Post", words)
    assert "1 contested" in words


def test_a_filter_stands_in_the_address_and_narrows_list_timeline_and_map_alike(client):
    asked = {"in": "Nigeria", "killed": "5", "q": "villagers"}
    page = client.get("/", params=asked).text
    assert "Birnin Magaji" in page
    assert "Sloviansk" not in plain(page).split("More filters")[-1]
    assert len(client.get("/incidents.json", params=asked).json()["incidents"]) == 1
    shown = client.get("/map.json", params=asked).json()
    assert len(shown["incidents"]) + len(shown["areas"]) == 1
    assert sum(day["count"] for day in client.get("/timeline.json", params=asked).json()["days"]) == 1


def test_only_the_results_come_where_only_they_are_asked_for(client):
    part = client.get("/?in=NG", headers={"HX-Request": "true", "HX-Target": "results"}).text
    assert part.lstrip().startswith('<div id="results"')


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("since", "yesterweek"), ("kind", "xyzzy"), ("in", "Xyzzyland"), ("in", "Maiduguri"), ("near", "Xyzzyland"), ("near", "95,10"), ("km", "far"),
        ("killed", "-1"), ("contested", "maybe"),
    ],
)  # fmt: skip
def test_what_no_filter_can_mean_is_told_and_left_out(client, field, words):
    page = client.get("/", params={field: words})
    assert page.status_code == 200
    assert f"<b>{field}</b> was left out" in page.text
    answer = client.get("/incidents.json", params={field: words})
    assert answer.status_code == 422
    assert field in answer.json()["detail"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"near": "Gusau", "km": "400"}, 1), ({"near": "12.2,6.7", "km": "400"}, 1), ({"in": "Zamfara"}, 1), ({"in": "UA"}, 1),
        ({"kind": "attack"}, 2), ({"outlet": "Gusau Post"}, 1), ({"contested": "0"}, 1), ({"since": "2025-02-11"}, 1), ({"until": "2025-02-11"}, 1),
        ({"since": "9999d"}, 2), ({"background": "1"}, 2), ({"actor": "Boko Haram"}, 0),
    ],
)  # fmt: skip
def test_filters_mean_what_they_mean_on_the_command_line(client, asked, found):
    assert client.get("/incidents.json", params=asked).json()["total"] == found


def test_an_incident_shows_both_positions_with_their_words_and_what_differs(client, attack):
    page = client.get(f"/incidents/{attack}").text
    duels = page.split('id="contested"')[1].split('id="alone"')[0]
    assert "Savanna Wire" in duels
    assert "Gusau Post" in duels
    assert re.search(r'<mark class="claim[^>]*>[^<]*30|<mark class="claim differs">30', duels)
    assert '<span class="differs">residents' in duels


def test_an_incident_tells_what_one_source_alone_says(client, attack):
    alone = plain(client.get(f"/incidents/{attack}").text.split('id="alone"')[1].split('id="matrix"')[0])
    assert re.search(r"Only Gusau Post says .*30", alone)


def test_an_incident_draws_numbers_lines_and_the_toll_over_time(client, attack):
    page = client.get(f"/incidents/{attack}").text
    assert page.count('class="dot"') >= 6
    assert 'class="plot lineage"' in page
    assert "killed over time" in plain(page)
    assert "police" in page.split('id="speakers"')[1]


def test_every_cell_opens_its_evidence_in_context(client, attack):
    page = client.get(f"/incidents/{attack}").text
    links = set(re.findall(rf'class="cell" href="(/incidents/{attack}/claims/\w+)"', page))
    assert links
    for link in sorted(links)[:6]:
        evidence = client.get(link).text
        assert '<mark class="claim' in evidence
        assert "<html" in evidence
        assert "<html" not in client.get(link, headers={"HX-Request": "true"}).text


def test_a_report_marks_its_claims_and_tells_what_others_say(client, attack):
    key = client.get(f"/incidents/{attack}.json").json()["reports"][0]["content"][:16]
    page = client.get(f"/reports/{key}").text
    assert re.search(r'<mark class="f-toll hot"[^>]*>(<span[^>]*></span>)*[^<]*12', page)
    assert re.search(r"≠.*30.*Gusau Post", plain(page))
    assert "cites" in plain(page)
    told = client.get(f"/reports/{key}.json").json()
    assert told["text"][told["claims"][0]["start"] : told["claims"][0]["end"]]
    assert any(other["contradicts"] for claim in told["claims"] for other in claim["others"])


def test_a_report_is_found_by_its_id(client):
    assert client.get("/reports", params={"id": "a"}).url.path.startswith("/reports/")
    assert client.get("/reports", params={"id": "none"}).status_code == 404


def test_two_reports_stand_side_by_side(client, attack):
    first, second = (report["content"][:16] for report in client.get(f"/incidents/{attack}.json").json()["reports"][:2])
    page = client.get("/compare", params={"first": first, "second": second}).text
    assert '<mark class="claim differs">' in page or '<span class="differs">' in page
    row = client.get("/compare.json", params={"first": first, "second": second}).json()["rows"][0]
    assert row["first"]
    assert row["second"]
    assert row["likeness"] > 0.3


def test_search_finds_reports_by_their_words(client):
    page = client.get("/search", params={"q": "shells market"}).text
    assert "<mark class=claim>" in page
    assert client.get("/search.json", params={"q": "shells market"}).json()["hits"][0]["report"] == "d"
    assert "No report holds" in client.get("/search", params={"q": "xyzzy"}).text
    assert client.get("/search").status_code == 200


def test_changes_are_told_by_incident(client, attack):
    assert "now contested" in plain(client.get("/changes").text)
    assert "Nothing changed" in client.get("/changes?since=2027-01-01").text
    told = client.get("/changes.json", params={"limit": 2}).json()
    assert told["next"] == told["changes"][-1]["number"]
    assert client.get("/changes.json", params={"before": told["next"]}).json()["changes"]
    assert client.get(f"/incidents/{attack}/history.json").json()[0]["what"] == "new"


def test_a_filter_comes_as_csv_geojson_and_feed(client):
    rows = list(csv.DictReader(io.StringIO(client.get("/incidents.csv?contested=1").text)))
    assert [row["killed_best"] for row in rows] == ["14"]  # of what two origins told last, 14 and 30, the lower
    found = client.get("/incidents.geojson").json()
    assert {feature["type"] for feature in found["features"]} == {"Feature"}
    assert any(feature["properties"]["precision_km"] for feature in found["features"])
    feed = ElementTree.fromstring(client.get("/incidents.atom?contested=1").text)
    summary = feed.find("{*}entry/{*}summary")
    assert summary is not None
    assert "≠" in (summary.text or "")


def test_pages_are_sent_once_while_the_ledger_stays_as_it_is(client):
    first = client.get("/")
    assert client.get("/", headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert token_in(first.text) == token_in(client.get("/").text)


@pytest.mark.parametrize(
    "path", ["/nowhere", "/incidents/Inone", "/incidents/Inone.json", "/reports/00000000", "/reports/00000000.json", "/static/none.js"]
)
def test_what_is_not_there_is_said_so(client, path):
    assert client.get(path).status_code == 404


def test_an_empty_ledger_says_how_to_begin(tmp_path):
    with Ledger.open(tmp_path / "ledger.db", clock=still) as empty, client_of(desk_on(empty, tmp_path)) as asked:
        assert "deconflict add" in asked.get("/").text
        assert asked.get("/map.json").json() == {"clusters": [], "incidents": [], "areas": []}


def test_a_single_report_needs_no_comparison(tmp_path):
    with Ledger.open(tmp_path / "ledger.db", clock=still) as one, client_of(desk_on(one, tmp_path)) as asked:
        one.add([villagers("a", 12)])
        page = asked.get(f"/incidents/{first_incident(asked)}").text
        assert "One report" in page
        assert "No contradiction" not in page


def test_many_incidents_come_in_clusters(shared_ledger):
    from deconflict.ledger.answers import Filter
    from deconflict.ledger.overview import clusters_of

    world = clusters_of(shared_ledger, Filter(), (-90, -180, 90, 180), 60)
    assert sum(cluster.count for cluster in world) >= 1
    assert all(cluster.only for cluster in world if cluster.count == 1)
