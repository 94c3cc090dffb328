"""Presets of the GANs on two-dimensional worlds. What their sentences say was measured on seeds 0 to 9."""

from __future__ import annotations

from typing import Any

from core.settings import wgan
from core.settings.base import Preset

SMALL = {"g_width": 32, "d_width": 32}
STRONG = {"g_width": 32, "d_width": 128, "k_d": 10, "lr_d": 5e-3, "lr_g": 2e-4, "steps": 1000}
GAN_LAB = {  # its default: one hidden layer of 8, SGD
    "g_depth": 1,
    "d_depth": 1,
    "g_width": 8,
    "d_width": 8,
    "batch_size": 150,
    "k_d": 2,
    "optimizer_d": "sgd",
    "optimizer_g": "sgd",
    "lr_d": 0.1,
    "lr_g": 0.1,
    "latent": "uniform",
}

GAME = (
    Preset(
        "healthy",
        "A healthy game",
        "Neither player wins: D is right about half of the points, and the orange cloud becomes the blue one.",
        {"world": "gaussians", "k_d": 2, "lr_d": 2e-3, "lr_g": 5e-4, "ema": 0.98, "steps": 2000},
    ),
    Preset(
        "strong",
        "D far too strong",
        "D knows every forgery after a few rounds: the gradient that reaches G falls below 0.0001, and G stands still.",
        STRONG | {"loss": "minimax"},
    ),
    Preset(
        "rescue",
        "… and the other loss",
        "The same strong D and the non-saturating loss: a gradient of about 10 reaches G; it runs into a mode or two.",
        STRONG | {"loss": "non_saturating"},
    ),
    Preset(
        "weak",
        "D far too weak",
        "Four slow units cannot follow: G runs after an old verdict and out of the world. W₁ grows and grows.",
        SMALL | {"world": "gaussians", "d_depth": 1, "d_width": 4, "lr_d": 1e-4, "steps": 1000},
    ),
    Preset(
        "ganlab",
        "As in GAN Lab",
        "Its default networks: 8 hidden units and SGD. Small enough to see each bend, and slow to learn.",
        GAN_LAB | {"world": "gaussians", "steps": 2000},
    ),
)

# G answers five times to the same D: the best answer is a single point.
COLLAPSING = {"g_depth": 3, "d_depth": 3, "k_g": 5, "steps": 3000}

COLLAPSE = Preset(
    "collapse",
    "Mode collapse",
    "Five steps of G for one of D: all points crowd on one spot, and run on as soon as D knows it.",
    COLLAPSING,
)


def _balanced(name: str, title: str, watch: str, **changes: Any) -> Preset:
    """The collapsing GAN with as many steps of D as of G, G's weights averaged, and one remedy more."""
    return Preset(name, title, watch, COLLAPSING | {"k_g": 1, "ema": 0.98} | changes)


CURES = (
    _balanced(
        "r1",
        "R1 penalty",
        "D is held flat at real points, so its verdict on all of them keeps its worth: all eight modes, and they stay.",
        r1=0.1,
        steps=6000,
    ),
    _balanced(
        "balance",
        "Balance alone",
        "D answers each move of G: no point stays the best answer for long. It covers most modes, not always all.",
    ),
    _balanced(
        "unrolled",
        "Unrolled D",
        "G sees D's answer five steps ahead and need not collapse to learn it. D is slow here, as in the paper.",
        unroll=5,
        lr_d=1e-4,
    ),
    _balanced(
        "pacgan",
        "PacGAN",
        "D judges three points at once: three of a kind give a collapsed generator away. All modes in ten of ten.",
        packing=3,
    ),
    _balanced(
        "statistics",
        "Minibatch statistics",
        "D sees how close the points of a batch are to each other, and distrusts one that is too alike: nine of ten.",
        minibatch="discrimination",
    ),
    _balanced(
        "clipping",
        "WGAN, clipped",
        "A critic with cut weights, five steps a round: its slope reaches everywhere, but five of ten runs miss modes.",
        loss="wasserstein_clip",
        clip=0.1,
        k_d=5,
    ),
    _balanced(
        "penalty",
        "WGAN-GP",
        "A critic whose slope is pulled to 1: it estimates the distance itself, and every missed mode costs.",
        loss="wasserstein_gp",
        k_d=5,
        steps=6000,
    ),
    _balanced(
        "noise",
        "Instance noise",
        "Noise on all that D sees makes the modes wide enough to be found, and too wide to be hit well.",
        instance_noise=0.2,
    ),
)

PRESETS = (*GAME, COLLAPSE, *CURES, *wgan.LADDER, wgan.RIVAL)


def change_of(cure: Preset) -> dict[str, Any]:
    """What makes this cure out of the collapsing GAN."""
    return {name: value for name, value in cure.changes.items() if COLLAPSING.get(name) != value}
