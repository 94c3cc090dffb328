"""KL and JS of two clouds of points, each blurred by a Gaussian kernel, and their gradients by the second cloud.

p(x) = mean over the M points of N(x; xⱼ, h² I), q(x) the same over N points yᵢ; h is the blur. Points alone have no
density: KL would be infinite and JS ln 2 wherever no two coincide. The blur gives both a density everywhere, as
instance noise does (Sønderby et al. 2017; Arjovsky and Bottou 2017, section 3). In nats, by sums over a lattice.

Shapes: clouds float64 [M, 2] and [N, 2]; a lattice of A × B places, K of them that count. Gradients are written out:
they are exact derivatives of the sums, without the memory of autograd, and say what pulls a point.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

REACH = 6  # blurs round the points that a lattice covers: 2e-9 of a kernel lie beyond
VOID = 39  # blurs from which on a kernel is 0 in float64
CHUNK = 2048  # places at a time: a matrix of all would be hundreds of megabytes for wide data and little blur
EMPTY = 1e-12  # share of all mass that a place needs to count for KL


def kl(x: Tensor, y: Tensor, blur: float) -> tuple[float, Tensor]:
    """KL(p ‖ q) = ∫ p (ln p − ln q) and ∂KL/∂y [N, 2].

    The gradient is −∫ p rᵢ (x − yᵢ)/h², rᵢ being the share of yᵢ in q(x): each place where data are pulls those points
    that are next to it, the harder the further away they are. Points that are next to no data are not pulled at all.
    Logarithms throughout: q may be 10⁻¹⁰⁰⁰ where p is.
    """
    ticks, cell = _lattice(*_ends(x, blur), blur / 2)
    mass = _density(x, ticks, blur) * cell
    some = mass > EMPTY
    mass, places = mass[some], torch.stack(torch.meshgrid(ticks, indexing="ij"), dim=-1)[some]  # [K], [K, 2]
    value, slope = (mass @ (mass / cell).log()).item(), torch.zeros_like(y)
    for p, here in zip(mass.split(CHUNK), places.split(CHUNK), strict=True):
        away = torch.cdist(here, y, compute_mode="donot_use_mm_for_euclid_dist")  # [K, N]
        logs = -away.square() / (2 * blur**2)
        log_q = logs.logsumexp(1) - math.log(len(y) * 2 * math.pi * blur**2)
        pulled = logs.softmax(1) * p[:, None]  # p rᵢ
        value -= (p @ log_q).item()
        slope += (pulled.sum(0)[:, None] * y - pulled.T @ here) / blur**2
    return value, slope


def js(x: Tensor, y: Tensor, blur: float) -> tuple[float, Tensor]:
    """JS(p, q) = ½ KL(p ‖ m) + ½ KL(q ‖ m), m = (p + q)/2, and ∂JS/∂y [N, 2].

    The gradient is −1/(2N) ∫ ∂Kᵢ/∂yᵢ ln(1 + p/q), Kᵢ being the kernel of yᵢ. As ln(1 + p/q) = −ln(1 − D*), it is half
    that of the saturating GAN loss E_q ln(1 − D*) for the best D there can be (Goodfellow et al. 2014), of which the
    game's value is 2 JS − 2 ln 2: 0 where D* is sure. The part of ln(q/m) that is constant, ln 2, is left out, for it
    would drown the rest.
    """
    low, high = _ends(torch.cat([x, y]), blur)
    # Nothing is common where p is 0, however far y may have gone.
    low, high = low.maximum(x.amin(0) - VOID * blur), high.minimum(x.amax(0) + VOID * blur)
    ticks, cell = _lattice(low, high, blur / 4)  # the peak between two clouds is narrower than a blur
    p, q = _density(x, ticks, blur), _density(y, ticks, blur)
    some = (p > 0) & (q > 0)
    ratio = p[some].log() - q[some].log()
    odds = torch.zeros_like(p)  # ln(1 + p/q)
    odds[some] = ratio.logaddexp(torch.zeros(()))
    common = (q * odds).sum() + p[some] @ (odds[some] - ratio)  # ∫ q ln(1 + p/q) + p ln(1 + q/p): 2 ln 2 where p = q
    (kernels, slopes), (kernels_, slopes_) = (_kernels(y[:, axis], ticks[axis], blur) for axis in (0, 1))
    along = ((slopes @ odds) * kernels_).sum(1)
    across = ((kernels @ odds) * slopes_).sum(1)
    slope = torch.stack([along, across], dim=1) * (-cell / (2 * len(y)))
    return math.log(2) - common.item() * cell / 2, slope


def _ends(points: Tensor, blur: float) -> tuple[Tensor, Tensor]:
    """Two corners between which the blurred points are: [2] each."""
    return points.amin(0) - REACH * blur, points.amax(0) + REACH * blur


def _lattice(low: Tensor, high: Tensor, size: float) -> tuple[list[Tensor], float]:
    """The ticks of both axes of a lattice between two corners, and the area of a cell."""
    spans = zip(low.tolist(), high.tolist(), strict=True)
    return [torch.arange(start, end + size, size, dtype=torch.float64) for start, end in spans], size**2


def _kernels(centres: Tensor, ticks: Tensor, blur: float) -> tuple[Tensor, Tensor]:
    """One axis of each kernel, and its derivative by the kernel's centre: [N, A] each."""
    away = (ticks - centres[:, None]) / blur
    kernels = torch.exp(-away.square() / 2) / (math.sqrt(2 * math.pi) * blur)
    return kernels, kernels * away / blur


def _density(points: Tensor, ticks: list[Tensor], blur: float) -> Tensor:
    """Mean of the kernels at the places of a lattice: [A, B]."""
    first, second = (_kernels(points[:, axis], ticks[axis], blur)[0] for axis in (0, 1))
    return first.T @ second / len(points)
