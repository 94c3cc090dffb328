"""A small convolutional network that reads a face's attributes; what it makes of a face on the way are its features.

Shapes: N faces of 32 × 32 pixels, F = 64 features, K outputs of an attribute.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import leaky_relu

from core.models.layers import conv, linear

SIDE = 32  # pixels along a side of what it reads
WIDTHS = (3, 16, 32, 48, 48)  # maps from layer to layer, colours first
STRIDES = (1, 2, 2, 2)  # 32, 16, 8 and 4 cells along a side
FEATURES = 64
LEAK = 0.2  # of a feature below 0: with none, half of them would end up 0 for every face


class FaceReader(nn.Module):
    """Four convolutions, a dense layer of features, and one dense layer that has a head for each attribute."""

    def __init__(
        self,
        heads: Mapping[str, int],  # outputs K of each attribute by name
        generator: torch.Generator,
    ):
        super().__init__()
        self.heads = dict(heads)
        self.layers = nn.ModuleList(
            conv(a, b, 3, generator, stride=stride, padding=1)
            for (a, b), stride in zip(pairwise(WIDTHS), STRIDES, strict=True)
        )
        cells = (SIDE // 8) ** 2
        self.to_features = linear(WIDTHS[-1] * cells, FEATURES, generator)
        self.to_heads = linear(FEATURES, sum(self.heads.values()), generator)

    def features(self, x: Tensor) -> Tensor:
        """[N, 3, 32, 32] in −1…1 → [N, F]."""
        for layer in self.layers:
            x = layer(x).relu()
        return leaky_relu(self.to_features(x.flatten(1)), LEAK)

    def told(self, features: Tensor) -> dict[str, Tensor]:
        """What features say of each attribute: [N, F] → [N, K] by name."""
        outputs = self.to_heads(features).split(list(self.heads.values()), dim=1)
        return dict(zip(self.heads, outputs, strict=True))

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        """[N, 3, 32, 32] in −1…1 → [N, K] by name."""
        return self.told(self.features(x))
