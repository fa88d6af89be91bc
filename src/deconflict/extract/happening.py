"""Frames of one report that tell of one happening."""

from __future__ import annotations

from dataclasses import dataclass, field

from deconflict.extract.frames import Frame
from deconflict.values.kind import Kind

# Kinds that are named beside others and seldom what a happening is.
_GENERAL = frozenset({"violence", "attack", "killing", "threat", "looting/property destruction", "arrest", "protest"})


@dataclass(slots=True)
class Happening:
    """Frames put together; built up while a report is read, then turned into a Mention."""

    frames: list[Frame] = field(default_factory=list)
    background: bool = False

    @property
    def lead(self) -> Frame:
        """The first frame of a special kind, else the first."""
        return next((frame for frame in self.frames if frame.kind.name not in {"violence", "attack"}), self.frames[0])

    @property
    def kind(self) -> Kind:
        """The first special kind told; of general ones the first."""
        return next((frame.kind for frame in self.frames if frame.kind.name not in _GENERAL), self.lead.kind)

    @property
    def kinds(self) -> list[Kind]:
        """The kinds told, in order."""
        return [frame.kind for frame in self.frames]
