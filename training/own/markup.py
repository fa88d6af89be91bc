"""Our own annotated reports: ``[words]{labels}`` in running text -> plain text with labelled spans (docs/annotation.md)."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from deconflict.resources import table

HERE = Path(__file__).parent
REPORTS = HERE / "reports"
HEAD = ("title", "outlet", "published", "style", "violent")
STYLES = frozenset({"agency", "local", "police", "ngo", "official", "wire", "feature"})
GUARDS = frozenset({"historical", "future", "hypothetical", "negated", "denied"})
STAGES = frozenset({"attempted", "threatened", "planned"})
NAMED_ROLES = frozenset({"perpetrator", "organisation", "target", "victim", "weapon", "place", "origin", "time"})
COUNTED_ROLES = frozenset({"killed", "injured", "missing", "captured", "displaced"})
CITING = frozenset({"source", "cue", "content"})
_EVENT = re.compile(r"e(\d+):([^\s,]+)((?:,[a-z]+)*)")
_ROLE = re.compile(r"e(\d+)\.([a-z]+)(?:=([^\s,]+)(,part)?)?")
_CITATION = re.compile(r"a(\d+)\.([a-z]+)")
_COUNT = re.compile(r"(?P<some>some)|~(?P<about>\d+)|(?P<low>\d+)?(?P<dots>\.\.)?(?P<high>\d+)?")


class Slip(ValueError):
    """Something that the guideline does not allow; says where."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The words that tell of a happening."""

    start: int
    end: int
    event: int
    kind: str
    guard: str | None = None
    stage: str = "accomplished"


@dataclass(frozen=True, slots=True)
class Filler:
    """The words that fill a role; for counts the value as [low, high], and whether it is a part of the total."""

    start: int
    end: int
    event: int
    role: str
    count: tuple[int, int | None] | None = None
    part: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """The words of a source, a cue or a content (in pieces)."""

    start: int
    end: int
    number: int
    role: str


@dataclass(slots=True)
class OwnReport:
    """One report of ours: its head, its text as a reader sees it, its labels."""

    id: str
    head: dict[str, str]
    text: str = ""
    anchors: list[Anchor] = field(default_factory=list)
    fillers: list[Filler] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)

    @property
    def violent(self) -> bool:
        """Whether it tells of violence."""
        return self.head["violent"] == "yes"


@cache
def kinds() -> dict[str, str]:
    """Kind names as they are written in labels -> as the taxonomy has them."""
    return {name.replace(" ", "-"): name for name in table("kinds")}


def read_all(folder: Path = REPORTS) -> list[OwnReport]:
    """Every report, in the order of their names."""
    return [read(path) for path in sorted(folder.glob("*.txt"))]


def read(path: Path) -> OwnReport:
    """One file; raises Slip with file and line."""
    source = path.read_text(encoding="utf-8")
    head_text, _, body = source.partition("\n\n")
    report = OwnReport(path.stem, head(head_text, path.name))
    first_line = head_text.count("\n") + 3
    _Parser(report, body, path.name, first_line).parse()
    return report


def head(text: str, name: str) -> dict[str, str]:
    """The lines before the text as fields."""
    fields = {}
    for number, line in enumerate(text.splitlines(), 1):
        key, colon, value = line.partition(":")
        if not colon or key.strip() not in HEAD:
            raise Slip(f"{name}:{number}: not a line of the head: {line[:60]!r}")
        fields[key.strip()] = value.strip()
    if missing := [key for key in HEAD if not fields.get(key)]:
        raise Slip(f"{name}:1: the head lacks {', '.join(missing)}")
    if fields["violent"] not in {"yes", "no"}:
        raise Slip(f"{name}: violent is yes or no, not {fields['violent']!r}")
    if fields["style"] not in STYLES:
        raise Slip(f"{name}: no style {fields['style']!r}")
    return fields


