"""Presets of the GANs on two-dimensional worlds."""

from __future__ import annotations

from core.settings.base import Preset

GAME = (Preset("healthy", "A healthy game", "Watch.", {}),)
COLLAPSE = ()
PRESETS = GAME + COLLAPSE
