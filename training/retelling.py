"""Fit the weights by which a frame is put to a happening told before, or to a new one, and say how good they are on reports held out.

    python -m training.retelling [--write]

A frame chooses among the happenings told before it and "a new one", whose score is nothing; the chance of each choice is the softmax of the sums of the
weights of its clues (``deconflict.extract.retelling``), as in ranking of mentions (Denis and Baldridge 2008). Fitted on the happenings of our own annotated
reports but the tenth that no training sees, told in the order of the text; reports are cross-fitted over five folds. ``--write`` puts the weights
fitted on all of them into resources/retelling.toml.
"""

from __future__ import annotations

import argparse
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from training.own.markup import OwnReport, read_all
from training.reader.corpora import KEPT

from deconflict.cli import open_reader
from deconflict.extract import coreference, retelling
from deconflict.extract.frames import Frame
from deconflict.extract.happening import Happening
from deconflict.extract.scene import Scene
from deconflict.model import Part, Report
from deconflict.resources import path

FOLDS = 5
RIDGE = 2.0
LEAST = 5
"""A clue that was met less often weighs nothing."""

# What can only speak for a happening, whatever chance and what goes along with it make of it in few reports, and what can only speak against it.
FOR = frozenset({
    "its doer taken up", "died", "only harm", "the same word", "told last", "told first", "the same kind", "the same place", "a place within",
    "the same day", "the same doer", "the same target", "the same weapon", "as many killed", "as many injured", "0 sentences on", "1 sentences on",
    "in a relative clause", "joined by a time", "by rule",
})  # fmt: skip
AGAINST = frozenset({
    "another", "separate", "at another time", "several", "kinds apart", "kinds half apart", "another place", "a place far off", "a place on no map", "perhaps another place", "another place, at the head", "another day",
    "another day, at the head", "another day, and a place", "another doer", "another target", "another weapon", "others killed",
    "others injured", "another paragraph", "opens a paragraph", "have been", "has been", "had been", "supposed", "others before it", "a longer time",
    "a time that is over, or to come", "so long before or after", "new by rule",
})  # fmt: skip

# What clues weigh where our reports tell too little of them, which seldom tell of two towns: weights are drawn to these rather than to nothing.
PRIOR = {"a place far off": -1.5, "another place": -0.5, "the same place": 0.5, "the same day": 0.5, "separate": -3.0}


@dataclass(frozen=True, slots=True)
class Choice:
    """The clues of each happening that a frame may tell of, and which of them it tells of; None for a new one."""

    report: str
    options: tuple[frozenset[str], ...]
    right: int | None


def choices_of(own: OwnReport, reader) -> list[Choice]:
    """Every choice in one report, each made rightly before the next."""
    found: list[Choice] = []
    events: dict[int, int | None] = {}

    def event(frame: Frame) -> int | None:
        """The annotated happening that a frame tells of: by its anchor, else by most of what it tells; None where that is unclear."""
        if frame.anchor.part is not Part.TEXT:
            return None
        if frame.anchor.start not in events:
            met = {anchor.event for anchor in own.anchors if anchor.start < frame.anchor.end and frame.anchor.start < anchor.end}
            if not met:
                spans = [*(harm.people for harm in frame.harms), *(item.span for item in frame.fillers)]
                told = Counter(item.event for item in own.fillers for span in spans if item.start < span.end and span.start < item.end)
                met = {next(iter(told))} if len(told) == 1 else set()
            events[frame.anchor.start] = next(iter(met)) if len(met) == 1 else None
        return events[frame.anchor.start]

    def rightly(happenings: Sequence[Happening], frame: Frame, scene: Scene, ruled: Happening | None) -> Happening | None:
        mine = event(frame)
        if mine is None:
            return made(happenings, frame, scene, ruled)
        whose = [Counter(event(other) for other in happening.frames if event(other) is not None) for happening in happenings]
        right = next((at for at, told in enumerate(whose) if told and told.most_common(1)[0][0] == mine), None)
        if (
            right is None
            and (unknown := next((happening for happening, told in zip(happenings, whose, strict=True) if not told), None)) is not None
        ):
            return unknown
        if happenings:
            found.append(
                Choice(
                    own.id, tuple(frozenset(retelling.clues(happening, frame, scene, happenings, ruled)) for happening in happenings), right
                )
            )
        return happenings[right] if right is not None else None

    made, coreference.told_again = coreference.told_again, rightly
    try:
        reader.read(
            Report(
                own.id,
                own.text,
                title=own.head["title"],
                outlet=own.head["outlet"],
                published=date.fromisoformat(own.head["published"]),
                language="en",
            )
        )
    finally:
        coreference.told_again = made
    return found


