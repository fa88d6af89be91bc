"""Line breaks in a text: those of a hard-wrapped paragraph mean nothing, those of a heading or a list end what stands before."""

from __future__ import annotations

import re

_NARROW, _WIDE = 40, 120
# Lines broken by hand run a little short of the full width.
_RAGGED = 0.85
_ITEM = re.compile(r"(?:[*•·▪◦]|[-–—]\s|\d{1,2}[.)]\s)")
_OPEN_END = ",;:–—-/&"


def wrap_width(text: str) -> int:
    """The width in code points to which a text's lines are wrapped; 0 where lines are paragraphs.

    One line in ten may be longer (a web address, say).
    """
    lengths = sorted(len(line.rstrip()) for line in text.splitlines() if line.strip())
    width = lengths[(len(lengths) - 1) * 9 // 10] if lengths else 0
    return width if _NARROW <= width <= _WIDE else 0


def is_soft(text: str, at: int, after: int, width: int) -> bool:
    """Whether the line break at an offset was made by wrapping: the first word of the next line had no room on the line before it."""
    following = text[after : after + 40]
    if not width or _ITEM.match(following):
        return False
    line = text[text.rfind("\n", 0, at) + 1 : at].rstrip()
    indented = text[at:after].lstrip("\r\n")
    first = following.split(maxsplit=1)[0] if following.strip() else ""
    return len(indented) < 2 and len(line) + 1 + len(first) > width * _RAGGED


def leaves_open(last: str, first: str, cased: bool) -> bool:
    """Whether a line breaks off in the middle: its last character is a comma or a colon, or the next line's first is in lower case."""
    return last in _OPEN_END or (cased and first.islower())
