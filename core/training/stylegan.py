"""Trains StyleGAN on drawn faces.

Shapes: N faces, S pixels a side, Z numbers a latent, W numbers a style vector, L layers of the generator.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.models.stylegan import (
    Mapping,
    StyleDiscriminator,
    StyledLayer,
    StyleGenerator,
    Synthesis,
    adain,
    crossover_mask,
    mix,
    spread,
)
from core.objectives.adversarial import r1_penalty
from core.settings.stylegan import StyleGANSettings
from core.training.face_penalties import LazyR1
from core.training.style_directions import StyleDirections
from core.training.style_layers import StyleLayers
from core.training.style_mixing import StyleMixing
from core.training.style_projection import StyleProjection
from core.training.style_spaces import StyleSpaces

W_DECAY = 0.995  # what the middle of w keeps of itself at a step
MOST_MAPS = 96  # feature maps of the small sides


def channels_of(side: int, channels: int) -> list[int]:
    """Feature maps of each side, from 4 × 4 on: so many at the last, twice as many at each smaller one, up to 96."""
    sizes = side.bit_length() - 2  # 4, 8, …, side
    return [min(channels * 2**i, max(MOST_MAPS, channels)) for i in range(sizes)][::-1]


class StyleGANTrainer(StyleMixing, StyleLayers, StyleSpaces, StyleDirections, StyleProjection):
    """Non-saturating loss, lazy R1, mixing regularisation, the running middle of w."""

    settings: StyleGANSettings
    generator: StyleGenerator
    averaged: StyleGenerator
    betas = (0.0, 0.99)
    measure_every = 300

    def make_generator(self, generator: torch.Generator) -> StyleGenerator:
        """Mapping and synthesis network."""
        s = self.settings
        self.latent_dim = s.latent_dim
        return StyleGenerator(s.latent_dim, s.style_dim, s.mapping_depth, channels_of(s.side, s.channels), generator)

    def make_discriminator(self, generator: torch.Generator) -> StyleDiscriminator:
        """Residual blocks and the minibatch's deviation."""
        return StyleDiscriminator(channels_of(self.settings.side, self.settings.channels), generator)

    @property
    def penalty(self) -> LazyR1 | None:
        """What D pays for its slope at real faces."""
        return LazyR1(self.settings.r1) if self.settings.r1 else None

    def make_faces(self, generator: StyleGenerator, z: Tensor) -> Tensor:
        """Faces of a training step, most of them of two latents' styles: [N, Z] → [N, 3, S, S]."""
        layers, n = generator.layers, len(z)
        w, other = generator.mapping(torch.cat([z, torch.randn(z.shape, generator=self.random)])).chunk(2)
        generator.follow(w.detach(), W_DECAY)
        crossovers = torch.randint(1, layers, (n,), generator=self.random)
        unmixed = torch.rand(n, generator=self.random) >= self.settings.mixing
        from_b = crossover_mask(crossovers.masked_fill(unmixed, layers), layers)
        rows = mix(spread(w, layers), spread(other, layers), from_b)
        noise = generator.synthesis.draw_noise(n, self.random) if self.settings.noise else None
        return generator.synthesis(rows, noise)

    def static(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """What all have, and how many maps each layer of the generator has."""
        facts, arrays = super().static()
        return facts | {"channels": [len(layer.bias) for layer in self.generator.synthesis.layers]}, arrays

    sources = (Mapping, adain, StyledLayer, Synthesis, mix, make_faces, StyleDiscriminator, r1_penalty)
