"""Who acted: states, their forces, armed groups, and words that only describe."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from deconflict.resources import table
from deconflict.values.relation import Relation

_FORCE = re.compile(
    r"\b(?:army|military|troops|soldiers?|forces?|navy|air force|defen[cs]e ministry|ministry of defen[cs]e|warplanes?|fighter jets?|jets|helicopters|marines|airstrikes?|service members?|defen[cs]e minister|artillery|gunboats?|special forces|commandos)\b"
)
_POLICE = re.compile(r"\b(?:police|policemen|gendarmes?|gendarmerie)\b")


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor by the id of the table ('isis', 'state_RU'), or by folded words that name or describe one nobody knows ('other')."""

    id: str
    kind: str
    name: str

    @classmethod
    def parse(cls, words: str) -> Actor:
        """The actor that some words name, by the longest known name in them; else a description, or a name of its own."""
        folded = re.sub(r"[’`´]", "'", words.lower()).strip(" ,.")
        known = _known(folded)
        if known is not None:
            return known
        state = _state(folded)
        if state is not None:
            return state
        description = next((word for word in re.findall(r"[\w-]+", folded) if word in table("actors")["descriptions"]), None)
        if description is not None:
            return cls(description, "description", description)
        plain = re.sub(r"^(?:the|a|an|some|several|unknown|unidentified|suspected)\s+", "", folded)
        return cls(plain, "other", re.sub(r"^(?:the|a|an)\s+", "", words.strip(" ,."), flags=re.I))

    @classmethod
    def speaker(cls, words: str) -> Actor:
        """Who is cited: a person by name, without rank and post, else as ``parse``."""
        names = re.findall(r"(?:[A-Z][\w'’-]+|[A-Z]\.)(?:\s+(?:[A-Z][\w'’-]+|[A-Z]\.|al|bin|de|van))*$", words.strip(" ,."))
        parts = [part for part in names[0].split() if part.lower().rstrip(".") not in _RANKS] if names else []
        if (2 <= len(parts) <= 4 and _known(words.lower()) is None) or (
            len(parts) >= 2
            and re.search(
                r"\b(?:spokes\w+|president|minister|gen|maj|col|mayor|governor|commander|representative|secretary)\b", words, re.I
            )
        ):
            person = " ".join(parts[-2:])
            if _state(person.lower()) is None and not re.search(
                r"\b(?:Ministry|Network|Agency|Forces?|Army|Department|Police|News|Times|Post|TV|Council|Nations|House|Force|Office|Command|Union|Institute|Observatory|Service|Press|Center|Centre|Party|Front|Group)\b",
                " ".join(parts),
            ):
                return cls(parts[-1].casefold(), "person", person)
        actor = cls.parse(words)
        plain = re.sub(r"^(?:the|a|an)\s+", "", words.strip(" ,."), flags=re.I)
        return cls(plain.lower(), "other", plain) if actor.kind == "description" else actor

    @property
    def side(self) -> str:
        """The name of whom an actor acts for: the state behind its forces, else its own."""
        return (
            self.name.removesuffix(" armed forces").removesuffix(" police").removesuffix(" state")
            if self.id.startswith(("force_", "police_", "state_"))
            else self.name
        )

    @property
    def known(self) -> bool:
        """Whether the actor stands in the table."""
        return self.kind not in {"description", "other", "person"}

    def relation(self, other: Actor) -> Relation:
        """An alias is the same, a part refines its whole, a description covers what it may mean; two known ones apart conflict."""
        if self == other:
            return Relation.SAME
        if self.kind == other.kind == "person":
            return Relation.COMPATIBLE if self.id == other.id else Relation.CONFLICTS
        if self.known and other.known:
            return self._among_known(other)
        if self.kind == "description" and other.known:
            return Relation.GENERALISES if other._described_as(self) else Relation.INCOMPARABLE
        if self.known and other.kind == "description":
            return Relation.REFINES if self._described_as(other) else Relation.INCOMPARABLE
        if self.kind == other.kind == "description":
            return Relation.COMPATIBLE
        return Relation.INCOMPARABLE

    def _described_as(self, description: Actor) -> bool:
        """Whether a description may mean this actor or a whole that it is part of."""
        return any(kind in _covered(description.id) for kind in (self.kind, *map(_kind_of, _wholes(self.id))))

    def _among_known(self, other: Actor) -> Relation:
        """Two actors of the table."""
        if other.id in _wholes(self.id):
            return Relation.REFINES
        if self.id in _wholes(other.id):
            return Relation.GENERALISES
        mine, theirs = {self.id, *_wholes(self.id)}, {other.id, *_wholes(other.id)}
        if (
            mine & theirs
            or any(friend in theirs for id in mine for friend in _allies(id))
            or any(friend in mine for id in theirs for friend in _allies(id))
        ):
            return Relation.COMPATIBLE
        return Relation.COMPATIBLE if "coalition" in {self.kind, other.kind} else Relation.CONFLICTS

    def show(self) -> str:
        """The name it is best known by."""
        return self.name


