"""What the lesson on distances looks at; changes nothing in an experiment."""

from __future__ import annotations

from typing import Literal

from core.settings.base import Fields, setting


class DistancesView(Fields):
    """One choice of panel for each experiment."""

    apart: Literal["Distances", "Slopes"] = setting(
        "Distances", "Panel", "What is shown below two distributions that are carried apart.", live=True, group="View"
    )
    race: Literal["W₁ over the steps", "Pull", "The lecture's table"] = setting(
        "W₁ over the steps", "Panel", "What is shown below six clouds that descend.", live=True, group="View"
    )
    microscope: Literal["Gradients", "Direction", "D", "Critics", "Reverse KL"] = setting(
        "Gradients", "Panel", "What is shown below the gradients of five losses.", live=True, group="View"
    )
    separation: float = setting(
        4.0,
        "Between the bumps",
        "How far apart the two bumps of the target stand.",
        ge=0.0,
        le=8.0,
        step=0.25,
        group="View",
    )
