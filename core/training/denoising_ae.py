"""The denoising autoencoder: a trainer for images, and one for points of the plane."""

from __future__ import annotations

from core.settings.denoising_ae import DenoisingAESettings
from core.training.denoising import DenoisingTrainer
from core.training.denoising_images import ImageDenoisingTrainer
from core.training.denoising_points import PointDenoisingTrainer


def denoising_trainer(settings: DenoisingAESettings) -> DenoisingTrainer:
    """The trainer for the data of these settings. Raises DataError where they cannot be had."""
    return (PointDenoisingTrainer if settings.on_plane else ImageDenoisingTrainer)(settings)
