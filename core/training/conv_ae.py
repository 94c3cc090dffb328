"""Trains a convolutional autoencoder, or a dense one with as many parameters."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import conv_transpose2d

from core.models.autoencoder import Autoencoder
from core.models.conv_autoencoder import ConvAutoencoder
from core.models.transposed import pool, transposed_convolution, unpool, zero_stuffed
from core.objectives.checkerboard import checkerboard
from core.objectives.reconstruction import mean_squared_error
from core.settings.conv_ae import ConvAESettings
from core.training.autoencoder import SHOWN, pictures, signed_pictures
from core.training.image_autoencoder import ImageAutoencoderTrainer
from core.training.trainer import query

MOST_BYTES = 100_000  # of feature maps in a frame: of large ones fewer test images are laid open


class ConvAETrainer(ImageAutoencoderTrainer):
    """N images a batch, P pixels each, K numbers a code."""

    settings: ConvAESettings

    def make_model(self, settings: ConvAESettings, generator: torch.Generator) -> nn.Module:
        """The convolutional network, or the dense one whose number of parameters comes nearest to it."""
        s, side = settings, self.data.side
        how = (s.shrink, s.grow, s.kernel, s.remember, s.activation)
        if s.architecture == "convolutional":
            return ConvAutoencoder(side, s.channels, s.layers, s.latent_dim, *how, generator)
        twin = ConvAutoencoder(side, s.channels, s.layers, s.latent_dim, *how, torch.Generator())
        width = dense_width(sum(p.numel() for p in twin.parameters()), side**2, s.latent_dim)
        return Autoencoder([side**2, width, s.latent_dim], s.activation, generator, code="linear")

    def multiplications(self) -> int:
        """Multiply-adds that take one image through the model: each weight of a convolution meets many cells."""
        return self.model.multiplications() if self.is_convolutional else super().multiplications()

    @property
    def is_convolutional(self) -> bool:
        """Whether there are maps to look at."""
        return self.settings.architecture == "convolutional"

    def reconstruction(self, x: Tensor) -> Tensor:
        """What comes back of images: [N, P] → [N, P]; where places are remembered, with these."""
        return self.model(x) if self.is_convolutional else super().reconstruction(x)

    # ---- measuring ------------------------------------------------------------------------------------------------

    @torch.no_grad()
    def measure(self) -> tuple[dict[str, float], dict[str, np.ndarray]]:
        """What all have, the checkerboard in what is drawn, what the places are worth, and maps of a few images."""
        scalars, arrays = super().measure()
        x = self.test[: self.measured]
        drawn = self.reconstruction(x)
        scalars["checkerboard"] = checkerboard(drawn, self.data.side)
        if self.settings.remembers:
            for name, back in self._without(x).items():
                scalars[f"{name}_mse"] = float(mean_squared_error(back, x))
            arrays |= {name: pictures(back) for name, back in self._without(self.test[:SHOWN]).items()}
        if self.is_convolutional:
            arrays |= self._maps()
        return scalars, arrays

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """As a frame's scalars, the errors on all images."""
        scalars = super().evaluate()
        if self.settings.remembers:
            for name in ("fixed", "foreign"):
                scalars[f"{name}_mse"] = self.error_of(self.test, lambda x, name=name: self._without(x)[name])
        return scalars

    def _without(self, x: Tensor) -> dict[str, Tensor]:
        """What comes back of a code without its places, and of the places with another image's code: [N, P] each."""
        maps, places = self.model.shrunk(x)
        code = self.model.coded(maps)
        return {"fixed": self.model.decode(code), "foreign": self.model.decode(code.roll(1, 0), places)}

    def _maps(self) -> dict[str, np.ndarray]:
        """Every layer's maps of image i as `down1 i`, …, `code i`, `up0 i`, …: uint8 [C, h²], each map by itself."""
        x = self.test[: self.laid_open]
        down, places = self.model.shrunk(x)
        code = self.model.coded(down)
        *up, _ = self.model.grown(code, places if self.model.remembers else ())
        rows = {f"down{i}": maps for i, maps in enumerate(down, 1)} | {f"up{i}": maps for i, maps in enumerate(up)}
        named = {f"{row} {i}": signed_pictures(maps[i].flatten(1)) for row, maps in rows.items() for i in range(len(x))}
        return named | {f"code {i}": signed_pictures(code[i : i + 1]) for i in range(len(x))}

    @property
    def laid_open(self) -> int:
        """How many test images a frame has maps of."""
        cells = 2 * sum(c * h**2 for c, h in self.model.shapes)
        return max(1, min(SHOWN, MOST_BYTES // cells))

    def static(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """What all have, the shapes of the maps, and the checkerboard in the data."""
        facts, arrays = super().static()
        facts["data_checkerboard"] = checkerboard(self.test[: self.measured], self.data.side)
        if self.is_convolutional:
            facts |= {"shapes": self.model.shapes, "laid_open": self.laid_open}
        return facts, arrays

    # ---- questions ------------------------------------------------------------------------------------------------

    @query
    def transposed(self, x: list, kernel: list, stride: int, padding: int) -> dict[str, np.ndarray]:
        """PyTorch's own transposed convolution of one map: [H, W], [K, K] → result [H', W'], in double precision.

        Raises ValueError where there is nothing left of it.
        """
        x, kernel = (torch.tensor(cells, dtype=torch.float64)[None, None] for cells in (x, kernel))
        if (x.shape[-1] - 1) * stride + kernel.shape[-1] <= 2 * padding:
            raise ValueError(f"padding {padding}: it cuts everything off")
        return {"result": conv_transpose2d(x, kernel, stride=stride, padding=padding)[0, 0].numpy()}

    sources = (ConvAutoencoder, transposed_convolution, zero_stuffed, pool, unpool, checkerboard)


def dense_width(parameters: int, pixels: int, latent_dim: int) -> int:
    """Hidden units of the dense autoencoder P-H-K-H-P that has as many parameters, as nearly as can be."""
    each = 2 * (pixels + latent_dim + 1)  # weights of a hidden unit on both sides, and its biases
    return max(1, round((parameters - pixels - latent_dim) / each))
