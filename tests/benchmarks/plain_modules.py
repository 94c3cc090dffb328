"""The models of the autoencoder lessons as they are written with PyTorch's own modules, their weights drawn anew."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.models.conv_autoencoder import ConvAutoencoder

Activation = type[nn.Module] | None
ACTIVATIONS: dict[str, Activation] = {
    "linear": None,
    "relu": nn.ReLU,
    "selu": nn.SELU,
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
}


def dense(
    sizes: Sequence[int], hidden: Activation, code: Activation = None, output: Activation = None, tied: bool = False
) -> nn.Sequential:
    """Layers of the sizes P, …, K and back, with the activations of hidden units, code and outputs."""
    linears: list[nn.Module] = [nn.Linear(a, b) for a, b in pairwise([*sizes, *sizes[-2::-1]])]
    depth = len(sizes) - 1
    if tied:
        linears[depth:] = [Back(layer) for layer in reversed(linears[:depth])]
    activations = [hidden] * len(linears)
    activations[depth - 1], activations[-1] = code, output
    layers = nn.Sequential()
    for linear, activation in zip(linears, activations, strict=True):
        layers.append(linear)
        if activation:
            layers.append(activation())
    return layers


class Back(nn.Module):
    """Back through another layer's matrix."""

    def __init__(self, layer: nn.Linear):
        super().__init__()
        self.weight, self.bias = layer.weight, nn.Parameter(torch.zeros(layer.in_features))

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x, self.weight.T, self.bias)


class Rows(nn.Module):
    """Rows as a sequence, the code repeated: the layers as they come, the batch first."""

    def __init__(self, kind: type[nn.RNNBase], side: int, hidden: int, code_size: int):
        super().__init__()
        self.side = side
        self.first = kind(side, hidden, batch_first=True)
        self.second = kind(hidden, code_size, batch_first=True)
        self.decoder = kind(code_size, hidden, batch_first=True)
        self.last = nn.Linear(hidden, side)

    def forward(self, x: Tensor) -> Tensor:
        hidden, _ = self.second(self.first(x.view(-1, self.side, self.side))[0])
        repeated = hidden[:, -1:].repeat(1, self.side, 1)
        return self.last(self.decoder(repeated)[0]).flatten(1)


def strided(model: ConvAutoencoder) -> nn.Sequential:
    """Strided convolutions down, transposed ones up."""
    down = [part for layer in model.down for part in (alike(layer), nn.ReLU())]
    up = [part for layer in model.up for part in (alike(layer), nn.ReLU())]
    side = model.sides[0]
    return nn.Sequential(nn.Unflatten(1, (1, side, side)), *down, code_of(model), *up[:-1], nn.Flatten())


class Unpooled(nn.Module):
    """Convolutions and max pooling down, unpooling and convolutions up."""

    def __init__(self, model: ConvAutoencoder):
        super().__init__()
        self.unflatten = nn.Unflatten(1, (1, model.sides[0], model.sides[0]))
        self.down = nn.ModuleList(alike(layer) for layer in model.down)
        self.pool, self.unpool, self.relu = nn.MaxPool2d(2, return_indices=True), nn.MaxUnpool2d(2), nn.ReLU()
        self.code = code_of(model)
        self.up = nn.ModuleList(alike(layer) for layer in model.up)

    def forward(self, x: Tensor) -> Tensor:
        h, places = self.unflatten(x), []
        for layer in self.down:
            h, taken = self.pool(self.relu(layer(h)))
            places.append(taken)
        h = self.code(h)
        for layer in self.up:
            h = layer(self.unpool(h, places.pop()))
            if places:
                h = self.relu(h)
        return h.flatten(1)


def code_of(model: ConvAutoencoder) -> nn.Sequential:
    """From the last maps to the code, and from there to maps again."""
    flat, code_size = model.to_code.in_features, model.to_code.out_features
    there, back = nn.Linear(flat, code_size), nn.Linear(code_size, flat)
    return nn.Sequential(nn.Flatten(), there, back, nn.ReLU(), nn.Unflatten(1, model.deepest))


def alike(layer: nn.Conv2d | nn.ConvTranspose2d) -> nn.Module:
    """A new layer of the same kind and sizes."""
    how = dict(stride=layer.stride, padding=layer.padding)
    if isinstance(layer, nn.ConvTranspose2d):
        how["output_padding"] = layer.output_padding
    return type(layer)(layer.in_channels, layer.out_channels, layer.kernel_size, **how)
