"""Dense autoencoders: x → code → x, the decoder the mirror image of the encoder.

Shapes: N examples a batch, P numbers an example, K numbers a code.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from core.models.layers import linear

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "linear": lambda h: h,
    "relu": torch.relu,
    "selu": torch.selu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
}


class Autoencoder(nn.Module):
    """Layers of the sizes P, …, K and back. The units of the code may have an activation of their own (`code`), those
    of the layers between have `activation`, and the outputs none.
    """

    def __init__(self, sizes: Sequence[int], activation: str, generator: torch.Generator, code: str | None = None):
        super().__init__()
        self.activation, self.code_activation = ACTIVATIONS[activation], ACTIVATIONS[code or activation]
        self.encoder = nn.ModuleList(linear(a, b, generator) for a, b in pairwise(sizes))
        self.decoder = nn.ModuleList(linear(a, b, generator) for a, b in pairwise(sizes[::-1]))

    def encode(self, x: Tensor) -> Tensor:
        """[N, P] → [N, K]."""
        h = x
        for layer in self.encoder[:-1]:
            h = self.activation(layer(h))
        return self.code_activation(self.encoder[-1](h))

    def decode(self, code: Tensor) -> Tensor:
        """[N, K] → [N, P]."""
        h = code
        for layer in self.decoder[:-1]:
            h = self.activation(layer(h))
        return self.decoder[-1](h)
