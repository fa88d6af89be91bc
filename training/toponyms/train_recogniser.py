"""Learn which names are toponyms: logistic regression over the features of deconflict.extract.toponym_features.

    python training/toponyms/train_recogniser.py OUT.json CORPUS.jsonl...

Each line of a corpus has `text` and `toponyms` with `start` and `end`. Texts are read as they are and in small letters. Needs numpy and scipy.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from deconflict.extract.gazetteer import Gazetteer
from deconflict.extract.tokens import tokenise
from deconflict.extract.toponym_features import Surroundings, features
from deconflict.extract.toponyms import find_candidates

RAREST = 4
RIDGE = 2.0
Example = tuple[list[str], bool]


def main(out: str, *corpora: str) -> None:
    """Read the corpora and write the weights into the model."""
    documents = [json.loads(line) for corpus in corpora for line in Path(corpus).read_text(encoding="utf-8").split("\n") if line]
    gazetteer = Gazetteer()
    model = json.loads(Path(out).read_text(encoding="utf-8")) if Path(out).exists() else {}
    for name, cased in (("cased", True), ("uncased", False)):
        model[name] = fit([example for document in documents for example in examples(document, gazetteer, cased)])
        print(name, len(model[name]), "weights")
    Path(out).write_text(json.dumps(model, separators=(",", ":"), sort_keys=True), encoding="utf-8")


def examples(document: dict[str, Any], gazetteer: Gazetteer, cased: bool) -> Iterator[Example]:
    """The candidates of a text and whether each is a toponym."""
    text = document["text"] if cased else "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in document["text"])
    tokens = tokenise(text)
    candidates = find_candidates(text, tokens, gazetteer, cased)
    around = Surroundings(tokens, candidates, cased)
    gold = [(toponym["start"], toponym["end"]) for toponym in document["toponyms"]]
    for candidate in candidates:
        start, end = tokens[candidate.first].start, tokens[candidate.last].end
        yield (
            features(candidate, around),
            any(2 * (min(end, last) - max(start, first)) > max(end, last) - min(start, first) for first, last in gold),
        )


def fit(found: list[Example]) -> dict[str, float]:
    """Weights of the features by ridge-penalised logistic regression."""
    counts = Counter(feature for row, _ in found for feature in row)
    numbers = {feature: number for number, feature in enumerate(sorted(feature for feature, count in counts.items() if count >= RAREST))}
    cells = [(index, numbers[feature]) for index, (row, _) in enumerate(found) for feature in row if feature in numbers]
    rows, columns = zip(*cells, strict=True)
    matrix = csr_matrix((np.ones(len(cells)), (rows, columns)), shape=(len(found), len(numbers)))
    sign = np.array([1.0 if label else -1.0 for _, label in found])

    def loss(weights: Any) -> tuple[float, Any]:
        margin = sign * (matrix @ weights)
        slope = -sign / (1 + np.exp(np.clip(margin, -50, 50)))
        return float(np.logaddexp(0, -margin).sum() + RIDGE / 2 * weights @ weights), matrix.T @ slope + RIDGE * weights

    weights = minimize(loss, np.zeros(len(numbers)), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return {feature: round(float(weights[number]), 3) for feature, number in numbers.items() if abs(weights[number]) >= 0.01}


if __name__ == "__main__":
    main(*sys.argv[1:])
