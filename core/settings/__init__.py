"""The registry of trainers: names and settings here, the code itself loaded only in a worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.settings import (
    conv_ae,
    dcgan,
    denoising_ae,
    distances,
    gan2d,
    gan2d_presets,
    linear_ae,
    pretraining,
    progan,
    recurrent_ae,
    sparse_ae,
    stacked_ae,
    stylegan,
    vae,
)
from core.settings.base import Preset, Settings, SettingsError, parse, shorten


@dataclass(frozen=True)
class TrainerSpec:
    """What is known of a trainer without importing it."""

    name: str
    title: str
    settings: type[Settings]
    location: str  # "module:class", imported where torch may be
    presets: tuple[Preset, ...] = ()

    def preset(self, name: str) -> Preset:
        """The preset of that name. Raises SettingsError naming the ones there are."""
        for preset in self.presets:
            if preset.name == name:
                return preset
        known = ", ".join(preset.name for preset in self.presets)
        raise SettingsError(f"preset={shorten(name)}: no such preset of {self.name}; allowed: {known}")

    def parse(self, values: Mapping[str, Any]) -> Settings:
        """Settings from named values, `preset` among them; further fields override the preset."""
        values = dict(values)
        name = values.pop("preset", None)
        base = parse(self.settings, self.preset(name).changes) if name is not None else None
        return parse(self.settings, values, base)


TRAINERS = {
    spec.name: spec
    for spec in [
        TrainerSpec(
            "linear_ae",
            "Linear autoencoder (= PCA)",
            linear_ae.LinearAESettings,
            "core.training.linear_ae:LinearAETrainer",
            linear_ae.PRESETS,
        ),
        TrainerSpec(
            "stacked_ae",
            "Stacked autoencoder",
            stacked_ae.StackedAESettings,
            "core.training.stacked_ae:StackedAETrainer",
            stacked_ae.PRESETS,
        ),
        TrainerSpec(
            "pretraining",
            "Unsupervised pretraining of a classifier",
            pretraining.PretrainingSettings,
            "core.training.pretraining:PretrainingTrainer",
            pretraining.PRESETS,
        ),
        TrainerSpec(
            "conv_ae",
            "Convolutional autoencoder",
            conv_ae.ConvAESettings,
            "core.training.conv_ae:ConvAETrainer",
            conv_ae.PRESETS,
        ),
        TrainerSpec(
            "recurrent_ae",
            "Recurrent autoencoder",
            recurrent_ae.RecurrentAESettings,
            "core.training.recurrent_ae:RecurrentAETrainer",
            recurrent_ae.PRESETS,
        ),
        TrainerSpec(
            "denoising_ae",
            "Denoising autoencoder",
            denoising_ae.DenoisingAESettings,
            "core.training.denoising_ae:denoising_trainer",
            denoising_ae.PRESETS,
        ),
        TrainerSpec(
            "sparse_ae",
            "Sparse autoencoder",
            sparse_ae.SparseAESettings,
            "core.training.sparse_ae:SparseAETrainer",
            sparse_ae.PRESETS,
        ),
        TrainerSpec("vae", "Variational autoencoder", vae.VAESettings, "core.training.vae:VAETrainer", vae.PRESETS),
        TrainerSpec(
            "gan2d",
            "GAN on a two-dimensional world",
            gan2d.GAN2DSettings,
            "core.training.gan2d:GAN2DTrainer",
            gan2d_presets.PRESETS,
        ),
        TrainerSpec(
            "distances",
            "Distances between two distributions",
            distances.DistancesSettings,
            "core.training.distances:DistancesTrainer",
            distances.PRESETS,
        ),
        TrainerSpec("dcgan", "DCGAN of faces", dcgan.DCGANSettings, "core.training.dcgan:DCGANTrainer", dcgan.PRESETS),
        TrainerSpec(
            "progan",
            "ProGAN: growing from 4 × 4 pixels",
            progan.ProGANSettings,
            "core.training.progan:ProGANTrainer",
            progan.PRESETS,
        ),
        TrainerSpec(
            "stylegan",
            "StyleGAN on drawn faces",
            stylegan.StyleGANSettings,
            "core.training.stylegan:StyleGANTrainer",
            stylegan.PRESETS,
        ),
    ]
}


def trainer_spec(name: str) -> TrainerSpec:
    """The trainer of that name. Raises SettingsError naming the ones there are."""
    if name not in TRAINERS:
        raise SettingsError(f"{shorten(name)}: no such trainer; allowed: {', '.join(TRAINERS)}")
    return TRAINERS[name]
