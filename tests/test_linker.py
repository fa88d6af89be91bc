"""Reports linked one by one: the order does not matter, judgements come first, and every join and split can be explained. All incidents are invented."""

from __future__ import annotations

from itertools import permutations

import pytest

from deconflict.link.blocking import keys_of, questions
from deconflict.link.grouping import Grouping
from deconflict.link.incidents import link_readings
from deconflict.link.linker import Linker
from deconflict.link.memory import MemoryShelf
from deconflict.link.pair import weigh
from deconflict.link.profile import profile
from deconflict.link.shelf import Pairing, Told
from deconflict.link.told import main_mention
from deconflict.link.why import compare_reports
from deconflict.reconcile.reconcile import reconcile
from deconflict.show.record import record_json
from deconflict.show.why import comparison_json

MARKET = (
    "Shells hit the vegetable market in Kutum, in Sudan's North Darfur state, on Monday, killing nine traders, the emergency room said."
)
MARKET_LATER = "The dead of Monday's shelling of the market in Kutum, North Darfur, now number fourteen, the emergency room said. Thirty are in hospital."
MARKET_NEXT_DAY = (
    "Shells hit the vegetable market in Kutum, in Sudan's North Darfur state, on Tuesday, killing six traders, the emergency room said."
)
CHURCH = "Gunmen killed four worshippers in a church in Djibo, Burkina Faso, on Monday, the army said."
SHOOTING = "A gunman shot dead the trader Issa Konate at his stall in Bobo-Dioulasso, Burkina Faso, on Friday evening, the police said."
TRIAL = (
    "A court in Bobo-Dioulasso sentenced a man to life in prison on Thursday for the murder of Issa Konate, a trader who was shot dead at his stall. "
    "The prosecutor had asked for thirty years."
)


@pytest.fixture
def reports(read):
    return [
        read(MARKET, "m1", "2025-03-04"),
        read(MARKET_LATER, "m2", "2025-03-06"),
        read(MARKET_NEXT_DAY, "m3", "2025-03-05"),
        read(CHURCH, "c1", "2025-03-04"),
    ]


def mains(shelf, readings):
    """The incident of each report's main mention."""
    found = {}
    for reading in readings:
        for number, held in shelf.profiles(shelf.told_in(reading.report.id)).items():
            if held.main:
                found[reading.report.id] = shelf.incidents([number])[number]
    return found


def groups(shelf, readings):
    found = {}
    for report, incident in mains(shelf, readings).items():
        found.setdefault(incident, set()).add(report)
    return sorted(map(sorted, found.values()))


def linked(readings, pairings=()):
    shelf = MemoryShelf({reading.report.id: reading for reading in readings}.get, pairings)
    linker = Linker(shelf)
    changes = [linker.add(reading) for reading in readings]
    return shelf, linker, changes


def test_two_attacks_on_one_market_on_successive_days_stay_two_and_a_later_toll_joins_its_own(reports):
    shelf, _, _ = linked(reports)
    assert groups(shelf, reports) == [["c1"], ["m1", "m2"], ["m3"]]


def test_the_order_of_arrival_does_not_matter(reports):
    assert {str(groups(linked(order)[0], reports)) for order in permutations(reports)} == {str([["c1"], ["m1", "m2"], ["m3"]])}


SERIES = "Drones dropped grenades on a bus station in Nikopol, in Ukraine's Dnipropetrovsk region, on {day}, killing {killed} people, the governor said."
REWRITTEN = "{killed} people died on {day} when a drone attacked the bus station of Nikopol in the Dnipropetrovsk region of Ukraine, the governor said."


def test_near_tolls_of_one_weapon_in_one_town_on_successive_days_stay_apart_in_any_order(read):
    days = {"Monday": ("2025-09-02", 2), "Tuesday": ("2025-09-03", 3), "Wednesday": ("2025-09-04", 2)}
    told = [
        read(text.format(day=day, killed=killed), f"{day}-{name}", published)
        for day, (published, killed) in days.items()
        for name, text in (("first", SERIES), ("second", REWRITTEN))
    ]
    expected = sorted([f"{day}-first", f"{day}-second"] for day in days)
    for order in (told, told[::-1], told[::2] + told[1::2], told[1::2] + told[::2]):
        assert groups(linked(order)[0], told) == expected


