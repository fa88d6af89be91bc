"""How well claims are found in our own annotated reports (training/own): the part that no training saw, whole reports at a time.

    python -m benchmarks.claims [--model FOLDER] [--part kept|trained] [--errors ATTRIBUTE]

A gold claim is one value of one attribute of one happening, however often the report repeats it; values are the same words without articles, or
the same number. It is found when a claim of that attribute meets one of its spans, carries the same number where it is a count, and stands in a
mention that tells mostly of that happening (most of its claims and its anchor meet that happening's annotations). Nothing may be claimed of what is
only foretold, supposed or negated. A claim that finds no gold claim is wrong. Micro-averaged over attributes.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from training.own.markup import OwnReport, read_all
from training.reader.corpora import KEPT

from deconflict.cli import open_reader
from deconflict.extract.fillers import plain
from deconflict.model import Mention, Part, Reading, Report
from deconflict.values.count import Count

ATTRIBUTES = {
    "perpetrator": "actor", "organisation": "actor", "target": "target", "victim": "target", "weapon": "means", "place": "place", "origin": "origin",
    "time": "date", "killed": "killed", "injured": "injured", "missing": "missing", "captured": "captured", "displaced": "displaced",
}  # fmt: skip
CLAIMED = {"victim": "target", "attackers": "actor"}
UNREAL = frozenset({"future", "hypothetical", "negated"})


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold claim: its happening, its spans, its bounds where it is a number, and whether its happening is real."""

    event: int
    attribute: str
    spans: tuple[tuple[int, int], ...]
    bounds: tuple[int, int | None] | None
    real: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A claim of the program, with the spans of all claims that say the same of the same mention, and the happening that the mention tells of."""

    event: int | None
    attribute: str
    spans: tuple[tuple[int, int], ...]
    bounds: tuple[int, int | None] | None


def main(arguments: list[str] | None = None) -> None:
    """Read the reports and print recall, precision and F1 by attribute."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--part", choices=("kept", "trained"), default="kept")
    parser.add_argument("--errors", metavar="ATTRIBUTE", help="list what was missed and what was wrong")
    options = parser.parse_args(arguments)
    reader, tally = open_reader(options.model), Counter[tuple[str, str]]()
    for own in read_all():
        if (crc32(own.id.encode()) % KEPT["own"] == 0) != (options.part == "kept"):
            continue
        reading = reader.read(
            Report(own.id, own.text, title=own.head["title"], outlet=own.head["outlet"], published=day(own), language="en")
        )
        score(own, reading, tally, options.errors)
    table = {name: figures(tally, name) for name in sorted({name for name, _ in tally})}
    whole = Counter[tuple[str, str]]()
    for (_, what), number in tally.items():
        whole["all", what] += number
    print(json.dumps({"score": figures(whole, "all")["f1"], "all": figures(whole, "all"), **table}, indent=1))


def day(own: OwnReport):
    """When a report was published."""
    from datetime import date  # noqa: PLC0415

    return date.fromisoformat(own.head["published"])


def score(own: OwnReport, reading: Reading, tally: Counter[tuple[str, str]], shown: str | None) -> None:
    """Count what was found, missed and wrongly claimed in one report."""
    gold, found = list(gold_claims(own)), list(found_claims(reading, own))
    for claim in gold:
        if not claim.real:
            continue
        hit = any(agree(claim, other) for other in found)
        tally[claim.attribute, "found" if hit else "missed"] += 1
        if not hit and claim.attribute == shown:
            print(f"missed  {own.id}: {[own.text[slice(*span)] for span in claim.spans]} {claim.bounds} of e{claim.event}")
    for other in found:
        right = any(claim.real and agree(claim, other) for claim in gold)
        tally[other.attribute, "right" if right else "wrong"] += 1
        if not right and other.attribute == shown:
            words = [own.text[slice(*span)] for span in other.spans]
            print(f"wrong   {own.id}: {words} {other.bounds} of e{other.event}")


def agree(claim: Gold, other: Found) -> bool:
    """Whether a claim of the program is the gold one."""
    if (claim.attribute, claim.event) != (other.attribute, other.event):
        return False
    meet = any(a < end and start < b for a, b in claim.spans for start, end in other.spans)
    return meet and (claim.bounds is None or same_number(claim.bounds, other.bounds))


def same_number(mine: tuple[int, int | None], theirs: tuple[int, int | None] | None) -> bool:
    """Whether two bounds are one number; 'more than ten' may be taken as ten or eleven upwards, 'about fifty' and 'dozens' as ranges that meet."""
    if theirs is None or mine == theirs:
        return mine == theirs
    if mine[1] is None and theirs[1] is None:
        return abs(mine[0] - theirs[0]) <= 1
    vague = mine[0] != mine[1] and theirs[0] != theirs[1]
    return vague and mine[0] <= (theirs[1] or mine[0]) and theirs[0] <= (mine[1] or theirs[0])


def gold_claims(own: OwnReport) -> Iterator[Gold]:
    """The claims that the annotation makes."""
    guards = defaultdict(set)
    for anchor in own.anchors:
        guards[anchor.event].add(anchor.guard)
    same: dict[tuple, list[tuple[int, int]]] = defaultdict(list)
    for filler in own.fillers:
        words = plain(own.text[filler.start : filler.end])
        key = (filler.event, ATTRIBUTES[filler.role], filler.count if filler.count else words)
        same[key].append((filler.start, filler.end))
    for (event, attribute, value), spans in same.items():
        yield Gold(event, attribute, tuple(spans), value if isinstance(value, tuple) else None, bool(guards[event] - UNREAL))


def found_claims(reading: Reading, own: OwnReport) -> Iterator[Found]:
    """The claims of the program on the attributes that are annotated, in the text."""
    same: dict[tuple, list[tuple[int, int]]] = defaultdict(list)
    for mention in reading.mentions:
        event = told_of(mention, own)
        for claim in mention.claims:
            attribute = CLAIMED.get(claim.attribute, claim.attribute)
            if attribute not in ATTRIBUTES.values() or claim.span.part is not Part.TEXT:
                continue
            bounds = (claim.value.low, claim.value.high) if isinstance(claim.value, Count) and claim.attribute == attribute else None
            value = bounds or (plain(claim.quote) if attribute == "target" else claim.value.show())
            same[mention.id, event, attribute, value, bounds].append((claim.span.start, claim.span.end))
    for (_, event, attribute, _value, bounds), spans in same.items():
        yield Found(event, attribute, tuple(spans), bounds)


def told_of(mention: Mention, own: OwnReport) -> int | None:
    """The annotated happening that a mention tells mostly of."""
    spans = {claim.span for claim in mention.claims if claim.span.part is Part.TEXT} | {mention.anchor}
    votes = Counter(
        item.event
        for span in spans
        for item in (*own.anchors, *own.fillers)
        if span.part is Part.TEXT and item.start < span.end and span.start < item.end
    )
    return max(sorted(votes), key=lambda event: votes[event], default=None)


def figures(tally: Counter[tuple[str, str]], name: str) -> dict[str, float]:
    """Recall, precision and F1 of one attribute, in percent."""
    found, missed, right, wrong = (tally[name, what] for what in ("found", "missed", "right", "wrong"))
    recall, precision = found / max(1, found + missed), right / max(1, right + wrong)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {"gold": found + missed, "precision": round(100 * precision, 1), "recall": round(100 * recall, 1), "f1": round(100 * f1, 1)}


if __name__ == "__main__":
    main()
