"""Patterns that are tried only where a word stands that may open them: to try them at every letter, as a search does, takes several times as long."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"(\w{1,3})\w*")
Starts = Mapping[str, Sequence[int]]
"""Where words begin, by what they open with: their first three letters, '0' for a number, and 'A' for any letter but a small plain one."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A pattern whose every match begins with a word that opens so."""

    openers: frozenset[str]
    pattern: re.Pattern[str]

    @classmethod
    def by(cls, openers: str, pattern: re.Pattern[str]) -> Opened:
        """From openers in one string."""
        return cls(frozenset(openers.split()), pattern)

    def finditer(self, text: str, starts: Starts) -> Iterator[re.Match[str]]:
        """The matches in a text in order, none inside another."""
        reached = 0
        for start in sorted({start for opener in self.openers for start in starts.get(opener, ())}):
            if start >= reached and (match := self.pattern.match(text, start)) is not None:
                reached = match.end()
                yield match


@dataclass(frozen=True, slots=True)
class Hinted:
    """A pattern that may open with any mark, searched for in texts only in which a hint of it stands."""

    hint: re.Pattern[str]
    pattern: re.Pattern[str]

    def finditer(self, text: str, starts: Starts) -> Iterator[re.Match[str]]:
        """The matches in a text in order, none inside another."""
        return self.pattern.finditer(text) if self.hint.search(text) else iter(())


@lru_cache(maxsize=2)
def starts_in(text: str) -> Starts:
    """Where the words of a text begin. Several finders ask for the same text, one after the other."""
    starts: defaultdict[str, list[int]] = defaultdict(list)
    for match in _WORD.finditer(text):
        opening, start = match[1], match.start()
        letter = opening[0]
        starts["0" if letter.isdecimal() else opening.lower()].append(start)
        if not ("a" <= letter <= "z" or letter == "_" or letter.isdecimal()):
            starts["A"].append(start)
    return starts
