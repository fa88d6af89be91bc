"""Reading counts from words: 'at least 14', 'dozens', 'two soldiers and a translator', 'a 63-year-old woman'."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from deconflict.resources import table
from deconflict.values.count import Count, Scope

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:[-'’][^\W\d_]+)*|[^\s\w]")
_AGE = re.compile(r"\b(?:[\w-]+-year-old|aged? \d+|\d+-year-old)\b", re.I)
_JOIN = re.compile(r"\s*(?:,\s+and|,\s+|(?<!hundred )(?<!thousand )\band\b|\bas well as\b|\bplus\b|\balong with\b|&)\s*", re.I)
_PART = re.compile(r"[,(\s]*\b(?:including|among them|of them|of whom)\b\s*", re.I)
_PART_OF_THEM = re.compile(r",?\s*(?P<part>[\w-]+(?:\s[\w-]+)?)\s+of\s+(?:them|whom)(?:\s+(?:were|was))?\s+(?P<who>[\w' -]+)", re.I)
_RANGE = re.compile(r"^(?:between\s+)?(\S+?)\s*(?:-|–|to|and)\s*(\S+)(.*)$", re.I)


@dataclass(frozen=True, slots=True)
class CountPhrase:
    """What a noun phrase counts: the number, the phrase without it, and parts where several are told together."""

    count: Count
    head: str
    parts: tuple[CountPhrase, ...] = ()


@cache
def _group_of_noun() -> dict[str, str]:
    """The group of each noun for people; later, more special groups win."""
    groups = table("people")["groups"]
    return {noun: name for name, row in groups.items() for noun in row["nouns"]}


@cache
def people_group(noun: str) -> str | None:
    """The group that a noun names ('soldiers' of 'trooper'), 'people' for people in general, None for no people."""
    noun = noun.lower()
    for form in _singulars(noun):
        found = _group_of_noun().get(form)
        if found:
            return found
    return None


def _singulars(noun: str) -> tuple[str, ...]:
    """A noun and what may be its singular."""
    forms = [noun]
    if noun.endswith("men"):
        forms.append(noun[:-3] + "man")
    if noun.endswith("ies"):
        forms.append(noun[:-3] + "y")
    if noun.endswith("es"):
        forms.append(noun[:-2])
    if noun.endswith("s") and not noun.endswith("ss"):
        forms.append(noun[:-1])
    return tuple(forms)


def parse_count(words: str) -> CountPhrase | None:
    """The count that a whole noun phrase tells, or None where it tells none.

    >>> parse_count("two U.S. service members and a civilian translator").count.low
    3
    """
    words = words.strip().strip(",;")
    main, parts = _split_parts(words)
    members = [phrase for piece in _pieces(main) if (phrase := _simple(piece)) is not None]
    if not members:
        return None
    whole = members[0] if len(members) == 1 else _added(members, main)
    return replace(whole, parts=whole.parts + tuple(parts)) if parts else whole


def _split_parts(words: str) -> tuple[str, list[CountPhrase]]:
    """The phrase up to 'including ...' or ', two of them ...', and those parts."""
    if match := _PART_OF_THEM.search(words):
        part = _simple(f"{match['part']} {match['who']}")
        return words[: match.start()], [_as_part(part)] if part else []
    if match := _PART.search(words):
        inside = words[match.end() :].strip(" )")
        found = [_as_part(phrase) for piece in _pieces(inside) if (phrase := _simple(piece)) is not None]
        return words[: match.start()], found
    return words, []


def _as_part(phrase: CountPhrase) -> CountPhrase:
    """The phrase as one that counts a part of a whole."""
    return replace(phrase, count=replace(phrase.count, scope=Scope.PART))


def _pieces(words: str) -> list[str]:
    """Coordinated phrases: 'two men and a woman' is two; 'between 3 and 5' is one."""
    if re.match(r"\s*between\b", words, re.I):
        return [words]
    return [piece for piece in _JOIN.split(words) if piece.strip()]


def _added(members: list[CountPhrase], words: str) -> CountPhrase:
    """Several counts as one, with the parts kept."""
    low = sum(member.count.low for member in members)
    floor = any(member.count.floor for member in members)
    highs = [member.count.high for member in members]
    high = None if floor or None in highs else sum(number for number in highs if number is not None)
    groups = {member.count.of for member in members}
    return CountPhrase(Count(low, high, floor, groups.pop() if len(groups) == 1 else None), words, tuple(members))


def _simple(words: str) -> CountPhrase | None:
    """The count of one phrase without coordination."""
    text = _AGE.sub(" ", words.lower()).strip()
    number, rest = _number(text)
    head = rest.strip()
    group = _group(head)
    if number is None:
        number = _unnumbered(words, head)
        if number is None:
            return None
    return CountPhrase(replace(number, of=group), head or words.strip())


def _group(head: str) -> str | None:
    """The group that a phrase's head noun names; people in general have none."""
    plain = re.split(r"\b(?:of|from|in|who|with|at|on)\b", head)[0]
    tokens = [token for token in _WORD.findall(plain) if token[0].isalpha()]
    for size in (2, 1):
        if len(tokens) >= size and (found := people_group(" ".join(tokens[-size:]))):
            if found == "people" and any(people_group(token) == "civilians" for token in tokens):
                return "civilians"
            return None if found == "people" else found
    return None


