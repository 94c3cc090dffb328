"""Trains the stacked autoencoder, at once or layer by layer, and measures what its codes are good for."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.models.quantiser import Quantiser
from core.models.stacked_autoencoder import StackedAutoencoder, Transposed
from core.objectives.neighbours import agreement, chance, nearest
from core.objectives.reconstruction import mean_squared_error, psnr
from core.settings.stacked_ae import StackedAESettings
from core.training.autoencoder import MAPPED, AutoencoderTrainer
from core.training.greedy import GreedyTrainer
from core.training.layerwise import Layerwise
from core.training.trainer import check_place, query


class StackedAETrainer(GreedyTrainer):
    """N images a batch, P pixels, K numbers a code, D matrices on each side."""

    settings: StackedAESettings

    def __init__(self, settings: StackedAESettings):
        super().__init__(settings)
        self.labels = torch.from_numpy(self.data.test_labels[:MAPPED].astype(np.int64))

    def make_model(self, settings: StackedAESettings, generator: torch.Generator) -> StackedAutoencoder:
        """P-…-K-…-P."""
        sizes = [self.data.side**2, *settings.widths]
        return StackedAutoencoder(sizes, settings.activation, settings.tied, generator)

    def most_examples(self, settings: StackedAESettings) -> int:
        """As many as are asked for."""
        return settings.examples

    # ---- measuring ------------------------------------------------------------------------------------------------

    def measure(self) -> tuple[dict[str, float], dict[str, np.ndarray]]:
        """The stage that trains and the errors of those begun, what codes tell of the digit, and bytes for codes."""
        _, arrays = super().measure()
        scalars = {
            "neighbours": agreement(self.model.encode(self.test[:MAPPED]), self.labels),
            "pixel_neighbours": self.pixel_neighbours,
        }
        return scalars | self._on(self.test[: self.measured]), arrays

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """As a frame's scalars, on all images; neighbours are looked for among the first test images."""
        return super().evaluate() | self._on(self.test)

    def _on(self, x: Tensor) -> dict[str, float]:
        """What is measured on test images [N, P] beside their error."""
        quantiser = Quantiser(self.model.encode(self.train[: self.measured]))
        codes = quantiser.from_bytes(quantiser.to_bytes(self.model.encode(x)))
        scalars = {
            "mean_test_mse": float(mean_squared_error(self.mean_image.expand_as(x), x)),
            "byte_psnr": psnr(float(mean_squared_error(self.model.decode(codes), x)), self.peak),
        }
        return scalars | self._stages(x)

    def _stages(self, x: Tensor) -> dict[str, float]:
        """The stage of the latest step, its own error a unit, and those of the stages before."""
        stage = self.stage_of(self.step_count)
        begun = 0 if self.layerwise is None else stage or self.model.depth
        errors = {i: float(self.layerwise.error(x, i)) for i in range(1, begun + 1)}
        now = errors[stage] if stage else self.error_of(x)
        return {"stage": stage, "stage_mse": now} | {f"stage_{i}_mse": error for i, error in errors.items()}

    @cached_property
    def pixel_neighbours(self) -> float:
        """What the nearest image tells of the digit where images are compared as they are."""
        return agreement(self.test[:MAPPED], self.labels)

    @cached_property
    def mean_image(self) -> Tensor:
        """Of the training images: the best answer that is always the same, [P]."""
        return self.train.mean(0)

    def static(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """With the sizes of the stack."""
        facts, arrays = super().static()
        sizes = [self.train.shape[1], *self.settings.widths]
        return facts | {"sizes": sizes, "examples": len(self.train), "chance": chance(self.labels)}, arrays

    # ---- questions ------------------------------------------------------------------------------------------------

    @query
    @torch.no_grad()
    def neighbours(self, index: int, count: int) -> dict[str, np.ndarray]:
        """The test images nearest to one of the first ones, by their codes and by their pixels: int64 [count] each."""
        x = self.test[:MAPPED]
        check_place("index", index, len(x))
        if not 1 <= count < len(x):
            raise ValueError(f"count={count}: allowed is a whole number from 1 to {len(x) - 1}")
        spaces = {"codes": self.model.encode(x), "pixels": x}
        return {name: nearest(space, count)[index].numpy() for name, space in spaces.items()}

    sources = (StackedAutoencoder, Transposed, Layerwise, AutoencoderTrainer.step)
