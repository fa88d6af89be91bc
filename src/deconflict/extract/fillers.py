"""Who fills a role in what a report tells, decided over the whole report: a name counts by all its mentions together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import prod

from deconflict.extract.encoder import Tagging
from deconflict.extract.tagged import Tagged, tagged

_LEADING = re.compile(r"^(?:the|a|an|this|that|these|those|his|her|their|its)\s+", re.I)
_BRACKETED = re.compile(r"\s*[(\[]\s*([^()\[\]]{1,60}?)\s*[)\]]")
_LONGEST = 200
_ALONE = 0.7
"""What of a mention's chance counts by itself, so that several mentions make a role surer than one. Chosen on halves of MUC-4's development part."""
_PLAIN = re.compile(r"[^\w\s]|_")


@dataclass(frozen=True, slots=True)
class RoleFiller:
    """Somebody or something in a role: its fullest name, where it stands, and how probable all mentions together make it."""

    role: str
    name: str
    mentions: tuple[Tagged, ...]
    chance: float


def find_fillers(tagging: Tagging) -> tuple[RoleFiller, ...]:
    """The role fillers of a passage. What the model's folder says under ``decisions`` is how sure it has to be for each role."""
    decisions: Mapping[str, float] = tagging.heads.decisions
    found: dict[tuple[str, str], list[Tagged]] = defaultdict(list)
    for item in tagged(tagging, "role", decisions["role boost"]):
        found[item.label, plain(tagging.passage.quote(item.span))].append(item)
    fillers = [_filler(tagging, role, mentions) for (role, name), mentions in found.items() if name]
    told = tagging.answer("relevant") ** decisions["relevant power"]
    kept = [filler for filler in fillers if filler.chance * told >= decisions[filler.role]]
    return tuple(sorted(_merged(tagging.passage.text, kept), key=lambda filler: filler.mentions[0].span))


def plain(words: str) -> str:
    """Words without article, marks and case, as names are compared."""
    return " ".join(_PLAIN.sub(" ", _LEADING.sub("", words)).casefold().split())


def _filler(tagging: Tagging, role: str, mentions: Sequence[Tagged]) -> RoleFiller:
    """One name with all its mentions; each may be the one that tells of the role."""
    surest = max(mentions, key=lambda item: item.chance)
    chance = 1 - prod(1 - _ALONE * item.chance for item in mentions)
    return RoleFiller(role, tagging.passage.quote(surest.span), tuple(mentions), chance)


def _merged(text: str, fillers: Sequence[RoleFiller]) -> Iterator[RoleFiller]:
    """Names of one thing made one: a surname with the full name, initials with what they stand for."""
    left = sorted(fillers, key=lambda filler: (-len(filler.name), filler.mentions[0].span))
    while left:
        full = left.pop(0)
        same = [other for other in left if other.role == full.role and one_thing(text, full.name, other.name)]
        left = [other for other in left if other not in same]
        mentions = sorted((item for filler in (full, *same) for item in filler.mentions), key=lambda item: item.span)
        yield RoleFiller(full.role, full.name, tuple(mentions), max(filler.chance for filler in (full, *same)))


def one_thing(text: str, full: str, short: str) -> bool:
    """Whether a shorter name means the same as a longer one: its last words, or its initials, or set beside it in brackets."""
    long, words = plain(full).split(), plain(short).split()
    if not words or len(words) >= len(long):
        return False
    if long[-len(words) :] == words:
        return len(words) > 1 or not _is_common(words[0])
    if len(words) == 1 and any(inside == short.lower() and before.endswith(full.lower()) for before, inside in _bracketed(text)):
        return True
    initials = "".join(word[0] for word in long if word not in {"of", "the", "and", "for", "de", "la", "del", "y"})
    return len(words) == 1 and len(words[0]) >= 2 and words[0] == initials


@lru_cache(maxsize=4)
def _bracketed(text: str) -> tuple[tuple[str, str], ...]:
    """Each few words in brackets of a text, and what stands before the bracket; in small letters."""
    small = text.lower()
    return tuple((small[max(0, match.start() - _LONGEST) : match.start()], match[1]) for match in _BRACKETED.finditer(small))


def _is_common(word: str) -> bool:
    """Whether a word is a plain noun ('rifle', 'bridge') rather than a name."""
    from deconflict.extract.dictionary import lemmas  # noqa: PLC0415

    return "NOUN" in lemmas(word)
