"""Ways from one code to another."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from core.objectives.path_length import slerp

MOST = 20  # codes along a side of a square


def linear_path(a: Tensor, b: Tensor, n: int) -> Tensor:
    """n codes on the straight line from a to b, ends included: [Z], [Z] → [n, Z]."""
    t = torch.linspace(0, 1, n)[:, None]
    return (1 - t) * a + t * b


def spherical_path(a: Tensor, b: Tensor, n: int) -> Tensor:
    """n codes from a to b that turn the direction evenly (slerp; Shoemake 1985, White 2016): [Z], [Z] → [n, Z].

    Samples of a high-dimensional normal lie near a sphere, and this way stays near it; the straight line cuts
    through the middle. Where the two point the same way (or one is 0) it is the straight line.
    """
    return slerp(a.expand(n, -1), b.expand(n, -1), torch.linspace(0, 1, n))


def square(corners: Tensor, size: int, path: Callable[[Tensor, Tensor, int], Tensor]) -> Tensor:
    """size² codes between four, row by row: [4, Z], upper left, upper right, lower left, lower right → [size², Z].

    path: `linear_path` or `spherical_path`.   Raises ValueError for a size that there is not.
    """
    if not 2 <= size <= MOST:
        raise ValueError(f"size={size}: allowed is a whole number from 2 to {MOST}")
    upper_left, upper_right, lower_left, lower_right = corners
    upper, lower = path(upper_left, upper_right, size), path(lower_left, lower_right, size)
    columns = [path(a, b, size) for a, b in zip(upper, lower, strict=True)]  # size × [size, Z]
    return torch.stack(columns, dim=1).flatten(0, 1)
