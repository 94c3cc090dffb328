"""A denoising autoencoder of convolutions alone: from corrupted pixels to many small maps, and back.

Shapes: N images a batch, P = side² pixels an image, whose side is a multiple of 4; C maps of the first layer. The code
is over-complete: 4C maps of a quarter of the side, K = 4C (side/4)² numbers. Noise, not a bottleneck, is what teaches.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from core.models.autoencoder import ACTIVATIONS
from core.models.layers import conv, transposed_conv


class ConvDenoiser(nn.Module):
    """Two layers halve the side of the maps, one looks at what they found, two double it; pixels have no activation."""

    def __init__(self, side: int, channels: int, activation: str, generator: torch.Generator):
        super().__init__()
        if side % 4:
            raise ValueError(f"images of side {side} cannot be halved twice")
        self.side, self.deepest = side, (4 * channels, side // 4, side // 4)
        self.activation = ACTIVATIONS[activation]
        self.down = nn.ModuleList(
            [
                conv(1, channels, 5, generator, stride=2, padding=2),
                conv(channels, 4 * channels, 3, generator, stride=2, padding=1),
                conv(4 * channels, 4 * channels, 3, generator, padding=1),
            ]
        )
        self.up = nn.ModuleList(
            [
                transposed_conv(4 * channels, channels, 4, generator, stride=2, padding=1),
                transposed_conv(channels, 1, 4, generator, stride=2, padding=1),
            ]
        )

    def encode(self, x: Tensor) -> Tensor:
        """[N, P] → [N, K]."""
        h = x.unflatten(1, (1, self.side, self.side))
        for layer in self.down:
            h = self.activation(layer(h))
        return h.flatten(1)

    def decode(self, code: Tensor) -> Tensor:
        """[N, K] → [N, P]."""
        h = self.activation(self.up[0](code.unflatten(1, self.deepest)))
        return self.up[1](h).flatten(1)

    def multiplications(self) -> int:
        """Multiply-adds that take one image there and back: each kernel meets the cells of the smaller of two maps."""
        met = (self.side // 2, self.side // 4, self.side // 4, self.side // 4, self.side // 2)
        layers = (*self.down, *self.up)
        return sum(layer.weight.numel() * cells**2 for layer, cells in zip(layers, met, strict=True))