def test_an_incident_keeps_its_id_while_it_grows(reports):
    first = link_readings(reports[:1])
    shelf, _, changes = linked(reports)
    assert mains(shelf, reports)["m2"] == mains(shelf, reports)["m1"] == mains(first, reports[:1])["m1"]
    assert not any(before for change in changes for before, _ in change.moved.values())


def test_a_trial_months_later_joins_its_incident(read):
    readings = [read(SHOOTING, "shot", "2024-06-15"), read(TRIAL, "trial", "2025-02-07"), read(CHURCH, "church", "2025-03-04")]
    assert groups(linked(readings)[0], readings) == [["church"], ["shot", "trial"]]


FUNERAL = "Mourners in Bobo-Dioulasso buried the trader Issa Konate on Monday, three days after a gunman shot him dead at his stall."
ANNIVERSARY = (
    "A year after the trader Issa Konate was shot dead at his stall in Bobo-Dioulasso, Burkina Faso, his family lit candles on Sunday."
)


def test_follow_ups_join_their_incident_months_and_a_year_later_in_any_order(read):
    told = [
        read(SHOOTING, "shot", "2024-06-15"), read(FUNERAL, "funeral", "2024-06-18"), read(TRIAL, "trial", "2025-02-07"),
        read(ANNIVERSARY, "year", "2025-06-16"),
    ]  # fmt: skip
    for order in (told, told[::-1]):
        assert groups(linked(order)[0], told) == [["funeral", "shot", "trial", "year"]]


def test_a_withdrawn_report_leaves_its_incident(reports):
    shelf, linker, _ = linked(reports)
    linker.withdraw("m1")
    assert groups(shelf, reports) == [["c1"], ["m2"], ["m3"]]
    linker.add(reports[0])
    assert groups(shelf, reports) == [["c1"], ["m1", "m2"], ["m3"]]


def test_what_no_longer_hangs_together_no_longer_shares_an_id(reports):
    pairings = [Pairing(Told("m1"), Told("c1"), True), Pairing(Told("c1"), Told("m3"), True)]
    shelf, linker, _ = linked(reports, pairings)
    assert groups(shelf, reports) == [["c1", "m1", "m3"], ["m2"]]
    linker.withdraw("c1")
    rest = [reading for reading in reports if reading.report.id != "c1"]
    assert groups(shelf, rest) == [["m1", "m2"], ["m3"]]


def test_dated_and_undated_reports_find_each_other_in_either_order(read):
    dated, undated = read(MARKET, "dated", "2025-03-04"), read(MARKET.replace("on Monday, ", ""), "undated", None)
    for order in permutations([dated, undated]):
        assert groups(linked(order)[0], order) == [["dated", "undated"]]


def test_people_join_what_the_model_parts_and_part_what_it_joins(reports):
    same, differ = Pairing(Told("m1"), Told("m3"), True), Pairing(Told("m1"), Told("m2"), False)
    assert groups(linked(reports, [same])[0], reports)[1][:1] == ["m1"]
    assert mains(linked(reports, [same])[0], reports)["m1"] == mains(linked(reports, [same])[0], reports)["m3"]
    parted = mains(linked(reports, [differ])[0], reports)
    assert parted["m1"] != parted["m2"]


def test_of_judgements_that_contradict_the_later_stands_and_the_earlier_is_told(reports):
    pairings = [Pairing(Told("m1"), Told("c1"), True), Pairing(Told("m1"), Told("c1"), False)]
    shelf, _, changes = linked(reports, pairings)
    assert mains(shelf, reports)["m1"] != mains(shelf, reports)["c1"]
    assert pairings[0] in {item for change in changes for item in change.overruled}


def test_a_contradicting_number_costs_little(read):
    one, other = read(MARKET, "a", "2025-03-04"), read(MARKET.replace("nine traders", "forty traders"), "b", "2025-03-04")
    weighed = weigh(*(profile(reading, main_mention(reading), True) for reading in (one, other)), kin=False)
    assert weighed.exclusion is None
    assert weighed.probability > 0.9
    assert -1 < weighed.weights["figures apart"] < 0


