"""Which language a text is in, and which languages can be read."""

from __future__ import annotations

import re
from functools import cache

from deconflict.resources import table

READABLE = frozenset({"en"})
# Letters below which nothing is said; headlines in Latin script need more, or 'Nine dead in Port Sudan' becomes Frisian.
_SHORTEST, _SHORTEST_LATIN = 20, 45
_SAMPLE = 3000
_WORD = re.compile(r"[^\W\d_]+")
# A sixth of a text's words: English news has a third and more, headlines a fifth, other languages next to none.
_ENGLISH = 1 / 6


def detect_language(text: str) -> str | None:
    """The ISO 639-1 code of a text's language; None where the text is too short to tell.

    Evident English is told by its common words, in capitals too, without opening the model that tells the others.
    """
    words = _WORD.findall(text[:_SAMPLE].lower())
    letters = sum(map(len, words))
    if letters < _SHORTEST:
        return None
    if _is_english(words):
        return "en"
    if letters < _SHORTEST_LATIN and max(words) < "\u0250":
        return None
    import py3langid  # noqa: PLC0415  opens its model when it is first asked, which takes half a second

    return str(py3langid.classify(" ".join(words))[0])


def language_code(name: str) -> str | None:
    """The ISO 639-1 code for a language as a feed or a page names it: 'en-US', 'eng', 'English'; None for what is no language."""
    main = re.split(r"[-_ ]", name.strip().lower(), maxsplit=1)[0]
    return _codes().get(main) or (main if re.fullmatch(r"[a-z]{2}", main) else None)


def settle_language(declared: str | None, text: str) -> tuple[str | None, tuple[str, ...]]:
    """A report's language from what it says of itself and what its text shows, and what a reader should know of that."""
    said = language_code(declared) if declared else None
    shown = detect_language(text)
    code, problems = shown or said, []
    if code is None:
        problems.append("language unknown: the text is too short to tell, and is read as English")
    elif said and shown and said != shown and not {said, shown}.isdisjoint(READABLE):
        problems.append(f"said to be in language {said}, but the text is in {shown}")
    if code is not None and code not in READABLE:
        problems.append(f"language {code}: no model, kept but not read")
    return code, tuple(problems)


def _is_english(words: list[str]) -> bool:
    """Whether enough of the words are common in English, and at least one in English alone."""
    common, alone = _english()
    return sum(map(common.__contains__, words)) >= len(words) * _ENGLISH and not alone.isdisjoint(words)


@cache
def _english() -> tuple[frozenset[str], frozenset[str]]:
    """Common words of English, and those that no other language has."""
    alone = frozenset(table("languages")["only_english"])
    return alone.union(table("languages")["also_english"]), alone


@cache
def _codes() -> dict[str, str]:
    """Codes by every name."""
    return {name: code for code, names in table("languages")["codes"].items() for name in (code, *names)}