_RANKS = frozenset(
    {
        "maj",
        "gen",
        "col",
        "lt",
        "capt",
        "sgt",
        "mr",
        "mrs",
        "ms",
        "dr",
        "president",
        "minister",
        "prime",
        "representative",
        "senator",
        "governor",
        "mayor",
        "general",
        "colonel",
        "major",
        "captain",
        "us",
        "defence",
        "defense",
        "foreign",
        "interior",
        "secretary",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "police",
        "chief",
        "brig",
        "adm",
        "rep",
        "sen",
        "gov",
        "pentagon",
        "australian",
        "sheriff",
        "officer",
        "judge",
        "pope",
        "king",
        "attorney",
        "commander",
        "army",
        "deputy",
    }
)


def _row(id: str) -> dict[str, Any]:
    """An actor's row; states have none of their own."""
    row: dict[str, Any] = table("actors")["actors"].get(id, {})
    return row


@cache
def _wholes(id: str) -> tuple[str, ...]:
    """What an actor is part of, nearest first."""
    parent = _row(id).get("part_of")
    if parent is None and id.startswith(("force_", "police_")):
        parent = f"state_{id.split('_')[1]}"
    return () if parent is None else (parent, *_wholes(parent))


def _kind_of(id: str) -> str:
    """The sort of a whole: of the table, or a state or its forces by their id."""
    return str(_row(id).get("kind", "state force" if id.startswith("force_") else "state"))


def _allies(id: str) -> tuple[str, ...]:
    """Actors that may be named for this one."""
    return tuple(_row(id).get("allied", ()))


def _covered(description: str) -> tuple[str, ...]:
    """The sorts of actors that a description may mean."""
    return tuple(table("actors")["descriptions"][description])


@cache
def aliases() -> dict[str, str]:
    """The id of every known name, folded."""
    found: dict[str, str] = {}
    for id, row in table("actors")["actors"].items():
        for alias in (row["name"].lower(), *row["aliases"]):
            found[alias.lower()] = id
    return found


@cache
def alias_pattern() -> re.Pattern[str]:
    """All known names as one pattern, the longest first; names that are also plain words only in capitals."""
    names = sorted((name for name in aliases() if name not in _PLAIN), key=len, reverse=True)
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, names)) + r")(?![\w])", re.I)


_PLAIN = frozenset(
    {"is", "let", "aa", "sl", "pdf", "mir", "contra", "arena", "un", "eta", "bloods", "cali", "wagner", "azov", "coalition", "qaeda"}
)


@cache
def _known(folded: str) -> Actor | None:
    """The most special actor of the table whose name stands in the words."""
    ids = [aliases()[match.group().lower()] for match in alias_pattern().finditer(folded)]
    ids += [aliases()[word] for word in re.findall(r"[\w-]+", folded) if word in {"coalition", "qaeda", "contra"}]
    plain = folded.removeprefix("the ")
    if plain in aliases():
        ids.append(aliases()[plain])
    if not ids:
        return None
    special = max(ids, key=lambda id: (len(_wholes(id)), -ids.index(id)))
    row = _row(special)
    return Actor(special, row["kind"], row["name"])


@cache
def _state_words() -> dict[str, tuple[str, str]]:
    """ISO code and name of the state that each adjective, name or capital stands for."""
    countries = table("countries")
    names = {iso: adjectives[0].title() for iso, adjectives in countries["adjectives"].items()}
    found: dict[str, tuple[str, str]] = {}
    for iso, adjectives in countries["adjectives"].items():
        for word in adjectives:
            found[word] = (iso, names[iso])
    for iso, words in countries["aliases"].items():
        for word in words:
            found[word] = (iso, names.get(iso, word.title()))
    for capital, iso in table("actors")["metonyms"].items():
        found[capital] = (iso, names[iso])
    return found


@cache
def _state_pattern() -> re.Pattern[str]:
    """All words that stand for a state."""
    return re.compile(r"(?<![\w.])(?:" + "|".join(map(re.escape, sorted(_state_words(), key=len, reverse=True))) + r")(?![\w])")


@cache
def _state(folded: str) -> Actor | None:
    """A state or its forces: 'Russian forces', 'Moscow', 'US fighter jets'."""
    match = _state_pattern().search(folded)
    if match is None:
        return None
    iso, name = _state_words()[match.group()]
    if _POLICE.search(folded):
        return Actor(f"police_{iso}", "police", f"{name} police")
    if _FORCE.search(folded):
        return Actor(f"force_{iso}", "state force", f"{name} armed forces")
    exact = folded.removeprefix("the ") == match.group() or re.search(
        r"\b(?:government|authorities|state|officials?|president|ministry|minister|'s)\b", folded
    )
    return Actor(f"state_{iso}", "state", f"{name} state") if exact else None
