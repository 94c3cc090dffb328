"""Ways from one code to another."""

from __future__ import annotations

import torch
from torch import Tensor


def linear_path(a: Tensor, b: Tensor, n: int) -> Tensor:
    """n codes on the straight line from a to b, ends included: [Z], [Z] → [n, Z]."""
    t = torch.linspace(0, 1, n)[:, None]
    return (1 - t) * a + t * b


def spherical_path(a: Tensor, b: Tensor, n: int) -> Tensor:
    """n codes from a to b that turn the direction evenly (slerp; Shoemake 1985, White 2016): [Z], [Z] → [n, Z].

    Samples of a high-dimensional normal lie near a sphere, and this way stays near it; the straight line cuts
    through the middle. Where the two point the same way (or one is 0) it is the straight line.
    """
    lengths = a.norm() * b.norm()
    angle = torch.arccos((torch.dot(a, b) / lengths.clamp_min(1e-12)).clamp(-1, 1))
    if lengths < 1e-12 or torch.sin(angle) < 1e-4:
        return linear_path(a, b, n)
    t = torch.linspace(0, 1, n)[:, None]
    return (torch.sin((1 - t) * angle) * a + torch.sin(t * angle) * b) / torch.sin(angle)
