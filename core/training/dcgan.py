"""Trains the DCGAN on faces, and answers questions about its latents and its layers."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from core.data.faces import BY_NAME
from core.models.dcgan import Discriminator, Generator, Guidelines
from core.objectives.adversarial import discriminator_loss, generator_losses
from core.settings.dcgan import DCGANSettings
from core.settings.face_arithmetic import ADDITIONS
from core.training.face_agreement import kept, kept_by_chance, tolerances
from core.training.face_arithmetic import add, has, lacks, the_rest
from core.training.face_gan import SHOWN, FaceGANTrainer
from core.training.interpolation import spherical_path, square
from core.training.trainer import check_place, query

KNOWN_LATENTS = 1000  # faces whose attributes are read before any arithmetic
TRIALS = 200
PICTURED = 8  # trials that are shown
MAPS = 32  # of a layer that are shown


class DCGANTrainer(FaceGANTrainer):
    """The non-saturating game of two convolutional networks, without any penalty, as in the paper."""

    settings: DCGANSettings

    @property
    def latent_dim(self) -> int:
        """Z."""
        return self.settings.latent_dim

    @property
    def rules(self) -> Guidelines:
        """Which of the paper's guidelines are kept."""
        s = self.settings
        return Guidelines(s.strides, s.batch_norm, s.no_dense, s.tanh, s.leaky)

    def make_generator(self, generator: torch.Generator) -> Generator:
        """G."""
        return Generator(self.settings.side, self.settings.channels, self.latent_dim, self.rules, generator)

    def make_discriminator(self, generator: torch.Generator) -> Discriminator:
        """D."""
        return Discriminator(self.settings.side, self.settings.channels, self.rules, generator)

    # ---- questions ------------------------------------------------------------------------------------------------

    @query
    def walk(self, seed: int, size: int) -> dict[str, np.ndarray]:
        """Faces of a square between four latents of that seed, spherical either way: uint8 [size², S·S·3]."""
        z = square(self.draw_latents(4, seed), size, spherical_path)
        return {"pixels": self.pixels_of(z)}

    @query
    @torch.no_grad()
    def maps(self, place: int) -> dict[str, Any]:
        """Each layer's strongest maps of one of the faces shown, the strongest first.

        layer0, layer1, …: uint8 [≤ MAPS, h·h], 255 is the layer's largest number; shapes: [[C, h], …]; pixels of the
        face: uint8 [1, S·S·3].
        """
        check_place("place", place, SHOWN)
        *layers, _ = self.averaged.maps(self.latents[[place]])
        answer: dict[str, Any] = {"shapes": [list(maps.shape[1:3]) for maps in layers]}
        for i, maps in enumerate(layers):
            strongest = maps[0][maps[0].mean((1, 2)).argsort(descending=True, stable=True)[:MAPS]]
            levels = 255 * strongest / strongest.max().clamp_min(1e-12)
            answer[f"layer{i}"] = levels.round().to(torch.uint8).flatten(1).numpy()
        return answer | {"pixels": self.pixels_of(self.latents[[place]])}

    @query
    def arithmetic(self, addition: str, averaged: int, strength: float, seed: int) -> dict[str, Any]:
        """Adds something to faces that lack it, in TRIALS trials, and has the results read.

        averaged: faces in each mean, as asked or as many as have it; succeeded: share of the trials that have it
        afterwards; control: with a difference of random direction; kept: by attribute, the share of the trials that
        still show it as before (`face_agreement`); chance: of two faces that have nothing to do with each other.
        having, lacking: the faces of the first trial's means; before, after: the first trials, uint8 [n, S·S·3];
        successes: which of these have it, bool.
        """
        if addition not in ADDITIONS:
            raise ValueError(f"addition={addition}: allowed is one of {', '.join(ADDITIONS)}")
        if not 1 <= averaged <= KNOWN_LATENTS:
            raise ValueError(f"averaged={averaged}: allowed is a whole number from 1 to {KNOWN_LATENTS}")
        z = self.draw_latents(KNOWN_LATENTS, seed)
        pixels = self.pixels_of(z)
        wanted, values = ADDITIONS[addition], self._read(pixels)
        generator = torch.Generator().manual_seed(seed + 1)
        groups = has(wanted, values), lacks(wanted, values), the_rest(wanted, values)
        trials = add(z, *groups, averaged, strength, TRIALS, generator)
        after, control = self.pixels_of(trials.after), self.pixels_of(trials.control)
        read = self._read(after)
        successes = has(wanted, read)
        before = {name: array[trials.changed] for name, array in values.items()}
        tolerance = tolerances(self.measure.errors)
        others = [name for name in BY_NAME if name != wanted.attribute]
        shares = kept(before, read, tolerance)
        return {
            "averaged": trials.having.shape[1],
            "succeeded": float(successes.mean()),
            "control": float(has(wanted, self._read(control)).mean()),
            "kept": {name: shares[name] for name in others},
            "chance": {name: kept_by_chance(name, tolerance) for name in others},
            "having": pixels[trials.having[0, :PICTURED]],
            "lacking": pixels[trials.lacking[0, :PICTURED]],
            "before": pixels[trials.changed[:PICTURED]],
            "after": after[:PICTURED],
            "successes": successes[:PICTURED],
        }

    def _read(self, pixels: np.ndarray) -> dict[str, np.ndarray]:
        """Attributes of faces, by the reader: uint8 [N, S·S·3]."""
        side = self.settings.side
        return self.measure.read(pixels.reshape(-1, side, side, 3)).values

    sources = (
        FaceGANTrainer.step,
        FaceGANTrainer._step_d,
        FaceGANTrainer._step_g,
        Generator,
        Discriminator,
        discriminator_loss,
        generator_losses,
        spherical_path,
        add,
    )
