"""What a smaller network learns from a larger one beside the gold: its chances for every tag and link of every text, and its states between layers.

Gold knows some layers of some texts, the larger network says something of all of them (Hinton et al. 2015, https://arxiv.org/abs/1503.02531; states as in
Xia et al. 2022, https://arxiv.org/abs/2204.00408).
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from training.reader.labels import LINKS, TOLLS
from training.reader.model import ReaderNetwork, by_layer, link_scores

# What the losses weigh beside that of the tags; the gold's too.
LINK, STATE, ANSWER, TOLL, GOLD = 0.1, 0.5, 0.2, 0.05, 0.5

Outputs = tuple[Tensor, Tensor, Tensor, Tensor]


class Teacher:
    """The larger network; it is never changed."""

    def __init__(self, weights: Path, encoder: str | Path, device: str) -> None:
        self.network = ReaderNetwork.saved(weights, encoder, device).eval()
        self.network.requires_grad_(False)

    def teach(self, network: ReaderNetwork, ids: Tensor, mask: Tensor) -> tuple[Outputs, dict[str, Tensor]]:
        """What a network answers, and how far that is from the teacher's answers; both work in 16 bits but for the heads."""
        with torch.autocast(ids.device.type, torch.bfloat16):
            mine = network.hidden(ids, mask)
            with torch.no_grad():
                theirs = self.network.hidden(ids, mask)
        answered = network.judge(mine[-1].float(), mask)
        with torch.no_grad():
            wanted = self.network.judge(theirs[-1].float(), mask)
        seen = mask.float()
        losses = {
            "taught tags": sum((apart(a, b, seen) for a, b in zip(by_layer(answered[0]), by_layer(wanted[0]), strict=True)), seen.new_zeros(())),
            "taught links": LINK * sum((apart(a, b, seen) for a, b in zip(links(answered[1], seen), links(wanted[1], seen), strict=True)), seen.new_zeros(())),
            "taught answers": ANSWER * nn.functional.binary_cross_entropy_with_logits(answered[2], wanted[2].sigmoid()),
            "taught tolls": TOLL * sum((apart(a, b) for a, b in zip(by_toll(answered[3]), by_toll(wanted[3]), strict=True)), seen.new_zeros(())),
            **{f"taught state {at}": STATE * unlike(mine[at].float(), theirs[at].float(), seen) for at in (len(mine) // 2, len(mine) - 1)},
        }  # fmt: skip
        return answered, losses


def by_toll(tolls: Tensor) -> tuple[Tensor, ...]:
    """The scores of each toll."""
    return tolls.split(list(TOLLS.values()), dim=-1)


def links(ends: Tensor, seen: Tensor) -> list[Tensor]:
    """The scores of each relation's links, none to padding."""
    return [link_scores(ends, relation) + (seen[:, None] - 1) * 1e4 for relation in range(len(LINKS))]


def apart(scores: Tensor, wanted: Tensor, seen: Tensor | None = None) -> Tensor:
    """How many nats the chances lack to the wanted ones, in the mean over what is seen."""
    aim = wanted.log_softmax(-1)
    lacks = (aim.exp() * (aim - scores.log_softmax(-1))).sum(-1)
    return lacks.mean() if seen is None else (lacks * seen).sum() / seen.sum()


def unlike(states: Tensor, wanted: Tensor, seen: Tensor) -> Tensor:
    """The square of what is wrong with states, as a share of the square of the wanted ones."""
    return ((states - wanted).square().sum(-1) * seen).sum() / (wanted.square().sum(-1) * seen).sum()
