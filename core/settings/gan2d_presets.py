"""Presets of the GANs on two-dimensional worlds."""

from __future__ import annotations

from typing import Any

from core.settings.base import Preset

GAME = (Preset("healthy", "A healthy game", "Watch.", {"world": "gaussians"}),)
COLLAPSE = Preset("collapse", "Mode collapse", "Watch.", {"k_g": 5, "steps": 3000})
CURES = (
    Preset("balance", "Balance", "D keeps up.", {"k_g": 1, "steps": 3000}),
    Preset("r1", "R1", "D is flat.", {"k_g": 5, "steps": 3000, "r1": 1.0}),
)
PRESETS = (*GAME, COLLAPSE, *CURES)


def change_of(cure: Preset) -> dict[str, Any]:
    """The one change that makes this cure out of the collapsing GAN."""
    missing = object()
    return {name: value for name, value in cure.changes.items() if COLLAPSE.changes.get(name, missing) != value}
