"""What an outlet changed in an article: passages that were replaced, added or taken out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# Sentences, roughly: enough to show where an article was touched.
_PIECES = re.compile(r"[^.!?\n]*(?:[.!?]+[\"”’)]*\s*|\n+|$)")
_MOST = 4000


@dataclass(frozen=True, slots=True)
class Change:
    """A passage as it was and as it is now; either may be empty."""

    was: str
    now: str


def changes_between(before: str, after: str) -> tuple[Change, ...]:
    """What has to be done to one text to get the other, passage by passage, in the order of the text."""
    old, new = _pieces(before), _pieces(after)
    if max(len(old), len(new)) > _MOST:
        return (Change(before, after),)
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return tuple(
        Change("".join(old[first:last]).strip(), "".join(new[begin:end]).strip())
        for tag, first, last, begin, end in steps
        if tag != "equal"
    )


def _pieces(text: str) -> list[str]:
    """A text in pieces that give it back when they are joined."""
    return [piece for piece in _PIECES.findall(text) if piece]
