"""The network: an encoder, one linear layer for all tags, a bilinear one for links, one for answers about the window."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from training.reader.labels import ANSWERS, LAYERS, LINK_SIZE, LINKS, TOLLS
from transformers import AutoModel


class ReaderNetwork(nn.Module):
    """Gives for token ids (batch, tokens) the tags' scores, the links' ends and the answers' scores.

    ``tags`` is (batch, tokens, sum of the layers' sizes); ``ends`` is (batch, tokens, 2 * links * LINK_SIZE): for each relation first what a
    token looks for, then what it offers; ``answers`` is (batch, answers); ``tolls`` (batch, sum of their classes) from a weighted mean of the
    tokens, one for each toll.
    """

    def __init__(self, encoder: str | Path, dropout: float = 0.1, attention: str = "sdpa") -> None:
        super().__init__()
        # Dropout within the encoder costs a third of the time on a CPU, since random numbers are drawn on one core; the heads keep theirs.
        quiet = {"attention_probs_dropout_prob": 0.0, "hidden_dropout_prob": 0.0, "attn_implementation": attention}
        self.encoder = AutoModel.from_pretrained(str(encoder), add_pooling_layer=False, **quiet)
        self.encoder.get_input_embeddings().requires_grad_(False)
        width = self.encoder.config.hidden_size
        self.dropout = nn.Dropout(dropout)
        self.tags = nn.Linear(width, sum(layer.size for layer in LAYERS))
        self.ends = nn.Linear(width, 2 * len(LINKS) * LINK_SIZE)
        self.answers = nn.Linear(width, len(ANSWERS))
        self.looks = nn.Linear(width, len(TOLLS))
        self.tolls = nn.ModuleList(nn.Linear(width, size) for size in TOLLS.values())

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Scores of all heads; ``mask`` is 1 for tokens and 0 for padding, and left out where nothing is padded."""
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = None if mask is None else mask.unsqueeze(-1).to(hidden.dtype)
        pooled = hidden.mean(1) if weights is None else (hidden * weights).sum(1) / weights.sum(1)
        hidden = self.dropout(hidden)
        looks = self.looks(hidden) if weights is None else self.looks(hidden) + (weights - 1) * 1e4
        seen = torch.softmax(looks, dim=1).transpose(1, 2) @ hidden
        tolls = torch.cat([head(seen[:, at]) for at, head in enumerate(self.tolls)], dim=-1)
        return self.tags(hidden), self.ends(hidden), self.answers(self.dropout(pooled)), tolls


def link_scores(ends: Tensor, relation: int) -> Tensor:
    """Scores (batch, token, other token) of one relation."""
    at = 2 * relation * LINK_SIZE
    seeks, offers = ends[..., at : at + LINK_SIZE], ends[..., at + LINK_SIZE : at + 2 * LINK_SIZE]
    return seeks @ offers.transpose(-1, -2) / LINK_SIZE**0.5
