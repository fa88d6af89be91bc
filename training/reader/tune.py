"""Choose what the decoders are told beside the scores, on development parts (MUC-4, PolNeAR), and write it into a model folder.

    python -m training.reader.tune --data FOLDER --model FOLDER [--write]

One threshold a role, set in turn so that the F1 over all roles is highest (coordinate ascent), for each of some boosts and powers; one boost a
layer of attributions. Few numbers are chosen from many texts, so little is learned by heart.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment
from training.reader.corpora import MUC_ROLES
from training.reader.example import lines

from deconflict.extract.encoder import Encoder, Tagging
from deconflict.extract.fillers import find_fillers, plain
from deconflict.extract.tagged import tagged
from deconflict.model import Part, Passage
from deconflict.read.sentences import split_sentences

STEPS = tuple(round(0.05 * step, 2) for step in range(2, 20))
BOOSTS = (0.0, 0.5, 1.0, 1.5, 2.0)
POWERS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5)
Gold = Mapping[str, Sequence[Sequence[str]]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options, choose, and say what was chosen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)
    encoder = Encoder(options.model, threads=2)
    records = list(lines(options.data / "muc4" / "roles-dev.jsonl"))
    texts = [(tag(encoder, record["text"]), record["roles"]) for record in records]
    decisions = chosen(texts, dict(encoder.heads.decisions))
    quoting = [(tag(encoder, record["text"]), record["attributions"]) for record in lines(options.data / "polnear" / "dev.jsonl")]
    decisions |= chosen_boosts(quoting)
    print(json.dumps(decisions))
    if options.write:
        path = options.model / "reader.json"
        told = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(told | {"decisions": decisions}, indent=1) + "\n", encoding="utf-8")


def tag(encoder: Encoder, text: str) -> Tagging:
    """One text through the encoder."""
    passage = Passage("", Part.TEXT, text)
    return encoder.tag(passage, split_sentences(passage))


def chosen(texts: Sequence[tuple[Tagging, Gold]], decisions: dict[str, float]) -> dict[str, float]:
    """The decisions with the highest F1."""
    best, best_f1 = decisions, 0.0
    for boost in BOOSTS:
        for power in POWERS:
            trial = tallied(candidates(texts, decisions | {"role boost": boost, "relevant power": power}))
            thresholds = ascent(trial)
            score = f1(trial, thresholds)
            if score > best_f1:
                best, best_f1 = decisions | {"role boost": boost, "relevant power": power} | thresholds, score
                print(f"F1 {100 * score:.1f} {best}", flush=True)
    return best


Trial = list[tuple[list[tuple[str, str, float]], Gold]]


def candidates(texts: Sequence[tuple[Tagging, Gold]], decisions: Mapping[str, float]) -> Trial:
    """Every filler that could be, with its chance."""
    open_to_all = {**decisions, **dict.fromkeys(MUC_ROLES.values(), 0.0)}
    found = []
    for tagging, gold in texts:
        tried = replace(tagging, heads=replace(tagging.heads, decisions=open_to_all))
        told = tagging.answer("relevant") ** decisions["relevant power"]
        found.append(([(filler.role, plain(filler.name), filler.chance * told) for filler in find_fillers(tried)], gold))
    return found


Tallies = Mapping[tuple[str, float], np.ndarray]


def tallied(trial: Trial) -> Tallies:
    """For each role and threshold: how many fillers are right, how many there are, how many there should be."""
    return {
        (role, step): sum((tally(text, muc_role, step) for text in trial), np.zeros(3))
        for muc_role, role in MUC_ROLES.items()
        for step in STEPS
    }


def tally(text: tuple[list[tuple[str, str, float]], Gold], muc_role: str, threshold: float) -> np.ndarray:
    """One role in one text (CEAF-REE): each filler may stand for one gold entity of which it is a name."""
    fillers, gold = text
    names = list(dict.fromkeys(name for role, name, chance in fillers if role == MUC_ROLES[muc_role] and chance >= threshold))
    entities = [{plain(name) for name in names_of} for names_of in gold.get(muc_role, [])]
    fits = np.array([[float(name in entity) for name in names] for entity in entities]).reshape(len(entities), len(names))
    return np.array([fits[linear_sum_assignment(-fits)].sum(), len(names), len(entities)])


def ascent(tallies: Tallies) -> dict[str, float]:
    """The best threshold of each role, the others held."""
    thresholds = dict.fromkeys(MUC_ROLES.values(), 0.5)
    for _ in range(3):
        for role in thresholds:
            thresholds[role] = max(STEPS, key=lambda step: f1(tallies, {**thresholds, role: step}))
    return thresholds


def f1(tallies: Tallies, thresholds: Mapping[str, float]) -> float:
    """F1 over all roles."""
    right, predicted, wanted = sum(tallies[item] for item in thresholds.items())
    return float(2 * right / (predicted + wanted)) if predicted + wanted else 0.0


Attributed = Sequence[Mapping[str, Sequence[tuple[int, int]]]]


def chosen_boosts(texts: Sequence[tuple[Tagging, Attributed]]) -> dict[str, float]:
    """For each layer of attributions the boost with the highest F1 by characters."""
    golds = {"source": "source", "cue": "cue", "content": "content", "inner": "content"}
    found = {}
    for layer, part in golds.items():
        scored = {boost: overlap(texts, layer, part, boost, found) for boost in (-0.5, 0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5)}
        found[f"{layer} boost"] = max(scored, key=lambda boost: scored[boost])
        print(f"{layer}: F1 {100 * max(scored.values()):.1f} with boost {found[f'{layer} boost']}", flush=True)
    return found


def overlap(texts: Sequence[tuple[Tagging, Attributed]], layer: str, part: str, boost: float, found: Mapping[str, float]) -> float:
    """F1 by characters of a layer's spans; inner contents count together with the others."""
    right = predicted = wanted = 0
    for tagging, gold in texts:
        spans = [item.span for item in tagged(tagging, layer, boost)]
        if layer == "inner":
            spans += [item.span for item in tagged(tagging, "content", found["content boost"])]
        mine = {at for span in spans for at in range(span.start, span.end)}
        theirs = {at for item in gold for start, end in item[part] for at in range(start, end)}
        right, predicted, wanted = right + len(mine & theirs), predicted + len(mine), wanted + len(theirs)
    return 2 * right / (predicted + wanted) if predicted + wanted else 0.0


if __name__ == "__main__":
    main()
