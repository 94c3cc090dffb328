"""Trains the denoising autoencoder on images, and answers questions about any amount of corruption."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from core.models.conv_denoiser import ConvDenoiser
from core.models.stacked_autoencoder import StackedAutoencoder
from core.objectives.reconstruction import psnr
from core.settings.denoising_ae import AMOUNTS, CURVE, DenoisingAESettings
from core.training.autoencoder import SHOWN, pictures, signed_pictures
from core.training.corruption import CORRUPTIONS, off
from core.training.denoising import DenoisingTrainer
from core.training.greedy import GreedyTrainer
from core.training.layerwise import Layerwise
from core.training.trainer import half, query

MAPS = 16  # of a convolutional network's first layer; the next has four times as many
FILTERS = 24  # units of the first layer whose weights a frame carries


class ImageDenoisingTrainer(DenoisingTrainer, GreedyTrainer):
    """N images a batch, P pixels from 0 to 1 each; dense layers, narrow or over-complete, or convolutions alone."""

    settings: DenoisingAESettings

    def __init__(self, settings: DenoisingAESettings):
        super().__init__(settings)
        self.spoilt = self.probe(self.test[:SHOWN])

    def make_model(
        self, settings: DenoisingAESettings, generator: torch.Generator
    ) -> StackedAutoencoder | ConvDenoiser:
        """P-…-K-…-P, with bent units for the code as well: it may be wider than the image."""
        if settings.convolutional:
            return ConvDenoiser(self.data.side, MAPS, settings.activation, generator)
        sizes = [self.data.side**2, *settings.widths]
        return StackedAutoencoder(sizes, settings.activation, False, generator, bent=True)

    def multiplications(self) -> int:
        """Multiply-adds that take one image there and back."""
        return self.model.multiplications() if self.settings.convolutional else super().multiplications()

    def corrupt_stage(self, h: Tensor, stage: int) -> Tensor:
        """A stage's input: the first one's like an image, else each unit is switched off with the same probability."""
        if not self.settings.denoise:
            return h
        return self.corrupted(h, self.noise) if stage == 1 else off(h, self.settings.amount, self.noise)

    # ---- measuring ------------------------------------------------------------------------------------------------

    def measure(self) -> tuple[dict[str, float], dict[str, np.ndarray]]:
        """What comes back of the first test images as they are shown, corrupted; and what units look for."""
        _, arrays = super().measure()
        back = self.reconstruction(self.spoilt)
        seen = {
            "reconstructions": pictures(back),
            "psnr_each": psnr_each(back, self.test[:SHOWN]),
            "filters": signed_pictures(self.first_layer.weight.flatten(1)[:FILTERS]),
        }
        return {"stage": self.stage_of(self.step_count)}, arrays | seen

    @property
    def first_layer(self) -> nn.Module:
        """What meets the pixels: weights [units, P], or [maps, 1, h, h]."""
        return (self.model.down if self.settings.convolutional else self.model.encoder)[0]

    @torch.no_grad()
    def static(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Also the corrupted test images as they are shown, and the PSNR of all that are measured."""
        facts, arrays = super().static()
        before, _ = self.errors_in_and_out(self.test[: self.measured])
        return facts | {"psnr_in": psnr(before, self.peak)}, arrays | {"corrupted": pictures(self.spoilt)}

    # ---- questions ------------------------------------------------------------------------------------------------

    @query
    @torch.no_grad()
    def reconstruct(self, images: np.ndarray, amount: float | None = None) -> dict[str, np.ndarray]:
        """Images corrupted by that amount (None: as in training), and what comes back: uint8 [N, P] →

        corrupted, pixels uint8 [N, P]; psnr_in, psnr_out [N] in dB and mse [N], against the clean images; codes [N, K]
        of these.
        """
        if amount is not None:
            check_amount(amount)
        x = self.asked(images)
        spoilt = self.probe(x, amount)
        back = self.reconstruction(spoilt)
        return {
            "corrupted": pictures(spoilt),
            "pixels": pictures(back),
            "psnr_in": psnr_each(spoilt, x),
            "psnr_out": psnr_each(back, x),
            "mse": (back - x).square().mean(1).numpy(),
            "codes": self.model.encode(x).numpy(),
        }

    @query
    @torch.no_grad()
    def curve(self, amount: float) -> dict[str, np.ndarray]:
        """PSNR of test images before and after, in dB, for each of AMOUNTS, and `here`: for that amount.

        psnr_in, psnr_out float64 [A] each; here [2].
        """
        check_amount(amount)
        before, after = np.array([self._psnrs(each) for each in AMOUNTS]).T
        return {"psnr_in": before, "psnr_out": after, "here": np.array(self._psnrs(amount))}

    def _psnrs(self, amount: float) -> list[float]:
        """PSNR of the first test images before and after."""
        return [psnr(mse, self.peak) for mse in self.errors_in_and_out(self.test[:CURVE], amount)]

    sources = (DenoisingTrainer.loss, *CORRUPTIONS.values(), StackedAutoencoder, ConvDenoiser, Layerwise)


def check_amount(amount: float) -> None:
    """Raise ValueError where there is no such amount of corruption."""
    if not 0 <= amount <= 1:
        raise ValueError(f"amount={amount}: allowed is a number from 0 to 1")


def psnr_each(images: Tensor, clean: Tensor) -> np.ndarray:
    """PSNR of each image in dB: [N, P], [N, P] → float16 [N]."""
    return half(np.array([psnr(float(mse), 1.0) for mse in (images - clean).square().mean(1)]))
