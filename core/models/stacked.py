"""Several copies of a small network in one pass: what 16 seeds do costs far less than 16 runs.

Shapes: S copies, N points, A inputs and B outputs of a layer. A pass takes the parameters as an argument, because a
GAN uses the same network with different ones: held still, unrolled, averaged.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import torch
from torch import Tensor
from torch.nn.functional import elu, leaky_relu

# In place: a layer's output before its activation is of no further use, and new memory costs more than the arithmetic.
ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "relu": torch.relu_,
    "leaky_relu": lambda h: leaky_relu(h, 0.2, inplace=True),
    "tanh": torch.tanh_,
    "elu": lambda h: elu(h, inplace=True),
    "sigmoid": torch.sigmoid_,
}

NARROW = 16  # outputs below which the batched product is 2 to 3 times as fast the other way round (measured)
Parameters = Sequence[Tensor]  # weight [S, A, B] and bias [S, 1, B] of each layer in turn


def initial_layer(n_in: int, n_out: int, generators: Sequence[torch.Generator]) -> list[Tensor]:
    """A layer's first weight [S, A, B] and bias [S, 1, B]: uniform in ±1/√A, each copy's from its own generator."""
    bound = 1 / math.sqrt(n_in)
    drawn = [[torch.rand(shape, generator=g) for shape in ((n_in, n_out), (1, n_out))] for g in generators]
    return [(torch.stack(copies) * 2 - 1) * bound for copies in zip(*drawn, strict=True)]


def affine(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """A dense layer for each copy: [S, N, A], [S, A, B], [S, 1, B] → [S, N, B]."""
    if len(weight) == 1:  # one copy: the plain product has less to set up than the batched one
        return torch.addmm(bias.squeeze(0), x.squeeze(0), weight.squeeze(0)).unsqueeze(0)
    if weight.shape[2] == 1:  # a product of matrices would take an outer product back, which is slow there
        return (x * weight.mT).sum(-1, keepdim=True) + bias
    if weight.shape[2] < NARROW:
        return torch.baddbmm(bias.mT, weight.mT.contiguous(), x.mT).mT
    return torch.baddbmm(bias, x, weight)


def hidden(x: Tensor, parameters: Parameters, activation: Callable[[Tensor], Tensor]) -> Tensor:
    """Through layers that each end in the activation: [S, N, A] → [S, N, B]."""
    layers = zip(parameters[::2], parameters[1::2], strict=True)
    if len(x) == 1:  # an activation in place of a view (see `affine`) would cost autograd more than it saves
        h = x.squeeze(0)
        for weight, bias in layers:
            h = activation(torch.addmm(bias.squeeze(0), h, weight.squeeze(0)))
        return h.unsqueeze(0)
    for weight, bias in layers:
        x = activation(affine(x, weight, bias))
    return x


class Generator:
    """Latents z → points of the plane: [S, N, Z] → [S, N, 2]."""

    def __init__(self, latent_dim: int, width: int, depth: int, activation: str, generators: list[torch.Generator]):
        sizes = [latent_dim] + [width] * depth + [2]
        self.activation = ACTIVATIONS[activation]
        self.parameters = [p for a, b in pairwise(sizes) for p in initial_layer(a, b, generators)]

    def __call__(self, z: Tensor, parameters: Parameters) -> Tensor:
        """G(z)."""
        return affine(hidden(z, parameters[:-2], self.activation), *parameters[-2:])
