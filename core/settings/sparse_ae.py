"""Settings and presets of the sparse autoencoder."""

from __future__ import annotations

from typing import Literal

from core.settings.base import Fields, Preset, setting
from core.settings.images import ImageSettings, planned_steps, step_size

QUIET = 0.1  # an activation below it counts as silence
DEAD = 0.05  # a unit that no measured test image brings so far is dead


class SparseAESettings(ImageSettings):
    """Sparse autoencoder: a code of many sigmoid units of which few are active (Ng 2011; Olshausen and Field 1996)."""

    dataset: Literal["digits", "mnist", "fashion_mnist", "patches"] = setting(
        "digits",
        "Data set",
        "The images to learn: 8×8 digits, 28×28 ones, or 12×12 patches of two photographs.",
        group="Data",
    )
    penalty: Literal["none", "l1", "kl"] = setting(
        "kl",
        "Penalty",
        "What is added to the error: nothing, the activations' sum (L1), or KL(ρ‖ρ̂) a unit. Averaged over a batch.",
    )
    weight: float = setting(
        1e-3, "Weight of the penalty", "How much the penalty counts.", ge=1e-6, le=1.0, log=True, live=True
    )
    rho: float = setting(
        0.05,
        "Target ρ",
        "Mean activation that the KL penalty wants of each unit.",
        ge=0.01,
        le=0.5,
        step=0.01,
        live=True,
    )
    units: int = setting(
        100, "Units of the code", "Sigmoid units: more than pixels is over-complete.", ge=4, le=300, step=4
    )
    hidden: int = setting(
        40,
        "Hidden units",
        "ReLU units of a layer before the code, and of one after it; 0 is no such layer.",
        ge=0,
        le=256,
        step=4,
    )
    filter_length: float = setting(
        0.0,
        "Longest filter",
        "Root of the summed squares of what a unit at 1 adds to the pixels, at most; 0 is no limit.",
        ge=0.0,
        le=4.0,
        step=0.1,
        live=True,
    )
    learning_rate: float = step_size(2e-3)
    steps: int = planned_steps(3000)

    def inapplicable(self) -> dict[str, str]:
        """What only a penalty makes use of, and what only a decoder without hidden units has."""
        reasons = {}
        if self.penalty == "none":
            reasons["weight"] = "there is no penalty"
        if self.penalty != "kl":
            reasons["rho"] = "only the KL penalty has a target"
        if self.hidden:
            reasons["filter_length"] = "behind a unit there are hidden units, so its filter is no column of weights"
        return reasons


class SparseView(Fields):
    """What the lesson looks at; changes nothing in the model."""

    beside: Literal["nothing", "none", "l1", "kl"] = setting(
        "nothing",
        "Beside it",
        "A second run on the same clock, with the same settings but for this penalty.",
        live=True,
        group="View",
    )
    unit: int = setting(
        0, "Unit", "The unit that is looked at: a click on its row chooses it.", ge=0, le=299, group="View"
    )
    image: int = setting(0, "Test image", "The image whose code is set by hand.", ge=0, le=299, group="View")
    panel: Literal["Unit", "Filters", "Compare", "Edges", "Errors", "Latent map"] = setting(
        "Unit", "Panel", "What is shown below the stage.", live=True, group="View"
    )


# What each kind of penalty stands for where they are compared.
PENALTIES = {
    "kl": {"penalty": "kl", "weight": 1e-3},
    "l1": {"penalty": "l1", "weight": 1e-4},
    "none": {"penalty": "none"},
}

# What the sentences say was measured on seeds 0 to 4, on patches 0 to 2, at the last of the planned steps.
PRESETS = (
    Preset(
        "kl",
        "KL, ρ = 5 %",
        "Each unit is drawn to the line at ρ: the mean ends at 0.06, 86 to 88 % are below 0.1, and none is dead.",
        PENALTIES["kl"],
    ),
    Preset(
        "l1",
        "L1",
        "The whole code pays, not each unit: 14 to 30 of the 100 units die, and the others do their work.",
        PENALTIES["l1"],
    ),
    Preset(
        "none",
        "No penalty",
        "Nobody is ever silent: the mean activation stays at 0.5, and hardly one activation falls below 0.1.",
        PENALTIES["none"],
    ),
    Preset(
        "lecture",
        "The lecture's, MNIST",
        "784-100-300-100-784 with 218,084 parameters, on MNIST: watch the histogram, with no penalty beside it.",
        {"dataset": "mnist", "hidden": 100, "units": 300, "learning_rate": 1e-3, "steps": 2000},
    ),
    Preset(
        "edges",
        "Edges",
        "Filters turn from noise into edges, 77 to 79 % of them: open the panel Edges once training rests.",
        {
            "dataset": "patches",
            "hidden": 0,
            "units": 144,
            "weight": 1e-2,
            "filter_length": 0.5,
            "learning_rate": 1e-2,
            "batch_size": 256,
            "steps": 2000,
        },
    ),
)
