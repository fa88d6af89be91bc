"""Three incidents of examples/ as a person reads them: two reports of each, the main claims, every claim put on the report's very words.

No model reads here, so that the expected files hang on the formats alone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from deconflict.ledger.ledger import Ledger
from deconflict.ledger.sources import Source, read_sources
from deconflict.model import Reading
from deconflict.values import Actor, Count, Place, Text, Time
from deconflict.values.place import Precision
from tests.export.three import Telling
from tests.ledgers import still

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
EL_FULA = Place("Al-Fulah", Precision.TOWN, "SD", "62", 11003055, 11.71195, 28.3462)
LIWA = Place("Liwa", Precision.NEAR, "TD", "07", None, 13.85, 14.25)
TAME = Place("Tame", Precision.TOWN, "CO", "03", 3667478, 6.46065, -71.73618)


def day(year: int, month: int, number: int, **hours: float) -> Time:
    return Time(date(year, month, number), date(year, month, number), **hours)


def told(words: str) -> Text:
    return Text(frozenset(words.lower().split()), shown=words)


def _gulf_courier(source: Source) -> Telling:
    says = Telling(source.report, "air/drone strike", "struck").says
    says("date", day(2025, 10, 14), "on Tuesday")
    says("place", EL_FULA, "in El Fula")
    says(
        "actor",
        Actor("western salvation forces", "rebel", "Western Salvation Forces"),
        "the rebel Western Salvation Forces",
        speaker="Sudan's army",
    )
    says("killed", Count.exactly(9), "nine people", speaker="a local health official")
    says("killed", Count.exactly(2), "Two children", "children")
    return says("injured", Count.about(20), "around 20", speaker="a local health official")


def _kordofan_voice(source: Source) -> Telling:
    says = Telling(source.report, "air/drone strike", "struck").says
    says("date", day(2025, 10, 14), "a day earlier")
    says("place", EL_FULA, "in El Fula")
    says("killed", Count.exactly(11), "11 people who were killed")
    says("killed", Count.exactly(7), "Seven of them were women", "women")
    says("injured", Count.exactly(23), "23 wounded", speaker="Dr. Salwa Abdel Rahim")
    return says("damage", told("at least 14 stalls burned down"), "at least 14 stalls burned down", "stalls")


def _central_sahel_press(source: Source) -> Telling:
    says = Telling(source.report, "ambush", "ambushed").says
    says("date", day(2025, 11, 7, opens=18.0, closes=32.0), "overnight")
    says("place", LIWA, "near Liwa")
    says("target", told("an army patrol"), "an army patrol")
    says("killed", Count.exactly(6), "five soldiers and a civilian guide", speaker="two security sources")
    says("killed", Count.exactly(5), "five soldiers", "soldiers", "two security sources")
    says("killed", Count.exactly(1), "a civilian guide", "civilians", "two security sources")
    return says("missing", Count.exactly(4), "four soldiers were missing", "soldiers", "an officer in the provincial capital")


def _radio_rivage(source: Source) -> Telling:
    says = Telling(source.report, "attack", "an attack").says
    says("date", day(2025, 11, 8, opens=1.75, closes=2.25), "at about 2 a.m. on Saturday")
    says("place", LIWA, "near the lakeside town of Liwa")
    says("killed", Count.exactly(0), "no soldier had lost his life", "soldiers", "the ministry of defence")
    says("killed", Count.exactly(8), "eight of them were killed", "attackers", "the ministry of defence")
    return says("injured", Count.exactly(5), "Five soldiers were injured", "soldiers", "the ministry of defence")


def _el_cauce(source: Source) -> Telling:
    says = Telling(source.report, "remote explosive/landmine/ied", "blew up").says
    says("date", day(2025, 8, 21, opens=5.0, closes=5.5), "at 5:10 a.m.")
    says("place", TAME, "of Tame")
    says("actor", Actor("9th of june front", "rebel", "9th of June Front"), "the 9th of June Front", speaker="The governor")
    says("killed", Count.exactly(1), "one police officer", speaker="the governor's office")
    says("killed", Count.exactly(1), "one police officer", "police", "the governor's office")
    says("injured", Count.exactly(17), "17 other people", speaker="the governor's office")
    says("injured", Count.exactly(11), "11 of them civilians", "civilians", "the governor's office")
    says("victim", told("Sergeant Luis Eduardo Pineda, 34,"), "Sergeant Luis Eduardo Pineda, 34,", "killed")
    return says("damage", told("more than 40 houses"), "more than 40 houses", "houses")


def _radio_llano_abierto(source: Source) -> Telling:
    says = Telling(source.report, "remote explosive/landmine/ied", "exploded").says
    says("date", day(2025, 8, 21, closes=12.0), "early today")
    says("place", TAME, "in Tame")
    says("killed", Count.exactly(0), "Nobody was killed", speaker="police")
    says("injured", Count.exactly(14), "14 people", speaker="police")
    return says("injured", Count.exactly(6), "six officers", "police", "police")


_READ: dict[str, Any] = {
    "sudan-market/gulf-courier.html": _gulf_courier,
    "sudan-market/kordofan-voice.html": _kordofan_voice,
    "central-sahel-press": _central_sahel_press,
    "radio-rivage": _radio_rivage,
    "colombia-station/el-cauce.html": _el_cauce,
    "colombia-station/radio-llano-abierto.txt": _radio_llano_abierto,
}


def open_by_hand(where: Any) -> Ledger:
    """The three incidents in a ledger, the day of those that tell none given by the person; nothing tells of the folder that the files lie in."""
    given = read_sources([str(EXAMPLES)], published=date(2025, 8, 21))
    held = {source.report.id: source for source in given if isinstance(source, Source)}
    sources = [replace(held[id], report=replace(held[id].report, origin=f"examples: {id}")) for id in _READ]
    readings: list[Reading] = [_READ[source.report.id](source).reading() for source in sources]
    ledger = Ledger.open(where, clock=still)
    ledger.add(readings, [source.document for source in sources])
    return ledger
