"""What one sentence tells of a happening, before frames of one happening are put together."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from deconflict.model import Span, Stage
from deconflict.values.count import Count
from deconflict.values.kind import Kind


class Guard(StrEnum):
    """Why a frame is no happening of the report's own."""

    NONE = "none"
    BACKGROUND = "background"
    HYPOTHETICAL = "hypothetical"
    NEGATED = "negated"


@dataclass(frozen=True, slots=True)
class Filler:
    """Words that fill a role; ``seen`` by the encoder, or found by rules alone."""

    role: str
    span: Span
    seen: bool = False


@dataclass(frozen=True, slots=True)
class Harm:
    """People and what became of them. ``evidence`` covers the people and the word that tells of the harm.

    ``additional``: others than those told of before; ``toll``: a figure for the whole happening; ``part``: of some of its people only.
    """

    outcome: str
    people: Span
    evidence: Span
    count: Count
    group: str | None = None
    additional: bool = False
    toll: bool = False
    parts: tuple[tuple[str, Count, Span], ...] = ()
    descriptor: str = ""
    part: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """A trigger word with what its sentence says around it."""

    sentence: int
    anchor: Span
    kind: Kind
    phrase: int
    nominal: bool = False
    definite: bool = False
    distinct: bool = False
    plural: bool = False
    stage: Stage = Stage.ACCOMPLISHED
    guard: Guard = Guard.NONE
    fillers: tuple[Filler, ...] = ()
    harms: tuple[Harm, ...] = field(default=())

    @property
    def harm_only(self) -> bool:
        """Whether the frame is known only by the harm it tells of ('three people died')."""
        return bool(self.harms) and not self.fillers and self.kind.name == "violence"
