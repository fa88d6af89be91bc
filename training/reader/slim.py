"""A trained network -> a smaller one: the heads and neurons that tell least are cut, and what is left is set to stand for them.

    python -m training.reader.slim --data FOLDER --encoder FOLDER --weights FILE --out FILE [--share 0.42]

How much a head or neuron tells is the mean square of the gradient of the log likelihood by a mask on it, for tags drawn from the network's own chances
(Kwon et al. 2022, https://arxiv.org/abs/2204.09656); the most told for a microsecond's work stays. The products behind what was cut are set anew by
least squares. What comes out is a start for `train --teacher`: by itself it reads badly.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor, nn
from training.reader.corpora import held_out, load
from training.reader.model import ReaderNetwork, by_layer
from training.reader.train import SIZE
from training.reader.windows import Window, open_tokenizer, windows

# Microseconds a token, from the table of docs/reader.md: a head's products and its attention; a neuron's products and its GELU.
HEAD, NEURON = 0.78, 0.0061
# Neurons are kept and cut by so many: the width of the blocks in which 8-bit products are worked out.
BLOCK = 64
WINDOWS, OTHERS = 700, 0.15
_RIDGE = 1e-3


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options, cut, and say what is left."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--encoder", required=True, help="folder with the BERT-like encoder and tokenizer.json")
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--share", type=float, default=0.42, help="how much of the work of all heads and neurons may stay")
    options = parser.parse_args(arguments)
    whole = ReaderNetwork.saved(options.weights, options.encoder).eval()
    seen = sample(options.data, options.encoder)
    slim = cut(whole, weighed(whole, seen), options.share, ReaderNetwork(options.encoder))
    print(f"heads and neurons of each layer: {slim.shape}", flush=True)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    slim.save(options.out)


def sample(data: Path, encoder: str | Path) -> list[Window]:
    """Some windows to judge by: mostly our own reports, some of the corpora that have most layers beside them."""
    chance, tokenizer = random.Random(3), open_tokenizer(encoder)
    known = [example for example in load(data, ["muc4", "polnear", "re3d", "own"]) if not held_out(example)]
    found = [window for example in known for window in windows(example, tokenizer, SIZE)]
    found = [window for window in found if window.corpus == "own" or chance.random() < OTHERS]
    return chance.sample(found, min(WINDOWS, len(found)))


@dataclass
class Weighed:
    """What one layer's heads or neurons tell, (units,), and the sums of products of their outputs, (units x columns, units x columns)."""

    mask: Tensor
    told: Tensor = field(init=False)
    products: Tensor | None = None

    def __post_init__(self) -> None:
        self.told = torch.zeros_like(self.mask)

    def hook(self) -> Callable[[nn.Module, tuple[Tensor]], Tensor]:
        """What stands before the product behind these units: it lays the mask on them and remembers how they go together."""

        def masked(_module: nn.Module, inputs: tuple[Tensor]) -> Tensor:
            states = inputs[0]
            flat = states.detach().flatten(0, -2)
            self.products = flat.T @ flat + (0 if self.products is None else self.products)
            return states * self.mask.repeat_interleave(states.shape[-1] // len(self.mask))

        return masked


def weighed(network: ReaderNetwork, seen: Sequence[Window]) -> list[tuple[Weighed, Weighed]]:
    """For each layer its heads and its neurons, weighed on windows that are read one by one."""
    found, hooks = [], []
    for layer, (heads, neurons) in zip(network.layers, network.shape, strict=True):
        pair = Weighed(torch.ones(heads, requires_grad=True)), Weighed(torch.ones(neurons, requires_grad=True))
        for units, product in zip(pair, (layer.attention.output.dense, layer.output.dense), strict=True):
            hooks.append(product.register_forward_pre_hook(units.hook()))
        found.append(pair)
    for weight in network.parameters():
        weight.requires_grad_(False)
    units = [item for pair in found for item in pair]
    chance = torch.Generator().manual_seed(1)
    for window in seen:
        tags, *_ = network(torch.from_numpy(window.ids)[None])
        slopes = torch.autograd.grad(drawn(tags[0], chance), [item.mask for item in units])
        for item, slope in zip(units, slopes, strict=True):
            item.told += slope.square()
    for hook in hooks:
        hook.remove()
    return found


def drawn(tags: Tensor, chance: torch.Generator) -> Tensor:
    """The log likelihood of tags drawn from the scores' own chances, over all layers of tags."""
    total = tags.new_zeros(())
    for scores in by_layer(tags):
        known = torch.log_softmax(scores, dim=-1)
        total = total + known.gather(-1, torch.multinomial(known.detach().exp(), 1, generator=chance)).sum()
    return total


def kept(layers: Sequence[tuple[Weighed, Weighed]], share: float) -> list[tuple[Tensor, Tensor]]:
    """Which heads and neurons of each layer stay: those that tell most for their work, until the share is spent."""
    offers = []
    for at, (heads, neurons) in enumerate(layers):
        offers += [(float(told) / HEAD, HEAD, at, 0, torch.tensor([head])) for head, told in enumerate(heads.told)]
        for block in neurons.told.argsort(descending=True).split(BLOCK):
            offers.append((float(neurons.told[block].mean()) / NEURON, len(block) * NEURON, at, 1, block))
    left = share * sum(cost for _, cost, *_ in offers)
    stay: list[tuple[list[Tensor], list[Tensor]]] = [([], []) for _ in layers]
    for _, cost, at, sort, units in sorted(offers, key=lambda offer: -offer[0]):
        if cost <= left:
            left -= cost
            stay[at][sort].append(units)
    return [(torch.cat(heads).sort().values, torch.cat(neurons).sort().values) for heads, neurons in stay]


def cut(whole: ReaderNetwork, layers: Sequence[tuple[Weighed, Weighed]], share: float, slim: ReaderNetwork) -> ReaderNetwork:
    """Make another network like the whole one, but with no more than a share of its heads and neurons."""
    stay = kept(layers, share)
    slim.shape = [(len(heads), len(neurons)) for heads, neurons in stay]
    own = dict(slim.named_parameters())
    slim.load_state_dict(
        {name: value for name, value in whole.state_dict().items() if name in own and value.shape == own[name].shape}, strict=False
    )
    for old, new, (heads, neurons), told in zip(whole.layers, slim.layers, stay, layers, strict=True):
        columns = (heads[:, None] * whole.head_size + torch.arange(whole.head_size)).flatten()
        for name in ("query", "key", "value"):
            take(getattr(old.attention.self, name), getattr(new.attention.self, name), columns)
        take(old.intermediate.dense, new.intermediate.dense, neurons)
        stand_in(old.attention.output.dense, new.attention.output.dense, columns, told[0])
        stand_in(old.output.dense, new.output.dense, neurons, told[1])
    return slim


@torch.no_grad()
def take(old: nn.Linear, new: nn.Linear, rows: Tensor) -> None:
    """Only some of a product's results."""
    new.weight.copy_(old.weight[rows])
    new.bias.copy_(old.bias[rows])


@torch.no_grad()
def stand_in(old: nn.Linear, new: nn.Linear, columns: Tensor, units: Weighed) -> None:
    """A product of only some of the inputs that comes nearest to that of all, by least squares over what was seen."""
    assert units.products is not None
    products = units.products.double()
    ridge = _RIDGE * products.diagonal().mean() * torch.eye(len(columns), dtype=torch.double)
    shares = torch.linalg.solve(products[columns][:, columns] + ridge, products[columns])
    new.weight.copy_(old.weight @ shares.T.float())
    new.bias.copy_(old.bias)


if __name__ == "__main__":
    main()
