"""How fast pictures change along a way through a space of latents (Karras et al. 2019, section 4.1).

Shapes: N ways through a space of D numbers, F features of a picture.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

Way = Callable[[Tensor, Tensor, Tensor], Tensor]  # (start [N, D], end [N, D], how far [N] in 0…1) → [N, D]


def lerp(a: Tensor, b: Tensor, t: Tensor) -> Tensor:
    """Along the straight lines from a to b: [N, D], [N, D], [N] → [N, D]."""
    return torch.lerp(a, b, t[:, None])


def slerp(a: Tensor, b: Tensor, t: Tensor) -> Tensor:
    """From a to b at an even turn (Shoemake 1985): [N, D], [N, D], [N] → [N, D].

    Samples of a high-dimensional normal lie near a sphere, and this way stays near it; the straight line cuts through
    the middle. Where the two point the same way, opposite ways, or one is 0, it is the straight line.
    """
    lengths = a.norm(dim=1) * b.norm(dim=1)
    angle = torch.arccos(((a * b).sum(1) / lengths.clamp_min(1e-12)).clamp(-1, 1))
    straight = (lengths < 1e-12) | (angle.sin() < 1e-4)
    sine = torch.where(straight, 1, angle.sin())
    turned = (((1 - t) * angle).sin()[:, None] * a + (t * angle).sin()[:, None] * b) / sine[:, None]
    return torch.where(straight[:, None], lerp(a, b, t), turned)


def path_lengths(
    features: Callable[[Tensor], Tensor],  # of the picture at a point: [N, D] → [N, F]
    way: Way,
    a: Tensor,
    b: Tensor,
    t: Tensor,  # where on each way, 0 … 1 − ε
    epsilon: float,  # ε, the step whose effect is measured
) -> Tensor:
    """|φ(t + ε) − φ(t)|²/ε² of each way: the squared speed of the features, in their own unit: [N].

    Its mean over ways and places is the paper's perceptual path length, with another network's features as distance.
    """
    here, there = (features(way(a, b, at)) for at in (t, t + epsilon))
    return (there - here).square().sum(1) / epsilon**2
