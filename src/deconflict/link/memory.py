"""The shelf of one call or one process: everything in memory, in compact form."""

from __future__ import annotations

import zlib
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from deconflict.link.postings import Postings
from deconflict.link.profile import Profile
from deconflict.link.shelf import Kin, Pairing, Told
from deconflict.model import Reading

_OPEN = 2048


class MemoryShelf:
    """A ``Shelf`` that is forgotten with the process. ``recall`` gives back readings that were added; judgements are handed in."""

    def __init__(self, recall: Callable[[str], Reading | None], pairings: Iterable[Pairing] = ()) -> None:
        self._recall, self._pairings = recall, tuple(pairings)
        self._packed: list[bytes | None] = []
        self._open: dict[int, Profile] = {}
        self._told: dict[str, tuple[int, ...]] = {}
        self._keys = Postings()
        self._edges: dict[int, array[float]] = {}
        self._incident: array[int] = array("l")
        self._members: dict[int, tuple[int, ...]] = {}
        self._given = 0
        self._marks = Postings()
        self._reports: list[str | None] = []
        self._kin: dict[str, tuple[Kin, ...]] = {}
        self._line: dict[str, str] = {}
        self._lines: dict[str, tuple[str, ...]] = {}

    def put(self, profile: Profile, keys: Sequence[int]) -> int:
        """Keep a mention."""
        number = len(self._packed)
        self._packed.append(zlib.compress(profile.pack().encode()))
        self._told[profile.report] = (*self._told.get(profile.report, ()), number)
        self._incident.append(0)
        self._keys.add(keys, number)
        return number

    def profiles(self, numbers: Iterable[int]) -> dict[int, Profile]:
        """The profiles of some mentions."""
        return {number: self._profile(number, packed) for number in numbers if (packed := self._packed[number]) is not None}

    def _profile(self, number: int, packed: bytes) -> Profile:
        """One profile; the last opened are kept open."""
        if number not in self._open:
            if len(self._open) >= _OPEN:
                self._open.clear()
            self._open[number] = Profile.unpack(zlib.decompress(packed).decode())
        return self._open[number]

    def told_in(self, report: str) -> tuple[int, ...]:
        """The mentions of a report."""
        return self._told.get(report, ())

    def holding(self, keys: Sequence[int], most: int) -> dict[int, tuple[int, ...]]:
        """Which mentions hold each key."""
        return {key: tuple(number for number in held if self._packed[number] is not None) for key, held in self._keys.holders(keys, most)}

    def withdraw(self, report: str) -> None:
        """Forget a report."""
        for number in self._told.pop(report, ()):
            self._leave(number)
            self._packed[number] = None
            self._open.pop(number, None)
            for other in _pairs(self._edges.pop(number, array("d"))):
                kept = _pairs(self._edges[other])
                del kept[number]
                self._edges[other] = array("d", (part for pair in kept.items() for part in pair))
        for kin in self._kin.pop(report, ()):
            relative = kin.second if kin.first == report else kin.first
            self._kin[relative] = tuple(item for item in self._kin[relative] if report not in (item.first, item.second))
        self._leave_line(report)
        self._reports = [None if name == report else name for name in self._reports]

    def keep_edges(self, edges: Iterable[tuple[int, int, float]]) -> None:
        """Keep scored pairs."""
        for first, second, score in edges:
            for number, other in ((first, second), (second, first)):
                kept = {**_pairs(self._edges.get(number, array("d"))), other: score}
                self._edges[number] = array("d", (part for pair in kept.items() for part in pair))

    def edges(self, numbers: Iterable[int]) -> dict[int, dict[int, float]]:
        """The scored pairs in which some mentions stand."""
        return {number: _pairs(self._edges[number]) for number in numbers if number in self._edges}

    def incidents(self, numbers: Iterable[int]) -> dict[int, str]:
        """The incident of each mention."""
        return {number: f"I{self._incident[number]}" for number in numbers if self._incident[number]}

    def members(self, incidents: Iterable[str]) -> dict[str, tuple[int, ...]]:
        """The mentions of each incident."""
        return {incident: tuple(sorted(held)) for incident in incidents if (held := self._members.get(int(incident[1:])))}

    def all_incidents(self) -> dict[str, tuple[int, ...]]:
        """Every incident with its mentions."""
        return {f"I{id}": tuple(sorted(held)) for id, held in self._members.items()}

    def new_incident(self) -> str:
        """An id never given out before."""
        self._given += 1
        return f"I{self._given}"

    def regroup(self, incident_of: Mapping[int, str]) -> None:
        """Put mentions into incidents."""
        for number, incident in incident_of.items():
            self._leave(number)
            self._incident[number] = int(incident[1:])
            self._members[int(incident[1:])] = (*self._members.get(int(incident[1:]), ()), number)

    def _leave(self, number: int) -> None:
        """Take a mention out of its incident."""
        held = self._members.get(self._incident[number])
        if held is not None:
            self._members[self._incident[number]] = rest = tuple(other for other in held if other != number)
            if not rest:
                del self._members[self._incident[number]]
        self._incident[number] = 0

    def keep_marks(self, report: str, marks: Sequence[int]) -> None:
        """Keep a report's marks."""
        self._marks.add(marks, len(self._reports))
        self._reports.append(report)

    def sharing(self, marks: Sequence[int], most: int) -> dict[int, tuple[str, ...]]:
        """Which reports hold each mark."""
        return {
            mark: tuple(name for number in held if (name := self._reports[number]) is not None)
            for mark, held in self._marks.holders(marks, most)
        }

    def recall(self, report: str) -> Reading | None:
        """The reading of a report."""
        return self._recall(report)

    def keep_kin(self, kin: Iterable[Kin]) -> None:
        """Keep how reports are akin."""
        for item in kin:
            for report in (item.first, item.second):
                self._kin[report] = (*self._kin.get(report, ()), item)

    def kin(self, reports: Iterable[str]) -> dict[str, tuple[Kin, ...]]:
        """The kin of each report."""
        return {report: held for report in reports if (held := self._kin.get(report))}

    def lines(self, reports: Iterable[str]) -> dict[str, str]:
        """The line of each report."""
        return {report: self._line.get(report, report) for report in reports}

    def line_members(self, lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The reports of each line."""
        return {line: self._lines.get(line, (line,)) for line in lines}

    def set_lines(self, line_of: Mapping[str, str]) -> None:
        """Put reports into lines."""
        entering: dict[str, list[str]] = defaultdict(list)
        for report, line in line_of.items():
            self._leave_line(report)
            self._line[report] = line
            entering[line].append(report)
        for line, reports in entering.items():
            self._lines[line] = tuple(sorted({*self._lines.get(line, ()), *reports}))

    def _leave_line(self, report: str) -> None:
        """Take a report out of its line."""
        line = self._line.pop(report, None)
        if line is not None:
            rest = tuple(other for other in self._lines.pop(line) if other != report)
            if rest:
                self._lines[line] = rest

    def pairings(self, numbers: Iterable[int]) -> tuple[Pairing, ...]:
        """The judgements on some mentions."""
        if not self._pairings:
            return ()
        held = {item for number in numbers if (packed := self._packed[number]) for item in _names(self._profile(number, packed))}
        return tuple(pairing for pairing in self._pairings if pairing.first in held or pairing.second in held)


def _pairs(flat: array[float]) -> dict[int, float]:
    """Mention and score, mention and score, ... as a table."""
    return {int(flat[at]): flat[at + 1] for at in range(0, len(flat), 2)}


def _names(profile: Profile) -> tuple[Told, ...]:
    """The ways in which judgements can name a mention."""
    full = Told(profile.report, profile.mention)
    return (full, Told(profile.report)) if profile.main else (full,)
