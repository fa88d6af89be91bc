"""Forms of English nouns and verbs from their base forms: enough to find the trigger words of the tables in a report."""

from __future__ import annotations

from deconflict.resources import table

_VOWELS = "aeiou"


def noun_forms(noun: str) -> tuple[str, ...]:
    """A noun, or a phrase that ends in one, and its plural."""
    if noun.endswith(("s", "x", "ch", "sh", "z")):
        return noun, noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return noun, noun[:-1] + "ies"
    return noun, noun + "s"


def verb_forms(verb: str) -> tuple[str, ...]:
    """A verb, or a phrase that begins with one ('open fire'), in all its forms."""
    first, space, rest = verb.partition(" ")
    stem = first[:-1] if first.endswith("e") else first + first[-1] if _doubles(first) else first
    irregular = tuple(table("irregular").get(first, ()))
    past = () if any(not form.endswith("ing") for form in irregular) else (stem[:-1] + "ied" if _ends_in_y(first) else stem + "ed",)
    gerund = () if any(form.endswith("ing") for form in irregular) else (stem + "ing",)
    forms = (first, noun_forms(first)[1], *gerund, *past, *irregular)
    return tuple(dict.fromkeys(f"{form}{space}{rest}" for form in forms))


def _doubles(verb: str) -> bool:
    """Whether the last letter of a short verb is doubled: 'stab', 'rob', but not 'raid'."""
    return len(verb) > 2 and verb[-1] not in _VOWELS + "wxyh" and verb[-2] in _VOWELS and not any(letter in _VOWELS for letter in verb[:-2])


def _ends_in_y(verb: str) -> bool:
    """Whether a final y becomes i."""
    return verb.endswith("y") and verb[-2:-1] not in _VOWELS
