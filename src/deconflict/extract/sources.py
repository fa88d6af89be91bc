"""Who a source is: its fullest name in the report, and whether named, anonymous, official or an outlet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from deconflict.extract.sentence import Sentence
from deconflict.model import Attribution, Passage, SourceKind, Span
from deconflict.resources import table

_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_NAME = re.compile(r"(?:(?:[A-Z][\w'’-]*\.?|al-|de|del|van|von|bin|ibn)\s+)*[A-Z][\w'’-]+")
_PRONOUNS = frozenset({"he", "she", "they", "it", "who", "we", "i"})
_TRAIL = re.compile(r"^(?:the|a|an|but|and|while|meanwhile|however)\s+", re.I)


@cache
def _listed(name: str) -> frozenset[str]:
    """One list of source words in cues.toml."""
    return frozenset(table("cues")["sources"][name])


def kind_of(passage: Passage, source: Span | None) -> SourceKind:
    """The sort of a source; where nobody is named it is anonymous."""
    if source is None:
        return SourceKind.ANONYMOUS
    text = passage.quote(source)
    around = passage.text[source.start : source.end + 90].lower()
    words = [word.lower() for word in _WORD.findall(text)]
    if any(phrase in around for phrase in _listed("unnamed")):
        return SourceKind.ANONYMOUS
    if set(words) & _listed("outlet") and not set(words) & {"spokesman", "spokeswoman", "spokesperson", "official", "officials"}:
        return SourceKind.OUTLET
    if set(words) & _listed("official"):
        return SourceKind.OFFICIAL
    if _named(text) and not set(words) & _listed("anonymous"):
        return SourceKind.NAMED
    return SourceKind.ANONYMOUS if set(words) & _listed("anonymous") or not _named(text) else SourceKind.NAMED


def _named(text: str) -> bool:
    """Whether a name stands in the words of a source."""
    return any(word[0].isupper() for word in _WORD.findall(_TRAIL.sub("", text)))


def speaker_of(passage: Passage, source: Span) -> str:
    """The source in a few words: its name with a rank, else its noun phrase without the article."""
    text = re.sub(r"\s+", " ", passage.quote(source)).strip(" ,.")
    first = re.split(r",|\s(?:who|which|speaking|in a|of the)\s", text)[0]
    return _TRAIL.sub("", first).strip()


def resolve_speakers(sentences: Sequence[Sentence], found: Sequence[Attribution]) -> tuple[Attribution, ...]:
    """Each attribution with the fullest name of its speaker: 'he' and surnames alone are led back to whom they mean."""
    full: dict[str, str] = {}
    resolved: list[Attribution] = []
    last: Attribution | None = None
    for attribution in found:
        speaker = attribution.speaker or ""
        meant = attribution
        if speaker.lower() in _PRONOUNS:
            meant = replace(attribution, speaker=last.speaker, kind=last.kind) if last is not None else attribution
        elif speaker:
            known = full.get(_surname(speaker))
            if known is not None and len(speaker.split()) == 1:
                meant = replace(attribution, speaker=known)
            elif _NAME.search(speaker) and len(speaker.split()) > 1:
                full[_surname(speaker)] = speaker
            last = meant
        resolved.append(meant)
    return tuple(resolved)


def _surname(name: str) -> str:
    """The last word of a name, folded."""
    return name.rsplit(maxsplit=1)[-1].casefold()
