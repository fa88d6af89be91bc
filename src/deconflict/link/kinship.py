"""How two reports are akin, and which lines of reporting follow: copies by shared wording, rewrites by words kept in order, or by long runs, order of facts and sources cited."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from rapidfuzz.distance import LCSseq

from deconflict.link.shelf import Kin, Shelf
from deconflict.link.signature import Signature
from deconflict.link.wording import Wording, is_furniture, longest_plain_run, shared_runs, wording_of
from deconflict.model import Reading
from deconflict.resources import table

_CONTENT = re.compile(r"[^\W_]{4,}")


@dataclass(frozen=True, slots=True)
class Kinship:
    """How two reports are akin.

    ``contained`` is the share of the shorter's pairs of telling words outside quotations that the other has too, ``of_longer`` the same of the longer;
    ``shared`` how many; ``runs`` the share of five-word runs; ``longest`` the longest run in words; ``quoted`` that within quotations;
    ``aligned`` sentences alike, ``ordered`` the share of them in one order; ``retold`` the share of one's words that stand in sentences of which a sentence
    of the other holds half the words; ``kept`` the share of the shorter's telling words outside quotations that stand in one sentence of the other in the
    same order, and ``telling`` how many it has; ``names`` the share of the one's rare words that the other has too, by which a copy differs from two reports
    in one outlet's formulas; ``sources`` people whom both cite.
    """

    contained: float
    of_longer: float
    shared: int
    runs: float
    longest: int
    quoted: int
    aligned: int = 0
    ordered: float = 0.0
    retold: float = 0.0
    kept: float = 0.0
    telling: int = 0
    names: float = 1.0
    sources: int = 0

    @property
    def sort(self) -> str | None:
        """'copy', 'part', 'rewrite' or 'quotes'; None for reports that are not akin."""
        limits = table("linking")["lineage"]
        if self._copied:
            return "copy" if self.of_longer >= self.contained * limits["whole"] else "part"
        if self._retelling or self._kept_on_purpose:
            return "rewrite"
        return "quotes" if self.quoted >= limits["quoted"] else None

    @property
    def _copied(self) -> bool:
        """Whether one holds the other's words: most of them, or many in sentences that are alike as well."""
        limits = table("linking")["lineage"]
        if self.shared < limits["least_shared"] or self.names < limits["names"]:
            return False
        return bool(self.contained >= limits["surely"] or (self.contained >= limits["copy"] and self.retold >= limits["retold"]))

    @property
    def _kept_on_purpose(self) -> bool:
        """Whether more words stand in one order than two who tell of one incident on their own have in common; a few words tell it less surely than many."""
        limits = table("linking")["lineage"]
        if self.names < limits["names"] or self.contained < limits["retelling"] or self.telling < limits["least_telling"]:
            return False
        by_chance = limits["kept_by_chance"]
        least = by_chance + limits["deviations"] * math.sqrt(by_chance * (1 - by_chance) / self.telling)
        return bool(self.kept >= least)

    @property
    def _retelling(self) -> bool:
        """Whether one retells the other: long runs in the same words outside quotations, facts in one order, the same sources."""
        limits = table("linking")["lineage"]
        if self.longest < limits["longest"] or self.runs < limits["runs"] or self.contained < limits["retelling"]:
            return False
        needed = 1 if self.runs >= limits["many_runs"] else limits["sources"]
        return bool(self.aligned >= limits["aligned"] and self.ordered >= limits["ordered"] and self.sources >= needed)


def kinship_of(a: Reading, b: Reading) -> Kinship:
    """How akin two reports are, the same for either order."""
    first, second = wording_of(a.report), wording_of(b.report)
    limits = table("linking")["lineage"]
    both = len(first.plain_pairs & second.plain_pairs)
    fewer, more = sorted((len(first.plain_pairs), len(second.plain_pairs)))
    runs = len(first.plain & second.plain) / max(1, min(len(first.plain), len(second.plain)))
    names = len(first.rare & second.rare) / max(1, min(len(first.rare), len(second.rare)))
    plain = Kinship(both / max(1, fewer), both / max(1, more), both, runs, 0, _longest_said(first, second), names=names)
    if max(plain.contained / limits["retelling"], plain.quoted / limits["quoted"]) < 1:
        return plain
    plain = replace(plain, longest=longest_plain_run(first, second))
    if plain.contained < limits["retelling"]:
        return plain
    mine, theirs = _sentences(a), _sentences(b)
    matches = min(_matched(mine, theirs), _matched(theirs, mine), key=lambda found: (len(found), _longest_rising(found)))
    chain = _longest_rising(matches)
    kept, telling = _kept(a, b)
    shorter, other = (mine, theirs) if sum(map(len, mine)) <= sum(map(len, theirs)) else (theirs, mine)
    return replace(
        plain,
        aligned=chain,
        ordered=chain / len(matches) if matches else 0.0,
        retold=_retold(shorter, other),
        kept=kept,
        telling=telling,
        sources=len(_cited(a) & _cited(b)),
    )