def _unnumbered(words: str, head: str) -> Count | None:
    """The count of a phrase without a number: a plural is two or more, a singular or a name one."""
    tokens = [token for token in _WORD.findall(re.split(r"\b(?:of|from|in|who|with|at|on)\b", head)[0]) if token[0].isalpha()]
    if not tokens:
        return None
    noun = tokens[-1]
    plural = noun in _PLURALS or (noun.endswith("s") and not noun.endswith(("ss", "us", "is")) and noun not in _SINGULAR_S)
    if people_group(noun) is not None and plural:
        return Count(2, None)
    return Count(1, 1) if people_group(noun) is not None or words[:1].isupper() else None


_PLURALS = frozenset({"men", "women", "children", "people", "policemen", "gunmen", "troops", "personnel", "servicemen", "fishermen", "militiamen", "police", "schoolchildren", "airmen", "hitmen", "staff"})
_SINGULAR_S = frozenset({"boss", "hostess"})


def _number(text: str) -> tuple[Count | None, str]:
    """The number at the head of a phrase, and the rest of the phrase."""
    kind, rest = _qualifier(text)
    while kind == "plain" and (again := _qualifier(rest))[0]:
        kind, rest = again
    told, after = _figure(rest)
    if told is None:
        return None, text
    return _qualified(kind, told), after


def _qualifier(text: str) -> tuple[str | None, str]:
    """The sort of words that qualify a number, and what follows them."""
    for kind, phrases in table("numbers")["qualifiers"].items():
        for phrase in sorted(phrases, key=len, reverse=True):
            if text.startswith(phrase + " "):
                return kind, text[len(phrase) :].strip()
    return None, text


def _qualified(kind: str | None, told: Count) -> Count:
    """A number as its qualifier makes it."""
    if kind in {"floor", "above"} or told.floor:
        return Count(told.low + (kind == "above"), None, floor=True)
    if kind == "about" and told.low == told.high:
        slack = max(1, round(told.low / 5))
        return Count(max(0, told.low - slack), told.low + slack)
    if kind == "ceiling":
        return Count(min(1, told.low), told.high)
    if kind == "below":
        return Count(0, max(0, told.low - 1))
    return told


