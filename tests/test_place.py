"""The algebra of places."""

from __future__ import annotations

from deconflict.values import Relation
from deconflict.values.place import Place, Precision

SYRIA = Place("Syria", Precision.COUNTRY, "SY", lat=35.0, lon=38.0, box=(32.3, 35.7, 37.3, 42.4))
EAST = Place("eastern Syria", Precision.SECTOR, "SY", lat=35.0, lon=40.5, box=(32.3, 38.7, 37.3, 42.4))
DEIR = Place("Deir ez-Zor", Precision.TOWN, "SY", "07", 1, 35.34, 40.14)
TADMUR = Place("Tadmur", Precision.TOWN, "SY", "11", 2, 34.56, 38.27)
IRAQ = Place("central Iraq", Precision.SECTOR, "IQ", lat=33.2, lon=43.6, box=(30.7, 40.8, 35.7, 46.5))
KURSK = Place("Kursk Oblast", Precision.ADMIN1, "RU", "41", 3, 51.7, 36.2)
BELGOROD = Place("Belgorod Oblast", Precision.ADMIN1, "RU", "09", 4, 50.6, 36.6)
MARKET = Place("Old Market", Precision.SITE, "SY", "07", None, 35.34, 40.14, inside=("deir ez-zor",))
NOWHERE = Place("Malam Fatuwa", Precision.UNKNOWN)
ELSEWHERE = Place("Malam Fatuwa", Precision.UNKNOWN, "NG", "27")
OTHER = Place("Kauwa", Precision.UNKNOWN)


def test_a_town_refines_its_sector_and_country():
    assert DEIR.relation(EAST) is Relation.REFINES
    assert DEIR.relation(SYRIA) is Relation.REFINES
    assert MARKET.relation(DEIR) is Relation.REFINES


def test_other_countries_and_divisions_conflict():
    assert IRAQ.relation(TADMUR) is Relation.CONFLICTS
    assert KURSK.relation(BELGOROD) is Relation.CONFLICTS
    assert DEIR.relation(TADMUR) is Relation.CONFLICTS


def test_a_sector_far_from_a_town_conflicts_with_it():
    west = Place("western Syria", Precision.SECTOR, "SY", lat=35.0, lon=36.5, box=(32.3, 35.7, 37.3, 38.0))
    assert west.relation(DEIR) is Relation.CONFLICTS


def test_a_place_on_no_map_conflicts_with_nothing():
    assert NOWHERE.relation(ELSEWHERE) is Relation.COMPATIBLE
    assert NOWHERE.relation(OTHER) is Relation.INCOMPARABLE


def test_neighbouring_towns_may_be_one():
    near = Place("Al Muhasan", Precision.TOWN, "SY", "07", 9, 35.24, 40.30)
    assert near.relation(DEIR) is Relation.COMPATIBLE
    assert (near.distance_km(DEIR) or 0) < 25
    assert DEIR.distance_km(NOWHERE) is None


def test_shown_with_what_it_lies_in():
    assert MARKET.show() == "Old Market, Deir Ez-Zor"
    assert Place("Mosul", Precision.NEAR, "IQ").show() == "near Mosul"
