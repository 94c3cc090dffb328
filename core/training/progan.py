"""Trains the ProGAN on faces: both networks grow as the schedule says, each new size fading in."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import interpolate

from core.models.equalized import Equalized, deviations, downsample, minibatch_deviation, pixel_norm, upsample
from core.models.progan import PAPER, Discriminator, Generator, paper_rows
from core.settings.progan import Growth, ProGANSettings, growth
from core.training.face_gan import FaceGANTrainer
from core.training.face_penalties import GradientPenalty, LazyR1
from core.training.face_pixels import to_pixels
from core.training.trainer import Frame, check_place, half, query

FACES = 12  # of a frame
FADED = 6  # of them whose two branches a frame carries
MAPS = 5  # feature maps of D that it carries
BATCH = 4  # faces that minibatch statistics are explained on
PENALTIES = {"wasserstein_gp": GradientPenalty(weight=10.0, drift=1e-3), "non_saturating": LazyR1(weight=3.0)}


class ProGANTrainer(FaceGANTrainer):
    """N faces a batch; S pixels along a side now, as many as in the data at the end."""

    settings: ProGANSettings
    betas = (0.0, 0.99)

    def __init__(self, settings: ProGANSettings):
        self.loss, self.penalty = settings.loss, PENALTIES[settings.loss]
        self._costs: dict[tuple[int, bool], int] = {}  # multiply-adds of a step, by level and whether it fades
        self._work = [0]  # and of all steps up to each
        super().__init__(settings)
        self._grow(0)

    @property
    def latent_dim(self) -> int:
        """Z."""
        return self.settings.latent_dim

    def make_generator(self, generator: torch.Generator | None) -> Generator:
        """G, fully grown."""
        s = self.settings
        return Generator(s.maps, s.latent_dim, generator, s.equalized, s.pixel_norm)

    def make_discriminator(self, generator: torch.Generator | None) -> Discriminator:
        """D, fully grown."""
        s = self.settings
        return Discriminator(s.maps, generator, s.equalized, s.statistics)

    # ---- growing --------------------------------------------------------------------------------------------------

    def prepare(self, number: int) -> None:
        """Grow as step `number` is to find the networks; where layers come or go, the optimizers begin anew."""
        before = self.generator.level, self.generator.fades
        self._grow(number)
        self.work(number)  # now: α by hand may be another one when somebody asks
        if (self.generator.level, self.generator.fades) != before:
            self.restart_optimizers()

    def _grow(self, number: int) -> None:
        now = growth(self.settings, number)
        for network in (self.generator, self.discriminator, self.averaged):
            network.grow(now.level, now.alpha)

    def _follow(self, number: int) -> None:
        """Move the average generator; what it remembers of the time before layers came or went, it soon forgets."""
        super()._follow(growth(self.settings, number).age)

    def work(self, step: int) -> int:
        """Multiply-adds of all steps up to this one, as `cost`: a clock that runs alike on every machine."""
        while len(self._work) <= step:
            self._work.append(self._work[-1] + self._cost(growth(self.settings, len(self._work))))
        return self._work[step]

    def _cost(self, now: Growth) -> int:
        """Of one step: `cost` of networks grown like that, on shapes alone."""
        key = now.level, now.level > 0 and now.alpha < 1
        if key not in self._costs:
            z = torch.empty(1, self.latent_dim, device="meta")
            x = torch.empty(1, 3, now.side, now.side, device="meta")
            networks = self.make_generator(None), self.make_discriminator(None)
            for network in networks:
                network.grow(now.level, now.alpha)
            self._costs[key] = self.cost(*networks, z, x)
        return self._costs[key]

    def real_faces(self, images: Tensor) -> Tensor:
        """Faces at the present size; while a size fades in, its details fade into them as into generated ones."""
        while images.shape[-1] > self.generator.side:
            images = downsample(images)
        if not self.generator.fades:
            return images
        return torch.lerp(upsample(downsample(images)), images, self.generator.alpha)

    def show_faces(self, images: Tensor) -> Tensor:
        """Faces at full size, each pixel as large as it has to be."""
        return interpolate(images, size=(self.settings.side, self.settings.side))

    # ---- measuring ------------------------------------------------------------------------------------------------

    @torch.no_grad()
    def observe(self) -> Frame:
        """What all have, the size, α, the work in 10¹² multiply-adds; while a size fades in, what is blended."""
        frame = super().observe()
        scalars = frame.scalars | {"side": self.generator.side, "alpha": self.generator.alpha}
        scalars["work"] = self.work(self.step_count) / 1e12
        arrays = {"samples": frame.arrays["samples"][:FACES]}
        if self.generator.fades:
            arrays |= self._branches(self.latents[:FADED])
        return Frame(frame.step, scalars, arrays)

    def static(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """What all have, and that fewer faces are shown."""
        facts, arrays = super().static()
        return facts | {"shown": FACES}, arrays

    def _branches(self, z: Tensor) -> dict[str, np.ndarray]:
        """Both branches of both networks as float16, before they are blended.

        G's images of latents [N, Z]: old [N, 3, S/2, S/2], not yet enlarged, and new [N, 3, S, S]. D is given a real
        face, d_face [3, S, S]; d_old and d_new are the first maps that come of it, [MAPS, S/2, S/2].
        """
        old, new = self.averaged.branches(z)
        face = self.real_faces(self.probe[:1])
        d_old, d_new = self.discriminator.branches(face)
        arrays = {
            "old": downsample(old),
            "new": new,
            "d_face": face[0],
            "d_old": d_old[0, :MAPS],
            "d_new": d_new[0, :MAPS],
        }
        return {name: half(array.numpy()) for name, array in arrays.items()}

    # ---- questions ------------------------------------------------------------------------------------------------

    @query
    @torch.no_grad()
    def spread(self, seed: int) -> dict[str, Any]:
        """Minibatch standard deviation of four generated faces, and of the first of them four times (collapsed).

        Of both: pixels uint8 [4, S·S·3]; maps [4, C, 4, 4], what D's last block is given; deviations [C, 4, 4]; value,
        their mean; scores [4], D's outputs; told [4], those where the value is the other batch's.
        """
        z = self.draw_latents(BATCH, seed)
        answer: dict[str, Any] = {"told": self.settings.statistics}
        batches = {"varied": self.generate_images(z), "collapsed": self.generate_images(z[:1].expand(BATCH, -1))}
        maps = {name: self.discriminator.condensed(images) for name, images in batches.items()}
        values = {name: deviations(h).mean() for name, h in maps.items()}
        for (name, images), other in zip(batches.items(), ("collapsed", "varied"), strict=True):
            answer[f"{name}_pixels"] = to_pixels(self.show_faces(images))
            answer[f"{name}_maps"] = maps[name].numpy()
            answer[f"{name}_deviations"] = deviations(maps[name])[0].numpy()
            answer[f"{name}_value"] = float(values[name])
            answer[f"{name}_scores"] = self.discriminator.judged(maps[name]).numpy()
            if self.settings.statistics:
                swapped = torch.cat([maps[name], values[other].expand(BATCH, 1, *maps[name].shape[2:])], dim=1)
                answer[f"{name}_swapped"] = self.discriminator.verdict(swapped).numpy()
        return answer

    @query
    @torch.no_grad()
    def pixel(self, seed: int, level: int, x: int, y: int) -> dict[str, Any]:
        """A pixel's features in a level's last convolution, before and after PixelNorm: float32 [C] each.

        pixels: uint8 [1, S·S·3], the face that they belong to.   side: of the level's maps, in which the pixel is
        column x of row y.
        """
        check_place("level", level, self.averaged.level + 1)
        side = self.averaged.sides[level]
        check_place("x", x, side)
        check_place("y", y, side)
        z = self.draw_latents(1, seed)
        *_, (before, after) = [(a, b) for at, a, b in self.averaged.signals(z) if at == level]
        features = {"before": before[0, :, y, x].numpy(), "after": after[0, :, y, x].numpy()}
        return features | {"pixels": self.pixels_of(z), "side": side}

    @query
    def paper(self, level: int) -> dict[str, Any]:
        """The paper's own networks grown to a level, 0 (4 × 4) to 8 (1024 × 1024): rows of G and of D, and totals."""
        check_place("level", level, len(PAPER))
        rows = dict(zip(("generator", "discriminator"), paper_rows(level), strict=True))
        totals = {f"{name}_total": sum(row.parameters for row in of_one) for name, of_one in rows.items()}
        return {name: [asdict(row) for row in of_one] for name, of_one in rows.items()} | totals

    sources = (Equalized, pixel_norm, minibatch_deviation, Generator, Discriminator, growth)
