"""The stacked autoencoder (Hinton and Salakhutdinov 2006): P → … → K → … → P, the decoder the encoder's mirror image.

Shapes: N examples a batch, P numbers an example, K numbers a code; the stack has D matrices on each side.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import linear as affine

from core.models.autoencoder import ACTIVATIONS
from core.models.layers import linear


class Transposed(nn.Module):
    """The dense layer that goes back through another one's matrix: [N, n_out] → [N, n_in], with biases of its own."""

    def __init__(self, layer: nn.Linear, generator: torch.Generator):
        super().__init__()
        self.weight = layer.weight  # the very same parameter: counted once, and trained by both uses
        bound = 1 / math.sqrt(layer.out_features)
        self.bias = nn.Parameter(torch.empty(layer.in_features).uniform_(-bound, bound, generator=generator))

    def forward(self, h: Tensor) -> Tensor:
        """h Wᵀᵀ + b."""
        return affine(h, self.weight.T, self.bias)


class StackedAutoencoder(nn.Module):
    """Layers of the sizes P, …, K and back.

    Hidden units have the activation. The code is linear, so that it can be any number, or `bent` like all others; the
    outputs are sigmoids, which stay between paper (0) and ink (1).
    """

    def __init__(
        self, sizes: Sequence[int], activation: str, tied: bool, generator: torch.Generator, bent: bool = False
    ):
        """sizes: P, …, K.   tied: whether the decoder uses the encoder's matrices, transposed."""
        super().__init__()
        self.bent = bent
        self.activation = ACTIVATIONS[activation]
        self.encoder = nn.ModuleList(linear(a, b, generator) for a, b in pairwise(sizes))
        if tied:
            self.decoder = nn.ModuleList(Transposed(layer, generator) for layer in reversed(self.encoder))
        else:
            self.decoder = nn.ModuleList(linear(a, b, generator) for a, b in pairwise(sizes[::-1]))

    @property
    def depth(self) -> int:
        """Matrices on each side."""
        return len(self.encoder)

    def up(self, h: Tensor, level: int) -> Tensor:
        """From level to level + 1; level 0 is the example, level D the code."""
        h = self.encoder[level](h)
        return h if level == self.depth - 1 and not self.bent else self.activation(h)

    def down(self, h: Tensor, level: int) -> Tensor:
        """Back to level from level + 1."""
        h = self.decoder[self.depth - 1 - level](h)
        return self.activation(h) if level else torch.sigmoid(h)

    def climb(self, x: Tensor, level: int) -> Tensor:
        """Examples as they are seen at that level: [N, P] → [N, units of the level]."""
        for below in range(level):
            x = self.up(x, below)
        return x

    def encode(self, x: Tensor) -> Tensor:
        """[N, P] → [N, K]."""
        return self.climb(x, self.depth)

    def decode(self, code: Tensor) -> Tensor:
        """[N, K] → [N, P]."""
        for level in reversed(range(self.depth)):
            code = self.down(code, level)
        return code
