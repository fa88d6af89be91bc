"""What words say of an actor that no table names: a state or its forces, a description, a person who speaks."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from deconflict.resources import table
from deconflict.values.actor_names import NameMatch, find_known, index, key, known_keys, search, state_index
from deconflict.values.folding import fold
from deconflict.values.numerals import any_of

# Words of doubt before people, which name nobody by themselves.
DOUBTS = ("unknown", "unidentified", "suspected", "alleged")
_ARTICLE = re.compile(rf"^(?:(?:the|a|an|some|several|{'|'.join(DOUBTS)})\s+)+", re.I)
_PRONOUNS = frozenset({"us", "car", "man"})


def plain_name(words: str) -> str:
    """Words without articles and doubts before them."""
    return _ARTICLE.sub("", words.strip(" ,.")) or words.strip()


@lru_cache(maxsize=2048)
def initials(name: str) -> str:
    """The acronym of a name, small words left out: 'national liberation army' gives 'nla'."""
    words = [word for word in re.findall(r"[^\W\d_]+", name) if word not in {"of", "the", "and", "for", "de", "la", "del", "y"}]
    return "".join(word[0] for word in words) if len(words) > 1 else ""


@cache
def _role_pattern(role: str) -> re.Pattern[str]:
    """Words that make a state's forces, police or government of its name."""
    return re.compile(rf"\b{any_of(table('states')['words'][role])}\b")


def state_of(words: str) -> str | None:
    """The id of the state, its forces or its police that words name: 'Russian forces', 'Moscow', 'US fighter jets'."""
    named = list(search(words, state_index()))
    folded = fold(words) if named else ""
    match = next((match for match in named if _meant(folded, words, match)), None)
    if match is None:
        return None
    rest = folded[: match.start] + " " + folded[match.end :]
    for role in ("police", "force", "state"):
        if _role_pattern(role).search(rest):
            return f"{role}_{match.meaning}"
    exact = re.fullmatch(r"\W*(?:the\s+)?\W*", folded[: match.start]) and re.fullmatch(r"(?:'s)?\W*", folded[match.end :])
    return f"state_{match.meaning}" if exact and words[match.start : match.end] not in _PRONOUNS else None


def _meant(folded: str, words: str, match: NameMatch) -> bool:
    """Whether a state's name means the state: not 'Iran-backed', 'pro-Russian', nor a plain word."""
    around = table("states")["words"]
    after = re.match(r"[-\s]([a-z]+)", folded[match.end :])
    before = re.search(r"([a-z]+)[-\s]$", folded[: match.start])
    if (after and after[1] in around["after"]) or (before and before[1] in around["before"]):
        return False
    said = words[match.start : match.end]
    return said not in _PRONOUNS or (said == "us" and _role_pattern("force").match(folded[match.end :].lstrip()) is not None)


@cache
def _descriptions() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """The index of all forms of the descriptions."""
    forms = table("actors")["forms"]
    return index({form: name for name in table("actors")["descriptions"] for form in (name, *forms.get(name, ()))})


def known_in(words: str) -> list[NameMatch]:
    """The known actors that words name; a 'rebel coalition' is a description, not 'the coalition' in it."""
    named = list(find_known(words))
    if not named:
        return []
    wider = [(match.start, match.end) for match in search(words, _descriptions()) if match.length > 1]
    return [match for match in named if not any(start <= match.start < match.end <= end for start, end in wider)]


def described(words: str) -> tuple[str, str, str | None] | None:
    """The description in words with its name and the country that is told of it: 'Palestinian militants'."""
    match = next(search(words, _descriptions()), None)
    if match is None:
        return None
    folded = fold(words)
    home = next((state.meaning for state in search(words[: match.start], state_index()) if _meant(folded, words, state)), None)
    name = match.meaning if home is None else f"{_adjective(home)} {match.meaning}"
    return match.meaning, name, home


def _adjective(iso: str) -> str:
    """How what belongs to a state is called, or its name."""
    adjectives = table("countries")["adjectives"].get(iso)
    return str(adjectives[0]).title() if adjectives else str(table("states")["states"][iso][0])


_PERSON = re.compile(r"(?:[A-Z][\w'’-]+|[A-Z]\.)(?:\s+(?:[A-Z][\w'’-]+|[A-Z]\.|al|bin|de|van))*$")


def speaking_person(words: str) -> str | None:
    """First and last name of the person whom words name after rank and post; None when they name nobody."""
    found = _PERSON.search(words.strip(" ,."))
    parts = [part for part in found.group().split() if part.lower().rstrip(".") not in _listed("posts")] if found else []
    if len(parts) < 2 or not (len(parts) <= 4 or _listed("posts") & set(re.findall(r"\w+", words.lower()))):
        return None
    if any(part.lower().rstrip(".") in _listed("bodies") for part in parts):
        return None
    person = " ".join(parts[-2:])
    return None if key(person) in known_keys() or state_of(person) is not None else person


@cache
def _listed(name: str) -> frozenset[str]:
    """One list of words that tell speakers."""
    return frozenset(table("actors")["speakers"][name])
