"""What the lessons on two-dimensional GANs look at; changes nothing in a model."""

from __future__ import annotations

from typing import Literal

from core.settings.base import Fields, setting
from core.settings.gan2d_presets import CURES


class GameView(Fields):
    """The GAN game."""

    panel: Literal["Scores", "Distances", "The best D"] = setting(
        "Scores", "Panel", "What is shown below the stage.", live=True, group="View"
    )
    slow: bool = setting(
        False,
        "Slow motion",
        "Two steps a second; with half rounds on, one player moves at a time.",
        live=True,
        group="View",
    )


class WganView(Fields):
    """The changes of the WGAN."""

    panel: Literal["Slope", "Weights", "Loss against distance", "One by one"] = setting(
        "Slope", "Panel", "What is shown below the stage.", live=True, group="View"
    )


class CollapseView(Fields):
    """Mode collapse and its cures."""

    panel: Literal["Modes over time", "Distances", "One thing after another", "Cures"] = setting(
        "Modes over time", "Panel", "What is shown below the stage.", live=True, group="View"
    )
    cure: Literal[tuple(cure.name for cure in CURES)] = setting(
        CURES[0].name, "Cure", "What is done about it in the run on the right.", live=True, group="View"
    )
