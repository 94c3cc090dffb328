"""Settings and presets of the convolutional autoencoder."""

from __future__ import annotations

from typing import Literal

from core.settings.base import Fields, Preset, setting
from core.settings.images import ImageSettings, images_a_step, planned_steps, step_size


class ConvAESettings(ImageSettings):
    """Convolutional autoencoder with a dense code, or a dense one with as many parameters (Masci et al. 2011)."""

    architecture: Literal["convolutional", "dense"] = setting(
        "convolutional",
        "Architecture",
        "Dense: one hidden layer on each side, just so wide that it has as many parameters as the convolutional one.",
    )
    channels: int = setting(
        8, "Maps", "Feature maps of the first layer; each further layer has twice as many.", ge=2, le=32
    )
    layers: int = setting(2, "Layers", "How often the side of the maps is halved: 8, 4, 2 or 28, 14, 7.", ge=1, le=3)
    shrink: Literal["strided", "pooling"] = setting(
        "strided", "Shrinks by", "A convolution that skips every second cell, or the largest of each 2 × 2 cells."
    )
    grow: Literal["transposed", "unpooling", "upsampling"] = setting(
        "transposed",
        "Grows by",
        "Transposed convolution; cells put back among zeros, or each cell drawn four times, then a convolution.",
    )
    kernel: int = setting(
        4, "Kernel that grows", "Side of the transposed convolution's kernel; its stride is 2.", ge=2, le=5
    )
    remember: bool = setting(
        True,
        "Remember the places",
        "Unpooling puts a cell where pooling took it from; off: always into the upper left corner of its window.",
    )
    latent_dim: int = setting(8, "Code size", "Numbers in the code.", ge=1, le=64)
    activation: Literal["relu", "tanh", "linear"] = setting(
        "relu", "Activation", "What every layer but the code and the picture does to its sums."
    )
    batch_size: int = images_a_step(64)
    learning_rate: float = step_size(3e-3)
    steps: int = planned_steps(1500)

    @property
    def remembers(self) -> bool:
        """Whether places of the maxima go past the code."""
        return self.remember and (self.architecture, self.shrink, self.grow) == (
            "convolutional",
            "pooling",
            "unpooling",
        )

    def inapplicable(self) -> dict[str, str]:
        """A kernel to be chosen is that of the transposed convolution; places are there to remember after pooling."""
        reasons = {}
        if self.grow != "transposed":
            reasons["kernel"] = "only where a transposed convolution grows"
        if self.architecture == "dense":
            reasons["remember"] = "a dense network has no places to remember"
        elif (self.shrink, self.grow) != ("pooling", "unpooling"):
            reasons["remember"] = "only with pooling and unpooling"
        return reasons


def cells_at_stake(shapes: list[tuple[int, int]]) -> int:
    """How many windows pooling chooses a cell of, over layers of (maps, side) after it."""
    return sum(count * side**2 for count, side in shapes)


class ConvolutionalView(Fields):
    """What the lesson looks at; changes nothing in the model."""

    beside: Literal["nothing", "dense", "upsampled"] = setting(
        "nothing",
        "Beside it",
        "A second run on the same clock: dense with as many parameters, or growing by upsampling.",
        live=True,
        group="View",
    )
    image: int = setting(
        0, "Test image", "Whose maps are shown: its number on the stage.", ge=0, le=9, live=True, group="View"
    )
    panel: Literal["Error", "Pooling by hand", "Transposed convolution by hand", "Checkerboard", "Places", "Codes"] = (
        setting("Error", "Panel", "What is shown below the stage.", live=True, group="View")
    )


MNIST = {"dataset": "mnist", "channels": 16, "latent_dim": 30, "steps": 1000}

# What the sentences say was measured on seeds 0 to 2, at the last of the planned steps where no other is named.
PRESETS = (
    Preset(
        "maps", "Feature maps", "Maps shrink and deepen to a code of 8 numbers, and grow back: follow one image.", {}
    ),
    Preset(
        "switches",
        "Switches",
        "The error is 0.6 times that of a code alone, for places go past it: Places shows what each of them is worth.",
        {"shrink": "pooling", "grow": "unpooling"},
    ),
    Preset(
        "checkerboard",
        "Checkerboard",
        "At step 0, 46 to 79 % of what the decoder draws says only which rows and columns are even; training ends it.",
        {"kernel": 3},
    ),
    Preset(
        "upsampled",
        "Upsampling",
        "Each cell four times, then a convolution: the checkerboard at step 0 is 2 to 6 %, with stamping 10 to 79 %.",
        {"grow": "upsampling"},
    ),
    Preset(
        "dense",
        "Dense",
        "As many parameters, no convolution: on digits as good (0.0196, 0.0194), on MNIST 2.4 to 2.5 times the error.",
        {"architecture": "dense"},
    ),
    Preset(
        "mnist30",
        "MNIST, code of 30",
        "784 pixels to 30 numbers: a test error of 0.0075 to 0.0082; dense beside it stays above 0.018.",
        MNIST,
    ),
)
