"""Labelled pairs of main mentions: those that blocking finds among reports whose incidents are known, and among unrelated reports of ours."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from training.own.markup import read_all as own_reports

from deconflict.cli import open_reader
from deconflict.engine.machine import Machine
from deconflict.engine.stages import read_all
from deconflict.link.blocking import keys_of, nearest, questions
from deconflict.link.compare import features
from deconflict.link.kinship import trace
from deconflict.link.memory import MemoryShelf
from deconflict.link.pair import exclusion
from deconflict.link.profile import Profile, profile
from deconflict.link.told import told_mentions
from deconflict.model import Reading, Report
from deconflict.read.published import parse_published
from deconflict.resources import table


@dataclass(frozen=True, slots=True)
class Example:
    """One pair: the incidents of its two sides, its features, and what excludes it."""

    first: str
    second: str
    found: Mapping[str, float]
    exclusion: str | None

    @property
    def same(self) -> bool:
        """Whether the two are one incident."""
        return self.first == self.second


def known_reports(folder: Path) -> tuple[list[Report], dict[str, str]]:
    """Reports with known incidents (reports.jsonl), and the incident of each."""
    rows = [json.loads(line) for line in (folder / "reports.jsonl").read_text(encoding="utf-8").splitlines() if line.strip()]
    reports = [
        Report(row["id"], row["text"], row["title"], url=row.get("url"), published=parse_published(row["published"]), language="en")
        for row in rows
    ]
    return reports, {row["id"]: row["incident"] for row in rows}


def unrelated_reports() -> tuple[list[Report], dict[str, str]]:
    """Our own invented reports, each of an incident of its own."""
    reports = [
        Report(
            own.id, own.text, own.head.get("title"), own.head.get("outlet"), published=parse_published(own.head["published"]), language="en"
        )
        for own in own_reports()
    ]
    return reports, {report.id: f"own {report.id}" for report in reports}


def readings_of(reports: Sequence[Report], cache: Path, jobs: int) -> list[Reading]:
    """The readings of reports, kept in a file between runs."""
    if cache.exists():
        held: list[Reading] = pickle.loads(cache.read_bytes())
        return held
    readings = [item for item in read_all(Machine(jobs), partial(open_reader, None), reports) if isinstance(item, Reading)]
    cache.write_bytes(pickle.dumps(readings))
    return readings


def examples_of(readings: Sequence[Reading], incident_of: Mapping[str, str]) -> Iterator[Example]:
    """The pairs that blocking finds, the oldest report first; lineage is settled before."""
    limits = table("linking")["blocking"]
    shelf = MemoryShelf({reading.report.id: reading for reading in readings}.get)
    for reading in sorted(readings, key=lambda reading: (str(reading.report.day or ""), reading.report.id)):
        kin = {name for item in trace(shelf, reading) if item.sort != "quotes" for name in (item.first, item.second)}
        for mention, main in told_mentions(reading):
            if main:
                own = Profile.unpack(profile(reading, mention, main).pack())
                asked = questions(own)
                others = shelf.profiles(nearest(shelf.holding(tuple(asked), limits["holders"]), asked, limits["candidates"]))
                for other in others.values():
                    akin = other.report in kin
                    yield Example(
                        incident_of[own.report], incident_of[other.report], features(own, other, akin), exclusion(own, other, akin)
                    )
                shelf.put(own, keys_of(own))
