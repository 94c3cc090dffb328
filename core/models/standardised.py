"""A dense autoencoder that sees its examples in standard deviations from their middle."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from core.models.autoencoder import Autoencoder


class StandardisedAutoencoder(Autoencoder):
    """For examples [N, P] that all spread about one `middle`, with the standard deviation `spread`.

    What the decoder makes is measured from the middle too; its unit stays that of the examples.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activation: str,
        generator: torch.Generator,
        code: str,
        middle: float,
        spread: float,
    ):
        super().__init__(sizes, activation, generator, code)
        self.middle, self.spread = middle, spread

    def encode(self, x: Tensor) -> Tensor:
        """[N, P] → [N, K]."""
        return super().encode((x - self.middle) / self.spread)

    def decode(self, code: Tensor) -> Tensor:
        """[N, K] → [N, P]."""
        return super().decode(code) + self.middle
