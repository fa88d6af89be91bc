"""Claims on people: how many were killed, injured, captured, missing or displaced, of which groups, and who they were."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from deconflict.extract.claims import Found
from deconflict.extract.frames import Frame, Harm
from deconflict.extract.happening import Happening
from deconflict.model import Claim, Modality
from deconflict.resources import table
from deconflict.values.count import Count, Scope
from deconflict.values.count_words import people_group
from deconflict.values.outcome import Outcome
from deconflict.values.text import Text

_RUNNING = re.compile(
    r"\b(?:since (?:the (?:war|conflict|start|beginning)|\d{4}|january|last)|so far this (?:year|month)|in the past (?:year|month|week)|over the (?:past|last)|this year|in recent (?:weeks|months|years)|during the (?:war|conflict)|to date|each year|every (?:year|day)|per (?:year|day))\b",
    re.I,
)
_SOME = re.compile(
    r"(?:at least\s+|about\s+|some\s+|another\s+)?[\w-]+\s+of\s+(?:them|those|whom|(?:the\s+)?(?:\d+\s+)?(?:wounded|injured|dead|killed|victims|casualties|fatalities|hostages|captives|abducted|missing))\b",
    re.I,
)
# 'Forty-eight people remain in hospital': those who are still there.
_IN_CARE = re.compile(
    r"[^.;]{0,12}?\b(?:remain(?:s|ed)?|(?:are|is|was|were)(?:\s+still)?|still)\s+(?:being treated|under treatment|in (?:the )?(?:hospital|intensive care|critical|serious|(?:a )?(?:critical|serious|stable)))\b",
    re.I,
)
# 'One of the marines died': of those told of before.
_OF_THESE = re.compile(r"[\w-]+\s+of\s+(?:the|these|those|its|his|her|their)\s", re.I)
# 'A man and a girl died of their wounds': of those who were hurt at first, so the last to die, and not all of them.
_OF_WOUNDS = re.compile(
    r"(?:\s+[\w-]+){0,3}?\s+(?:died|die|dies|succumbed)\s+(?:of|from|to)\s+(?:[\w-]+\s+){0,2}(?:wounds|injuries)\b", re.I
)
_COUNTED = frozenset({"killed", "injured", "captured", "missing", "displaced"})
_NAMELESS = frozenset(
    {
        "people",
        "person",
        "persons",
        "other",
        "others",
        "more",
        "dead",
        "wounded",
        "injured",
        "victims",
        "victim",
        "bodies",
        "body",
        "casualties",
        "least",
    }
)


def casualties(found: Found, happening: Happening) -> Iterator[Claim]:
    """Counts by outcome: one total a telling, groups and parts beside it, sums of ours marked as such."""
    pairs = [(frame, harm) for frame in happening.frames for harm in frame.harms]
    attacked = any(people_group(words.split()[-1]) == "attackers" for words in _perpetrators(found, happening))
    for outcome in dict.fromkeys(harm.outcome for _, harm in pairs):
        mine = list({harm.people: (frame, harm) for frame, harm in reversed(pairs) if harm.outcome == outcome}.values())[::-1]
        if outcome in _COUNTED:
            mine = [(frame, _of_these(found, harm, mine)) for frame, harm in mine]
            yield from _totals(found, outcome, mine, attacked)
            for _, harm in mine:
                yield from _groups(found, harm)


def _of_these(found: Found, harm: Harm, told: Sequence[tuple[Frame, Harm]]) -> Harm:
    """A harm, known as a part where it is told of some of those of a larger figure: 'one of the marines died', 'two men died of their wounds'.

    Its groups are then parts of theirs too; else they are whole: 'six people, including two children', are all of the children.
    """
    text = found.passage.text
    some = not harm.toll and (_OF_THESE.match(text, harm.people.start) or _OF_WOUNDS.match(text, harm.people.end))
    part = bool(some) and any(other.count.low > harm.count.low for _, other in told)
    scope = Scope.PART if part else Scope.INCIDENT
    harm = replace(harm, parts=tuple((group, replace(count, scope=scope), span) for group, count, span in harm.parts))
    return replace(harm, part=True, group=None) if part else harm


def _perpetrators(found: Found, happening: Happening) -> list[str]:
    """The words for those who did it."""
    return [found.passage.quote(filler.span) for frame in happening.frames for filler in frame.fillers if filler.role == "perpetrator"]


def _scoped(found: Found, harm: Harm) -> Count:
    """The count of a harm as one of an incident, or of a war."""
    sentence = found.sentence_of(harm.people)
    text = sentence.text(sentence.span.start, sentence.span.end) if sentence else ""
    count = replace(harm.count, of=None)
    return replace(count, scope=Scope.RUNNING) if _RUNNING.search(text) and not harm.toll else count


def _totals(found: Found, outcome: str, pairs: list[tuple[Frame, Harm]], attacked: bool) -> Iterator[Claim]:
    """The figures that stand for all: a toll, else the largest told, of parts where only parts are told; others told beside it add up to a sum of ours.

    Where attackers are told of, their own losses stand apart. What somebody else is cited for stands for all as well; a smaller figure of the same
    telling is a part.
    """
    told = [harm for _, harm in pairs]
    running = [harm for harm in told if _scoped(found, harm).scope is Scope.RUNNING]
    for harm in running:
        yield found.claim(outcome, _scoped(found, harm), harm.evidence)
    pairs = [(frame, harm) for frame, harm in pairs if harm not in running]
    tolls = [harm for _, harm in pairs if harm.toll]
    if not tolls and attacked:
        pairs = [(frame, harm) for frame, harm in pairs if harm.group != "attackers"]
    pairs = [(frame, harm) for frame, harm in pairs if not _some_of_them(found, harm)] if not tolls else pairs
    pairs = [(frame, harm) for frame, harm in pairs if harm.count.high != 0 or harm.group is None]
    pairs = [(frame, harm) for frame, harm in pairs if not harm.part] or pairs
    if not pairs:
        return
    harms = tolls or [harm for _, harm in pairs]
    added = _added(pairs) if not tolls else None
    if added is not None:
        first, more = added
        span = first.evidence.cover(more.evidence) if found.sentence_of(first.people) is found.sentence_of(more.people) else more.evidence
        yield found.claim(outcome, Count(first.count.low + more.count.low, None, floor=True, scope=Scope.SUM) if first.count.high is None or more.count.high is None
                          else Count(first.count.low + more.count.low, first.count.high + more.count.high, scope=Scope.SUM), span)  # fmt: skip
        return
    # A figure that is only possible stands for all where nobody gives a firmer one.
    harms = [harm for harm in harms if found.cited_for(harm.evidence)[0] is not Modality.POSSIBLE] or harms
    largest = max(harm.count.low for harm in harms)
    main = [harm for harm in harms if harm.count.low == largest]
    for harm in main:
        yield found.claim(outcome, replace(harm.count, of=None), harm.evidence)
    smaller = [harm for harm in told if harm not in main and harm not in running and harm.count.high != 0]
    yield from _beside(found, outcome, main, smaller, [harm for _, harm in pairs])


def _beside(found: Found, outcome: str, main: Sequence[Harm], smaller: Sequence[Harm], wholes: Sequence[Harm]) -> Iterator[Claim]:
    """Smaller figures than the main ones: of ``wholes`` what somebody else is cited for stands for all too, the rest is a part."""
    speakers = {speaker for harm in main for speaker in _speakers(found, harm)}
    for harm in smaller:
        if harm in wholes and _may_be_whole(harm) and _speakers(found, harm) - speakers:
            yield found.claim(outcome, replace(harm.count, of=None), harm.evidence)
        elif harm.group is None and not harm.additional and not harm.part:
            yield found.claim(outcome, replace(harm.count, of=None, scope=Scope.PART), harm.evidence, "a part")


def _some_of_them(found: Found, harm: Harm) -> bool:
    """Whether a figure is told as some of those harmed: 'nine of them', 'eight of the wounded', 'ten remain in hospital'."""
    in_care = harm.outcome == "injured" and _IN_CARE.match(found.passage.text, harm.people.end) is not None
    return in_care or _SOME.match(found.passage.text[harm.people.start : harm.people.end + 24]) is not None


def _may_be_whole(harm: Harm) -> bool:
    """Whether a figure can stand for all who were harmed: several people of no special group."""
    return harm.count.low > 1 and harm.group in {None, "people"}


def _speakers(found: Found, harm: Harm) -> set[str]:
    """Who is cited for a figure."""
    return {item.speaker for item in found.cited_for(harm.evidence)[1] if item.speaker is not None}


def _added(pairs: list[tuple[Frame, Harm]]) -> tuple[Harm, Harm] | None:
    """Two groups of one outcome of which the second is told as others than the first, in one sentence or the next."""
    for (frame, first), (other, more) in itertools.pairwise(pairs):
        if more.additional and not first.toll and other.sentence - frame.sentence <= 1 and first.people != more.people:
            return first, more
    return None


def _groups(found: Found, harm: Harm) -> Iterator[Claim]:
    """The same figure for the group that it names, for others, and for parts told apart."""
    if _some_of_them(found, harm):
        yield found.claim(harm.outcome, replace(_scoped(found, harm), of=None, scope=Scope.PART), harm.evidence, "a part")
    elif harm.additional:
        yield found.claim(harm.outcome, _scoped(found, harm), harm.evidence, "others")
    elif harm.group is not None:
        yield found.claim(harm.outcome, _scoped(found, harm), harm.evidence, harm.group)
    elif harm.part:
        yield found.claim(harm.outcome, replace(_scoped(found, harm), scope=Scope.PART), harm.evidence, "a part")
    for group, count, _ in harm.parts:
        yield found.claim(harm.outcome, replace(count, of=None), harm.evidence, group)


def outcomes(found: Found, happening: Happening) -> Iterator[Claim]:
    """What became of the same people: a state of a described group, to be held against other states of it."""
    for frame in happening.frames:
        for harm in frame.harms:
            who = _who(harm)
            if (
                who
                and harm.count.low == harm.count.high
                and harm.outcome in {"killed", "injured", "unharmed", "missing"}
                and (harm.count.low > 1 or "-year-old" in found.passage.quote(harm.people))
            ):
                yield found.claim(
                    "outcome", Outcome(harm.outcome, replace(harm.count, of=None), who), harm.evidence, f"{harm.count.low} {_head(harm)}"
                )


def _who(harm: Harm) -> frozenset[str]:
    """The words that describe some people, without numbers, nationalities and words that describe nobody."""
    words = re.findall(r"[a-z][a-z'-]+", re.sub(r"\bu\.s\.", " ", harm.descriptor.lower()))
    return frozenset(word for word in words if word not in _describing_nobody())


@cache
def _describing_nobody() -> frozenset[str]:
    """Numbers, nationalities and words that describe nobody."""
    nations = frozenset(adjective for row in table("countries")["adjectives"].values() for adjective in row)
    return nations | frozenset(table("numbers")["units"]) | {"and", "a", "an", "the", "of", "us"} | _NAMELESS


def _head(harm: Harm) -> str:
    """The nouns by which some people are told: 'soldiers', 'members and translator'."""
    pieces = re.split(r"\s*(?:,|\band\b)\s*", harm.descriptor.lower())
    return " and ".join(piece.split()[-1] for piece in pieces if piece.split())


def victims(found: Found, happening: Happening) -> Iterator[Claim]:
    """Who a single victim was: as the encoder sees it, or where an age tells."""
    for seen in found.seen_of(happening, "victim"):
        yield found.claim("victim", Text.parse(found.passage.quote(seen.span)), seen.span)
    for frame in happening.frames:
        for harm in frame.harms:
            words = found.passage.quote(harm.people)
            if harm.count.low == harm.count.high == 1 and re.search(r"\d+-year-old", words):
                yield found.claim("victim", Text.parse(words), harm.people, f"{harm.outcome} {_head(harm)}".strip())
