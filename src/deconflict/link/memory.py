"""The shelf of one call or one process: everything in memory, in compact form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from deconflict.link.compact import Groups, ScoredPairs, Texts
from deconflict.link.postings import Postings
from deconflict.link.profile import Profile
from deconflict.link.shelf import Kin, Pairing, Told
from deconflict.link.signature import Outline, Signature
from deconflict.model import Reading

_OPEN = 1024


class MemoryShelf:
    """A ``Shelf`` that is forgotten with the process. ``recall`` gives back readings that were added; judgements are handed in."""

    def __init__(self, recall: Callable[[str], Reading | None], pairings: Iterable[Pairing] = ()) -> None:
        self._recall, self._pairings = recall, tuple(pairings)
        self._packed = Texts()
        self._open: dict[int, Profile] = {}
        self._told: dict[str, tuple[int, ...]] = {}
        self._keys = Postings()
        self._edges, self._incidents = ScoredPairs(), Groups()
        self._given = 0
        self._marks = Postings()
        self._reports: list[str | None] = []
        self._kin: dict[str, tuple[Kin, ...]] = {}
        self._line: dict[str, str] = {}
        self._lines: dict[str, tuple[str, ...]] = {}

    def put(self, profile: Profile, keys: Sequence[int]) -> int:
        """Keep a mention."""
        number = self._packed.add(profile.pack())
        self._told[profile.report] = (*self._told.get(profile.report, ()), number)
        self._keys.add(keys, number)
        return number

    def profiles(self, numbers: Iterable[int]) -> dict[int, Profile]:
        """The profiles of some mentions."""
        return {number: self._profile(number) for number in numbers if number in self._packed}

    def _profile(self, number: int) -> Profile:
        """One profile; the last opened are kept open."""
        if number not in self._open:
            if len(self._open) >= _OPEN:
                self._open.clear()
            self._open[number] = Profile.unpack(self._packed.get(number))
        return self._open[number]

    def told_in(self, report: str) -> tuple[int, ...]:
        """The mentions of a report."""
        return self._told.get(report, ())

    def holding(self, keys: Sequence[int], most: int) -> dict[int, tuple[int, ...]]:
        """Which mentions hold each key."""
        return {key: tuple(number for number in held if number in self._packed) for key, held in self._keys.holders(keys, most)}

    def withdraw(self, report: str) -> None:
        """Forget a report."""
        for number in self._told.pop(report, ()):
            self._incidents.leave(number)
            self._edges.forget(number)
            self._packed.drop(number)
            self._open.pop(number, None)
        for kin in self._kin.pop(report, ()):
            relative = kin.second if kin.first == report else kin.first
            self._kin[relative] = tuple(item for item in self._kin[relative] if report not in (item.first, item.second))
        self._leave_line(report)
        self._reports = [None if name == report else name for name in self._reports]

    def keep_edges(self, edges: Iterable[tuple[int, int, float]]) -> None:
        """Keep scored pairs."""
        for first, second, score in edges:
            self._edges.keep(first, second, score)

    def edges(self, numbers: Iterable[int]) -> dict[int, dict[int, float]]:
        """The scored pairs in which some mentions stand."""
        return {number: found for number in numbers if (found := self._edges.of(number))}

    def incidents(self, numbers: Iterable[int]) -> dict[int, str]:
        """The incident of each mention."""
        return {number: f"I{incident}" for number in numbers if (incident := self._incidents.of(number))}

    def members(self, incidents: Iterable[str]) -> dict[str, tuple[int, ...]]:
        """The mentions of each incident."""
        return {incident: held for incident in incidents if (held := self._incidents.members(int(incident[1:])))}

    def all_incidents(self) -> dict[str, tuple[int, ...]]:
        """Every incident with its mentions."""
        return {f"I{id}": held for id, held in self._incidents.all()}

    def new_incident(self) -> str:
        """An id never given out before."""
        self._given += 1
        return f"I{self._given}"

    def regroup(self, incident_of: Mapping[int, str]) -> None:
        """Put mentions into incidents."""
        for number, incident in incident_of.items():
            self._incidents.put(number, int(incident[1:]))

    def keep_signature(self, report: str, signature: Signature) -> None:
        """Keep a report's marks; its outline would take more room than all else, and spares little where readings are at hand."""
        self._marks.add(signature.marks, len(self._reports))
        self._reports.append(report)

    def sharing(self, marks: Sequence[int], most: int) -> dict[int, tuple[int, ...]]:
        """Which reports hold each mark that any holds."""
        found = (
            (mark, tuple(number for number in held if self._reports[number] is not None)) for mark, held in self._marks.holders(marks, most)
        )
        return {mark: reports for mark, reports in found if reports}

    def names(self, numbers: Iterable[int]) -> dict[int, str]:
        """The ids of reports."""
        return {number: name for number in numbers if (name := self._reports[number]) is not None}

    def outlines(self, numbers: Iterable[int]) -> dict[int, Outline]:
        """None: every candidate is compared in full."""
        return {}

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
        held = {item for number in numbers if number in self._packed for item in _names(self._profile(number))}
        return tuple(pairing for pairing in self._pairings if pairing.first in held or pairing.second in held)


def _names(profile: Profile) -> tuple[Told, ...]:
    """The ways in which judgements can name a mention."""
    full = Told(profile.report, profile.mention)
    return (full, Told(profile.report)) if profile.main else (full,)