def test_a_pair_weighs_the_same_both_ways(reports):
    seen = [profile(reading, main_mention(reading), True) for reading in reports]
    for a in seen:
        for b in seen:
            assert weigh(a, b, kin=False) == weigh(b, a, kin=False)


def test_a_background_incident_is_matched_to_the_one_that_was_known(read):
    text = (
        "Drones struck a fuel depot in Nyala, South Darfur, on Saturday, the governor said. "
        "On March 3, shells had killed nine traders at the market in Kutum, North Darfur."
    )
    readings = [read(MARKET, "m1", "2025-03-04"), read(text, "nyala", "2025-03-09")]
    record = reconcile(readings)
    known = dict(record.main_incident)["m1"]
    told = next(incident for incident in record.incidents if incident.id == known)
    assert told.reports == ("m1", "nyala")


def test_every_join_and_split_has_its_reasons(reports):
    plain = record_json(reconcile(reports))
    (joined,) = [incident for incident in plain["incidents"] if incident["reports"] == ["m1", "m2"]]
    (tie,) = joined["joins"]
    assert sorted(tie["reports"]) == ["m1", "m2"]
    assert any(reason["feature"] == "place" and "Kutum" in reason["words"] for reason in tie["reasons"])
    comparison = compare_reports(link_readings(reports), reports[0], reports[2])
    assert not comparison.joined
    answer = comparison_json(comparison, {reading.report.id: reading for reading in reports})
    assert answer["tie"]["reasons"][0]["feature"] == "days"
    assert "2025-03-03" in answer["tie"]["reasons"][0]["words"]


def test_groups_respect_what_excludes_and_count_copies_once():
    grouping = Grouping(
        range(4), lambda number: (str(number), ""), lambda number: "one" if number < 2 else str(number), lambda a, b: {a, b} == {2, 3}
    )
    grouping.join_likeliest({(0, 1): 0.9, (0, 2): 0.9, (1, 3): 0.8, (2, 3): 0.95}, least=0.5, unseen=lambda a, b: 0.02)
    assert sorted(grouping.groups()) == [[0, 1, 2], [3]]


def test_a_pair_that_nobody_looked_up_counts_by_what_it_says():
    def grouped(unseen):
        grouping = Grouping(range(3), lambda number: (str(number), ""), str, lambda a, b: False)
        grouping.join_likeliest({(0, 1): 0.99, (0, 2): 0.8}, least=0.4, unseen=unseen)
        return sorted(grouping.groups())

    assert grouped(lambda a, b: 0.02) == [[0, 1], [2]]
    assert grouped(lambda a, b: 0.9) == [[0, 1, 2]]


def test_what_reports_of_one_day_are_kept_under_lies_apart_from_what_others_years_away_are(read):
    """A ledger keeps keys in their order: a report of today must not have to read what is years old, except for what holds at any time."""
    readings = [read(told, name, f"{year}-03-05") for year in (2015, 2025) for name, told in ((f"m{year}", MARKET), (f"c{year}", CHURCH))]
    shelf, _, _ = linked(readings)
    kept = {
        reading.report.id: {key for held in shelf.profiles(shelf.told_in(reading.report.id)).values() for key in keys_of(held)}
        for reading in readings
    }
    early, late = kept["m2015"] | kept["c2015"], kept["m2025"] | kept["c2025"]
    dated = max(kept["m2015"] & kept["m2025"])  # what holds at any time stands before all that has a time
    early, late = ({key for key in keys if key > dated} for keys in (early, late))
    assert len(early) > 20
    assert max(early) < min(late)


@pytest.mark.parametrize("published", ["2025-03-05", None])
def test_keys_of_other_times_and_sorts_differ_in_the_part_that_a_shelf_in_memory_keeps(read, published):
    reading = read(MARKET, "m", published)
    shelf, _, _ = linked([reading])
    for held in shelf.profiles(shelf.told_in("m")).values():
        kept, asked = set(keys_of(held)), set(questions(held))
        assert kept & asked
        assert asked - kept
        assert not {key % 2**32 for key in kept} & {key % 2**32 for key in asked - kept}
