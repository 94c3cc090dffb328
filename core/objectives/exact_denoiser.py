"""The best denoiser there is, for a finite set of points and Gaussian noise: a closed form.

Shapes: N noisy points x̃ = x + σ ε, M points x, P coordinates.
"""

from __future__ import annotations

import torch
from torch import Tensor


def posterior_mean(noisy: Tensor, points: Tensor, sigma: float) -> Tensor:
    """E[x | x̃] where x is any of the points with equal chance: [N, P], [M, P] → [N, P].

    Σ wᵢ xᵢ with wᵢ ∝ exp(−|x̃ − xᵢ|² / 2σ²): no function of x̃ has a smaller mean squared error. It is also
    x̃ + σ² ∇ log p_σ(x̃), p_σ being the density of noisy points (Miyasawa 1961; Robbins 1956, with Tweedie's formula;
    Vincent 2011; Alain and Bengio 2014): the best way to denoise leads uphill to where noisy points are denser.
    """
    away = torch.cdist(noisy, points, compute_mode="donot_use_mm_for_euclid_dist").square()  # [N, M]
    return torch.softmax(-away / (2 * sigma**2), dim=1) @ points
