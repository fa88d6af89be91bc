"""From gold data to examples: one function a corpus, in a table at the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from zlib import crc32

from training.own.markup import OwnReport, read_all
from training.reader.example import Example, Link, Marked, lines
from training.reader.labels import MUC_KINDS, ROLES, TOLLS

MUC_ROLES = {"PerpInd": "perpetrator", "PerpOrg": "organisation", "Target": "target", "Victim": "victim", "Weapon": "weapon"}
RE3D = {
    "Person": "person", "Organisation": "organisation", "Location": "location", "Weapon": "weapon", "MilitaryPlatform": "military_platform",
    "Vehicle": "vehicle", "Temporal": "time", "Quantity": "quantity", "Nationality": "nationality", "Money": "money",
}  # fmt: skip
RAMS_ROLES = {
    "attacker": "perpetrator",
    "killer": "perpetrator",
    "injurer": "perpetrator",
    "destroyer": "perpetrator",
    "victim": "victim",
    "target": "target",
    "instrument": "weapon",
}
RAMS_KINDS = {
    "conflict.attack.airstrikemissilestrike": "air/drone strike", "conflict.attack.bombing": "bombing", "conflict.attack.firearmattack": "shooting",
    "conflict.attack.stabbing": "stabbing", "conflict.attack.setfire": "arson", "conflict.attack.stealrobhijack": "robbery",
    "conflict.attack.invade": "armed attack", "conflict.attack.selfdirectedbattle": "armed clash", "conflict.attack.biologicalchemicalpoisonattack": "chemical attack",
    "conflict.attack.n/a": "attack", "life.die.deathcausedbyviolentevents": "killing", "life.injure.injurycausedbyviolentevents": "attack",
    "conflict.demonstrate.marchprotestpoliticalgathering": "protest", "justice.judicialconsequences.execute": "execution",
}  # fmt: skip

_VIOLENT = re.compile(
    r"\b(?:kill\w*|dead|deaths?|died|murder\w*|shot|shoot\w*|gun\w*|bomb\w*|blast\w*|explo\w*|attack\w*|wound\w*|injur\w*|assault\w*|stab\w*|kidnap\w*"
    r"|abduct\w*|hostage\w*|terror\w*|militant\w*|rebel\w*|troops|soldiers?|wars?|violen\w*|riot\w*|clash\w*|rape\w*|robb\w*|arson|missile\w*|rocket\w*"
    r"|drone\w*|strikes?|ambush\w*|massacre\w*|genocide|execut\w*|tortur\w*)\b",
    re.I,
)


def calm(text: str) -> dict[str, float]:
    """The answer for a text without a single word of violence; where there is one, none is known."""
    return {} if _VIOLENT.search(text) else {"violent": 0.0}


def muc4(data: Path, part: str = "train") -> Iterator[Example]:
    """MUC-4: the strings that fill the five roles wherever they stand, and what the templates say of the whole text."""
    templates = {record["id"]: record["templates"] for record in lines(data / "muc4" / f"{part}.jsonl")}
    for record in lines(data / "muc4" / f"roles-{part}.jsonl"):
        text, told = record["text"], templates.get(record["id"], [])
        types = {fill.split(" / ")[0].strip('"? ') for template in told for fill in template.get("INCIDENT: TYPE", [])}
        answers = {"relevant": float(bool(told))} | {f"muc {kind.lower()}": float(kind in types) for kind in MUC_KINDS}
        if any(not template.get("optional") for template in told):
            answers["violent"] = 1.0
        yield Example(record["id"], "muc4", text, frozenset({"role"}), marked=list(role_marks(text, record["roles"])), answers=answers)


def role_marks(text: str, roles: dict[str, list[list[str]]]) -> Iterator[Marked]:
    """Every occurrence of a fill's names; the longest of overlapping ones."""
    fills = {name: MUC_ROLES[role] for role, entities in roles.items() if role in MUC_ROLES for names in entities for name in names}
    taken: set[int] = set()
    for name in sorted(fills, key=len, reverse=True):
        for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            where = set(range(*found.span()))
            if not where & taken:
                taken |= where
                yield Marked(*found.span(), "role", fills[name])


