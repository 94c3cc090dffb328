"""What trainers of stacks let a learner change: the sizes of the layers, and whether they train one after another."""

from __future__ import annotations

from typing import Any, Literal

from core.settings.base import setting, text_setting
from core.settings.images import ImageSettings
from core.settings.layers import ALLOWED, MAX_LENGTH, canonical, parse_layers


def sizes_of_layers(default: str, help: str) -> Any:
    """The field of the sizes, from the image inwards."""
    return text_setting(default, "Layers", help, allowed=ALLOWED, max_length=MAX_LENGTH, check=canonical)


class StackSettings(ImageSettings):
    """Layers from the image to the code, and their mirror image."""

    layers: str = sizes_of_layers(
        "32-8",
        "Units of each layer from the image inwards, as 100-30; the last is the code. The decoder mirrors them.",
    )
    training: Literal["at once", "greedy"] = setting(
        "at once",
        "Training",
        "The whole stack at once, or greedily: stage by stage, then fine-tuned as a whole.",
        group="Training",
    )
    stage_steps: int = setting(
        500,
        "Steps a stage",
        "Steps of each greedy stage; what is left of the planned steps fine-tunes the whole.",
        ge=10,
        le=20_000,
        log=True,
        group="Training",
    )

    @property
    def widths(self) -> list[int]:
        """Units of each layer from the image inwards, the code the last."""
        return parse_layers(self.layers)

    def inapplicable(self) -> dict[str, str]:
        """Stages are the greedy way's."""
        return {"stage_steps": "only with greedy training"} if self.training == "at once" else {}
