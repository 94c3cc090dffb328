"""The evidence lower bound and its parts. Everything is summed over pixels and dimensions, in nats.

log p(x) ≥ ELBO = E_q[log p(x|z)] − KL(q(z|x) ‖ p(z))      (Kingma and Welling 2014, eq. 3)

Shapes: N images, P pixels, Z latent dimensions.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

LOG_2PI = math.log(2 * math.pi)


def bernoulli_log_likelihood(logits: Tensor, x: Tensor) -> Tensor:
    """log p(x|z) = Σ x·ln y + (1 − x)·ln(1 − y), y = sigmoid(logits): [N, P], [N, P] → [N].

    Grey pixels count as the share of ink: exact for black and white, and the usual practice for grey.
    """
    return -binary_cross_entropy_with_logits(logits, x, reduction="none").sum(-1)


def gaussian_log_likelihood(logits: Tensor, x: Tensor, sigma: float) -> Tensor:
    """log p(x|z) = Σ ln N(x; y, σ²), y = sigmoid(logits): [N, P], [N, P] → [N]. A density: it may exceed 0."""
    squared = ((x - torch.sigmoid(logits)) / sigma).square().sum(-1)
    return -0.5 * squared - x.shape[-1] * (math.log(sigma) + 0.5 * LOG_2PI)


def kl_standard_normal(mu: Tensor, log_var: Tensor) -> Tensor:
    """KL(N(μ, σ²) ‖ N(0, 1)) = ½ (σ² + μ² − 1 − ln σ²), a dimension: [N, Z], [N, Z] → [N, Z]."""
    return 0.5 * (log_var.exp() + mu.square() - 1 - log_var)


def log_normal(z: Tensor, mu: Tensor, log_var: Tensor) -> Tensor:
    """ln N(z; μ, σ²), summed over dimensions: [..., Z] → [...]."""
    return -0.5 * ((z - mu).square() / log_var.exp() + log_var + LOG_2PI).sum(-1)


def log_standard_normal(z: Tensor) -> Tensor:
    """ln N(z; 0, 1), summed over dimensions: [..., Z] → [...]."""
    return -0.5 * (z.square() + LOG_2PI).sum(-1)


def active_units(mu: Tensor, threshold: float = 0.01) -> Tensor:
    """Burda's criterion: a unit is active where Var over images of E_q[z] > 0.01: [N, Z] → bool [Z].

    Burda, Grosse and Salakhutdinov 2016, section 5.2.
    """
    return mu.var(dim=0, unbiased=False) > threshold
