"""The network: an encoder, one linear layer for all tags, a bilinear one for links, one for answers about the window."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from training.reader.labels import ANSWERS, LAYERS, LINK_SIZE, LINKS, TOLLS
from transformers import AutoModel

# How many heads and how many neurons each layer has.
Shape = list[tuple[int, int]]


class ReaderNetwork(nn.Module):
    """Gives for token ids (batch, tokens) the tags' scores, the links' ends and the answers' scores.

    ``tags`` is (batch, tokens, sum of the layers' sizes); ``ends`` is (batch, tokens, 2 * links * LINK_SIZE): for each relation first what a
    token looks for, then what it offers; ``answers`` is (batch, answers); ``tolls`` (batch, sum of their classes) from a weighted mean of the
    tokens, one for each toll. A ``shape`` gives the encoder's layers fewer heads and neurons than its folder says; their weights are then to be
    loaded.
    """

    def __init__(self, encoder: str | Path, dropout: float = 0.1, attention: str = "sdpa", shape: Shape | None = None) -> None:
        super().__init__()
        # Dropout within the encoder costs a third of the time on a CPU, since random numbers are drawn on one core; the heads keep theirs.
        quiet = {"attention_probs_dropout_prob": 0.0, "hidden_dropout_prob": 0.0, "attn_implementation": attention}
        self.encoder = AutoModel.from_pretrained(str(encoder), add_pooling_layer=False, **quiet)
        self.encoder.get_input_embeddings().requires_grad_(False)
        if shape:
            self.shape = shape
        width = self.encoder.config.hidden_size
        self.dropout = nn.Dropout(dropout)
        self.tags = nn.Linear(width, sum(layer.size for layer in LAYERS))
        self.ends = nn.Linear(width, 2 * len(LINKS) * LINK_SIZE)
        self.answers = nn.Linear(width, len(ANSWERS))
        self.looks = nn.Linear(width, len(TOLLS))
        self.tolls = nn.ModuleList(nn.Linear(width, size) for size in TOLLS.values())

    @property
    def layers(self) -> nn.ModuleList:
        """The encoder's layers."""
        layers = self.encoder.encoder.layer
        assert isinstance(layers, nn.ModuleList)
        return layers

    @property
    def head_size(self) -> int:
        """How many columns of a layer's query, key and value are one head's."""
        return int(self.encoder.config.hidden_size // self.encoder.config.num_attention_heads)

    @property
    def shape(self) -> Shape:
        """What each layer has of heads and neurons."""
        return [(layer.attention.self.query.out_features // self.head_size, layer.intermediate.dense.out_features) for layer in self.layers]

    @shape.setter
    def shape(self, shape: Shape) -> None:
        """Give the layers other numbers of heads and neurons, with weights that know nothing yet."""
        width = self.encoder.config.hidden_size
        for layer, (heads, neurons) in zip(self.layers, shape, strict=True):
            inner = heads * self.head_size
            for name in ("query", "key", "value"):
                setattr(layer.attention.self, name, nn.Linear(width, inner))
            layer.attention.output.dense = nn.Linear(inner, width)
            layer.intermediate.dense, layer.output.dense = nn.Linear(width, neurons), nn.Linear(neurons, width)

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Scores of all heads; ``mask`` is 1 for tokens and 0 for padding, and left out where nothing is padded."""
        return self.judge(self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state, mask)

    def hidden(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        """What the embeddings and each layer make of the tokens, (batch, tokens, width) each."""
        states: tuple[Tensor, ...] = self.encoder(input_ids=ids, attention_mask=mask, output_hidden_states=True).hidden_states
        return states

    def judge(self, hidden: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Scores of all heads from what the last layer makes of the tokens."""
        weights = None if mask is None else mask.unsqueeze(-1).to(hidden.dtype)
        pooled = hidden.mean(1) if weights is None else (hidden * weights).sum(1) / weights.sum(1)
        hidden = self.dropout(hidden)
        looks = self.looks(hidden) if weights is None else self.looks(hidden) + (weights - 1) * 1e4
        seen = torch.softmax(looks, dim=1).transpose(1, 2) @ hidden
        tolls = torch.cat([head(seen[:, at]) for at, head in enumerate(self.tolls)], dim=-1)
        return self.tags(hidden), self.ends(hidden), self.answers(self.dropout(pooled)), tolls

    def save(self, path: Path) -> None:
        """Write the weights, and the shape that they have."""
        torch.save({"network": self.state_dict(), "shape": self.shape}, path)

    @classmethod
    def saved(cls, path: Path, encoder: str | Path, device: str = "cpu", attention: str = "sdpa") -> ReaderNetwork:
        """A network with its weights from a file."""
        state = torch.load(path, map_location=device)
        network = cls(encoder, attention=attention, shape=state.get("shape"))
        network.load_state_dict(state["network"], strict=False)
        return network.to(device)


def by_layer(tags: Tensor) -> tuple[Tensor, ...]:
    """The scores of each layer of tags."""
    return tags.split([layer.size for layer in LAYERS], dim=-1)


def link_scores(ends: Tensor, relation: int) -> Tensor:
    """Scores (batch, token, other token) of one relation."""
    at = 2 * relation * LINK_SIZE
    seeks, offers = ends[..., at : at + LINK_SIZE], ends[..., at + LINK_SIZE : at + 2 * LINK_SIZE]
    return seeks @ offers.transpose(-1, -2) / LINK_SIZE**0.5