def fit(choices: Sequence[Choice], names: Sequence[str]) -> NDArray[np.float64]:
    """The weights that make the right choices likeliest."""
    at = {name: number for number, name in enumerate(names)}
    prior = np.array([PRIOR.get(name, 0.0) for name in names])
    rows = [[np.array([at[clue] for clue in option if clue in at], dtype=np.int64) for option in choice.options] for choice in choices]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        away = weights - prior
        total, slope = float(away @ away) * RIDGE / 2, RIDGE * away
        for choice, options in zip(choices, rows, strict=True):
            scores = np.array([0.0, *(weights[option].sum() for option in options)])
            top = scores.max()
            chances = np.exp(scores - top)
            chances /= chances.sum()
            right = 0 if choice.right is None else choice.right + 1
            total -= float(np.log(chances[right]))
            for number, option in enumerate(options, 1):
                slope[option] += chances[number] - (number == right)
        return total, slope

    plain = [name.removeprefix("one of several, ") for name in names]
    bounds = [(0.0 if name in FOR else None, 0.0 if name in AGAINST else None) for name in plain]
    return minimize(loss, prior, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 300}).x


def right(choice: Choice, weights: dict[str, float]) -> tuple[bool, int | None]:
    """Whether weights choose rightly, and what they choose."""
    scores = [sum(weights.get(clue, 0.0) for clue in option) for option in choice.options]
    best = max(range(len(scores)), key=scores.__getitem__)
    chosen = best if scores[best] > 0 else None
    return chosen == choice.right, chosen


def known(choices: Sequence[Choice]) -> list[str]:
    """The clues that were met often enough, or that weigh something without that."""
    met = Counter(clue for choice in choices for option in choice.options for clue in option)
    return sorted({clue for clue, times in met.items() if times >= LEAST} | set(PRIOR))


def main() -> None:
    """Fit, judge on reports held out, and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    reader = open_reader(None)
    seen = [own for own in read_all() if zlib.crc32(own.id.encode()) % KEPT["own"] != 0]
    choices = [choice for own in seen for choice in choices_of(own, reader)]
    tally: Counter[str] = Counter()
    for fold in range(FOLDS):
        seen = [choice for choice in choices if zlib.crc32(choice.report.encode()) % FOLDS != fold]
        names = known(seen)
        weights = dict(zip(names, fit(seen, names).tolist(), strict=True))
        for choice in choices:
            if zlib.crc32(choice.report.encode()) % FOLDS == fold:
                hit, chosen = right(choice, weights)
                tally[
                    "right"
                    if hit
                    else "wrongly new"
                    if chosen is None
                    else "wrongly joined"
                    if choice.right is None
                    else "joined to another"
                ] += 1
                tally["new" if choice.right is None else "again"] += 1
    print(f"{len(choices)} choices: {dict(tally)}; right, held out: {100 * tally['right'] / len(choices):.1f} %; always the last one: {100 * sum(choice.right is not None and 'told last' in choice.options[choice.right] for choice in choices) / len(choices):.1f} %")  # fmt: skip
    names = known(choices)
    weights = fit(choices, names)
    for weight, name in sorted(zip(weights.tolist(), names, strict=True)):
        print(f"{weight:+.2f} {name}")
    if options.write:
        lines = "".join(f'"{name}" = {weight:.2f}\n' for name, weight in zip(names, weights.tolist(), strict=True))
        path("retelling.toml").write_text(f"{HEAD}\n[weights]\n{lines}", encoding="utf-8")


HEAD = """# What speaks for and against a frame telling of a happening that was told before it (extract/retelling.py); a new happening has nothing for it and nothing against it.
# Fitted by training/retelling.py on our own annotated reports."""

if __name__ == "__main__":
    main()
