"""What every lesson on drawn faces lets a learner change."""

from __future__ import annotations

from typing import Any, Literal

from core.settings.base import Settings, setting
from core.settings.images import images_a_step, planned_steps, step_size

REST = 0.1  # of the learning rate is left where it falls


def falling_rate(default: bool) -> Any:
    """The switch that lets the learning rate fall."""
    return setting(
        default,
        "Falling learning rate",
        "From half of the planned steps on it falls evenly, to a tenth at the last of them; there it stays.",
        live=True,
        group="Training",
    )


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
    falling: bool = falling_rate(False)
    batch_size: int = images_a_step(32)
    steps: int = planned_steps(3000)

    def rate(self, step: int) -> float:
        """The learning rate of step number `step`."""
        if not self.falling:
            return self.learning_rate
        fallen = min(max(2 * step / self.steps - 1, 0.0), 1.0)  # 0 up to half of the planned steps, 1 at the last
        return self.learning_rate * (1 - (1 - REST) * fallen)
