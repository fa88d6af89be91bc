"""What holds of every value type: relation() is mirrored, SAME means equal, REFINES is a strict partial order, show() reads back."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deconflict.resources import table
from deconflict.values import Actor, Count, Kind, Outcome, Place, Relation, Scope, Text, Time, Value
from deconflict.values.actor_names import KINDS
from deconflict.values.place import Precision

GROUPS = st.sampled_from([None, None, "people", "civilians", "children", "soldiers", "army officers", "minutes"])
SCOPES = st.sampled_from([Scope.INCIDENT, Scope.INCIDENT, *Scope])


@st.composite
def counts(draw):
    number = draw(st.integers(0, 40) | st.integers(0, 3000))
    shapes = [
        Count.exactly,
        Count.at_least,
        Count.about,
        Count.nearly,
        Count.up_to,
        Count.below,
        lambda n: Count(n, None),
        lambda n: Count(n, n + number % 7),
    ]
    told = draw(st.sampled_from(shapes))(number)
    return Count(told.low, told.high, told.floor, draw(GROUPS), draw(SCOPES), told.told)


kinds = st.sampled_from(sorted(table("kinds"))).map(Kind)
descriptions = st.frozensets(
    st.sampled_from(["soldiers", "troops", "civilian", "translator", "interpreter", "policemen", "two-man"]), max_size=4
)
outcomes = st.builds(Outcome, st.sampled_from(sorted(table("outcomes")["states"])), counts(), descriptions)
WORDS = (
    "the hospital clinic damaged destroyed completely partly badly not denied claimed responsibility nine-storey five-storey building "
    "block house 63-year-old 36-year-old woman female man three five houses drones north south of opened closed bridge"
)
texts = st.lists(st.sampled_from(WORDS.split()), max_size=7).map(" ".join).map(Text.parse)
IDS = [id for kind in KINDS for id in table("actors")[kind]]
STATES = [f"{sort}_{iso}" for iso in table("states")["states"] for sort in ("state", "force", "police")]
NAMES = [
    "gunmen", "soldiers", "the militia", "jihadists", "security forces", "Palestinian gunmen", "Palestinian militants", "Colombian guerrillas", "armed men", "police", "Iraqi police",
    "Mr. Nobody", "Tuareg herders", "Democratic Defence Committee", "DDC", "bandits", "separatists",
]  # fmt: skip
SPEAKERS = ["Sean Parnell", "spokesman S. Parnell", "President Maria Lopez", "Col. Juan Lopez", "the defence ministry"]
actors = (
    st.sampled_from([*IDS, *STATES]).map(Actor.of)
    | st.sampled_from(["isis", "iswap", "farc", "emc", "force_US", "state_US", "us_navy", "coalition", "anti_isis", "hamas", "irgc"]).map(
        Actor.of
    )
    | st.sampled_from(NAMES).map(Actor.parse)
    | st.sampled_from(SPEAKERS).map(Actor.speaker)
)
PARTS = [(0.0, 24.0), *((float(opens), float(closes)) for opens, closes in table("times")["day_parts"].values())]
CLOCKS = st.tuples(st.integers(0, 95), st.integers(1, 95)).map(lambda quarters: (quarters[0] / 4, sum(quarters) / 4))
ABOUT = st.integers(0, 24 * 60 - 1).map(lambda minute: (minute // 60 + minute % 60 / 60, minute // 60 + minute % 60 / 60 + 1))
HOURS = st.sampled_from(PARTS) | CLOCKS | ABOUT


@st.composite
def times(draw):
    opens, closes = draw(HOURS)
    first, length = draw(st.integers(-9, 9)), draw(st.integers(0, 9))
    sort = draw(st.sampled_from(["calendar", "offset", "weekday", "month", "nothing"]))
    if sort == "calendar":
        start = date(2025, 6, 15) + timedelta(days=first)
        return Time(start, start + timedelta(days=length), opens=opens, closes=closes)
    if sort == "offset":
        return Time(first=first, last=first + length, opens=opens, closes=closes)
    if sort == "weekday":
        return Time(weekday=draw(st.integers(0, 6)), opens=opens, closes=closes)
    return Time(month=draw(st.integers(1, 12)) if sort == "month" else None, opens=opens, closes=closes)


PLACES = [
    Place("Syria", Precision.COUNTRY, "SY"),
    Place("Iraq", Precision.COUNTRY, "IQ"),
    Place("Deir ez-Zor", Precision.ADMIN1, "SY", "07"),
    Place("Homs", Precision.ADMIN1, "SY", "11"),
    Place("eastern Syria", Precision.SECTOR, "SY", box=(32.3, 38.5, 37.3, 42.4)),
    Place("Palmyra", Precision.TOWN, "SY", "11", 163808, 34.55, 38.27),
    Place("Mayadin", Precision.TOWN, "SY", "07", 167357, 35.02, 40.45),
    Place("near Mayadin", Precision.NEAR, "SY", "07", 167357, 35.02, 40.45),
    Place("the market", Precision.SITE, "SY", "07", None, 35.02, 40.45, None, ("mayadin",)),
    Place("Somewhere", Precision.UNKNOWN),
    Place("central Iraq", Precision.SECTOR, "IQ", lat=33.2, lon=43.6, box=(30.7, 40.8, 35.7, 46.5)),
    Place("Kursk Oblast", Precision.ADMIN1, "RU", "41", 3, 51.7, 36.2),
    Place("Malam Fatuwa", Precision.UNKNOWN, "NG", "27"),
    Place("Malam Fatuwa", Precision.UNKNOWN),
]
TYPES = {
    "count": counts(),
    "kind": kinds,
    "outcome": outcomes,
    "text": texts,
    "actor": actors,
    "time": times(),
    "place": st.sampled_from(PLACES),
}
SHOWN_AND_READ = {
    "count": (counts(), Count.parse),
    "kind": (kinds, Kind.parse),
    "outcome": (outcomes, Outcome.parse),
    "text": (texts, Text.parse),
    "time": (times(), Time.parse),
}


@pytest.mark.parametrize("name", TYPES)
@settings(max_examples=200)
@given(data=st.data())
def test_a_relation_is_mirrored_seen_from_the_other_side(name, data):
    a, b = data.draw(TYPES[name]), data.draw(TYPES[name])
    assert b.relation(a) is a.relation(b).mirror


@pytest.mark.parametrize("name", TYPES)
@settings(max_examples=200)
@given(data=st.data())
def test_same_holds_of_equal_values_and_no_others(name, data):
    a, b = data.draw(TYPES[name]), data.draw(TYPES[name])
    assert a.relation(a) is Relation.SAME
    assert (a.relation(b) is Relation.SAME) == (a == b)


@pytest.mark.parametrize("name", TYPES)
@settings(max_examples=100)
@given(data=st.data())
def test_what_refines_a_refinement_refines_the_whole(name, data):
    values = data.draw(st.lists(TYPES[name], min_size=3, max_size=7))
    refined = {(i, j) for i, j in product(range(len(values)), repeat=2) if values[i].relation(values[j]) is Relation.REFINES}
    for (i, j), (k, m) in product(refined, repeat=2):
        if j == k:
            assert (i, m) in refined, (values[i], values[j], values[m])


@pytest.mark.parametrize("name", SHOWN_AND_READ)
@settings(max_examples=200)
@given(data=st.data())
def test_what_is_shown_reads_back(name, data):
    values, parse = SHOWN_AND_READ[name]
    value = data.draw(values)
    assert parse(value.show()) == value


@pytest.mark.parametrize("name", TYPES)
@settings(max_examples=20)
@given(data=st.data())
def test_every_value_keeps_the_protocol_and_can_stand_in_a_set(name, data):
    value = data.draw(TYPES[name])
    assert isinstance(value, Value)
    assert value in {value}
