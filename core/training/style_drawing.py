"""What questions about StyleGAN share: how its styles are drawn and what is read off the faces."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from core.models.stylegan import StyleGenerator
from core.training.draws import seeded
from core.training.face_gan import CHUNK, FaceGANTrainer
from core.training.face_pixels import to_pixels
from core.training.trainer import check_number

MOST_PSI = 2.0  # and as far below 0
OF_NOISES, OF_JUDGED, OF_PLACES, OF_OTHERS = range(4)  # what questions' random numbers are for: see `of_question`
NOISE = 4  # what the random numbers of the shown noise are for: see `seeded`


class StyleDrawing(FaceGANTrainer):
    """Faces of styles [N, L, W] by the average generator."""

    averaged: StyleGenerator

    def shown_noise(self, n: int) -> list[Tensor] | None:
        """Noise for up to 64 faces, face i always with the same: [n, 1, h, h] a layer; None where it is off."""
        if not self.settings.noise:
            return None
        drawn = self.averaged.synthesis.draw_noise(CHUNK, seeded(self.settings.seed, 1, NOISE)[0])
        return [of_layer[:n] for of_layer in drawn]

    @torch.no_grad()
    def styles_of(self, z: Tensor, psi: float = 1.0) -> Tensor:
        """Latents [N, Z] → styles [N, L, W] truncated by ψ. Raises ValueError for a ψ that is no number, or far off."""
        check_number("psi", psi, -MOST_PSI, MOST_PSI)
        return self.averaged.styles(z, psi)

    @torch.no_grad()
    def draw(self, rows: Tensor, one_noise: bool = False) -> Tensor:
        """[N, L, W] → [N, 3, S, S]. one_noise: the same for all of them, else face i of 64 has always the same."""
        parts = (
            self.averaged.synthesis(part, self.shown_noise(1 if one_noise else len(part))) for part in rows.split(CHUNK)
        )
        return torch.cat(list(parts))

    @torch.no_grad()
    def generate_images(self, z: Tensor) -> Tensor:
        """Faces of latents: [N, Z] → [N, 3, S, S]."""
        return self.draw(self.styles_of(z))

    def as_faces(self, images: Tensor) -> np.ndarray:
        """What the reader takes: [N, 3, S, S] → uint8 [N, S, S, 3]."""
        side = images.shape[-1]
        return to_pixels(images).reshape(-1, side, side, 3)
