"""Whether a report tells of violence at all: a linear model over hashed words and pairs of words, thousands of reports a second.

It runs before the encoder and is set to let nearly every violent report through (training/relevance, docs/gathering.md); what it holds back is kept.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from deconflict.model import Report
from deconflict.resources import path

WORDS = 400
"""So many words of a report are looked at: the title, then the beginning of the text."""
_TOKEN = re.compile(r"[^\W\d_]+")
_CHARACTERS = 12 * WORDS
_PAIR = np.uint32(0x9E3779B1)


def features(text: str, size: int) -> NDArray[np.uint32]:
    """The buckets of the words and pairs of words that a text begins with, each once; ``size`` is a power of two."""
    words = np.fromiter(map(_hash, _TOKEN.findall(text[:_CHARACTERS].lower())[:WORDS]), dtype=np.uint32)
    pairs = words[:-1] * _PAIR ^ words[1:]
    return np.unique(np.concatenate([words, pairs ^ (pairs >> np.uint32(15))]) & np.uint32(size - 1))


@lru_cache(1 << 12)
def _hash(word: str) -> int:
    """The number of a word."""
    return zlib.crc32(word.encode())


def told(report: Report) -> str:
    """What a report is judged by."""
    return f"{report.title or ''}\n{report.text[:_CHARACTERS]}"


class Relevance:
    """The model, opened; ``threshold`` is the probability below which a report is held back."""

    def __init__(self, weights: NDArray[np.float32], bias: float, threshold: float) -> None:
        self._weights, self._bias, self.threshold = weights, bias, threshold

    @classmethod
    def shipped(cls, threshold: float | None = None, file: Path | None = None) -> Relevance:
        """The model that ships, with its threshold or another one."""
        with np.load(file or path("relevance.npz")) as model:
            weights = model["weights"].astype(np.float32) * model["scale"]
            return cls(weights, float(model["bias"]), float(model["threshold"]) if threshold is None else threshold)

    def score(self, report: Report) -> float:
        """The probability that a report tells of violence or of a security incident, as the model sees it."""
        found = features(told(report), len(self._weights))
        # Each text counts alike however long it is.
        length = float(np.sqrt(len(found))) or 1.0
        return float(1 / (1 + np.exp(-(self._weights[found].sum() / length + self._bias))))

    def judged(self, report: Report) -> Report:
        """The report, marked as not to be read in full where it tells of no violence. Only English is judged."""
        if report.unread is not None or report.language not in (None, "en"):
            return report
        score = self.score(report)
        if score >= self.threshold:
            return report
        return replace(report, unread=f"tells of no violence (score {score:.3f}, read from {self.threshold:.3f} on)")

    def sort(self, reports: Sequence[Report]) -> tuple[list[Report], list[Report]]:
        """The reports to read in full, and those that are held back."""
        judged = [self.judged(report) for report in reports]
        return [report for report in judged if report.unread is None], [report for report in judged if report.unread is not None]
