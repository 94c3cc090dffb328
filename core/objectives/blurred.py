"""KL and JS of two clouds of points, each blurred by a Gaussian kernel, and their gradients by the second cloud.

p(x) = mean over the M points of N(x; xⱼ, h² I), q(x) the same over N points yᵢ; h is the blur. Points alone have no
density: KL would be infinite and JS ln 2 wherever no two coincide. The blur gives both a density everywhere, as
instance noise does (Sønderby et al. 2017; Arjovsky and Bottou 2017, section 3). In nats, by sums over a lattice.

Shapes: clouds [M, 2] and [N, 2], a lattice of A × B places. NumPy in, NumPy out.
"""

from __future__ import annotations

import numpy as np

from core.objectives.transport import costs_between

REACH = 6  # blurs round the points that a lattice covers: 2e-9 of a kernel lie beyond
VOID = 39  # blurs from which on a kernel is 0 in float64
EMPTY = 1e-12  # share of all mass that a place needs to count for KL


def kl(x: np.ndarray, y: np.ndarray, blur: float) -> tuple[float, np.ndarray]:
    """KL(p ‖ q) = ∫ p (ln p − ln q) and ∂KL/∂y [N, 2].

    The gradient is −∫ p rᵢ (x − yᵢ)/h², rᵢ being the share of yᵢ in q(x): each place where data are pulls those points
    that are next to it, the harder the further away they are. Points that are next to no data are not pulled at all.
    Logarithms throughout: q may be 10⁻¹⁰⁰⁰ where p is.
    """
    ticks, cell = _lattice(*_ends(x, blur), blur / 2)
    mass = _density(x, ticks, blur) * cell
    some = mass > EMPTY
    mass, places = mass[some], np.stack(np.meshgrid(*ticks, indexing="ij"), axis=-1)[some]  # [K], [K, 2]
    logs = costs_between(places, y, p=2) / (-2 * blur**2)  # [K, N]
    peak = logs.max(1, keepdims=True)
    shares = np.exp(logs - peak)
    total = shares.sum(1, keepdims=True)
    pulled = shares * (mass[:, None] / total)  # p rᵢ
    log_q = (peak + np.log(total))[:, 0] - np.log(len(y) * 2 * np.pi * blur**2)
    return float(mass @ (np.log(mass / cell) - log_q)), (pulled.sum(0)[:, None] * y - pulled.T @ places) / blur**2


def js(x: np.ndarray, y: np.ndarray, blur: float) -> tuple[float, np.ndarray]:
    """JS(p, q) = ½ KL(p ‖ m) + ½ KL(q ‖ m), m = (p + q)/2, and ∂JS/∂y [N, 2].

    The gradient is −1/(2N) ∫ ∂Kᵢ/∂yᵢ ln(1 + p/q), Kᵢ being the kernel of yᵢ. As p/q = D*/(1 − D*), it is that of the
    saturating GAN loss for the best D there can be (Goodfellow et al. 2014): 0 where D* is sure. The part of ln(q/m)
    that is constant, ln 2, is left out, for it would drown the rest.
    """
    low, high = _ends(np.concatenate([x, y]), blur)
    # Nothing is common where p is 0, however far y may have gone.
    low, high = np.maximum(low, x.min(0) - VOID * blur), np.minimum(high, x.max(0) + VOID * blur)
    ticks, cell = _lattice(low, high, blur / 4)  # the peak between two clouds is narrower than a blur
    p, q = _density(x, ticks, blur), _density(y, ticks, blur)
    some = (p > 0) & (q > 0)
    odds = np.zeros_like(p)  # ln(1 + p/q)
    odds[some] = np.logaddexp(0, np.log(p[some]) - np.log(q[some]))
    common = q * odds
    common[some] += p[some] * np.logaddexp(0, np.log(q[some]) - np.log(p[some]))
    value = np.log(2) - common.sum() * cell / 2
    (kernels, slopes), (kernels_, slopes_) = (_kernels(y[:, axis], ticks[axis], blur) for axis in (0, 1))
    along = ((slopes @ odds) * kernels_).sum(1)
    across = ((kernels @ odds) * slopes_).sum(1)
    return float(value), np.stack([along, across], axis=1) * (-cell / (2 * len(y)))


def _ends(points: np.ndarray, blur: float) -> tuple[np.ndarray, np.ndarray]:
    """Two corners between which the blurred points are: [2] each."""
    return points.min(0) - REACH * blur, points.max(0) + REACH * blur


def _lattice(low: np.ndarray, high: np.ndarray, size: float) -> tuple[list[np.ndarray], float]:
    """The ticks of both axes of a lattice between two corners, and the area of a cell."""
    return [np.arange(start, end + size, size) for start, end in zip(low, high, strict=True)], size**2


def _kernels(centres: np.ndarray, ticks: np.ndarray, blur: float) -> tuple[np.ndarray, np.ndarray]:
    """One axis of each kernel, and its derivative by the kernel's centre: [N, A] each."""
    away = (ticks - centres[:, None]) / blur
    kernels = np.exp(-(away**2) / 2) / (np.sqrt(2 * np.pi) * blur)
    return kernels, kernels * away / blur


def _density(points: np.ndarray, ticks: list[np.ndarray], blur: float) -> np.ndarray:
    """Mean of the kernels at the places of a lattice: [A, B]."""
    first, second = (_kernels(points[:, axis], ticks[axis], blur)[0] for axis in (0, 1))
    return first.T @ second / len(points)
