"""The four changes that make a WGAN of a GAN: as switches over the settings, and one after another as presets.

What the presets' sentences say was measured on seeds 0 to 9; `core/ui/changes.py` shows the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

from core.settings.base import Preset
from core.settings.gan2d import LOGS, SIGMOID, GAN2DSettings

BINS = 20  # of the clipped weights' histogram, evenly from −c to c, the two ends not counted

# Five steps of D a round for all, so that only the four changes differ.
GAN = {"k_d": 5, "batch_size": 128, "lr_d": 1e-3, "lr_g": 1e-4, "steps": 2000}
CLIPPING = {"weight_clipping": True, "clip": 0.05}
MOMENTUM = {"optimizer_d": "adam", "optimizer_g": "adam"}
NO_MOMENTUM = {"optimizer_d": "rmsprop", "optimizer_g": "rmsprop"}
PENALTY = MOMENTUM | {"loss": "wasserstein_gp", "weight_clipping": False, "gp_weight": 3, "beta1": 0, "beta2": 0.9}


@dataclass(frozen=True)
class Switch:
    """One of the four changes."""

    name: str
    label: str
    help: str


SWITCHES = (
    Switch("means", "Means instead of logs", "D's loss is the difference of two means, without any logarithm."),
    Switch("linear", "No sigmoid at the end", "D is a critic: it gives any number, no longer a probability."),
    Switch("clipped", "Clip the weights", "After each step of D all its weights are cut to between −c and c."),
    Switch("plain", "RMSProp, no momentum", "Both players use RMSProp instead of Adam, whose β₁ is a momentum."),
)


def positions(settings: GAN2DSettings) -> dict[str, bool]:
    """Which switches are on, by name."""
    return {
        "means": settings.loss == "total_variation" or settings.loss.startswith("wasserstein"),
        "linear": settings.loss not in SIGMOID,
        "clipped": settings.clips,
        "plain": "adam" not in (settings.optimizer_d, settings.optimizer_g),
    }


def locked(settings: GAN2DSettings) -> dict[str, str]:
    """The switches that cannot be turned now, by name, each with the reason."""
    on, reasons = positions(settings), {}
    if settings.loss in LOGS:
        reasons["linear"] = (
            "A logarithm needs a probability, and without a sigmoid D may be negative: take means first."
        )
    if on["means"] and on["linear"]:
        reasons["means"] = "Without a sigmoid D may be negative and has no logarithm: put the sigmoid back first."
    if settings.loss == "wasserstein_clip":
        reasons["clipped"] = "This loss clips in any case: choose the loss “wasserstein” for one that need not."
    return reasons


def turned(settings: GAN2DSettings, name: str, on: bool) -> dict[str, Any]:
    """The settings that change where that switch, which is not locked, is turned."""
    match name:
        case "means" if on:
            return {"loss": "wasserstein" if positions(settings)["linear"] else "total_variation"}
        case "means":
            return {"loss": "non_saturating"}
        case "linear":
            return {"loss": "wasserstein" if on else "total_variation"}
        case "clipped":
            return CLIPPING if on else {"weight_clipping": False}
    return NO_MOMENTUM if on else MOMENTUM


def _combinations() -> dict[str, dict[str, Any]]:
    """The settings of every way in which the four can stand, by name."""
    losses = {"gan": "non_saturating", "means": "total_variation", "linear": "wasserstein"}
    found = {}
    for (name, loss), clipped, plain in product(losses.items(), (False, True), (False, True)):
        name += "-clipped" * clipped + "-rmsprop" * plain
        found[name] = GAN | {"loss": loss} | (CLIPPING if clipped else {}) | (NO_MOMENTUM if plain else {})
    return found


COMBINATIONS = _combinations()

LADDER = (
    Preset(
        "gan",
        "GAN",
        "G sits on a mode or two. W₁ grows, and minus D's loss goes the other way, in ten of ten runs.",
        COMBINATIONS["gan"],
    ),
    Preset(
        "means",
        "Means",
        "A sure D is flat: hardly any gradient reaches G. W₁ grows, and no run of ten hits more than a mode.",
        COMBINATIONS["means"],
    ),
    Preset(
        "linear",
        "… no sigmoid",
        "Nothing bounds the slope: it passes 6,000 in ten of ten runs. Where G ends is chance: W₁ from 0.6 to 3.8.",
        COMBINATIONS["linear"],
    ),
    Preset(
        "clipped",
        "… clipped",
        "A third to a half of D's weights lie at ±c, its slope is 0.03, and its loss follows W₁: r 0.75 to 0.95.",
        COMBINATIONS["linear-clipped"],
    ),
    Preset(
        "wgan",
        "WGAN",
        "A fifth to a half of the weights lie at ±c. Its loss follows W₁, though less than with Adam: r 0.64 to 0.84.",
        COMBINATIONS["linear-clipped-rmsprop"],
    ),
)
RIVAL = Preset(
    "gp",
    "WGAN-GP",
    "The slope itself is held near 1, and the critic's loss follows W₁ in ten of ten runs: r from 0.98.",
    GAN | PENALTY,
)