def _longest_said(a: Wording, b: Wording) -> int:
    """Words in the longest run that two wordings share and of which no part stands outside quotations in the first; 0 where it is a short one."""
    if a.said.isdisjoint(b.runs):
        return 0
    found = shared_runs(a, b, table("linking")["lineage"]["quoted"])
    return max((length for at, _, length in found if a.runs[at] in a.said), default=0)


def _sentences(reading: Reading) -> list[frozenset[str]]:
    """The longer words of each sentence, those of page furniture and of few words left out."""
    texts = [reading.report.quote(span) for span in reading.sentences]
    found = (frozenset(word.lower() for word in _CONTENT.findall(text)) for text in texts if not is_furniture(text))
    return [words for words in found if len(words) > 3]


def _matched(mine: Sequence[frozenset[str]], theirs: Sequence[frozenset[str]]) -> list[int]:
    """For each sentence of the first that has a like one in the second, the number of that."""
    scores = [[len(words & other) / min(len(words), len(other)) for other in theirs] for words in mine]
    return [found.index(max(found)) for found in scores if found and max(found) >= 0.4]


def _retold(mine: Sequence[frozenset[str]], theirs: Sequence[frozenset[str]]) -> float:
    """The share of words that stand in sentences of which a single sentence of the other holds half."""
    told = sum(len(words) for words in mine if any(2 * len(words & other) >= len(words) for other in theirs))
    return told / max(1, sum(map(len, mine)))


def _kept(a: Reading, b: Reading) -> tuple[float, int]:
    """The share of the shorter's telling words that the likest sentence of the other holds in the same order, and how many it has."""
    shorter, other = sorted((_telling(a), _telling(b)), key=lambda sentences: (sum(map(len, sentences)), sentences))
    number = sum(map(len, shorter))
    return sum(max((LCSseq.similarity(words, theirs) for theirs in other), default=0) for words in shorter) / max(1, number), number


def _telling(reading: Reading) -> list[list[str]]:
    """The telling words of each sentence outside quotations."""
    wording = wording_of(reading.report)
    starts = [span.start for span in reading.sentences]
    found = groupby(wording.telling, key=lambda at: bisect_right(starts, wording.spans[at][0]))
    return [[wording.words[at] for at in held] for _, held in found]


def _longest_rising(numbers: Sequence[int]) -> int:
    """Length of the longest subsequence that never falls."""
    tails: list[int] = []
    for number in numbers:
        at = bisect_left(tails, number + 1)
        tails[at : at + 1] = [number]
    return len(tails)


def _cited(reading: Reading) -> frozenset[str]:
    """Surnames or last words of those who are cited by name."""
    return frozenset(
        item.speaker.split()[-1].lower()
        for item in reading.attributions
        if item.speaker and any(word[0].isupper() for word in item.speaker.split())
    )


def trace(shelf: Shelf, reading: Reading) -> tuple[Kin, ...]:
    """Find the kin of a report among those on the shelf, and put it and them there into one line; its kin."""
    report, signature = reading.report.id, Signature.of(wording_of(reading.report))
    kin = tuple(
        found for other in _likely(shelf, signature, report) if (theirs := shelf.recall(other)) and (found := kin_of(reading, theirs))
    )
    shelf.keep_signature(report, signature)
    shelf.keep_kin(kin)
    join_lines(shelf, report, [item.second if item.first == report else item.first for item in kin if item.sort != "quotes"])
    return kin


def _likely(shelf: Shelf, signature: Signature, report: str) -> list[str]:
    """The reports that share most with one and pass the first look."""
    says = _say(shelf, signature)
    names = shelf.names(says)
    found = sorted((number for number in names if names[number] != report), key=lambda number: (-says[number], names[number]))
    nearest = found[: table("linking")["lineage"]["candidates"]]
    outlines = shelf.outlines(nearest)
    return [names[number] for number in nearest if number not in outlines or signature.may_be_akin(outlines[number])]


def _say(shelf: Shelf, signature: Signature) -> dict[int, float]:
    """What marks in common say of those that hold enough of them; marks that many others hold as well, as common phrases do, say little."""
    limits = table("linking")["lineage"]
    hits, says = defaultdict[int, int](int), defaultdict[int, float](float)
    for others in shelf.sharing(signature.marks, limits["holders"]).values():
        telling = math.log1p(limits["holders"] / len(others))
        for other in others:
            hits[other] += 1
            says[other] += telling
    return {other: told for other, told in says.items() if told >= limits["says"] and hits[other] >= limits["hits"]}


def kin_of(a: Reading, b: Reading) -> Kin | None:
    """How two reports are akin; None where they are not."""
    kinship = kinship_of(a, b)
    if kinship.sort is None:
        return None
    first, second = sorted((a.report.id, b.report.id))
    return Kin(first, second, kinship.sort, round(kinship.contained, 4), kinship.longest)


def join_lines(shelf: Shelf, report: str, akin: Iterable[str]) -> None:
    """Make one line of those of some reports; the line that has most reports keeps its name."""
    lines = shelf.line_members({*shelf.lines([report, *akin]).values()})
    keep = min(lines, key=lambda line: (-len(lines[line]), line))
    shelf.set_lines({member: keep for line, members in lines.items() if line != keep or len(lines) == 1 for member in members})
