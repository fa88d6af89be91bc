"""``python -m training.relevance --data DATA``: train, choose the threshold, say how good it is, write the weights.

Logistic regression over hashed words, by L-BFGS; scores for measuring come from five folds, in which no incident is on both sides.
"""

from __future__ import annotations

import argparse
import time
import zlib
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from training.relevance.corpora import Example, read_all, unclean

from deconflict.model import Report
from deconflict.read.relevance import Relevance, features

SIZE = 1 << 16
RECALL = 0.99
FOLDS = 5
DECAY = 0.02


def matrix(texts: list[str]) -> csr_matrix:
    """One row a text, of length one."""
    rows = [features(text, SIZE) for text in texts]
    values = np.concatenate([np.full(len(row), 1 / np.sqrt(max(1, len(row)))) for row in rows])
    ends = np.cumsum([0, *map(len, rows)])
    return csr_matrix((values, np.concatenate(rows).astype(np.int64), ends), shape=(len(rows), SIZE))


def fit(x: csr_matrix, y: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights and bias."""

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        weights, bias = parameters[:-1], parameters[-1]
        margin = x @ weights + bias
        error = weight * (1 / (1 + np.exp(-margin)) - y)
        value = float((weight * (np.logaddexp(0, margin) - y * margin)).sum() + DECAY * weights @ weights / 2)
        return value, np.concatenate([x.T @ error + DECAY * weights, [error.sum()]])

    found = minimize(loss, np.zeros(SIZE + 1), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return found.x[:-1], float(found.x[-1])


def weights_of(examples: list[Example]) -> np.ndarray:
    """Each source counts alike on its side, our own reports and decoys three times as much."""
    sizes: dict[str, int] = {}
    for example in examples:
        sizes[example.source] = sizes.get(example.source, 0) + 1
    favour = {"own": 3.0, "decoys": 3.0}
    return np.array([favour.get(example.source, 1.0) * 300 / sizes[example.source] for example in examples])


def chances(x: csr_matrix, weights: np.ndarray, bias: float) -> np.ndarray:
    """The probabilities."""
    return 1 / (1 + np.exp(-(x @ weights + bias)))


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("out/relevance.npz"))
    options = parser.parse_args()
    examples = read_all(options.data)
    x, y, weight = (
        matrix([example.text for example in examples]),
        np.array([float(example.violent) for example in examples]),
        weights_of(examples),
    )
    fold = np.array([zlib.crc32(example.group.encode()) % FOLDS for example in examples])
    scores = np.zeros(len(examples))
    other = unclean(options.data)
    x_other, other_fold, other_scores = (
        matrix([each.text for each in other]),
        np.array([zlib.crc32(each.group.encode()) % FOLDS for each in other]),
        np.zeros(len(other)),
    )
    for number in range(FOLDS):
        model = fit(x[fold != number], y[fold != number], weight[fold != number])
        scores[fold == number] = chances(x[fold == number], *model)
        other_scores[other_fold == number] = chances(x_other[other_fold == number], *model)
    sources = np.array([example.source for example in examples])
    threshold = min(float(np.quantile(scores[sources == source], 1 - RECALL, method="lower")) for source in set(sources[y == 1]))
    print(f"threshold {threshold:.4f}")
    for source in sorted(set(sources), key=lambda source: (-y[sources == source].mean(), source)):
        mine = scores[sources == source]
        print(
            f"  {source:12} {len(mine):5} {'violent' if y[sources == source].mean() else 'other'}: {100 * (mine >= threshold).mean():5.1f} % let through"
        )
    told = np.array([each.source for each in other])
    for source in sorted(set(told)):
        mine = other_scores[told == source]
        print(
            f"  {source:12} {len(mine):5} as it comes, unsure and violent ones included: {100 * (mine >= threshold).mean():5.1f} % let through"
        )
    weights, bias = fit(x, y, weight)
    scale = np.abs(weights).max() / 127
    options.out.parent.mkdir(parents=True, exist_ok=True)
    packed = np.round(weights / scale).astype(np.int8)
    np.savez_compressed(options.out, weights=packed, scale=np.float32(scale), bias=np.float32(bias), threshold=np.float32(threshold))
    relevance = Relevance.shipped(file=options.out)
    reports = [Report(str(number), example.text) for number, example in enumerate(examples)]
    began = time.process_time()
    drift = max(abs(relevance.score(report) - chance) for report, chance in zip(reports, chances(x, weights, bias), strict=True))
    print(
        f"{len(reports) / (time.process_time() - began):,.0f} reports/s of processor time; {options.out.stat().st_size / 1000:.0f} kB; rounding moves a score by {drift:.4f} at most"
    )


if __name__ == "__main__":
    main()
