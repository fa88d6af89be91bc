"""Fit the weights by which incident linking weighs two mentions, and say how good they are on incidents held out.

    python -m training.linking.train --data ../shared/data/incidents --cache FOLDER [--write]

A logistic regression over the named features of ``deconflict.link.compare``, with bounds: what joins never weighs against, what parts never for (a
contradicting number a little). Cross-fitted over four folds of incidents: a pair is judged by weights that saw neither of its incidents. ``--write``
puts the weights fitted on all pairs into resources/linking.toml.
"""

from __future__ import annotations

import argparse
import re
import zlib
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from training.linking.pairs import Example, examples_of, known_reports, readings_of, unrelated_reports

from deconflict.resources import path, table

Array = NDArray[np.float64]
FOLDS = 4
RIDGE = 1.0
# What speaks against two mentions being one may weigh at most this (log-odds); everything else speaks for it.
AGAINST = {
    "people apart": 0.0, "ages apart": 0.0, "divisions apart": 0.0, "places apart": -0.5, "distance": 0.0, "next day": 0.0, "days apart": -0.3,
    "days surely apart": -0.5, "told before": -0.5, "gap": 0.0, "news apart": -0.1, "figures apart": -0.15, "kinds apart": -0.2,
}  # fmt: skip
# What speaks for it weighs at least this, where local news on shootings has too little of it to tell.
FOR = {"lineage": 3.0, "place within": 0.5, "division": 0.1}


def fit(found: Array, same: Array, names: Sequence[str]) -> Array:
    """Bias and weights that make the pairs likeliest, within their bounds."""
    design = np.column_stack([np.ones(len(found)), found])
    bounds = [(None, None), *((None, AGAINST[name]) if name in AGAINST else (FOR.get(name, 0.0), None) for name in names)]
    start = np.array([-4.0, *(AGAINST.get(name, FOR.get(name, 0.0)) for name in names)])

    def loss(weights: Array) -> tuple[float, Array]:
        odds = design @ weights
        shrunk = RIDGE * np.concatenate([[0.0], weights[1:]])
        return float(np.logaddexp(0, odds).sum() - same @ odds + weights @ shrunk / 2), design.T @ (sigmoid(odds) - same) + shrunk

    return minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500}).x


def sigmoid(odds: Array) -> Array:
    """Log-odds to probability."""
    return 1 / (1 + np.exp(-odds))


def fold(incident: str) -> int:
    """The fold of an incident."""
    return zlib.crc32(incident.encode()) % FOLDS


def judged_apart(examples: Sequence[Example], found: Array, same: Array, names: Sequence[str]) -> Array:
    """The probability of each pair by weights that saw neither of its incidents."""
    folds = np.array([sorted((fold(example.first), fold(example.second))) for example in examples])
    judged = np.zeros(len(examples))
    for low in range(FOLDS):
        for high in range(low, FOLDS):
            held = (folds[:, 0] == low) & (folds[:, 1] == high)
            seen = ~np.isin(folds, [low, high]).any(axis=1)
            weights = fit(found[seen], same[seen], names)
            judged[held] = sigmoid(weights[0] + found[held] @ weights[1:])
    return judged


def report(judged: Array, same: Array) -> None:
    """Both kinds of error by threshold, and how often pairs of each probability are one incident."""
    for threshold in (0.2, 0.4, 0.6, 0.8):
        taken = judged >= threshold
        print(f"at {threshold}: wrongly joined {100 * (1 - same[taken].mean()):.1f} % of joins, wrongly parted {100 * (1 - same[taken].sum() / same.sum()):.1f} % of true pairs")  # fmt: skip
    print("probability   pairs   mean judged   truly one")
    steps = [0.0, 0.02, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 0.98, 1.0001]
    for low, high in pairwise(steps):
        inside = (judged >= low) & (judged < high)
        if inside.any():
            print(f"{low:4.2f} to {min(1, high):4.2f} {inside.sum():7d} {judged[inside].mean():11.3f} {same[inside].mean():11.3f}")


def write(names: Sequence[str], weights: Array, pairs: int, true: int) -> None:
    """Put the weights into the table, with how they were made."""
    file = path("linking.toml")
    rows = "\n".join(f'"{name}" = {weight:.2f}' for name, weight in zip(["bias", *names], weights, strict=True))
    head = (
        "# Log-odds by feature, fitted by training/linking/train.py (logistic regression within bounds: joins at 0 or more, what parts at 0 or less)\n"
        f"# on {pairs:,} pairs that blocking finds and nothing excludes, {true:,} of them one incident: local news on gun violence and reports of ours.\n"
    )
    text = re.sub(r"\[pair\]\n.*?\n\n(?=\[)", lambda _: f"[pair]\n{head}{rows}\n\n", file.read_text(encoding="utf-8"), flags=re.S)
    file.write_text(text, encoding="utf-8")


def main() -> None:
    """Read, fit, judge, print and, where asked, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with reports.jsonl of known incidents")
    parser.add_argument("--cache", type=Path, required=True, help="folder in which readings are kept between runs")
    parser.add_argument("--jobs", type=int, default=0)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    examples: list[Example] = []
    for name, (reports, incident_of) in {"known": known_reports(options.data), "own": unrelated_reports()}.items():
        examples.extend(examples_of(readings_of(reports, options.cache / f"{name}.pkl", options.jobs), incident_of))
    print("excluded, and of them truly one:", {cause: (count, sum(e.same for e in examples if e.exclusion == cause)) for cause, count in Counter(e.exclusion for e in examples).items() if cause})  # fmt: skip
    open_pairs = [example for example in examples if example.exclusion is None]
    names = list(open_pairs[0].found)
    found = np.array([[example.found[name] for name in names] for example in open_pairs])
    same = np.array([float(example.same) for example in open_pairs])
    report(judged_apart(open_pairs, found, same, names), same)
    weights = fit(found, same, names)
    before = table("linking")["pair"]
    for name, weight in zip(["bias", *names], weights, strict=True):
        print(f"{name:18} {weight:7.2f}   was {before.get(name, 0.0):7.2f}")
    if options.write:
        write(names, weights, len(same), int(same.sum()))


if __name__ == "__main__":
    main()
