"""Learn how to choose among namesakes: a conditional logit over the features of deconflict.extract.place_choice, one row of weights a round.

    python training/toponyms/train_choice.py MODEL.json CORPUS.jsonl...

Each line of a corpus has `text` and `toponyms` with `start`, `end`, `lat` and `lon`. The weights join those in the model file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from deconflict.extract.gazetteer import Gazetteer
from deconflict.extract.place_choice import FEATURES, ROUNDS, Ballot
from deconflict.extract.tokens import tokenise
from deconflict.extract.toponyms import find_toponyms
from deconflict.values.place import haversine_km

RIGHT_KM = 161.0
RIDGE = 1.0


def main(out: str, *corpora: str) -> None:
    """Read the corpora and write the weights into the model."""
    documents = [json.loads(line) for corpus in corpora for line in Path(corpus).read_text(encoding="utf-8").split("\n") if line]
    gazetteer = Gazetteer()
    ballots = [pair for document in documents for pair in read(document, gazetteer)]
    model = json.loads(Path(out).read_text(encoding="utf-8"))
    model["choice"] = [row.round(3).tolist() for row in fit(ballots)]
    Path(out).write_text(json.dumps(model, separators=(",", ":"), sort_keys=True), encoding="utf-8")
    for name, *row in zip(FEATURES, *model["choice"], strict=True):
        print(f"{name:20}", *(f"{weight:8.2f}" for weight in row))


def read(document: dict[str, Any], gazetteer: Gazetteer) -> Iterator[tuple[Ballot, Any, Any]]:
    """A text's namesakes, which of them are right, and how often each was meant."""
    tokens = tokenise(document["text"])
    toponyms = find_toponyms(document["text"], tokens, gazetteer)
    if not toponyms:
        return
    ballot = Ballot(document["text"], tokens, toponyms)
    right, times = np.zeros(len(ballot.entries)), np.zeros(len(ballot.names))
    for number, name in enumerate(ballot.names):
        spans = [(tokens[toponyms[index].first].start, tokens[toponyms[index].last].end) for index in name.toponyms]
        gold = [item for item in document["toponyms"] if any(start < item["end"] and item["start"] < end for start, end in spans)]
        for row in np.flatnonzero(ballot.owner == number):
            entry = ballot.entries[row]
            right[row] = sum(haversine_km(entry.lat, entry.lon, item["lat"], item["lon"]) <= RIGHT_KM for item in gold)
        best = right[ballot.owner == number].max()
        if best:
            right[ballot.owner == number] = right[ballot.owner == number] >= best
            times[number] = best
    yield ballot, right, times


def fit(ballots: list[tuple[Ballot, Any, Any]]) -> list[Any]:
    """Weights for each round, the beliefs of one feeding the next."""
    beliefs: list[Any] = [None] * len(ballots)
    weights = []
    for _ in range(ROUNDS):
        inputs = [
            ballot.fixed if belief is None else ballot.features(belief) for (ballot, _, _), belief in zip(ballots, beliefs, strict=True)
        ]
        weights.append(fit_round(ballots, inputs))
        beliefs = [ballot.softmax(features @ weights[-1]) for (ballot, _, _), features in zip(ballots, inputs, strict=True)]
    return weights


def fit_round(ballots: list[tuple[Ballot, Any, Any]], inputs: list[Any]) -> Any:
    """One conditional logit: the namesakes that are right against all of their name."""

    def loss(weights: Any) -> tuple[float, Any]:
        value, slope = RIDGE / 2 * float(weights @ weights), RIDGE * weights
        for (ballot, right, times), features in zip(ballots, inputs, strict=True):
            chance = ballot.softmax(features @ weights)
            hit = np.add.reduceat(chance * right, ballot.starts)
            known = times > 0
            value -= float((times[known] * np.log(hit[known] + 1e-12)).sum())
            target = np.where(right > 0, chance / np.maximum(hit, 1e-12)[ballot.owner], 0.0)
            slope = slope - features.T @ ((target - chance) * times[ballot.owner])
        return value, slope

    return minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B", options={"maxiter": 120}).x


if __name__ == "__main__":
    main(*sys.argv[1:])
