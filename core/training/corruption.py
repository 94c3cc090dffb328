"""Ways to spoil examples on purpose: what a denoising autoencoder is trained to undo (Vincent et al. 2008, 2010).

All: [N, P] → [N, P], at an amount from 0 (nothing happens) to 1. What is taken away becomes 0, and what is left keeps
its value, but for dropout, which scales it up. Images are squares, P = side².
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor

Corruption = Callable[[Tensor, float, torch.Generator], Tensor]


def gaussian(x: Tensor, amount: float, generator: torch.Generator) -> Tensor:
    """x + σ ε with ε ~ N(0, 1); the amount is σ. Values may leave the range that x has."""
    return torch.randn(x.shape, generator=generator).mul_(amount).add_(x)


def off(x: Tensor, amount: float, generator: torch.Generator) -> Tensor:
    """Each number becomes 0 with this probability, by itself: masking noise."""
    return torch.rand(x.shape, generator=generator).ge_(amount).mul_(x)


def dropout(x: Tensor, amount: float, generator: torch.Generator) -> Tensor:
    """As `off`, with the rest divided by 1 − amount, so that the mean stays: a dropout layer before the first one.

    With the amount 1 nothing is left to be scaled.
    """
    return off(x, amount, generator).div_(max(1 - amount, 1e-9))


def square(x: Tensor, amount: float, generator: torch.Generator) -> Tensor:
    """A square of this share of the picture becomes 0, anywhere within it; its side is rounded to pixels."""
    side = math.isqrt(x.shape[1])
    hidden = round(side * math.sqrt(amount))
    first = torch.randint(side - hidden + 1, (2, len(x), 1), generator=generator)  # row and column of its corner
    place = torch.arange(side)
    row, column = (place >= first) & (place < first + hidden)  # [N, side] each
    return x * ~(row[:, :, None] & column[:, None, :]).flatten(1)


def bottom(x: Tensor, amount: float, generator: torch.Generator) -> Tensor:
    """This share of the picture becomes 0, from below; rounded to rows. The generator is not asked."""
    side = math.isqrt(x.shape[1])
    spoilt = x.clone()
    spoilt[:, (side - round(side * amount)) * side :] = 0
    return spoilt


CORRUPTIONS: dict[str, Corruption] = {
    "gaussian": gaussian,
    "off": off,
    "dropout": dropout,
    "square": square,
    "bottom": bottom,
}
