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

BOX = 6.0  # the prior's mass beyond ±6 in either axis is 4e-9
COARSE = 96  # cells an axis of the first grid
KEEP = 18.0  # nats below the peak at which a cell is left as it is: e⁻¹⁸ is 2e-8 of the peak
UNIFORM = 256  # points an axis of the uniform grid
CHUNK = 16_384  # codes decoded at once: bounds the memory


@dataclass(frozen=True)
class ExactPosterior:
    """Quadrature's answer for one image; all in nats."""

    log_px: float  # ln p(x)
    log_px_error: float  # |change of log p(x) from half the resolution|
    elbo: float  # by Gauss–Hermite quadrature of E_q[log p(x|z)] and the closed-form KL
    kl_to_posterior: float  # KL(q(z|x) ‖ p(z|x)), with a normaliser of its own


def exact_posterior(log_likelihood: LogLikelihood, mu: Tensor, log_var: Tensor, refine: int = 8) -> ExactPosterior:
    """log p(x), ELBO and their gap for one image with the encoder's q = N(mu, exp(log_var)), [2] each.

    Three rules that share no sum, so that log p(x) − ELBO = KL(q ‖ p(z|x)) is a check and not a tautology:
    log p(x) by midpoints of a coarse grid on [−6, 6]² whose cells are divided where they can matter; the ELBO by
    Gauss–Hermite nodes of q and the closed-form KL; the gap by a uniform grid over both clouds, on which the true
    posterior is normalised anew.
    """
    log_px, cells = _log_evidence(log_likelihood, refine)
    rough, _ = _log_evidence(log_likelihood, refine // 2)
    z, weights = gauss_hermite(mu, log_var)
    elbo = (weights * _chunked(log_likelihood, z)).sum() - kl_standard_normal(mu, log_var).sum()
    return ExactPosterior(
        log_px, abs(log_px - rough), float(elbo), _kl_to_posterior(log_likelihood, mu, log_var, cells)
    )


def _kl_to_posterior(log_likelihood: LogLikelihood, mu: Tensor, log_var: Tensor, cells: Tensor) -> float:
    """KL(N(mu, exp(log_var)) ‖ p(z|x)) on a uniform grid over q (to 6σ) and the cells [M, 2] that matter to p(z|x)."""
    sigma = torch.exp(0.5 * log_var)
    low = torch.minimum(mu - 6 * sigma, cells.amin(0))
    high = torch.maximum(mu + 6 * sigma, cells.amax(0))
    x, y = (torch.linspace(float(a), float(b), UNIFORM, dtype=torch.float64) for a, b in zip(low, high, strict=True))
    log_area = float(torch.log((x[1] - x[0]) * (y[1] - y[0])))
    log_joint = log_joint_grid(log_likelihood, x, y)
    log_posterior = log_joint - torch.logsumexp(log_joint.flatten(), 0) - log_area
    z = torch.stack(torch.meshgrid(x, y, indexing="xy"), dim=-1)
    log_q = log_normal(z, mu, log_var)
    return float(((log_q + log_area).exp() * (log_q - log_posterior)).sum())


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


def _log_evidence(log_likelihood: LogLikelihood, refine: int) -> tuple[float, Tensor]:
    """ln ∫ p(x|z) p(z) dz by the midpoint rule on a grid refined where the integrand can matter, and those cells."""
    cell = 2 * BOX / COARSE
    centres = (torch.arange(COARSE, dtype=torch.float64) + 0.5) * cell - BOX
    coarse = log_joint_grid(log_likelihood, centres, centres)
    matters = coarse > coarse.max() - KEEP
    rows, columns = matters.nonzero(as_tuple=True)
    cells = torch.stack([centres[columns], centres[rows]], dim=-1)  # [M, 2]
    offsets = ((torch.arange(refine, dtype=torch.float64) + 0.5) / refine - 0.5) * cell
    z = (cells[:, None] + torch.cartesian_prod(offsets, offsets)).reshape(-1, 2)
    fine = _chunked(log_likelihood, z) + log_standard_normal(z) - 2 * math.log(refine)
    return float(torch.logsumexp(torch.cat([fine, coarse[~matters]]), 0)) + 2 * math.log(cell), cells


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
