"""What a source is by its own words: the name or description to call it by, and whether named, anonymous, official or an outlet."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise

from deconflict.extract.dictionary import lemmas
from deconflict.model import Passage, SourceKind, Span
from deconflict.resources import table

_WORD = re.compile(r"[^\W_]+(?:[-’'.][^\W_]+)*")
_ARTICLE = re.compile(r"^(?:the|a|an|but|and|while|meanwhile|however|another|other|both)\s+", re.I)
_PART = re.compile(
    r"\s*(?:[,;(]|\s[–—-]+\s|\s(?:who|which|whose|speaking|quoting|citing|quoted|in\s+(?:a|an|his|her|its|their)\b))\s*", re.I
)
_NAME = r"[A-Z][\w'’-]*[\w]"
_PARTICLE = r"(?:al|bin|ibn|bint|de|del|der|van|von|da|di|abu|el)"
_PERSON = re.compile(rf"(?<![\w’'-])(?:{_NAME}\.?\s+|[A-Z]\.\s*|{_PARTICLE}\s+)*{_NAME}$")
_AFTER_LINK = re.compile(r"\b(?:of|in|at|for|from|the|and|with|on|to|a|an|by|near|&)$", re.I)
_ORGANISED = re.compile(r"^(?:the|an?)\s", re.I)


@cache
def listed(name: str) -> frozenset[str]:
    """One list of source words in cues.toml."""
    return frozenset(table("cues")["sources"][name])


def kind_of(passage: Passage, source: Span | None) -> SourceKind:
    """The sort of a source; where nobody is named it is anonymous."""
    if source is None:
        return SourceKind.ANONYMOUS
    text = passage.quote(source)
    words = [word.lower() for word in _WORD.findall(text)]
    around = passage.text[source.start : source.end + 90].lower()
    if any(phrase in around for phrase in listed("unnamed")):
        return SourceKind.ANONYMOUS
    if _is_outlet(text, words):
        return SourceKind.OUTLET
    if _holds(words, "official"):
        return SourceKind.OFFICIAL
    return SourceKind.NAMED if _named(passage, source) and not _holds(words, "anonymous") else SourceKind.ANONYMOUS


def _holds(words: list[str], name: str) -> bool:
    """Whether any of the words, or any two in a row, stand in a list."""
    pairs = {f"{first} {second}" for first, second in pairwise(words)}
    return not listed(name).isdisjoint(words) or not listed(name).isdisjoint(pairs)


def _is_outlet(text: str, words: list[str]) -> bool:
    """Whether a source is a newspaper, broadcaster or agency, and not somebody's spokesman or official."""
    if not (listed("person").isdisjoint(words) and listed("body").isdisjoint(words)):
        return False
    cased = not text.islower() and not text.isupper()
    titled = {word.lower() for word in _WORD.findall(text) if word[0].isupper()} if cased else set(words[1:])
    return _holds(words, "outlet") or not listed("outlet_name").isdisjoint(titled)


def _named(passage: Passage, source: Span) -> bool:
    """Whether a name stands in the words of a source: a capital that is not that of a sentence's first word."""
    words = _WORD.findall(_ARTICLE.sub("", passage.quote(source)))
    before = passage.text[: source.start].rstrip(" ")[-1:]
    opens = before in {"", ".", "\n", "!", "?", '"', "”", "’"} and bool(words) and passage.quote(source).startswith(words[0])
    return any(word[0].isupper() for word in words[1 if opens and _common(words[0]) else 0 :])


def _common(word: str) -> bool:
    """Whether a word is one of the dictionary's common nouns, adjectives or verbs."""
    return not word.isupper() and not lemmas(word.lower()).keys().isdisjoint({"NOUN", "ADJ", "VERB"})


def speaker_of(passage: Passage, source: Span) -> str:
    """The source in a few words: a person's name with the rank, else the noun phrase without article and apposition."""
    return _speaker(passage.quote(source))


@lru_cache(maxsize=2048)
def _speaker(words: str) -> str:
    """The same of the words of a source, which are asked for by several finders."""
    text = re.sub(r"\s+", " ", words).strip(' ,.;:"“”')
    text = re.sub(r"^(?:reports?|a report|an article|sources?) (?:from|by|in|at) (?=[A-Zt])", "", text)
    parts = [part for part in _PART.split(text) if part.strip()] or [text]
    best = next((part for part in parts[1:3] if _is_person(part)), parts[0]) if not _is_person(_own_name(parts[0])) else parts[0]
    best = best if _ARTICLE.sub("", parts[0])[:1].islower() and _describes(parts[0]) else parts[0]
    return _ARTICLE.sub("", _own_name(best)).strip(" ,")


def _describes(part: str) -> bool:
    """Whether words tell a person's post, so that the name may follow ('an army spokesman, Col. X')."""
    return not listed("person").isdisjoint(word.lower() for word in _WORD.findall(part))


def _own_name(part: str) -> str:
    """The name at the end of a description ('Pentagon spokesman John Hale'), else the words themselves."""
    match = _PERSON.search(part)
    if match is None or match.start() == 0 or not _is_person(match.group()):
        return part
    lead = part[: match.start()].rstrip()
    return match.group() if lead.split()[-1].islower() and not _AFTER_LINK.search(lead) else part


def _is_person(part: str) -> bool:
    """Whether words look like a person's name: two to six capitalised ones and nothing else."""
    words = part.split()
    return 2 <= len(words) <= 6 and _PERSON.fullmatch(part) is not None and not part.isupper() and not _ORGANISED.match(part)
