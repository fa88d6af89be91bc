"""Trains the attribution network on PolNeAR and writes ``attribution.npz``: the same data and seed give the same file.

    python training/attribution/train.py TRAIN.jsonl src/deconflict/resources/attribution.npz

Each line of the data holds ``text`` and ``attributions``, each with ``source``, ``cue`` and ``content`` as lists of [start, end].
Needs PyTorch (2.x, CPU is enough: 10 to 20 minutes on 2 cores) and the package itself; nothing of this runs when reports are read.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import zlib
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from network import Tagger, export, hidden
from torch.nn import functional

from deconflict.extract.attribution_features import encode, normal_form
from deconflict.extract.attribution_network import GAP, Cue, lay_out
from deconflict.extract.quotation import find_quotations
from deconflict.extract.tokens import tokenise
from deconflict.model import Part, Passage
from deconflict.read.sentences import split_sentences

LEAST_SEEN, BATCH, RATE, UNCASED = 3, 8, 3e-3, 0.15
NO_LABEL = -100
NAME_SHAPES = (2, 3)


def main() -> None:
    """Reads the data, trains, writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--epochs", type=int, default=13)
    parser.add_argument("--hold-out", type=int, default=0, help="leave out every document whose checksum this number divides")
    args = parser.parse_args()
    random.seed(1)
    torch.manual_seed(1)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    documents = [json.loads(line) for line in args.data.read_text(encoding="utf-8").splitlines()]
    documents = [item for item in documents if not args.hold_out or zlib.crc32(item["id"].encode()) % args.hold_out]
    words = vocabulary(documents)
    examples = [variants(item, {word: number for number, word in enumerate(words, 1)}) for item in documents]
    tagger = Tagger(len(words) + 1)
    train(tagger, examples, args.epochs)
    export(tagger, words, args.weights)


def vocabulary(documents: list[dict]) -> list[str]:
    """The words seen often enough, the most frequent first."""
    counts = Counter(normal_form(token.lower) for item in documents for token in tokenise(item["text"]))
    return [word for word, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])) if count >= LEAST_SEEN]


def variants(item: dict, words: dict[str, int]) -> list[dict]:
    """A document as it is, in lower case and in capitals, where that keeps all offsets."""
    texts = (item["text"], item["text"].lower(), item["text"].upper())
    examples = [example(text if len(text) == len(texts[0]) else texts[0], item["attributions"], words) for text in texts]
    named = np.isin(examples[0]["ids"][3], NAME_SHAPES)
    return [{**found, "named": named} for found in examples if len(found["cue"]) == len(named)]


def example(text: str, attributions: list[dict], words: dict[str, int]) -> dict:
    """One document's features and labels; those of a cue are given for its window."""
    passage, tokens = Passage("", Part.TEXT, text), tokenise(text)
    features = encode(passage, tokens, split_sentences(passage), find_quotations(passage), words)
    starts, ends = np.array([token.start for token in tokens]), np.array([token.end for token in tokens])
    cue, either, linked = np.zeros(len(tokens), dtype=np.int64), np.zeros((len(tokens), 2), dtype=np.float32), []
    for attribution in attributions:
        both = np.stack([covered(attribution[name], starts, ends) for name in ("source", "content")], axis=1).astype(np.float32)
        either = np.maximum(either, both)
        inside = np.flatnonzero(covered(attribution["cue"], starts, ends))
        if len(inside):
            cue[inside], cue[inside[0]] = 2, 1
            first, last = int(inside[0]), int(inside[-1]) + 1
            window = Cue(first, last, *features.window(first, last))
            linked.append((window, both[window.start : window.end]))
    return {"ids": features.ids, "sentence": features.sentence, "cue": cue, "either": either, "linked": linked}


def covered(spans: list[list[int]], starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Which tokens meet any of the spans."""
    mask = np.zeros(len(starts), dtype=bool)
    for start, end in spans:
        mask[np.searchsorted(ends, start, "right") : np.searchsorted(starts, end, "left")] = True
    return mask


def together(items: list[dict]) -> dict:
    """Several documents as one, with gaps between them."""
    pad = {"ids": 0, "sentence": 10**6, "cue": NO_LABEL, "either": 0, "named": False}
    joined: dict = {name: [] for name in (*pad, "keep")}
    cues, labels, offset = [], [], 0
    for item in items:
        size = item["ids"].shape[1]
        joined["ids"].append(np.pad(item["ids"], ((0, 0), (0, GAP))))
        joined["sentence"].append(np.pad(item["sentence"], (0, GAP), constant_values=pad["sentence"]))
        joined["cue"].append(np.pad(item["cue"], (0, GAP), constant_values=NO_LABEL))
        joined["named"].append(np.pad(item["named"], (0, GAP)))
        joined["either"].append(np.pad(item["either"], ((0, GAP), (0, 0))))
        joined["keep"].append(np.pad(np.ones(size, dtype=np.float32), (0, GAP)))
        for cue, label in item["linked"]:
            cues.append(Cue(cue.first + offset, cue.last + offset, cue.start + offset, cue.end + offset))
            labels.append(np.pad(label, ((0, GAP), (0, 0))))
        offset += size + GAP
    whole = {name: np.concatenate(parts, axis=1 if name == "ids" else 0) for name, parts in joined.items()}
    return {**whole, "cues": cues, "labels": np.concatenate(labels)}


def loss_of(tagger: Tagger, batch: dict) -> torch.Tensor:
    """Cross-entropy of cues, of any source and content, and of each cue's own."""
    keep = torch.from_numpy(batch["keep"])[:, None]
    context, scores = tagger.mark(hidden(torch.from_numpy(batch["ids"]), torch.from_numpy(batch["named"])), keep)
    cue = functional.cross_entropy(scores[:, :3], torch.from_numpy(batch["cue"]), ignore_index=NO_LABEL)
    either = functional.binary_cross_entropy_with_logits(scores[:, 3:], torch.from_numpy(batch["either"]), reduction="none")
    layout = lay_out(batch["cues"], batch["sentence"], batch["cue"] > 0)
    linked = functional.binary_cross_entropy_with_logits(
        tagger.link(context, batch["cues"], layout), torch.from_numpy(batch["labels"]), reduction="none"
    )
    kept = torch.from_numpy(layout.keep)
    source, content = (linked * kept).sum(0) / kept.sum()
    return 3 * cue + 0.5 * (either * keep).sum() / keep.sum() + 3 * source + content


def one_of(shapes: list[dict]) -> dict:
    """A document, now and then without its case."""
    weights = [1 - 2 * UNCASED, *[UNCASED] * (len(shapes) - 1)]
    return random.choices(shapes, weights)[0]


def train(tagger: Tagger, examples: list[list[dict]], epochs: int) -> None:
    """AdamW with a cosine schedule."""
    optimiser = torch.optim.AdamW(tagger.parameters(), lr=RATE, weight_decay=0.02)
    steps, step = epochs * math.ceil(len(examples) / BATCH), 0
    for epoch in range(epochs):
        order, total = random.sample(range(len(examples)), len(examples)), 0.0
        for at in range(0, len(order), BATCH):
            chosen = [one_of(examples[number]) for number in order[at : at + BATCH]]
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(1, step / 100) * (0.5 + 0.5 * math.cos(math.pi * step / steps))
            loss = loss_of(tagger, together(chosen))
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(tagger.parameters(), 1.0)
            optimiser.step()
            step, total = step + 1, total + loss.item() * len(chosen)
        print(f"epoch {epoch + 1}: loss {total / len(order):.4f}", flush=True)


if __name__ == "__main__":
    main()
