"""Train the reader on all its tasks at once.

    python -m training.reader.train --data FOLDER --encoder FOLDER --out FOLDER [--epochs N] [--device cpu|cuda] [--corpora A,B] [--from CHECKPOINT] [--teacher WEIGHTS]

Writes a checkpoint every few minutes and goes on from it when called again. The same seed on the same device gives the same weights.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from training.reader.corpora import held_out, load
from training.reader.example import Example
from training.reader.labels import ANSWERS, LAYERS, LINKS, TOLLS
from training.reader.model import ReaderNetwork, link_scores
from training.reader.teacher import GOLD, Teacher
from training.reader.vary import Stock
from training.reader.windows import UNKNOWN, Window, batches, open_tokenizer, windows

SIZE = 256
BATCH_TOKENS = 4096
SAVE_SECONDS = 300
VARIED = 0.6
# The tokenizer's "[MASK]"; what is below are "[PAD]", "[CLS]", "[SEP]" and unused.
MASK = SPECIAL = 103
LINK_WEIGHT, ANSWER_WEIGHT, TOLL_WEIGHT = 0.5, 0.5, 0.2


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options and train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--encoder", required=True, help="folder with a BERT-like encoder and tokenizer.json")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--corpora", default="muc4,polnear,re3d,toponyms,times,arguments,own")
    parser.add_argument("--often", default="polnear=0.6,toponyms=0.5,times=0.5,re3d=3,own=3", help="how often an epoch sees a corpus")
    parser.add_argument(
        "--vary", default="", help="corpora whose names and fillers are changed for others of their sort, half of the times"
    )
    parser.add_argument("--blank", type=float, default=0.0, help="share of the tokens that are hidden from the network")
    parser.add_argument("--everything", action="store_true", help="train on the parts held out for measuring too")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--from", dest="start", type=Path, help="weights to start from, of whatever shape they are")
    parser.add_argument("--teacher", type=Path, help="weights of a larger network to learn from too, whole texts of every corpus")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    Training(options, Pool(options)).run()


class Pool:
    """What is learned from: the windows of all examples, and those of examples in other words."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.tokenizer = open_tokenizer(options.encoder)
        known = [example for example in load(options.data, options.corpora.split(",")) if options.everything or not held_out(example)]
        if options.teacher:
            known = [replace(example, lead_only=False) for example in known]
        self.windows = {example.id: list(windows(example, self.tokenizer, SIZE)) for example in known}
        self.often = {name: float(number) for name, _, number in (item.partition("=") for item in options.often.split(","))}
        varied = set(filter(None, options.vary.split(",")))
        self.stocks = {name: Stock(example for example in known if example.corpus == name) for name in varied}
        self.examples = known
        counts = Counter(window.corpus for found in self.windows.values() for window in found)
        tokens = sum(len(window.ids) for found in self.windows.values() for window in found)
        print(f"{counts.total()} windows, {tokens} tokens: {dict(counts)}", flush=True)

    def epoch(self, chance: random.Random) -> list[Window]:
        """What one epoch sees: a corpus as often as asked, a share of it drawn where that is no whole number; in other words where asked."""
        found = []
        for example in self.examples:
            wanted = self.often.get(example.corpus, 1.0)
            for _ in range(int(wanted) + (chance.random() < wanted % 1)):
                found += self.seen(example, chance)
        return found

    def seen(self, example: Example, chance: random.Random) -> list[Window]:
        """An example's windows, half of the times in other words if its corpus is to be varied."""
        if (stock := self.stocks.get(example.corpus)) and chance.random() < VARIED:
            return list(windows(stock.varied(example, chance), self.tokenizer, SIZE))
        return self.windows[example.id]


