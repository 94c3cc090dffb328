"""Several dense autoencoders side by side, all in one pass, and classifiers on top of their codes.

Shapes: S copies, N examples a batch, P numbers an example, K numbers a code.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from core.models.stacked import ACTIVATIONS, affine, hidden, initial_layer


class AutoencoderCopies(nn.Module):
    """Layers of the sizes P, …, K and back for each copy; every unit but the outputs has the activation.

    For itself, `encode` and `decode` are those of the first copy: one network, as others that are no copies have it.
    """

    def __init__(self, sizes: Sequence[int], activation: str, generators: Sequence[torch.Generator]):
        super().__init__()
        self.activation = ACTIVATIONS[activation]
        self.encoder = nn.ParameterList(layers(sizes, generators))
        self.decoder = nn.ParameterList(layers(sizes[::-1], generators))

    def every(self, x: Tensor) -> Tensor:
        """What comes back from each copy: [S, N, P] → [S, N, P]."""
        return self._decoded(hidden(x, [*self.encoder], self.activation), [*self.decoder])

    def encode(self, x: Tensor) -> Tensor:
        """By the first copy: [N, P] → [N, K]."""
        return hidden(x[None], [p[:1] for p in self.encoder], self.activation)[0]

    def decode(self, code: Tensor) -> Tensor:
        """By the first copy: [N, K] → [N, P]."""
        return self._decoded(code[None], [p[:1] for p in self.decoder])[0]

    def _decoded(self, code: Tensor, decoder: list[Tensor]) -> Tensor:
        return affine(hidden(code, decoder[:-2], self.activation), *decoder[-2:])


def layers(sizes: Sequence[int], generators: Sequence[torch.Generator]) -> list[Tensor]:
    """Weight [S, A, B] and bias [S, 1, B] of each layer in turn, each copy's from its own generator."""
    return [p for a, b in pairwise(sizes) for p in initial_layer(a, b, generators)]
