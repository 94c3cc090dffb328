"""What all denoising autoencoders share: they see corrupted examples, and are compared with the clean ones."""

from __future__ import annotations

from functools import cached_property

import torch
from torch import Tensor

from core.objectives.reconstruction import mean_squared_error, psnr
from core.settings.denoising_ae import DenoisingAESettings
from core.training.autoencoder import CHUNK, AutoencoderTrainer
from core.training.corruption import CORRUPTIONS

OWN = 1_000_000  # beyond every seed: training's corruption is drawn apart from all else
PROBE = 2_000_000  # seed of the corruption that is measured with: the same in every run and at every step


class DenoisingTrainer(AutoencoderTrainer):
    """N examples a batch, P numbers each. All errors are those of what comes back from a corrupted example, x̂(x̃),
    against the clean one, x; corrupted as in training, by a draw that is always the same.
    """

    settings: DenoisingAESettings

    def loss(self, x: Tensor) -> Tensor:
        """What a step makes smaller: 1/NP Σ (x̂(x̃) − x)², with x̃ drawn anew each time: [N, P] → []."""
        seen = self.corrupted(x, self.noise) if self.settings.denoise else x
        return mean_squared_error(self.reconstruction(seen), x)

    def corrupted(self, x: Tensor, generator: torch.Generator, amount: float | None = None) -> Tensor:
        """x̃: [N, P] → [N, P].   amount: None for that of the settings."""
        corruption = CORRUPTIONS[self.settings.kind]
        return corruption(x, self.settings.amount if amount is None else amount, generator)

    def probe(self, x: Tensor, amount: float | None = None) -> Tensor:
        """x̃ by the draw that is always the same: [N, P] → [N, P]."""
        return self.corrupted(x, torch.Generator().manual_seed(PROBE), amount)

    @cached_property
    def noise(self) -> torch.Generator:
        """Where training's corruption comes from."""
        return torch.Generator().manual_seed(OWN + self.settings.seed)

    # ---- measuring ------------------------------------------------------------------------------------------------

    def errors_in_and_out(self, examples: Tensor, amount: float | None = None) -> tuple[float, float]:
        """Mean squared errors a number of corrupted examples, and of what comes back from them: [N, P] → two floats."""
        before = after = 0.0
        for x in examples.split(CHUNK):
            spoilt = self.probe(x, amount)
            before += float(mean_squared_error(spoilt, x)) * len(x)
            after += float(mean_squared_error(self.reconstruction(spoilt), x)) * len(x)
        return before / len(examples), after / len(examples)

    def _errors(self, most: int | None) -> dict[str, float]:
        """Also PSNR before and after on test examples, and the error on test examples that nobody corrupted."""
        _, mse = self.errors_in_and_out(self.train[:most])
        before, after = self.errors_in_and_out(self.test[:most])
        return {
            "mse": mse,
            "psnr": psnr(mse, self.peak),
            "test_mse": after,
            "test_psnr": psnr(after, self.peak),
            "psnr_in": psnr(before, self.peak),
            "psnr_out": psnr(after, self.peak),
            "test_clean_mse": self.error_of(self.test[:most]),
        }
