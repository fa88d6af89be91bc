"""The ledger against coded files: headers, days, pairs, differences, and the command."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from deconflict.audit.assign import assign
from deconflict.audit.audit import audit
from deconflict.audit.compare import Limits, Ours, compare
from deconflict.audit.rows import country_of, read_coded, read_day
from deconflict.cli import app
from deconflict.errors import UnclearAudit
from deconflict.export.facts import Facts
from deconflict.export.formats import FORMATS
from deconflict.export.writing import tables_of, write_file, write_folder
from deconflict.ledger.answers import Filter
from tests.export.three import open_three


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    with open_three(tmp_path_factory.mktemp("three") / "ledger.db") as ledger:
        return [ledger.incident(head.id) for head in ledger.iterate(Filter(background=None))]


@pytest.fixture
def coded(tmp_path):
    def write(text: str, name: str = "mine.csv", **options):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return read_coded(file, **options)

    return write


OWN = """ref;Event Date;Town;Country;Lat;Lon;Perpetrator;Killed;Wounded
A1;2025-02-09;Birnin Magaji;Nigeria;12.55;6.90;Boko Haram;31;
A2;10 February 2025;Birnin Magaji;Nigeria;12.55;6.90;bandits;2;
A3;2025-03-04;Lamu;Kenya;;;al-Shabaab;11;
A4;2025-03-04;Marsabit;Kenya;2.33;37.99;cattle raiders;3;
A5;2021-03-04;Lamu;Kenya;;;;3;
"""


def test_pairs_are_one_to_one_and_the_rest_stands_on_its_side(three, coded):
    found = audit(map(Facts, three), coded(OWN).rows)
    assert {(pair.ours.facts.place.name, pair.theirs.id) for pair in found.both} == {("Birnin Magaji", "A1"), ("Lamu", "A3")}
    assert [ours.facts.place.name for ours, _ in found.only_here] == ["Şa‘dah"]
    assert [row.id for row, _ in found.only_there] == ["A2", "A4"]
    assert found.aside == 1


def test_what_is_left_over_says_what_came_nearest(three, coded):
    found = audit(map(Facts, three), coded(OWN).rows)
    near = {row.id: near for row, near in found.only_there}
    assert near["A2"].why in {"it goes better with another", "too little agrees"}


def test_numbers_that_differ_are_told_apart_from_those_within_a_range(three, coded):
    pairs = {pair.theirs.id: pair for pair in audit(map(Facts, three), coded(OWN).rows).both}
    told = {id: {item.field: (item.ours, item.theirs, item.verdict) for item in pair.differences} for id, pair in pairs.items()}
    assert told["A1"]["killed"] == ("30 (12 to 30)", "31", "differs")
    assert told["A1"]["date"][2] == "same"
    assert told["A3"]["killed"] == ("11", "11", "same")
    assert told["A3"]["date"] == ("2025-03-03 to 2025-03-05", "2025-03-04", "within")


def test_a_range_of_theirs_may_hold_ours(three, coded):
    rows = coded("date,place,country,killed_min,killed_max\n2025-03-04,Lamu,Kenya,9,12\n").rows
    (pair,) = audit(map(Facts, three), rows).both
    assert [(item.theirs, item.verdict) for item in pair.differences if item.field == "killed"] == [("9 to 12", "within")]


def test_reasons_say_why_two_are_one(three, coded):
    (pair,) = [pair for pair in audit(map(Facts, three), coded(OWN).rows).both if pair.theirs.id == "A1"]
    assert {reason.aspect: reason.words for reason in pair.reasons} == {
        "date": "same day", "place": "1 km apart", "actors": "Boko Haram = Boko Haram", "kind": "not known",
    }  # fmt: skip


def test_another_country_or_a_far_day_rules_two_out(three, coded):
    ours = next(Ours.of(Facts(entry)) for entry in three if entry.head.headline.startswith("Attack in Birnin"))
    rows = coded("date,town,country\n2025-02-09,Birnin Magaji,Niger\n2025-02-19,Birnin Magaji,Nigeria\n").rows
    assert [compare(ours, row, Limits()).words for row in rows] == ["another country", "10 days apart"]


@pytest.mark.parametrize("name", ["ucdp-ged", "acled-columns", "csv"])
def test_our_own_exports_come_back_as_the_same_incidents(three, tmp_path, name):
    write_file(three, FORMATS[name], tables_of(FORMATS[name], ["events"] if name != "csv" else ["incidents"])[0], tmp_path / "other.csv")
    coded = read_coded(tmp_path / "other.csv")
    assert coded.layout == {"ucdp-ged": "ucdp-ged", "acled-columns": "acled", "csv": "deconflict"}[name]
    found = audit(map(Facts, three), coded.rows)
    assert len(found.both) == len(coded.rows) == 2
    assert not found.only_there
    assert all(item.verdict == "same" for pair in found.both for item in pair.differences if item.field in {"killed", "place"})


def test_an_airwars_table_comes_back_with_its_ranges_of_civilians(three, tmp_path):
    write_folder(three, FORMATS["airwars"], tables_of(FORMATS["airwars"]), tmp_path)
    coded = read_coded(tmp_path / "incidents.csv")
    assert coded.layout == "airwars"
    found = audit(map(Facts, three), coded.rows)
    assert len(found.both) == 2
    assert ("civilians killed", "same") in {(item.field, item.verdict) for pair in found.both for item in pair.differences}


def test_the_point_of_an_area_is_no_place(coded):
    header = "id,date_start,date_end,where_prec,where_coordinates,adm_1,latitude,longitude,country,country_id,side_a,side_b,best,low,high\n"
    rows = coded(header + "1,2025-03-04 00:00:00.000,2025-03-04 00:00:00.000,4,Lamu,Lamu,-2.2,40.7,Kenya,501,A,B,3,2,4\n").rows
    assert rows[0].area
    assert rows[0].country == "KE"
    assert (rows[0].killed.low, rows[0].killed.best, rows[0].killed.high) == (2, 3, 4)


def test_bad_rows_are_told_by_line_and_cost_the_others_nothing(coded):
    found = coded("date,killed\n2025-02-30,1\n2025-02-03,2\n3/4/2025,1\n,5\n13/4/2025,many\n")
    assert [row.line for row in found.rows] == [3, 6]
    assert [problem.split(", line ")[1] for problem in found.problems] == [
        "2: '2025-02-30' is no day", "4: '3/4/2025' may be two days; say --day-first or --month-first", "5: no day",
    ]  # fmt: skip
    assert not found.rows[1].killed.told


@pytest.mark.parametrize(("words", "first", "day"), [
    ("2025-02-09", None, date(2025, 2, 9)), ("2025-02-09 00:00:00.000", None, date(2025, 2, 9)), ("09 February 2025", None, date(2025, 2, 9)),
    ("3/4/2025", True, date(2025, 4, 3)), ("3/4/2025", False, date(2025, 3, 4)), ("25.4.2025", None, date(2025, 4, 25)), ("4/25/2025", None, date(2025, 4, 25)),
    ("4/4/2025", None, date(2025, 4, 4)),
])  # fmt: skip
def test_days_as_people_write_them(words, first, day):
    assert read_day(words, first) == day


@pytest.mark.parametrize(
    ("name", "iso"), [("Yemen (North Yemen)", "YE"), ("Nigeria", "NG"), ("ke", "KE"), ("Nowhereland", None), ("", None)]
)
def test_countries_by_name(name, iso):
    assert country_of(name) == iso


def test_files_that_tell_of_no_days_are_told(coded, tmp_path):
    with pytest.raises(UnclearAudit, match="--map from=COLUMN"):
        coded("who,killed\nx,1\n")
    with pytest.raises(UnclearAudit, match="no column 'when'"):
        coded("who,killed\nx,1\n", mapped={"from": "when"})
    with pytest.raises(UnclearAudit, match="No such file"):
        read_coded(tmp_path / "none.csv")


def test_columns_can_be_mapped(coded):
    found = coded("tag,tote,ort\n2025-02-03,4,Lamu\n", mapped={"from": "tag", "killed": "tote", "places": "ort"})
    assert (found.rows[0].killed.best, found.rows[0].places) == (4, ("Lamu",))


def test_old_spreadsheets_are_read(tmp_path):
    (tmp_path / "old.csv").write_bytes("date,town,killed\n2025-02-03,Popayán,4\n".encode("cp1252"))
    assert read_coded(tmp_path / "old.csv").rows[0].places == ("Popayán",)


@given(st.dictionaries(st.tuples(st.integers(0, 6), st.integers(0, 6)), st.floats(0.01, 1), max_size=30))
def test_pairs_score_as_much_as_any_could(scores):
    from scipy.optimize import linear_sum_assignment

    found = assign(scores)
    assert len({a for a, _ in found}) == len({b for _, b in found}) == len(found)
    matrix = np.zeros((7, 7))
    for pair, score in scores.items():
        matrix[pair] = score
    best = matrix[linear_sum_assignment(matrix, maximize=True)].sum()
    assert sum(scores[pair] for pair in found) == pytest.approx(best)


@pytest.fixture
def run(tmp_path, monkeypatch):
    open_three(tmp_path / "ledger.db").close()
    monkeypatch.setenv("DECONFLICT_LEDGER", str(tmp_path / "ledger.db"))
    (tmp_path / "mine.csv").write_text(OWN)

    def one(*arguments: str, code: int = 0):
        outcome = CliRunner().invoke(app, ["audit", str(tmp_path / "mine.csv"), *arguments], catch_exceptions=False)
        assert outcome.exit_code == code, outcome.stderr
        return outcome

    return one


def test_the_command_tells_people(run):
    shown = run("--why").stdout
    for words in (
        "In both",
        "Only in the ledger",
        "Only in mine.csv",
        "2 in both, 1 only in the ledger, 2 only in mine.csv",
        "Boko Haram = Boko Haram",
    ):
        assert words in shown
    assert all(len(line) <= 80 for line in shown.splitlines())
    assert "taken as a file of your own" in run().stderr


def test_the_command_tells_programs(run):
    told = json.loads(run("--format", "json").stdout)
    assert {pair["row"]["id"] for pair in told["both"]} == {"A1", "A3"}
    assert all(0 <= pair["score"] <= 1 and pair["reasons"] for pair in told["both"])
    assert told["aside"] == 1


def test_filters_hold_for_both_sides(run):
    told = json.loads(run("--format", "json", "--in", "Kenya").stdout)
    assert {pair["row"]["id"] for pair in told["both"]} == {"A3"}
    assert [item["row"]["id"] for item in told["only_there"]] == ["A4"]
    assert not told["only_here"]


def test_a_wrong_map_is_told(run):
    assert "FIELD=COLUMN" in run("--map", "killed", code=1).stderr
    assert "no column" in run("--map", "killed=none", code=1).stderr
