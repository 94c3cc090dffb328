"""What the ELBO is a bound of: log p(x) and the true posterior, exact for a two-dimensional code.

log p(x) = ln ∫ p(x|z) p(z) dz, p(z|x) = p(x|z) p(z) / p(x), and log p(x) − ELBO = KL(q(z|x) ‖ p(z|x)).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.objectives.elbo import kl_standard_normal, log_normal, log_standard_normal

LogLikelihood = Callable[[Tensor], Tensor]  # log p(x|z) of one image: [M, Z] → [M]

BOX = 6.0  # half the side of the square that is looked at: the prior's mass beyond ±6 in either axis is 4e-9
LARGEST = 24.0  # and where the likelihood reaches further than the prior, at most this
CELL = 0.125  # side of a cell of the first grid
KEEP = 18.0  # nats below the peak at which a cell is left as it is: e⁻¹⁸ is 2e-8 of the peak
OWN = 160  # midpoints an axis over q to ±6σ
CHUNK = 16_384  # codes decoded at once: bounds the memory


@dataclass(frozen=True)
class ExactPosterior:
    """Quadrature's answer for one image; all in nats."""

    log_px: float  # ln p(x)
    log_px_error: float  # the largest change of log p(x) under half the resolution, and under another grid
    elbo: float  # by Gauss–Hermite quadrature of E_q[log p(x|z)] and the closed-form KL
    kl_to_posterior: float  # KL(q(z|x) ‖ p(z|x)), with a normaliser of its own
    mean: Tensor  # of p(z|x), [2]
    sigma: Tensor  # standard deviations of p(z|x), [2]


def exact_posterior(log_likelihood: LogLikelihood, mu: Tensor, log_var: Tensor, refine: int = 8) -> ExactPosterior:
    """log p(x), ELBO and their gap for one image with the encoder's q = N(mu, exp(log_var)), [2] each.

    Rules that share no sum, so that log p(x) − ELBO = KL(q ‖ p(z|x)) is a check and not a tautology: log p(x) by
    midpoints of a coarse grid whose cells are divided where they can matter; the ELBO by Gauss–Hermite nodes of q and
    the closed-form KL; the gap by midpoints over q, with log p(x) from a coarse grid of another width.
    """
    reach = float(mu.abs().max()) + 1  # an encoder may put its codes where the prior hardly goes
    log_px, mean, sigma = _log_evidence(log_likelihood, CELL, refine, reach)
    rough, *_ = _log_evidence(log_likelihood, CELL, refine // 2, reach)
    again, *_ = _log_evidence(log_likelihood, CELL * 1.2, refine + 3, reach)
    z, weights = gauss_hermite(mu, log_var)
    elbo = (weights * _chunked(log_likelihood, z)).sum() - kl_standard_normal(mu, log_var).sum()
    kl = _expected_surplus(log_likelihood, mu, log_var) + again
    error = max(abs(log_px - rough), abs(log_px - again))
    return ExactPosterior(log_px, error, float(elbo), kl, mean, sigma)


def _expected_surplus(log_likelihood: LogLikelihood, mu: Tensor, log_var: Tensor) -> float:
    """E_q[ln q(z) − ln p(x, z)] for q = N(mu, exp(log_var)), by midpoints over q to ±6σ in either axis."""
    ticks = ((torch.arange(OWN, dtype=torch.float64) + 0.5) / OWN * 2 - 1) * 6
    z = mu + torch.exp(0.5 * log_var) * torch.cartesian_prod(ticks, ticks)
    log_q = log_normal(z, mu, log_var)
    weights = torch.softmax(log_q, 0)
    return float((weights * (log_q - _chunked(log_likelihood, z) - log_standard_normal(z))).sum())


def gauss_hermite(mu: Tensor, log_var: Tensor, nodes: int = 48) -> tuple[Tensor, Tensor]:
    """Points [nodes², 2] and weights [nodes²] with E_q[f(z)] ≈ Σ wᵢ f(zᵢ) for q = N(mu, exp(log_var)) in 2-D."""
    x, w = np.polynomial.hermite_e.hermegauss(nodes)
    x, w = torch.from_numpy(x).to(mu), torch.from_numpy(w / w.sum()).to(mu)
    epsilon = torch.cartesian_prod(x, x)
    return mu + torch.exp(0.5 * log_var) * epsilon, torch.outer(w, w).flatten()


def log_joint_grid(log_likelihood: LogLikelihood, x: Tensor, y: Tensor) -> Tensor:
    """ln p(x|z) + ln p(z) at every z = (x[j], y[i]): [len(y), len(x)]."""
    z = torch.stack(torch.meshgrid(x, y, indexing="xy"), dim=-1).reshape(-1, 2)
    return (_chunked(log_likelihood, z) + log_standard_normal(z)).reshape(len(y), len(x))


def _log_evidence(
    log_likelihood: LogLikelihood, cell: float, refine: int, reach: float
) -> tuple[float, Tensor, Tensor]:
    """ln ∫ p(x|z) p(z) dz by the midpoint rule on square cells, divided by `refine` where the integrand can matter.

    Also the mean and the standard deviations of p(z|x), [2] each, from the divided cells.
    The square is [−6, 6]² or as wide as `reach`, and twice as wide while cells at its edge still matter.
    """
    box = min(max(BOX, reach), LARGEST)
    while True:
        count = 2 * math.ceil(box / cell)
        centres = (torch.arange(count, dtype=torch.float64) + 0.5 - count / 2) * cell
        coarse = log_joint_grid(log_likelihood, centres, centres)
        matters = coarse > coarse.max() - KEEP
        inside = not (matters[0].any() or matters[-1].any() or matters[:, 0].any() or matters[:, -1].any())
        if inside or box >= LARGEST:
            break
        box = min(2 * box, LARGEST)
    rows, columns = matters.nonzero(as_tuple=True)
    middles = torch.stack([centres[columns], centres[rows]], dim=-1)  # [M, 2]
    offsets = ((torch.arange(refine, dtype=torch.float64) + 0.5) / refine - 0.5) * cell
    z = (middles[:, None] + torch.cartesian_prod(offsets, offsets)).reshape(-1, 2)
    fine = _chunked(log_likelihood, z) + log_standard_normal(z) - 2 * math.log(refine)
    share = torch.softmax(fine, 0)[:, None]
    mean = (share * z).sum(0)
    sigma = (share * (z - mean).square()).sum(0).sqrt()
    return float(torch.logsumexp(torch.cat([fine, coarse[~matters]]), 0)) + 2 * math.log(cell), mean, sigma


def _chunked(log_likelihood: LogLikelihood, z: Tensor) -> Tensor:
    return torch.cat([log_likelihood(part).to(z.dtype) for part in z.split(CHUNK)])


def importance_weighted(
    log_likelihood: LogLikelihood, mu: Tensor, log_var: Tensor, k: int, repeats: int, generator: torch.Generator
) -> Tensor:
    """`repeats` estimates of log p(x) with k samples of q each: ln 1/k Σ p(x|zᵢ) p(zᵢ) / q(zᵢ|x), → [repeats].

    k = 1 is the ELBO's own estimate; the mean grows with k towards log p(x) (Burda et al. 2016, eq. 8).
    """
    epsilon = torch.randn(repeats * k, len(mu), generator=generator, dtype=mu.dtype)
    z = mu + torch.exp(0.5 * log_var) * epsilon
    log_weights = _chunked(log_likelihood, z) + log_standard_normal(z) - log_normal(z, mu, log_var)
    return torch.logsumexp(log_weights.reshape(repeats, k), dim=1) - math.log(k)
