"""The attribution network in PyTorch: the same passes as ``deconflict.extract.attribution_network``, with dropout, and its export."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from deconflict.extract.attribution_features import EDGES, PREFIXES, QUOTED, SHAPES, SUFFIXES
from deconflict.extract.attribution_network import Cue, Layout

WIDTH, NARROW = 64, 48
TRUNK, HEAD = (1, 2, 4, 8, 1), (1, 2, 4, 8)
FORGET_WORD, FORGET_NAME, DROP_INPUT, DROP = 0.12, 0.25, 0.2, 0.1


class Block(nn.Module):
    """A dilated convolution over three tokens with a residual and layer normalisation."""

    def __init__(self, width: int, reach: int) -> None:
        super().__init__()
        self.reach, self.a, self.n, self.drop = reach, nn.Linear(3 * width, width), nn.LayerNorm(width), nn.Dropout(DROP)

    def forward(self, x: Tensor, keep: Tensor) -> Tensor:
        """The rows after the block."""
        seen = torch.cat([shifted(x, -self.reach), x, shifted(x, self.reach)], dim=1)
        return self.n(x + self.drop(torch.relu(self.a(seen)))) * keep


def shifted(x: Tensor, by: int) -> Tensor:
    """The rows moved so that row t holds row t + by."""
    blank = x.new_zeros(abs(by), x.shape[1])
    return torch.cat([x[by:], blank]) if by > 0 else torch.cat([blank, x[:by]])


class Tagger(nn.Module):
    """Marks cues, then for each cue its source and content."""

    def __init__(self, words: int) -> None:
        super().__init__()
        self.emb = nn.ModuleList(nn.Embedding(size, WIDTH) for size in (words, PREFIXES, SUFFIXES, SHAPES, EDGES, QUOTED))
        for table in self.emb:
            nn.init.normal_(table.weight, 0, 0.1)
        self.n0, self.drop, self.out = nn.LayerNorm(WIDTH), nn.Dropout(DROP_INPUT), nn.Linear(WIDTH, 5)
        self.trunk = nn.ModuleList(Block(WIDTH, reach) for reach in TRUNK)
        self.down, self.cuev = nn.Linear(WIDTH, NARROW), nn.Linear(WIDTH, NARROW)
        self.dist, self.sent, self.flag = nn.Embedding(32, NARROW), nn.Embedding(4, NARROW), nn.Embedding(3, NARROW)
        self.n1, self.out2 = nn.LayerNorm(NARROW), nn.Linear(NARROW, 2)
        self.head = nn.ModuleList(Block(NARROW, reach) for reach in HEAD)

    def mark(self, ids: Tensor, keep: Tensor) -> tuple[Tensor, Tensor]:
        """Each token in its context, and its scores."""
        x = torch.stack([table(row) for table, row in zip(self.emb, ids, strict=True)]).sum(0)
        context = self.n0(self.drop(x)) * keep
        for block in self.trunk:
            context = block(context, keep)
        return context, self.out(context)

    def link(self, context: Tensor, cues: list[Cue], layout: Layout) -> Tensor:
        """For each row of the layout the scores to be source and content of its cue."""
        sums = torch.cat([context.new_zeros(1, context.shape[1]), context.cumsum(0)])
        first, last = torch.tensor([cue.first for cue in cues]), torch.tensor([cue.last for cue in cues])
        means = (sums[last] - sums[first]) / (last - first)[:, None]
        token, owner, distance, sentence, flag = (
            torch.from_numpy(rows) for rows in (layout.token, layout.cue, layout.distance, layout.sentence, layout.flag)
        )
        keep = torch.from_numpy(layout.keep)
        x = self.down(context)[token] + self.cuev(means)[owner] + self.dist(distance) + self.sent(sentence) + self.flag(flag)
        x = self.n1(x) * keep
        for block in self.head:
            x = block(x, keep)
        return self.out2(x)


def hidden(ids: Tensor, named: Tensor) -> Tensor:
    """The features with some words hidden and some names put in others' place, so that the rest must tell."""
    ids, size = ids.clone(), ids.shape[1]
    renamed = named & (torch.rand(size) < FORGET_NAME)
    ids[0] *= ((torch.rand(size) > FORGET_WORD) & ~renamed).long()
    for row, many in ((1, PREFIXES), (2, SUFFIXES)):
        ids[row] = torch.where(renamed, torch.randint(many, (size,)), ids[row])
    return ids


def export(tagger: Tagger, words: list[str], path: Path) -> None:
    """Writes the weights: large tables as 8-bit integers with a scale a row, the rest as 16-bit floats."""
    arrays = {"words": np.frombuffer("\n".join(words).encode(), dtype=np.uint8)}
    arrays |= {"trunk.reach": np.array(TRUNK, dtype=np.float16), "head.reach": np.array(HEAD, dtype=np.float16)}
    for name, tensor in tagger.state_dict().items():
        values = tensor.numpy()
        if name.startswith("emb.") and len(values) > 100:
            scale = (np.abs(values).max(axis=1) / 127 + 1e-8).astype(np.float16)
            arrays[f"{name}.scale"] = scale
            values = np.clip(np.round(values / scale.astype(np.float32)[:, None]), -127, 127).astype(np.int8)
        arrays[name] = values if values.dtype == np.int8 else values.astype(np.float16)
    np.savez_compressed(path, **arrays)
