"""What every lesson on drawn faces lets a learner change."""

from __future__ import annotations

from typing import Literal

from core.settings.base import Settings, setting
from core.settings.images import images_a_step, planned_steps, step_size


class FaceGANSettings(Settings):
    """The faces, and how a generator and a discriminator of them are trained."""

    side: Literal[32, 64] = setting(32, "Side", "Pixels along each side of a face.", group="Data")
    examples: int = setting(
        20_000,
        "Training faces",
        "How many faces there are to learn from: with few, D can learn them by heart.",
        ge=10,
        le=20_000,
        log=True,
        group="Data",
    )
    learning_rate: float = step_size(2e-4)
    batch_size: int = images_a_step(32)
    steps: int = planned_steps(3000)
