"""Reports that tell of violence, and other news, each with where it comes from."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.own.markup import REPORTS

# News with one of these words may tell of violence: as an example of other news it is unsure, and left out. Stems, so that forms are met.
UNSURE = re.compile(
    r"\b(?:kill|dead\b|deaths?\b|died\b|dies\b|attack|assault|bomb|blast|explo|shoot|shot\b|shots\b|gun|rifle|weapon|wound|injur|murder|homicid|slay|slain|stab|knife|massacre|ambush|raid|"
    r"assassin|kidnap|abduct|hostage|terror|rebel|guerr?ill|insurg|milit|soldier|troops?\b|army|police|arrest|war\b|wars\b|battle|combat|fight|clash|missile|rocket|mortar|shell(?:ed|ing)|grenade|"
    r"airstrike|drone|riot|violen|casualt|victim|bod(?:y|ies)\b|torture|rape|robb|arson|hijack|siege|coup\b|crime|criminal|suspect|jail|prison|death squad|sabotage|dynamit|burned|burnt)",
    re.IGNORECASE,
)
# Marks of the transmission, which would tell the source and not the matter.
_WIRE = re.compile(r"\[[^\]\n]*\]|\([A-Z][A-Z \-/.,0-9]+\)|^[A-Z][A-Z .,]+?, \d+ \w{3} \d\d -- ", re.MULTILINE)
_MARKUP = re.compile(r"\{[^{}]*\}")
_GUN_REPORTS = 900


@dataclass(frozen=True, slots=True)
class Example:
    """A text, whether it tells of violence, its source, and the group that has to stay on one side of a split."""

    text: str
    violent: bool
    source: str
    group: str


def read_all(data: Path) -> list[Example]:
    """All examples, in an order that does not change."""
    return [*_own(), *_muc(data), *_incidents(data), *_other(data)]


def unclean(data: Path) -> list[Example]:
    """Other news as it comes, unsure ones included: for measuring only."""
    return [Example(text, False, source, id) for source, id, text in _news(data)]


def _own() -> Iterator[Example]:
    """Our own annotated reports, with their markup taken off."""
    for path in sorted(REPORTS.glob("*.txt")):
        head, _, text = path.read_text(encoding="utf-8").partition("\n\n")
        fields = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
        plain = _MARKUP.sub("", text).replace("[", "").replace("]", "")
        violent = fields["violent"] == "yes"
        yield Example(f"{fields.get('title', '')}\n{plain}", violent, "own" if violent else "decoys", path.stem)


def _muc(data: Path) -> Iterator[Example]:
    """MUC-4: what has a template is violent; of the rest only what is surely not."""
    for name in ("train", "dev"):
        for row in _rows(data / "muc4" / f"{name}.jsonl"):
            text = _WIRE.sub(" ", row["text"])
            if row["templates"]:
                yield Example(text, True, "muc4", row["id"])
            elif not UNSURE.search(text):
                yield Example(text, False, "muc4-other", row["id"])


def _incidents(data: Path) -> Iterator[Example]:
    """Local news of gun violence, all reports of an incident in one group."""
    rows = [row for row in _rows(data / "incidents" / "reports.jsonl") if len(row["text"].split()) > 30]
    for row in random.Random(7).sample(rows, _GUN_REPORTS):
        yield Example(f"{row['title']}\n{row['text']}", True, "incidents", row["incident"])


def _other(data: Path) -> Iterator[Example]:
    """Other news that is surely not violent."""
    for source, id, text in _news(data):
        if not UNSURE.search(text[:2500]):
            yield Example(text, False, source, id)


def _news(data: Path) -> Iterator[tuple[str, str, str]]:
    """News on everything: politics, business, local life, epidemics."""
    for source, name in (
        ("polnear", "polnear/train"),
        ("polnear", "polnear/dev"),
        ("times", "times/tempeval3"),
        ("lgl", "toponyms/lgl"),
        ("geovirus", "toponyms/geovirus"),
    ):
        for row in _rows(data / f"{name}.jsonl"):
            yield source, row["id"], row["text"]


def _rows(path: Path) -> Iterator[dict]:
    """The rows of a file."""
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)
