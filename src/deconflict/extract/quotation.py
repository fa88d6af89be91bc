"""Quotations: stretches between quotation marks, whatever marks are used."""

from __future__ import annotations

import re

from deconflict.model import Passage, Span

# An apostrophe opens a quotation only before a word and after a space, and closes one only at a word's end.
_QUOTED = re.compile(
    r"(?=[“‘«\"'`])(?:"
    r"“(?P<double>[^“”]{1,1500})(?:”|(?=\n\s*\n\s*“)|\Z)|‘(?P<single>(?:[^‘’]|(?<=\w)’(?=\w)|(?<=s)’(?= \w))*?)’(?!\w)|«(?P<guillemet>[^«»]{1,1500})»"
    r"|(?<!\w)\"(?P<straight>[^\"]{1,1500})(?:\"(?!\w)|(?=\n\s*\n\s*\"\w))|(?<!\w)''(?P<two>.{1,1500}?)''|``(?P<tex>.{1,1500}?)'')",
    re.S,
)


def find_quotations(passage: Passage) -> tuple[Span, ...]:
    """The quotations of a passage, marks included, in order."""
    return tuple(
        passage.span(match.start(), match.end()) for match in _QUOTED.finditer(passage.text) if len(match.group().strip("\"“”‘’«»'` ")) > 1
    )
