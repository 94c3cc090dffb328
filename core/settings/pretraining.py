"""Settings and presets of unsupervised pretraining."""

from __future__ import annotations

from typing import Literal

from core.settings.base import Fields, Preset, setting
from core.settings.images import ImageSettings, planned_steps


class PretrainingSettings(ImageSettings):
    """Autoencoders of all images, then classifiers of a few labelled ones (Hinton and Salakhutdinov 2006)."""

    labels: int = setting(
        50,
        "Labels n",
        "How many training images come with their label, as evenly over the classes as n allows.",
        ge=10,
        le=1000,
        log=True,
        group="Data",
    )
    seeds: int = setting(
        8, "Copies", "Each has its own initial weights, batches and labelled images.", ge=5, le=16, group="Run"
    )
    activation: Literal["sigmoid", "tanh", "relu"] = setting(
        "sigmoid", "Activation", "What every unit but the outputs does to its sum, those of the code too."
    )
    depth: int = setting(2, "Hidden layers", "Layers between the image and the code; the code is one more.", ge=1, le=4)
    width: int = setting(24, "Hidden width", "Units in each hidden layer.", ge=8, le=256, log=True)
    latent_dim: int = setting(
        12, "Code size", "Numbers in the code, from which the last layer tells the classes.", ge=2, le=64
    )
    corruption: float = setting(
        0.3,
        "Pixels off",
        "Share of the input pixels that are switched off while the autoencoders learn; they draw the whole image.",
        ge=0.0,
        le=0.9,
        step=0.05,
        live=True,
        group="Pretraining",
    )
    pretraining: int = setting(
        1500,
        "Pretraining steps",
        "Steps of the autoencoders before the classifiers begin.",
        ge=0,
        le=20_000,
        step=100,
        group="Pretraining",
    )
    learning_rate: float = setting(
        1e-2,
        "Its learning rate",
        "Size of an optimisation step of the autoencoders.",
        ge=1e-5,
        le=10.0,
        log=True,
        live=True,
        group="Pretraining",
    )
    classifier_rate: float = setting(
        1e-2,
        "Classifiers' rate",
        "Size of an optimisation step of all three classifiers.",
        ge=1e-5,
        le=10.0,
        log=True,
        live=True,
        group="Training",
    )
    steps: int = planned_steps(3000)


class PretrainingView(Fields):
    """What the lesson looks at; changes nothing in the model."""

    panel: Literal["Labels", "Seeds", "Images", "Error", "Codes"] = setting(
        "Labels", "Panel", "What is shown below the stage.", live=True, group="View"
    )


SHALLOW = {"activation": "tanh", "depth": 1, "width": 64, "latent_dim": 32}

# What the sentences say was measured on seeds 0 to 7, 100 to 107 and 200 to 207, MNIST on 0 to 7, at the last step.
PRESETS = (
    Preset(
        "deep",
        "Deep, 50 labels",
        "Deep sigmoid layers learn little from 50 labels, 70 %. Pretrained they reach 82 to 84 %, frozen or not.",
        {},
    ),
    Preset(
        "many",
        "Deep, 1,000 labels",
        "With 1,000 labels scratch only starts later: it ends 0.5 to 2 points below. Frozen codes now lose 6 points.",
        {"labels": 1000},
    ),
    Preset(
        "shallow",
        "One hidden layer",
        "One tanh layer and the code need no help: 85 % from scratch or fine-tuned. Frozen, they lose 2 to 4 points.",
        SHALLOW | {"corruption": 0.0},
    ),
    Preset(
        "random",
        "No pretraining",
        "Frozen random layers reach 33 to 40 %, and fine-tuned is from scratch: all the gain elsewhere was learned.",
        {"pretraining": 0, "steps": 1500},
    ),
    Preset(
        "mnist",
        "MNIST, 100 labels",
        "Deep tanh layers reach 72 % from scratch. Fine-tuning gains 4 points, frozen layers none.",
        {
            "dataset": "mnist",
            "labels": 100,
            "activation": "tanh",
            "width": 64,
            "latent_dim": 32,
            "corruption": 0.5,
            "learning_rate": 2e-3,
            "classifier_rate": 1e-3,
            "pretraining": 800,
            "steps": 1200,
        },
    ),
)
