"""Random numbers of several copies: each copy has its own generator, so it does not feel the others."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor

Draw = Callable[[tuple[int, ...], torch.Generator], Tensor]  # (shape, generator) → random numbers of that shape

CHUNK = 1 << 17  # numbers of a copy that are drawn at once
PURPOSES = 8  # generators a seed may have


def seeded(seed: int, copies: int, purpose: int) -> list[torch.Generator]:
    """A generator for each copy; copy i has those of the seed + i, and each purpose (below 8) has its own."""
    return [torch.Generator().manual_seed((seed + i) * PURPOSES + purpose) for i in range(copies)]


def of_question(seed: int, purpose: int) -> torch.Generator:
    """A generator for what a question draws beside its latents: of no seed below 2³¹, which is what latents have."""
    return torch.Generator().manual_seed(2**31 + 1 + (seed * PURPOSES + purpose) % (2**31 - 1))  # 32 bits count


def normal(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    """N(0, 1)."""
    return torch.randn(shape, generator=generator)


def even(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    """Evenly from −1 to 1."""
    return torch.rand(shape, generator=generator) * 2 - 1


class Draws:
    """An endless row of arrays [S, *shape], made many at a time: a call for each costs more than the numbers."""

    def __init__(self, draw: Draw, shape: tuple[int, ...], generators: list[torch.Generator]):
        self.draw, self.generators = draw, generators
        self.shape = (max(1, min(256, CHUNK // math.prod(shape))), *shape)
        self.ready: list[Tensor] = []

    def next(self) -> Tensor:
        """The next one: [S, *shape]."""
        if not self.ready:
            drawn = torch.stack([self.draw(self.shape, generator) for generator in self.generators], dim=1)
            self.ready = list(drawn.unbind(0))[::-1]
        return self.ready.pop()
