"""Trains the denoising autoencoder on points of the plane, beside the best denoiser there is."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.data.points import EXTENT, make_world
from core.models.autoencoder import Autoencoder
from core.objectives.exact_denoiser import posterior_mean
from core.objectives.reconstruction import mean_squared_error
from core.settings.denoising_ae import DenoisingAESettings
from core.training.corruption import gaussian
from core.training.denoising import DenoisingTrainer
from core.training.trainer import half

TRAIN, HELD_OUT = 1000, 500
GRID = 15  # arrows along each side of the plane
FLOWING = 150  # noisy points that are denoised again and again
TIMES = 10


class PointDenoisingTrainer(DenoisingTrainer):
    """N points a batch, 2 coordinates each, which are few: the exact denoiser of the training points is at hand."""

    def __init__(self, settings: DenoisingAESettings):
        world = make_world(settings.dataset)
        train, test = torch.from_numpy(world.train[:TRAIN]), torch.from_numpy(world.held_out[:HELD_OUT])
        generator = torch.Generator().manual_seed(settings.seed)
        model = Autoencoder([2, *settings.widths], settings.activation, generator)
        super().__init__(settings, train, test, model, generator)
        self.peak = float(train.max() - train.min())
        self.note = world.note
        ticks = torch.linspace(-EXTENT, EXTENT, GRID)
        self.grid = torch.cartesian_prod(ticks, ticks).flip(1)  # [GRID², 2], row by row from the lowest
        self.spoilt = self.probe(self.train)
        self.best = self.exact(self.spoilt)

    def exact(self, noisy: Tensor) -> Tensor:
        """What the best denoiser of the training points makes of noisy ones: [N, 2] → [N, 2]."""
        return posterior_mean(noisy.double(), self.train.double(), self.settings.amount).float()

    # ---- measuring ------------------------------------------------------------------------------------------------

    def measure(self) -> tuple[dict[str, float], dict[str, np.ndarray]]:
        """The learned field against the exact one, and where repeated denoising takes noisy points.

        field_error: root mean square of the difference of the two fields at noisy training points, as a share of that
        of the exact one.   best_mse: the error of the exact denoiser at the same points.
        """
        difference = mean_squared_error(self.reconstruction(self.spoilt), self.best)
        scalars = {
            "field_error": float((difference / mean_squared_error(self.best, self.spoilt)).sqrt()),
            "best_mse": float(mean_squared_error(self.best, self.train)),
        }
        path = [self.spoilt[:FLOWING]]
        for _ in range(TIMES):
            path.append(self.reconstruction(path[-1]))
        arrays = {
            "field": half((self.reconstruction(self.grid) - self.grid).numpy()),
            "path": half(torch.stack(path).numpy()),  # [TIMES + 1, FLOWING, 2]
        }
        return scalars, arrays

    def static(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The points, and the exact field on the grid: σ² times the slope of the logarithm of the noisy density."""
        facts = {
            "note": self.note,
            "measured": [len(self.train), len(self.test)],
            "parameters": sum(p.numel() for p in self.parameters),
            "peak": self.peak,
            "extent": EXTENT,
            "times": TIMES,
        }
        arrays = {
            "points": self.train.numpy(),
            "grid": self.grid.numpy(),
            "exact": (self.exact(self.grid) - self.grid).numpy(),
        }
        return facts, arrays

    sources = (DenoisingTrainer.loss, gaussian, posterior_mean, Autoencoder)
