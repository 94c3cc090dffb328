"""What makes a code sparse: few of its units active for an image, and each unit for few images.

N images a batch, K units; activations a between 0 and 1. Both penalties are summed over the units and averaged over
the images. So do Keras's activity penalties, which divide by the batch size: L1 is the same there, its weight too. A
KL penalty written for Keras is divided once more, though its ρ̂ is a mean over the batch already: there a weight w acts
as w/N.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy

LEAST = 1e-6  # a mean activation is kept that far from 0 and 1, where the divergence is infinite


def l1_penalty(activations: Tensor) -> Tensor:
    """1/N Σₙ Σⱼ |aₙⱼ|: the total activity that an image causes, [N, K] → []."""
    return activations.abs().sum() / len(activations)


def kl_penalty(activations: Tensor, rho: float) -> Tensor:
    """Σⱼ KL(ρ ‖ ρ̂ⱼ) with ρ̂ⱼ = 1/N Σₙ aₙⱼ, in nats: [N, K] → []. Ng, Sparse autoencoder, CS294A lecture notes, 2011.

    KL(ρ ‖ ρ̂) = ρ ln(ρ/ρ̂) + (1 − ρ) ln((1 − ρ)/(1 − ρ̂)), between two coins that fall on "active" with ρ and ρ̂: their
    cross entropy less the entropy of the first.
    """
    mean = activations.mean(0).clamp(LEAST, 1 - LEAST)  # [K]
    entropy = -rho * math.log(rho) - (1 - rho) * math.log(1 - rho)
    return binary_cross_entropy(mean, torch.full_like(mean, rho), reduction="sum") - entropy * len(mean)
