"""Settings and presets of the linear autoencoder."""

from __future__ import annotations

from typing import Literal

from core.settings.base import Fields, Preset, Settings, setting
from core.settings.images import planned_steps, step_size

CLOUDS = ("plane", "bowl")
CLOUD_CODE = 2  # numbers in the code of a point of space


class LinearAESettings(Settings):
    """Linear autoencoder, which finds PCA's plane (Bourlard and Kamp 1988; Baldi and Hornik 1989)."""

    dataset: Literal["plane", "bowl", "digits", "mnist", "fashion_mnist"] = setting(
        "plane",
        "Data",
        "Points of space around a plane or a bowl, or images: 8×8 digits, the others 28×28.",
        group="Data",
    )
    latent_dim: int = setting(
        2, "Code size k", "How many numbers the code of an image has: its pixels are 64 or 784.", ge=1, le=32
    )
    activation: Literal["linear", "relu", "sigmoid", "tanh"] = setting(
        "linear", "Activation", "What every unit but the outputs does to its sum; linear leaves it as it is."
    )
    hidden: int = setting(
        0,
        "Hidden units",
        "Units of a layer before the code, and of one after it; 0 is no such layer.",
        ge=0,
        le=128,
        step=8,
    )
    learning_rate: float = step_size(0.02)
    batch_size: int = setting(
        2000,
        "Batch size",
        "Examples a step is computed from, at most all there are.",
        ge=8,
        le=2000,
        log=True,
        group="Training",
    )
    optimizer: Literal["adam", "rmsprop", "sgd"] = setting(
        "adam", "Optimizer", "The rule that turns a gradient into a step.", group="Training"
    )
    steps: int = planned_steps(3000)

    @property
    def code_size(self) -> int:
        """Numbers in the code."""
        return CLOUD_CODE if self.dataset in CLOUDS else self.latent_dim

    @property
    def affine(self) -> bool:
        """Whether the decoder is a matrix and a shift, so that all it can draw lies on one plane."""
        return self.hidden == 0 or self.activation == "linear"

    def inapplicable(self) -> dict[str, str]:
        """The code's size is free for images only."""
        return {"latent_dim": "only with images; the code of a point has 2 numbers"} if self.dataset in CLOUDS else {}


class LinearView(Fields):
    """What the lesson looks at; changes nothing in the model."""

    slow: bool = setting(
        False,
        "Slow motion",
        "Twenty steps a second, so that the plane is seen turning; off: as fast as it goes.",
        live=True,
        group="View",
    )
    panel: Literal["Error", "Axes", "Codes", "Size of the code"] = setting(
        "Error", "Panel", "What is shown below the stage.", live=True, group="View"
    )


BENT = {"activation": "tanh", "hidden": 32, "learning_rate": 1e-2}

# What the sentences say was measured on seeds 0 to 2 at least, at the last of the planned steps.
PRESETS = (
    Preset("plane", "A plane", "The purple plane swings into PCA's, and the error falls to PCA's: not below it.", {}),
    Preset(
        "digits",
        "Digits, k = 8",
        "With 8 numbers for 64 pixels the error ends within 1 % of PCA's, and the axes are none of PCA's.",
        {"dataset": "digits", "latent_dim": 8},
    ),
    Preset(
        "bowl",
        "Bent, on a bowl",
        "A tanh layer on each side bends the surface round the bowl: the error is 1.4 to 2.5 % of PCA's.",
        {"dataset": "bowl"} | BENT,
    ),
    Preset(
        "bent_plane",
        "Bent, on a plane",
        "The same bends on flat data gain nothing: after 3,000 steps the error is still 1.05 to 5.5 times PCA's.",
        BENT,
    ),
    Preset(
        "bent_digits",
        "Bent, on digits",
        "With bends 8 numbers keep more of a digit: half of PCA's error on test images, 19 dB against 16.",
        {"dataset": "digits", "latent_dim": 8} | BENT | {"hidden": 64},
    ),
)
