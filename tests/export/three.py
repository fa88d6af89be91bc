"""Three invented incidents in real places, put together by hand so that no model's reading moves the expected files."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from deconflict.gather.documents import RawDocument
from deconflict.ledger.ledger import Ledger
from deconflict.model import Attribution, Claim, Mention, Modality, Part, Reading, Report, SourceKind, Span
from deconflict.values import Actor, Count, Kind, Outcome, Place, Text, Time
from deconflict.values.place import Precision
from tests.ledgers import still

BIRNIN_MAGAJI = Place("Birnin Magaji", Precision.TOWN, "NG", "57", 10194293, 12.5592, 6.89459)
LAMU = Place("Lamu", Precision.ADMIN1, "KE", "30", 7667643, -2.22258, 40.77505, (-2.389, 40.438, -2.056, 41.112))
SAADA = Place("Şa‘dah", Precision.TOWN, "YE", "15", 71137, 16.94021, 43.76393)

ZAMFARA = "Boko Haram fighters killed 12 villagers in Birnin Magaji on 9 February 2025, police said. Two houses were burned."
ZAMFARA_AGAIN = "Boko Haram killed 30 people, among them 15 villagers, in Birnin Magaji on 9 February 2025, residents said."
COAST = "Al-Shabaab fighters attacked a Kenyan army convoy in Lamu between 3 and 5 March 2025, killing four soldiers. Seven attackers were shot dead."
STRIKE = "An air strike hit a garage in Saada overnight and injured at least two men, a medic said. Salma Idris, 34, was hurt by glass."


class Telling:
    """One report with one mention; claims are made from the words that carry them."""

    def __init__(self, report: Report, kind: str, anchor: str) -> None:
        self._report, self._claims = report, []
        self._kind, self._anchor = Kind(kind), self._span(anchor)
        self.says("kind", self._kind, anchor)

    def _span(self, words: str) -> Span:
        start = self._report.text.index(words)
        return Span(self._report.id, Part.TEXT, start, start + len(words))

    def says(self, attribute: str, value: Any, words: str, group: str | None = None, speaker: str | None = None) -> Telling:
        cited = ()
        if speaker is not None:
            cited = (Attribution(self._span(speaker), None, (self._span(words),), speaker, SourceKind.NAMED),)
        firm = Modality.REPORTED if speaker else Modality.ASSERTED
        self._claims.append(Claim(attribute, value, self._span(words), words, firm, cited, group))
        return self

    def reading(self) -> Reading:
        mention = Mention("e1", self._report.id, self._kind, self._anchor, claims=tuple(self._claims))
        return Reading(self._report, mentions=(mention,))


def readings() -> list[Reading]:
    return [_wire(), _local(), _coast(), _strike()]


def _wire() -> Reading:
    report = Report(
        "wire-1",
        ZAMFARA,
        "Boko Haram kills 12 in Zamfara",
        "Savanna Wire",
        "A. Writer",
        date(2025, 2, 10),
        "https://savannawire.example/12",
        "en",
    )
    told = Telling(report, "attack", "killed")
    told.says("date", Time(date(2025, 2, 9), date(2025, 2, 9)), "on 9 February 2025").says("place", BIRNIN_MAGAJI, "in Birnin Magaji")
    told.says("actor", Actor.parse("Boko Haram"), "Boko Haram fighters")
    told.says("killed", Count.exactly(12), "12 villagers", speaker="police").says(
        "killed", Count.exactly(12), "12 villagers", "villagers", "police"
    )
    return told.says(
        "damage", Text(frozenset({"hous", "burn"}), shown="Two houses were burned"), "Two houses were burned", "house"
    ).reading()


def _local() -> Reading:
    report = Report(
        "local-1",
        ZAMFARA_AGAIN,
        "=HYPERLINK(1)",
        "Zamfara Voice",
        None,
        datetime(2025, 2, 11, 6, 30, tzinfo=UTC),
        "javascript:alert(1)",
        "en",
    )
    told = Telling(report, "attack", "killed")
    told.says("date", Time(date(2025, 2, 9), date(2025, 2, 9)), "on 9 February 2025").says("place", BIRNIN_MAGAJI, "in Birnin Magaji")
    told.says("actor", Actor.parse("Boko Haram"), "Boko Haram")
    told.says("killed", Count.exactly(30), "30 people", speaker="residents")
    return told.says("killed", Count.exactly(15), "15 villagers", "villagers", "residents").reading()


def _coast() -> Reading:
    report = Report(
        "coast-1", COAST, "Convoy attacked on the coast", "Coast Courier", None, date(2025, 3, 6), "https://coast.example/7", "en"
    )
    told = Telling(report, "armed attack", "attacked")
    told.says("date", Time(date(2025, 3, 3), date(2025, 3, 5)), "between 3 and 5 March 2025").says("place", LAMU, "in Lamu")
    told.says("actor", Actor.parse("al-Shabaab"), "Al-Shabaab fighters")
    told.says("target", Text(frozenset({"kenyan", "army", "convoy"}), shown="a Kenyan army convoy"), "a Kenyan army convoy")
    told.says("killed", Count.exactly(11), "killing four soldiers. Seven attackers were shot dead")
    told.says("killed", Count.exactly(4), "four soldiers", "soldiers")
    return told.says("killed", Count.exactly(7), "Seven attackers", "attackers").reading()


def _strike() -> Reading:
    report = Report("strike-1", STRIKE, None, None, None, None, None, "en", origin="strike-1.txt")
    told = Telling(report, "air/drone strike", "air strike")
    told.says("date", Time(first=-1, last=0, opens=18.0, closes=32.0), "overnight").says("place", SAADA, "in Saada")
    told.says("actor", Actor.parse("gunmen"), "An")
    told.says("injured", Count.at_least(2), "at least two men", speaker="medic")
    told.says("outcome", Outcome("injured", Count.at_least(2), frozenset({"men"})), "at least two men", "2 men", "medic")
    return told.says("victim", Text(frozenset({"salma", "idris"}), shown="Salma Idris, 34"), "Salma Idris, 34", "injured").reading()


def stock(ledger: Ledger) -> Ledger:
    """The three incidents in a ledger."""
    told = readings()
    ledger.add(told, [RawDocument(reading.report.id, reading.report.id, "text", reading.report.text.encode()) for reading in told])
    return ledger


def open_three(where: Any) -> Ledger:
    return stock(Ledger.open(where, clock=still))
