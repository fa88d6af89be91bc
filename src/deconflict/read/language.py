"""Which language a text is in, and which languages can be read."""

from __future__ import annotations

READABLE = frozenset({"en"})
_SHORTEST = 20


def detect_language(text: str) -> str | None:
    """The ISO 639-1 code of a text's language; None where the text is too short to tell. Capitals are folded first."""
    sample = text[:3000].lower()
    if sum(character.isalpha() for character in sample) < _SHORTEST:
        return None
    import py3langid  # noqa: PLC0415  opens its model when it is imported

    return str(py3langid.classify(sample)[0])