def re3d(data: Path) -> Iterator[Example]:
    """re3d: the outermost entities."""
    for record in lines(data / "re3d" / "documents.jsonl"):
        spans = {(entity["begin"], entity["end"]): RE3D[entity["type"]] for entity in record["entities"] if entity["type"] in RE3D}
        outer = {
            span: kind
            for span, kind in spans.items()
            if not any(other != span and other[0] <= span[0] and span[1] <= other[1] for other in spans)
        }
        marked = [Marked(*span, "entity", kind) for span, kind in sorted(outer.items())]
        yield Example(record["id"], "re3d", record["text"], frozenset({"entity"}), marked=marked)


def polnear(data: Path, part: str = "train") -> Iterator[Example]:
    """PolNeAR: sources, cues and contents, and what belongs together."""
    for record in lines(data / "polnear" / f"{part}.jsonl"):
        citations = [(item["source"], item["cue"], item["content"]) for item in record["attributions"]]
        yield attributed(Example(record["id"], "polnear", record["text"], answers=calm(record["text"])), citations)


Spans = list[list[int]]


def attributed(example: Example, citations: list[tuple[Spans, Spans, Spans]]) -> Example:
    """Add attributions to an example; a content within another one goes to a layer of its own."""
    contents = [span for _, _, content in citations for span in content]
    for source, cue, content in citations:
        example.marked += [Marked(*span, "source", "source") for span in source]
        example.marked += [Marked(*span, "cue", "cue") for span in cue]
        for span in content:
            within = any(other != span and other[0] <= span[0] and span[1] <= other[1] for other in contents)
            layer = "inner" if within else "content"
            example.marked.append(Marked(*span, layer, layer))
        for span in (*content, *cue):
            example.links.append(Link("source", span[0], source[0][0] if source else None))
        example.links += [Link("cue", span[0], cue[0][0] if cue else None) for span in content]
    example.layers |= {"source", "cue", "content", "inner"}
    return example


def toponyms(data: Path) -> Iterator[Example]:
    """LGL and GeoVirus: names of places."""
    for name in ("lgl", "geovirus"):
        for record in lines(data / "toponyms" / f"{name}.jsonl"):
            marked = [Marked(item["start"], item["end"], "place", "place") for item in record["toponyms"]]
            yield Example(record["id"], "toponyms", record["text"], frozenset({"place"}), marked=marked, answers=calm(record["text"]))


def times(data: Path) -> Iterator[Example]:
    """TempEval-3: expressions for dates and times of day."""
    for record in lines(data / "times" / "tempeval3.jsonl"):
        marked = [Marked(item["start"], item["end"], "time", "time") for item in record["timexes"] if item["type"] in {"DATE", "TIME"}]
        yield Example(record["id"], "times", record["text"], frozenset({"time"}), marked=marked, answers=calm(record["text"]))


def arguments(data: Path) -> Iterator[Example]:
    """RAMS: one event a passage with its arguments; nothing is known of the other words."""
    for record in lines(data / "arguments" / "rams-dev.jsonl"):
        example = Example(record["id"], "arguments", record["text"], partial=frozenset({"anchor", "kind", "role", "circumstance"}))
        for event in record["events"]:
            kind = RAMS_KINDS.get(event["kind"])
            start, end = event["anchor"]
            if kind is None:
                example.marked.append(Marked(start, end, "anchor", ""))
                continue
            example.marked += [Marked(start, end, "anchor", "anchor"), Marked(start, end, "kind", kind)]
            for argument in event["arguments"]:
                if role := RAMS_ROLES.get(argument["role"]):
                    example.marked.append(Marked(*argument["span"], "role", role))
                elif argument["role"] == "place":
                    example.marked.append(Marked(*argument["span"], "circumstance", "place"))
                else:
                    continue
                example.links.append(Link("anchor", argument["span"][0], start))
        yield example


