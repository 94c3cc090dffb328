"""Batches of both distributions of a pair, for several copies of a network. Shapes: S copies, N points of a kind."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from core.data.pairs import Pair, on_plane
from core.settings.distances import DistancesSettings
from core.training.draws import Draws, seeded

REAL, FAKE, MIX = 1, 2, 3  # what the random numbers are for; discriminators.py has its own
POOL = 4096  # points of each kind, drawn once a copy, that its batches come from


class PairBatches:
    """Points of p (real) and of q moved by θ (generated), and how they are to be mixed for the gradient penalty."""

    def __init__(self, settings: DistancesSettings, pair: Pair):
        copies, size = settings.seeds, settings.batch_size
        pools = [pair.samples(POOL, settings.theta, settings.seed + i) for i in range(copies)]
        self.pools = [
            torch.from_numpy(np.stack([on_plane(pool) for pool in side])).float() for side in zip(*pools, strict=True)
        ]
        self.copy = torch.arange(copies)[:, None]  # [S, 1]
        self.indices = [Draws(_indices, (size,), seeded(settings.seed, copies, kind)) for kind in (REAL, FAKE)]
        self.mix = Draws(_shares, (size, 1), seeded(settings.seed, copies, MIX))

    def next(self) -> tuple[Tensor, Tensor, Tensor]:
        """Real and generated points [S, N, 2], and shares of the latter [S, N, 1]."""
        real, fake = (pool[self.copy, draws.next()] for pool, draws in zip(self.pools, self.indices, strict=True))
        return real, fake, self.mix.next()


def _indices(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    return torch.randint(POOL, shape, generator=generator)


def _shares(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    return torch.rand(shape, generator=generator)
