"""What linking must remember between calls: one small protocol, held in memory here and over a database in the ledger.

Every question is about a few reports, mentions or keys and has a bounded answer, so that the cost of adding a report does not grow with what is on the
shelf. Mentions are known by numbers that the shelf gives out; keys are non-negative integers below 2**63. Nothing on a shelf depends on a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from deconflict.link.profile import Profile
from deconflict.link.signature import Outline, Signature
from deconflict.model import Reading


@dataclass(frozen=True, slots=True)
class Told:
    """A mention from outside, as judgements name it: a report and its mention, or its main mention where that is None."""

    report: str
    mention: str | None = None


@dataclass(frozen=True, slots=True)
class Pairing:
    """What a person decided of two mentions: ``same`` joins them whatever the model says, otherwise they never meet in one incident.

    Who decided it, when and why is the ledger's. Where pairings contradict each other, the later one stands and ``Linker`` tells of it.
    """

    first: Told
    second: Told
    same: bool


@dataclass(frozen=True, slots=True)
class Kin:
    """How two reports are akin: ``sort`` is 'copy', 'part', 'rewrite' or 'quotes'; all but the last make them one line of reporting.

    ``first`` and ``second`` are in alphabetical order; ``shared`` is the share (0 to 1) of the shorter report's word pairs that stand in the other,
    ``longest`` the words in the longest run that they share.
    """

    first: str
    second: str
    sort: str
    shared: float
    longest: int


class Shelf(Protocol):
    """The memory of linking. A database implements it with indexed look-ups; all writes of one ``add`` belong in one transaction.

    What is asked for and is not there is left out of the answer; nothing here raises for that.
    """

    # Mentions and the keys by which they are found

    def put(self, profile: Profile, keys: Sequence[int]) -> int:
        """Keep a mention's profile (``Profile.pack()`` is its text, ``Profile.unpack`` reads it back) and its blocking keys (some twenty); its number."""
        ...

    def profiles(self, numbers: Iterable[int]) -> dict[int, Profile]:
        """The profiles of some mentions."""
        ...

    def told_in(self, report: str) -> tuple[int, ...]:
        """The mentions of a report, in ascending order."""
        ...

    def holding(self, keys: Sequence[int], most: int) -> dict[int, tuple[int, ...]]:
        """Which mentions hold each key, at most the ``most`` last put (keys already carry a time, so these are near in time)."""
        ...

    def withdraw(self, report: str) -> None:
        """Forget a report: its mentions with their keys, edges and incidents, its marks and kin. Judgements on it stay."""
        ...

    # Pairs that were scored

    def keep_edges(self, edges: Iterable[tuple[int, int, float]]) -> None:
        """Keep scored pairs (each given once, in either order, with the probability that the two are one happening)."""
        ...

    def edges(self, numbers: Iterable[int]) -> dict[int, dict[int, float]]:
        """The scored pairs in which some mentions stand: mention -> other mention -> probability, seen from both sides."""
        ...

    # Incidents

    def incidents(self, numbers: Iterable[int]) -> dict[int, str]:
        """The incident of each mention."""
        ...

    def members(self, incidents: Iterable[str]) -> dict[str, tuple[int, ...]]:
        """The mentions of each incident, in ascending order."""
        ...

    def new_incident(self) -> str:
        """An id for an incident that was never given out before."""
        ...

    def regroup(self, incident_of: Mapping[int, str]) -> None:
        """Put mentions into incidents; they leave the ones that they were in."""
        ...

    # Lineage

    def keep_signature(self, report: str, signature: Signature) -> None:
        """Keep a report's marks, a fixed sample, some fifty, of the hashes of its word pairs, and its outline."""
        ...

    def sharing(self, marks: Sequence[int], most: int) -> dict[int, tuple[int, ...]]:
        """Which reports hold each mark, at most the ``most`` last kept, by the shelf's own numbers for them."""
        ...

    def names(self, numbers: Iterable[int]) -> dict[int, str]:
        """The ids of reports by the shelf's own numbers."""
        ...

    def outlines(self, numbers: Iterable[int]) -> dict[int, Outline]:
        """What was kept of reports for the first look, by the shelf's own numbers; those of which nothing was kept are left out."""
        ...

    def recall(self, report: str) -> Reading | None:
        """The reading of a report that was added (a report of few candidates is compared in full); None where it is gone."""
        ...

    def keep_kin(self, kin: Iterable[Kin]) -> None:
        """Keep how reports are akin."""
        ...

    def kin(self, reports: Iterable[str]) -> dict[str, tuple[Kin, ...]]:
        """The kin of each report, from both sides."""
        ...

    def lines(self, reports: Iterable[str]) -> dict[str, str]:
        """The line of reporting of each report: the id of one of its reports. A report without kin is its own line."""
        ...

    def line_members(self, lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The reports of each line."""
        ...

    def set_lines(self, line_of: Mapping[str, str]) -> None:
        """Put reports into lines; they leave the ones that they were in."""
        ...

    # People's judgements

    def pairings(self, numbers: Iterable[int]) -> tuple[Pairing, ...]:
        """The standing judgements on some mentions, oldest first; those on a report as a whole count for its main mention."""
        ...