def incidents(data: Path) -> Iterator[Example]:
    """Gun violence: the record's toll, as the beginning of each report is likely to tell it. Named by incident, so that none is in two parts."""
    records = {record["incident"]: record for record in lines(data / "incidents" / "incidents.jsonl")}
    for record in lines(data / "incidents" / "reports.jsonl"):
        tolls = {name: records[record["incident"]][name] for name in TOLLS}
        yield Example(record["incident"], "incidents", record["text"], answers={"violent": 1.0}, tolls=tolls, lead_only=True)


OWN_LAYERS = frozenset({"party", "circumstance", "harm", "whole", "anchor", "kind", "guard", "stage"})


def own(_data: Path) -> Iterator[Example]:
    """Our own reports: all layers of events and attributions."""
    for report in read_all():
        example = Example(
            report.id, "own", report.text, OWN_LAYERS, answers={"violent": float(report.violent), "relevant": float(report.violent)}
        )
        for anchor in sorted(report.anchors, key=lambda item: item.start):
            where = anchor.start, anchor.end
            example.marked += [Marked(*where, "anchor", "anchor"), Marked(*where, "kind", anchor.kind)]
            example.marked += [Marked(*where, "guard", anchor.guard or "actual"), Marked(*where, "stage", anchor.stage)]
        for filler in report.fillers:
            layer = "party" if filler.role in ROLES else "harm" if filler.count else "circumstance"
            example.marked.append(Marked(filler.start, filler.end, layer, filler.role))
            if filler.count:
                example.marked.append(Marked(filler.start, filler.end, "whole", "part" if filler.part else "total"))
            near = min((a.start for a in report.anchors if a.event == filler.event), key=lambda at: abs(at - filler.start), default=None)
            example.links.append(Link("anchor", filler.start, near))
        example.tolls = tolls_of(report)
        yield attributed(example, list(citations_of(report)))


def tolls_of(report: OwnReport) -> dict[str, int]:
    """The toll of the first happening that really took place: its first total, else the sum of its parts."""
    main = next((anchor.event for anchor in sorted(report.anchors, key=lambda item: item.start) if anchor.guard in {None, "denied"}), None)
    found = {}
    for name in TOLLS:
        counts = [filler for filler in report.fillers if filler.event == main and filler.role == name and filler.count]
        totals = [filler.count[0] for filler in counts if filler.count and not filler.part]
        found[name] = totals[0] if totals else sum(filler.count[0] for filler in counts if filler.count)
    return found


def citations_of(report: OwnReport) -> Iterator[tuple[Spans, Spans, Spans]]:
    """The attributions of one of our reports."""
    for number in sorted({item.number for item in report.citations}):
        yield tuple(
            [[c.start, c.end] for c in report.citations if c.number == number and c.role == role] for role in ("source", "cue", "content")
        )  # type: ignore[misc]


CORPORA: dict[str, Callable[[Path], Iterator[Example]]] = {
    "muc4": muc4, "polnear": polnear, "re3d": re3d, "toponyms": toponyms, "times": times, "arguments": arguments, "incidents": incidents, "own": own,
}  # fmt: skip


def load(data: Path, names: list[str]) -> list[Example]:
    """The examples of these corpora, in order."""
    return list(chain.from_iterable(CORPORA[name](data) for name in names))


# One in so many of a corpus without a development part of its own is kept for measuring, by whole texts.
KEPT = {"re3d": 5, "toponyms": 10, "times": 10, "own": 10, "incidents": 5}


def held_out(example: Example) -> bool:
    """Whether an example is for measuring, not for training; told by its id, so that it never changes."""
    return example.corpus in KEPT and crc32(example.id.encode()) % KEPT[example.corpus] == 0
