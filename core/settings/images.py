"""What every trainer of a network for images lets a learner change."""

from __future__ import annotations

from typing import Any, Literal

from core.settings.base import Settings, setting


def planned_steps(default: int) -> Any:
    """The field that says when training pauses by itself."""
    return setting(
        default,
        "Planned steps",
        "Training pauses after so many steps.",
        ge=1,
        le=100_000,
        log=True,
        live=True,
        group="Run",
    )


def step_size(default: float) -> Any:
    """The field of the learning rate."""
    return setting(
        default,
        "Learning rate",
        "Size of an optimisation step.",
        ge=1e-5,
        le=10.0,
        log=True,
        live=True,
        group="Training",
    )


def images_a_step(default: int) -> Any:
    """The field of the batch size."""
    return setting(default, "Batch size", "Images a step is computed from.", ge=8, le=1024, log=True, group="Training")


class ImageSettings(Settings):
    """The data, and how a network is trained on them."""

    dataset: Literal["digits", "mnist", "fashion_mnist"] = setting(
        "digits", "Data set", "The images to learn: 8×8 digits come with the app, the others are 28×28.", group="Data"
    )
    learning_rate: float = step_size(1e-3)
    batch_size: int = images_a_step(128)
    optimizer: Literal["adam", "rmsprop", "sgd"] = setting(
        "adam", "Optimizer", "The rule that turns a gradient into a step.", group="Training"
    )
    steps: int = planned_steps(3000)