class Training:
    """One run: network, optimiser, where it stands."""

    def __init__(self, options: argparse.Namespace, pool: Pool) -> None:
        self.options, self.pool = options, pool
        torch.manual_seed(options.seed)
        start = options.start
        self.network = (
            ReaderNetwork.saved(start, options.encoder, options.device) if start else ReaderNetwork(options.encoder).to(options.device)
        )
        self.teacher = Teacher(options.teacher, options.encoder, options.device) if options.teacher else None
        heads = [p for name, p in self.network.named_parameters() if not name.startswith("encoder.")]
        body = [p for p in self.network.encoder.parameters() if p.requires_grad]
        groups = [{"params": body, "lr": options.rate}, {"params": heads, "lr": options.rate * (1 if self.teacher else 5)}]
        self.optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
        self.done = 0
        self.checkpoint = options.out / "checkpoint.pt"
        if self.checkpoint.exists():
            self.resume()
        self.saved = time.monotonic()

    def resume(self) -> None:
        """Go on where an earlier run was interrupted."""
        state = torch.load(self.checkpoint, map_location=self.options.device)
        self.network.load_state_dict(state["network"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.done = state["done"]
        torch.set_rng_state(state["chance"].cpu())

    def save(self) -> None:
        """Write a checkpoint, whole or not at all."""
        state = {
            "network": self.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "done": self.done,
            "chance": torch.get_rng_state(),
        }
        partial = self.checkpoint.with_suffix(".part")
        torch.save(state, partial)
        partial.replace(self.checkpoint)
        self.saved = time.monotonic()

    def run(self) -> None:
        """All epochs; the learning rate rises over the first twentieth and falls to nothing."""
        steps = [batch for epoch in range(self.options.epochs) for batch in self.batches(random.Random(self.options.seed * 1000 + epoch))]
        schedule = torch.optim.lr_scheduler.LambdaLR(self.optimiser, lambda at: rate_at(at, len(steps)))
        for _ in range(self.done):
            schedule.step()
        self.network.train()
        began, told = time.monotonic(), Counter[str]()
        for batch in steps[self.done :]:
            told.update(self.learn(batch))
            schedule.step()
            self.done += 1
            if self.done % 50 == 0:
                self.tell(len(steps), (time.monotonic() - began) / told["steps"] * (len(steps) - self.done), told)
            if time.monotonic() - self.saved > SAVE_SECONDS:
                self.save()
        self.network.save(self.options.out / "weights.pt")

    def batches(self, chance: random.Random) -> list[list[Window]]:
        """The batches of an epoch."""
        return batches(self.pool.epoch(chance), BATCH_TOKENS, chance)

    def tell(self, total: int, left: float, told: Counter[str]) -> None:
        """One line of progress: mean loss of each head since the start."""
        losses = {name: round(value / told["steps"], 4) for name, value in told.items() if name != "steps"}
        print(json.dumps({"step": self.done, "of": total, "minutes left": round(left / 60, 1), **losses}), flush=True)

    def learn(self, batch: Sequence[Window]) -> dict[str, float]:
        """One step; the loss of each head."""
        ids, mask, tags, answers, tolls, links = (item.to(self.options.device) for item in tensors(batch))
        if self.options.blank:
            hidden = (torch.rand(ids.shape, device=ids.device) < self.options.blank) & (ids > SPECIAL)
            ids = ids.masked_fill(hidden, MASK)
        if self.teacher:
            answered, taught = self.teacher.teach(self.network, ids, mask)
            gold = task_losses(answered, tags, answers, tolls, links, int(mask.sum()))
            losses = taught | {name: GOLD * loss for name, loss in gold.items()}
        else:
            losses = task_losses(self.network(ids, mask), tags, answers, tolls, links, int(mask.sum()))
        loss = sum(losses.values())
        assert isinstance(loss, Tensor)
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        return {"steps": 1, **{name: float(value.detach()) for name, value in losses.items()}}


def rate_at(step: int, total: int) -> float:
    """The share of the full learning rate at a step."""
    warm = max(1, total // 20)
    return min(step / warm, max(0.0, (total - step) / max(1, total - warm)))


def tensors(batch: Sequence[Window]) -> tuple[Tensor, ...]:
    """A batch padded to its longest window."""
    longest = max(len(window.ids) for window in batch)
    ids = np.zeros((len(batch), longest), dtype=np.int64)
    mask = np.zeros((len(batch), longest), dtype=np.int64)
    tags = np.full((len(batch), len(LAYERS), longest), UNKNOWN, dtype=np.int64)
    for row, window in enumerate(batch):
        size = len(window.ids)
        ids[row, :size], mask[row, :size], tags[row, :, :size] = window.ids, 1, window.tags
    links = [(row, *link) for row, window in enumerate(batch) for link in window.links]
    answers = np.stack([window.answers for window in batch]).astype(np.float32)
    tolls = np.stack([window.tolls for window in batch]).astype(np.int64)
    return tuple(map(torch.from_numpy, (ids, mask, tags, answers, tolls, np.array(links, dtype=np.int64).reshape(-1, 4))))


def task_losses(outputs: tuple[Tensor, ...], tags: Tensor, answers: Tensor, tolls: Tensor, links: Tensor, tokens: int) -> dict[str, Tensor]:
    """What each head lacks; token losses count by the batch's tokens, so that a corpus weighs as much as it is long."""
    scores, ends, told, counted = outputs
    losses, at = {}, 0
    for index, layer in enumerate(LAYERS):
        wanted = tags[:, index]
        if (wanted != UNKNOWN).any():
            part = scores[..., at : at + layer.size]
            total = nn.functional.cross_entropy(part.flatten(0, 1), wanted.flatten(), ignore_index=UNKNOWN, reduction="sum")
            losses[layer.name] = layer.weight * total / tokens
        at += layer.size
    for relation, name in enumerate(LINKS):
        mine = links[links[:, 1] == relation]
        if len(mine):
            table = link_scores(ends, relation)[mine[:, 0], mine[:, 2]]
            losses[f"link {name}"] = LINK_WEIGHT * nn.functional.cross_entropy(table, mine[:, 3], reduction="sum") / tokens
    known = ~torch.isnan(answers)
    if known.any():
        loss = nn.functional.binary_cross_entropy_with_logits(told[known], answers[known], reduction="sum")
        losses["answers"] = ANSWER_WEIGHT * loss / (len(answers) * len(ANSWERS))
    at = 0
    for index, (name, size) in enumerate(TOLLS.items()):
        wanted = tolls[:, index]
        if (wanted != UNKNOWN).any():
            total = nn.functional.cross_entropy(counted[:, at : at + size], wanted, ignore_index=UNKNOWN, reduction="sum")
            losses[f"toll {name}"] = TOLL_WEIGHT * total / len(wanted)
        at += size
    return losses


if __name__ == "__main__":
    main()
