"""The variational autoencoder of Kingma and Welling (2014), with dense layers.

Shapes: N images a batch, P pixels an image, H hidden units, Z latent dimensions.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import relu

from core.models.layers import linear


class VAE(nn.Module):
    """Encoder x → (μ, log σ²), decoder z → logits of the pixels."""

    def __init__(self, pixels: int, width: int, depth: int, latent_dim: int, generator: torch.Generator):
        super().__init__()
        inwards = [pixels] + [width] * depth  # P, H, …, H
        outwards = [latent_dim] + [width] * depth + [pixels]  # Z, H, …, H, P
        self.encoder = nn.ModuleList(linear(a, b, generator) for a, b in pairwise(inwards))
        self.head = linear(width, 2 * latent_dim, generator)  # μ and log σ² side by side
        self.decoder = nn.ModuleList(linear(a, b, generator) for a, b in pairwise(outwards))

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance of q(z|x): [N, P] → [N, Z], [N, Z]."""
        h = x
        for layer in self.encoder:
            h = relu(layer(h))  # [N, H]
        mu, log_var = self.head(h).chunk(2, dim=-1)
        return mu, log_var

    def decode(self, z: Tensor) -> Tensor:
        """Logits of the pixels: [N, Z] → [N, P]; their sigmoid is the picture."""
        h = z
        for layer in self.decoder[:-1]:
            h = relu(layer(h))  # [N, H]
        return self.decoder[-1](h)


def reparameterize(mu: Tensor, log_var: Tensor, epsilon: Tensor) -> Tensor:
    """z = μ + σ ⊙ ε, all [N, Z]: a sample of N(μ, σ²) through which the gradient reaches μ and σ.

    σ, not σ²: with σ² the sample would have the variance σ⁴, while the KL term still speaks of σ².
    """
    return mu + torch.exp(0.5 * log_var) * epsilon
