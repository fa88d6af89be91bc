"""Reading counts from noun phrases: 'two soldiers and a translator', 'five people, two of them children', 'a 63-year-old woman'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from deconflict.resources import table
from deconflict.values.count import Count, Scope
from deconflict.values.head_noun import gathers, head_group, head_noun, is_name, plural, says_nothing
from deconflict.values.numerals import any_of, leading, numerals

_AGE = re.compile(
    r"\b(?:\d{1,3}|[a-z]+(?:-[a-z]+)?)[- ](?:year|month|week|day)s?[- ]olds?\b|,?\s*\bage[ds]?\s+\d+(?:\s*(?:-|to|,|,?\s*and)\s*\d+)*\b"
    r"|(?<=[a-z.]),\s*\d{1,2}(?:(?:,|,?\s*and)\s*\d{1,2})*(?=\s*(?:,|\)|$|\band\b))|\(\d{1,2}\)",
    re.I,
)
_AGED = re.compile(r"\d|old", re.I)
"""Without these no age is told."""
_JOIN = re.compile(r"\s*(?:,\s*and\b|,(?!\d{3})|\band\b|\bas well as\b|\bplus\b|\balong with\b|&)\s*", re.I)
_PART = re.compile(r"[,(\s]*\b(?:including|includes?|among (?:them|whom|the dead|the victims)|of (?:them|whom)(?=\s+\d))\b\s*", re.I)
_OF_THEM = re.compile(
    r"[,(\s]*\b(?P<part>(?:at least\s+|about\s+)?[\w-]+)\s+of\s+(?:them|whom)\b(?:\s+(?:were|was|are|is))?(?:\s+an?)?\s+(?P<who>[\w'’ -]+)",
    re.I,
)
_APART = re.compile(r"them|whom|includ|among", re.I)
"""Without these no part is told apart."""
# A time that a count may follow within one noun phrase: 'last year 130 seafarers', 'in 2019 twelve people'.
_TIME = re.compile(
    r"^(?:(?:(?:early|late|earlier|later)\s+)?(?:last|this|that|next|the\s+(?:same|past|following))\s+(?:year|month|week|weekend|day|night|morning|evening|spring|"
    r"summer|autumn|fall|winter|decade|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|(?:in|since|by)\s+(?:19|20)\d\d)\b,?\s+(?=\S)",
    re.I,
)
_LEAD = re.compile(r"(?:the|a|an)\s+", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d\b(?!,)")
_CUTTING = re.compile(r"\b(?:of|in|from|with|on|at|aged|for|by|no|number)\s+$", re.I)
"""What makes a number behind it one that tells of no people: 'soldiers of 3 brigades', 'the men from Camp 4'."""


@dataclass(frozen=True, slots=True)
class CountPhrase:
    """What a noun phrase counts: the number, the phrase without it as told, and parts where several are told together."""

    count: Count
    head: str
    parts: tuple[CountPhrase, ...] = ()


@dataclass(frozen=True, slots=True)
class _Member:
    """One of several phrases told together: whether it tells of people, by name or not, whether a comma alone joins it on,
    and whether it is a plural without anything before it, which a number told before it may govern ('thirteen priests and nuns')."""

    phrase: CountPhrase
    human: bool
    named: bool = False
    comma: bool = False
    bare: bool = False


@lru_cache(maxsize=2048)
def parse_count(words: str, *, person: bool = False) -> CountPhrase | None:
    """The count that a whole noun phrase tells, or None where it tells none.

    ``person``: the phrase is known to name people, so a word in any case may be a name.

    >>> parse_count("two U.S. service members and a civilian translator").count.low
    3
    """
    text = _without_age(_TIME.sub("", words)).strip(" ,;.()\"'“”\n\t")
    if not text and _AGE.search(words):
        return CountPhrase(Count.exactly(1), "")
    main, inside = _split(text)
    members = _people_only(_apart(_members(main, person)))
    if not members:
        return None
    parts = tuple(replace(part, count=replace(part.count, scope=Scope.PART)) for part in inside)
    if len(members) == 1:
        return replace(members[0].phrase, parts=members[0].phrase.parts + parts) if parts else members[0].phrase
    phrases = tuple(member.phrase for member in members)
    return CountPhrase(_sum([phrase.count for phrase in phrases]), " ".join(main.split()), phrases + parts)


def _without_age(words: str) -> str:
    """The words with blanks for ages in them."""
    return _AGE.sub(lambda match: " " * len(match.group()), words) if _AGED.search(words) else words


def _split(text: str) -> tuple[str, list[CountPhrase]]:
    """The phrase up to 'including three children' or ', two of them children', and those parts."""
    if not _APART.search(text):
        return text, []
    if (match := _OF_THEM.search(text)) and not text[: match.start()].strip():
        return f"{match['part']} {match['who']}{text[match.end() :]}", []
    if match:
        part = _simple(f"{match['part']} {match['who']}", False)
        return text[: match.start()], [part.phrase] if part else []
    if match := _PART.search(text):
        return text[: match.start()], [member.phrase for member in _members(text[match.end() :], False)]
    return text, []


def _members(text: str, person: bool) -> list[_Member]:
    """The coordinated phrases of a text that tell a count; the 'and' of 'three hundred and five' joins nothing."""
    joins = list(_JOIN.finditer(text))
    held = [(numeral.start, numeral.end) for numeral in numerals(text)] if joins else []
    members: list[_Member] = []
    start, comma = 0, False
    for match in [*joins, None]:
        if match is not None and any(begin <= match.start() < end for begin, end in held):
            continue
        member = _simple(text[start : match.start() if match else len(text)], person)
        if member is not None and not (member.bare and members and 1 < members[-1].phrase.count.low == members[-1].phrase.count.high):
            members.append(replace(member, comma=True) if comma else member)
        if match is not None:
            start, comma = match.end(), match.group().strip() == ","
    return members


def _apart(members: list[_Member]) -> list[_Member]:
    """The members without appositions: 'John Smith, a teacher' and 'a teacher, John Smith' are one person each."""
    kept: list[_Member] = []
    for member in members:
        last = kept[-1] if kept else None
        one = last is not None and last.phrase.count == replace(member.phrase.count, of=last.phrase.count.of) == Count(
            1, 1, of=last.phrase.count.of
        )
        if last is not None and one and member.comma and member.named != last.named:
            kept[-1] = replace(
                last,
                named=True,
                phrase=replace(last.phrase, count=replace(last.phrase.count, of=last.phrase.count.of or member.phrase.count.of)),
            )
        else:
            kept.append(member)
    return kept


def _people_only(members: list[_Member]) -> list[_Member]:
    """Where people are told together with things ('two soldiers and a truck'), the people."""
    people = [member for member in members if member.human]
    return people or members


def _sum(counts: Sequence[Count]) -> Count:
    """Several counts as one, of one group where they share it."""
    groups = {count.of for count in counts}
    low, best = sum(count.low for count in counts), sum(count.best for count in counts)
    open_ended = any(count.high is None and not count.floor for count in counts)
    floor = not open_ended and any(count.floor for count in counts)
    high = None if floor or open_ended else sum(count.high or 0 for count in counts)
    return Count(low, high, floor, groups.pop() if len(groups) == 1 else None, told=best if best != low else None)


def _simple(text: str, person: bool) -> _Member | None:
    """The count of one phrase without coordination."""
    text = _unled(text.strip(" ,;()"))
    if not text:
        return None
    gathered = _gathered(text, person)
    if gathered is not None:
        return gathered
    text = _from_number(text)
    number, rest = _number(text)
    if number is None:
        return _unnumbered(text, person)
    head = re.sub(r"^of\s+(?:the\s+|those\s+)?", "", rest, flags=re.I).strip()
    if number == Count.exactly(1) and head_noun(head) == "couple":
        number = Count.exactly(2)
    group = head_group(head)
    if not head or group is None:
        return _Member(CountPhrase(number, head), human=person or not head or says_nothing(head))
    return _Member(CountPhrase(_of(number, group), head), human=True)


def _from_number(text: str) -> str:
    """A phrase from the number on that governs its noun: past a year and past small words before it ('in 1981 left seven dead', 'lie five bodies')."""
    first = leading(text)
    if first is not None and not _YEAR.match(text):
        return text
    inner = next((numeral for numeral in numerals(text) if numeral.start > 0), None)
    if inner is None:
        return text
    before, after = text[: inner.start], text[inner.start :]
    counted = head_group(re.sub(r"^\S+\s*", "", after)) is not None or head_noun(after) in {"bodies", "corpses"}
    return after if counted and before == before.lower() and not _CUTTING.search(before) else text


def _unled(text: str) -> str:
    """A phrase without words at its head that say nothing of its number ('the other three soldiers')."""
    while (match := _plain_lead().match(text)) and _tells(text[match.end() :]):
        text = text[match.end() :]
    return text


def _tells(text: str) -> bool:
    """Whether a number stands at the head of a phrase, after more such words or at once."""
    number, _ = _number(text)
    return number is not None or bool((match := _plain_lead().match(text)) and _tells(text[match.end() :]))


def _number(text: str) -> tuple[Count | None, str]:
    """The number at the head of a phrase, and the rest of the phrase."""
    first = leading(text)
    if first is not None:
        return first.count, text[first.end :].strip()
    if match := _determiner().match(text):
        rest = text[match.end() :].strip()
        if not rest and match.group().lower() in {"a", "an", "each", "no", "another", "single"}:
            return None, text
        low, high = table("numbers")["determiners"][" ".join(match.group().lower().split())]
        return Count(low, None if high < 0 else high), rest
    return None, text


def _gathered(text: str, person: bool) -> _Member | None:
    """'A group of 20 guerrillas', 'the bodies of seven men', 'a family of five', 'three members of the police': the people inside."""
    match = _collective().match(text)
    if match is None:
        return None
    inner = _simple(text[match.end() :], person)
    if inner is None:
        return None
    noun, (outer, _) = match["noun"].lower(), _number(text[: match.start("noun")])
    if noun == "member":
        outer = Count.exactly(1)
    elif outer is None or outer.low < 2 or noun not in {"members", "bodies", "corpses", "lives", "deaths"}:
        return inner
    return replace(inner, phrase=replace(inner.phrase, count=replace(outer, of=inner.phrase.count.of)))


def _unnumbered(text: str, person: bool) -> _Member | None:
    """The count of a phrase without a number: a plural is two or more, a singular or a name one."""
    bare = _LEAD.sub("", text, count=1) if _LEAD.match(text) else text
    group, noun = head_group(bare), head_noun(bare)
    if group is not None:
        many = plural(noun) or gathers(noun)
        number = Count(2, None) if many else Count.exactly(1)
        named = bare is text and is_name(bare)
        return _Member(CountPhrase(_of(number, group), bare), human=True, named=named, bare=many and bare is text and not named)
    if bare is text and (person or is_name(text)):
        return _Member(CountPhrase(Count.exactly(1), text), human=True, named=True)
    if person and noun and not plural(noun):
        return _Member(CountPhrase(Count.exactly(1), bare), human=True)
    return _Member(CountPhrase(Count(2, None), bare), human=False) if noun and plural(noun) else None


def _of(number: Count, group: str) -> Count:
    """A number of a group; people in general carry none."""
    return number if group == "people" else replace(number, of=group)


@cache
def _plain_lead() -> re.Pattern[str]:
    """Words that may stand before a number and say nothing of it."""
    return re.compile(any_of(table("numbers")["plain"]["words"]) + r"\s+", re.I)


@cache
def _determiner() -> re.Pattern[str]:
    """Words that tell a number only at the head of a phrase."""
    return re.compile(any_of(table("numbers")["determiners"]) + r"(?![\w-])", re.I)


@cache
def _collective() -> re.Pattern[str]:
    """A noun that gathers people, with what stands before it, up to and with its 'of'."""
    nouns = [
        *table("numbers")["collectives"]["words"],
        *(f"{noun}s" for noun in table("numbers")["collectives"]["words"]),
        "member",
        "members",
    ]
    return re.compile(rf"(?:[\w.'’-]+\s+){{0,4}}?(?P<noun>{any_of(nouns)})\s+of\s+", re.I)
