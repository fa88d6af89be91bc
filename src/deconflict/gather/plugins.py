"""Further kinds of input: small classes that other packages bring under the entry point ``deconflict.inputs`` (docs/gathering.md)."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from deconflict.errors import UnreadableInput
from deconflict.gather.documents import RawDocument

if TYPE_CHECKING:
    from deconflict.gather.web import Web

GROUP = "deconflict.inputs"


@runtime_checkable
class InputKind(Protocol):
    """A kind of input. ``name`` is what it is called in messages."""

    name: str

    def takes(self, name: str) -> bool:
        """Whether an input as a person typed it is of this kind; asked before all others, so it should be sure."""

    def gather(self, name: str, web: Web | None) -> Iterator[RawDocument | UnreadableInput]:
        """The raw documents that it holds, in any form; UnreadableInput is given or raised for what cannot be read. ``web``: see ``gather``."""


def input_kinds() -> tuple[tuple[InputKind, ...], tuple[UnreadableInput, ...]]:
    """The kinds that are installed, by name, and what is wrong with those that cannot be used."""
    kinds: list[InputKind] = []
    broken: list[UnreadableInput] = []
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        try:
            kind = entry.load()()
        except Exception as problem:  # a plug-in is not ours
            broken.append(UnreadableInput(f"plug-in {entry.name}", f"cannot be used: {type(problem).__name__}: {problem}"))
            continue
        if isinstance(kind, InputKind):
            kinds.append(kind)
        else:
            broken.append(UnreadableInput(f"plug-in {entry.name}", "has no name, takes() and gather()"))
    return tuple(kinds), tuple(broken)
