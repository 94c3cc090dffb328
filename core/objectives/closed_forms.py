"""Distances that have a formula, and their slopes as one distribution moves.

First general Gaussians; then pairs (p, q) of which q lies θ further along an axis: each distance with its derivative by
θ, which is what a generator would learn from. Moving a distribution by θ carries every point by θ, and no plan is
cheaper, for the mean moves by θ: W₁ = W₂ = |θ| for all pairs of one shape.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

LN2 = math.log(2)

# ---- Gaussians in d dimensions --------------------------------------------------------------------------------------


def gaussian_kl(mean_p: np.ndarray, cov_p: np.ndarray, mean_q: np.ndarray, cov_q: np.ndarray) -> float:
    """KL(p ‖ q) = ½ [tr(Q⁻¹P) + (μ_q − μ_p)ᵀ Q⁻¹ (μ_q − μ_p) − d + ln(det Q / det P)]; [D], [D, D] each."""
    way = mean_q - mean_p
    spread = np.trace(np.linalg.solve(cov_q, cov_p)) - len(way)
    logs = np.linalg.slogdet(cov_q)[1] - np.linalg.slogdet(cov_p)[1]
    return float(spread + way @ np.linalg.solve(cov_q, way) + logs) / 2


def gaussian_w2(mean_p: np.ndarray, cov_p: np.ndarray, mean_q: np.ndarray, cov_q: np.ndarray) -> float:
    """W₂² = |μ_p − μ_q|² + tr(P + Q − 2 (P^½ Q P^½)^½), the last Bures' (Dowson and Landau 1982). Gives W₂."""
    root = _root(cov_p)
    bures = np.trace(cov_p + cov_q - 2 * _root(root @ cov_q @ root))
    return math.sqrt(max(0.0, float(((mean_p - mean_q) ** 2).sum() + bures)))  # equal ones are −1e-16 apart


def gaussian_w1(mean_p: np.ndarray, cov_p: np.ndarray, mean_q: np.ndarray, cov_q: np.ndarray) -> float:
    """W₁ = |μ_p − μ_q|, for equal covariances only: ValueError else, for there is no formula."""
    if not np.allclose(cov_p, cov_q):
        raise ValueError("W₁ of two Gaussians has a closed form only for equal covariances")
    return float(np.linalg.norm(mean_p - mean_q))


def _root(matrix: np.ndarray) -> np.ndarray:
    """The positive square root of a symmetric positive matrix."""
    values, vectors = np.linalg.eigh(matrix)
    return (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T


# ---- pairs that move apart ------------------------------------------------------------------------------------------


class Form(NamedTuple):
    """A distance at θ."""

    value: float
    slope: float  # its derivative by θ; nan where there is none: at a jump, at a kink, where the distance is infinite


def singular(theta: float) -> dict[str, Form]:
    """Of two copies of a distribution that share no mass once moved: points, or parallel lines.

    Example 1 of Arjovsky, Chintala and Bottou 2017 (Wasserstein GAN). Every divergence jumps at θ = 0 and is flat
    elsewhere.
    """
    return _uniform(theta, tv=Form(0.0, math.nan) if theta == 0 else Form(1.0, 0.0))


def intervals(theta: float, width: float) -> dict[str, Form]:
    """Of two uniform distributions on intervals of that width."""
    apart = abs(theta) / width
    if apart in (0, 1):
        return _uniform(theta, Form(apart, math.nan))
    return _uniform(theta, Form(apart, _sign(theta) / width) if apart < 1 else Form(1.0, 0.0))


def discs(theta: float, radius: float) -> dict[str, Form]:
    """Of two uniform distributions on discs of that radius: what they share is a lens, bounded by two arcs.

    Its area is 2r² arccos(θ/2r) − (θ/2) √(4r² − θ²), with the slope −√(4r² − θ²): the chord.
    """
    area, apart = math.pi * radius**2, min(abs(theta), 2 * radius)
    chord = math.sqrt(4 * radius**2 - apart**2)
    lens = 2 * radius**2 * math.acos(apart / (2 * radius)) - apart / 2 * chord
    return _uniform(theta, Form(1 - lens / area, _sign(theta) * chord / area))


def gaussians(theta: float, sigma: float, sigma_q: float, dimension: int) -> dict[str, Form]:
    """Of two round Gaussians, N(0, σ² I) and N(θ e₁, σ_q² I). JS has no formula; TV and W₁ have one for σ = σ_q."""
    means = np.zeros(dimension), np.eye(dimension)[0] * theta
    covs = np.eye(dimension) * sigma**2, np.eye(dimension) * sigma_q**2
    p, q = (means[0], covs[0]), (means[1], covs[1])
    w2 = gaussian_w2(*p, *q)
    forms = {
        "kl": Form(gaussian_kl(*p, *q), theta / sigma_q**2),
        "reverse_kl": Form(gaussian_kl(*q, *p), theta / sigma**2),
        "w2": Form(w2, theta / w2 if w2 else math.nan),
    }
    if sigma != sigma_q:
        return forms
    peak = math.exp(-(theta**2) / (8 * sigma**2)) / (math.sqrt(2 * math.pi) * sigma)  # either density half way
    tv = Form(math.erf(abs(theta) / (math.sqrt(8) * sigma)), _sign(theta) * peak)
    return forms | {"tv": tv, "w1": Form(gaussian_w1(*p, *q), _sign(theta))}


FORMS = {"singular": singular, "intervals": intervals, "discs": discs, "gaussians": gaussians}


def _uniform(theta: float, tv: Form) -> dict[str, Form]:
    """Of two distributions that are equal where both are; `tv` is the share of either that the other one lacks.

    Where both are, p = q adds nothing; elsewhere one is 0, which adds ln 2 to JS and ∞ to KL.
    """
    kl = Form(0.0 if theta == 0 else math.inf, math.nan)
    far = Form(abs(theta), _sign(theta))
    js = Form(LN2 * tv.value, LN2 * tv.slope)
    return {"kl": kl, "reverse_kl": kl, "js": js, "tv": tv, "w1": far, "w2": far}


def _sign(theta: float) -> float:
    """The slope of |θ|."""
    return math.copysign(1.0, theta) if theta else math.nan