class _Parser:
    """Walks through a marked text once, with a stack of open brackets."""

    def __init__(self, report: OwnReport, body: str, name: str, first_line: int) -> None:
        self.report, self.name, self.first_line = report, name, first_line
        self.body = re.sub(r"(?<!\n)\n(?!\n)", "\v", body.strip("\n"))
        self.text: list[str] = []
        self.length = 0

    def parse(self) -> None:
        """Fill the report's text and labels."""
        opened: list[int] = []
        index = 0
        while index < len(self.body):
            letter = self.body[index]
            if letter == "[":
                opened.append(self.length)
                index += 1
            elif letter == "]":
                index = self.close(opened, index)
            elif letter in "{}":
                raise self.slip(index, f"a stray {letter!r}")
            else:
                self.text.append(" " if letter == "\v" else letter)
                self.length += 1
                index += 1
        if opened:
            raise self.slip(index, "a bracket was never closed")
        self.report.text = "".join(self.text)

    def close(self, opened: list[int], index: int) -> int:
        """Take the labels after a closing bracket; where to go on."""
        found = re.compile(r"\{([^{}\[\]]+)\}").match(self.body, index + 1)
        if not opened or not found:
            raise self.slip(index, "']' without its '[' or without labels in braces")
        start = opened.pop()
        if start == self.length:
            raise self.slip(index, "labels on no words")
        for label in found[1].replace("\v", " ").split():
            self.add(label, start, index)
        return found.end()

    def add(self, label: str, start: int, index: int) -> None:
        """One label on the words since ``start``."""
        end = self.length
        if match := _EVENT.fullmatch(label):
            self.report.anchors.append(self.anchor(match, start, end, index))
        elif (match := _CITATION.fullmatch(label)) and match[2] in CITING:
            self.report.citations.append(Citation(start, end, int(match[1]), match[2]))
        elif (match := _ROLE.fullmatch(label)) and match[2] in NAMED_ROLES and match[3] is None:
            self.report.fillers.append(Filler(start, end, int(match[1]), match[2]))
        elif match and match[2] in COUNTED_ROLES and match[3] is not None:
            self.report.fillers.append(Filler(start, end, int(match[1]), match[2], self.count(match[3], index), bool(match[4])))
        else:
            raise self.slip(index, f"no such label: {label!r}")

    def anchor(self, match: re.Match[str], start: int, end: int, index: int) -> Anchor:
        """An event's label with its qualifiers."""
        if match[2] not in kinds():
            raise self.slip(index, f"no such kind: {match[2]!r}")
        guard, stage = None, "accomplished"
        for qualifier in filter(None, match[3].split(",")):
            if qualifier in GUARDS and guard is None:
                guard = qualifier
            elif qualifier in STAGES:
                stage = qualifier
            else:
                raise self.slip(index, f"no such qualifier: {qualifier!r}")
        return Anchor(start, end, int(match[1]), kinds()[match[2]], guard, stage)

    def count(self, text: str, index: int) -> tuple[int, int | None]:
        """A count's value as bounds."""
        match = _COUNT.fullmatch(text)
        if not match or not any(match.group("some", "about", "low", "high")):
            raise self.slip(index, f"no count: {text!r}")
        if match["some"]:
            return 2, None
        if match["about"]:
            return int(int(match["about"]) * 0.9), int(int(match["about"]) * 1.1 + 0.99)
        if match["dots"]:
            return int(match["low"] or 0), int(match["high"]) if match["high"] else None
        return int(match["low"]), int(match["low"])

    def slip(self, index: int, message: str) -> Slip:
        """What went wrong, and in which line."""
        passed = self.body[:index]
        line = self.first_line + passed.count("\v") + passed.count("\n")
        return Slip(f"{self.name}:{line}: {message}, near {self.body[max(0, index - 40) : index + 20]!r}")


def slips(report: OwnReport) -> list[str]:
    """What can only be seen in the whole report."""
    found = []
    anchored: dict[int, set[tuple[str, str | None]]] = defaultdict(set)
    for anchor in report.anchors:
        anchored[anchor.event].add((anchor.kind, anchor.guard))
    found += [f"e{filler.event}.{filler.role} has no anchor" for filler in report.fillers if filler.event not in anchored]
    roles = defaultdict(set)
    for citation in report.citations:
        roles[citation.number].add(citation.role)
    found += [
        f"a{number} lacks {' and '.join(sorted(CITING - {'source'} - told))}"
        for number, told in roles.items()
        if not told >= CITING - {"source"}
    ]
    for item in (*report.anchors, *report.fillers, *report.citations):
        words = report.text[item.start : item.end]
        if words != words.strip():
            found.append(f"a label begins or ends with a space: {words!r}")
        if "\n" in words and not isinstance(item, Citation):
            found.append(f"a label crosses a paragraph: {words!r}")
    if report.violent != any(anchor.guard in {None, "denied"} for anchor in report.anchors):
        found.append(f"violent is {report.head['violent']!r}, but the anchors tell otherwise")
    return found
