"""Settings and presets of the stacked autoencoder."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from core.settings.base import Fields, Preset, parse_leniently, setting
from core.settings.images import step_size
from core.settings.stacks import StackSettings


class StackedAESettings(StackSettings):
    """Stacked autoencoder (Hinton and Salakhutdinov 2006), trained at once or layer by layer."""

    learning_rate: float = step_size(3e-3)
    activation: Literal["relu", "selu", "tanh", "sigmoid"] = setting(
        "selu", "Activation", "What every hidden unit does to its sum; the code stays linear, outputs are sigmoids."
    )
    tied: bool = setting(
        False, "Tied weights", "The decoder uses the encoder's matrices, transposed: half the weights, own biases."
    )
    examples: int = setting(
        60_000, "Training images", "How many images are learned from, at most all there are.", ge=10, le=60_000,
        log=True, group="Data",
    )  # fmt: skip


def with_code(settings: StackedAESettings, size: int) -> StackedAESettings:
    """The same with a code of that size."""
    layers = "-".join(str(width) for width in [*settings.widths[:-1], size])
    return settings.model_copy(update={"layers": layers})


def parameters(sizes: Sequence[int], tied: bool) -> int:
    """Weights and biases of a stack with layers of these sizes, from the image to the code, and back."""
    weights = sum(a * b for a, b in pairwise(sizes))
    return (1 if tied else 2) * weights + sum(sizes[1:]) + sum(sizes[:-1])


class StackedView(Fields):
    """What the lesson looks at; changes nothing in the model."""

    beside: Literal["nothing", "tied", "greedy"] = setting(
        "nothing",
        "Beside it",
        "The same network on the same clock, with one thing turned: its weights tied or free, greedy or at once.",
        live=True,
        group="View",
    )
    image: int = setting(
        0,
        "Test image",
        "Whose neighbours are looked for, and where the walk begins.",
        ge=0,
        le=296,
        live=True,
        group="View",
    )
    goal: int = setting(
        6, "Walk to image", "The test image where the walk ends.", ge=0, le=296, live=True, group="View"
    )
    jpeg: Literal["one file for all", "coded pixels only", "a file each"] = setting(
        "one file for all", "JPEG's bytes", "What of JPEG is counted against the codes.", live=True, group="View"
    )
    panel: Literal["Error", "Stages", "Codes", "Neighbours", "Walk", "Compression"] = setting(
        "Error", "Panel", "What is shown below the stage.", live=True, group="View"
    )


RIVALS = ("tied", "greedy")


def turned(settings: StackedAESettings, rival: str) -> StackedAESettings:
    """The same settings with the one thing turned that the rival is named after."""
    if rival == "tied":
        change = {"tied": not settings.tied}
    else:
        change = {"training": "at once" if settings.training == "greedy" else "greedy"}
    return parse_leniently(StackedAESettings, change, settings)[0]


LECTURE = {"dataset": "mnist", "layers": "100-30", "steps": 1500}
DEEP = {"layers": "64-48-32-16-8", "activation": "sigmoid", "training": "greedy", "stage_steps": 200}
POWERFUL = {
    "layers": "512-256-128-1",
    "examples": 30,
    "activation": "relu",
    "learning_rate": 1e-3,
    "steps": 2000,
}

# What the sentences say was measured on seeds 0 to 2, at the last of the planned steps.
PRESETS = (
    Preset("sandwich", "Sandwich", "64-32-8-32-64: eight numbers bring a digit back, at a test MSE of 0.014.", {}),
    Preset(
        "lecture",
        "The lecture's",
        "784-100-30-100-784: 163,814 parameters, test MSE about 0.010 a pixel after 1,500 steps.",
        LECTURE,
    ),
    Preset(
        "tied",
        "Tied weights",
        "About half the parameters, and a test error 8 to 13 % above the sandwich's.",
        {"tied": True},
    ),
    Preset(
        "greedy",
        "Layer by layer",
        "Stage 1, stage 2, fine-tuning: after 3,000 steps in all it is still 9 to 19 % behind training at once.",
        {"training": "greedy"},
    ),
    Preset(
        "deep",
        "Deep sigmoids",
        "Stage by stage it gets to a test MSE of 0.021. Put *greedy* beside it: at once it stays near the mean image.",
        DEEP,
    ),
    Preset(
        "powerful",
        "Too powerful",
        "One number learns 30 images by heart; on test images the mean image would be the better answer.",
        POWERFUL,
    ),
)