def _figure(text: str) -> tuple[Count | None, str]:
    """A plain number, range or vague word at the head of a text."""
    if match := _RANGE.match(text):
        low, high = _plain(match[1].split()), _plain(match[2].split())
        if low is not None and high is not None and low <= high:
            return Count(low, high), match[3]
    if match := re.match(r"(\d+) or more\b", text):
        return Count(int(match[1]), None), text[match.end() :]
    vague = table("numbers")["vague"]
    for phrase in sorted(vague, key=len, reverse=True):
        if text == phrase or text.startswith(phrase + " "):
            return _vague(phrase, text[len(phrase) :].strip(), vague[phrase])
    tokens = _WORD.findall(text)
    for size in range(min(6, len(tokens)), 0, -1):
        value = _plain(tokens[:size])
        if value is not None:
            return Count(value, value), _after(text, size)
    return None, text


def _vague(phrase: str, rest: str, bounds: list[int]) -> tuple[Count | None, str]:
    """A vague number word; 'a' before a number word ('a dozen', 'a hundred') gives way to it, and before a plural means nothing."""
    rest = re.sub(r"^of\s+(?:the\s+)?", "", rest)
    if phrase in {"a", "an"} and rest.split(" ")[0] in table("numbers")["scales"]:
        value = _plain(rest.split(" ")[:1])
        return (Count(value, value), _after(rest, 1)) if value is not None else (None, rest)
    if phrase == "another" and (told := _figure(rest))[0] is not None:
        return told
    if phrase in {"no", "a", "an", "another"} and not rest:
        return None, rest
    return Count(bounds[0], None if bounds[1] < 0 else bounds[1]), rest


def _after(text: str, size: int) -> str:
    """What follows the first tokens of a text."""
    matches = list(_WORD.finditer(text))
    return re.sub(r"^of\s+(?:the\s+)?", "", text[matches[size - 1].end() :].strip())


def _plain(tokens: list[str]) -> int | None:
    """The number that exactly these tokens spell, in digits or words."""
    joined = " ".join(tokens).lower()
    digits = joined.replace(",", "")
    if re.fullmatch(r"\d+", digits):
        return int(digits)
    if match := re.fullmatch(r"(\d+(?:\.\d+)?) (hundred|thousand|million)", digits):
        return int(float(match[1]) * table("numbers")["scales"][match[2]])
    return _spelled(re.split(r"[\s-]+", joined))


def _spelled(words: list[str]) -> int | None:
    """A number in words: 'three hundred and five', 'twenty-one', 'a dozen'."""
    units, scales = table("numbers")["units"], table("numbers")["scales"]
    total, current, seen = 0, 0, False
    for index, word in enumerate(words):
        if word == "and" and seen and 0 < index < len(words) - 1:
            continue
        if word in scales and (seen or len(words) == 1):
            current = max(1, current) * scales[word]
            if scales[word] >= 1000:
                total, current = total + current, 0
        elif word in units:
            current += units[word]
        else:
            return None
        seen = True
    return total + current if seen else None


_FIND = re.compile(
    r"(?<![\w.,/:$€£#-])(?:(?:at least|at most|more than|fewer than|less than|up to|as many as|no fewer than|about|around|some|nearly|almost|over|approximately|roughly|another)\s+)?"
    r"(?:\d{1,3}(?:,\d{3})+|\d+|dozens|scores|hundreds|thousands|several|multiple|numerous|a dozen|half a dozen|a handful|a couple|"
    r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
    r"(?:\s+(?:hundred|thousand|million|dozen))?(?![\w:/%]|[.,]\d|-\w|\s?(?:percent|per cent|mm|km|kg|p\.?m\b|a\.?m\b))",
    re.I,
)


def find_counts(text: str) -> tuple[tuple[int, int, CountPhrase], ...]:
    """Number phrases in running text: (start, end, what they count); ages, clock times, percentages and money are left out."""
    found = []
    for match in _FIND.finditer(text):
        phrase = parse_count(match.group())
        if phrase is not None:
            found.append((match.start(), match.end(), phrase))
    return tuple(found)
