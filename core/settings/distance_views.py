"""What the lesson on distances looks at; changes nothing in an experiment."""

from __future__ import annotations

from typing import Literal

from core.settings.base import Fields, setting, text_setting
from core.settings.piles import ALLOWED, EXAMPLES, MAX_LENGTH, canonical


class DistancesView(Fields):
    """One choice of panel for each experiment."""

    apart: Literal["Distances", "Slopes", "Earth by hand", "Exact and entropic"] = setting(
        "Distances", "Panel", "What is shown below two distributions that are carried apart.", live=True, group="View"
    )
    look: float = setting(
        0.1,
        "ε to look at",
        "Whose blurred plan is shown beside the exact one.",
        ge=0.005,
        le=5.0,
        log=True,
        group="View",
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
    piles: Literal["Lecture", "Trap", "Random", "Pair", "Own"] = setting(
        "Lecture",
        "Piles",
        "The lecture's, a trap for the greedy, a random draw, this pair where q stands, or your own.",
        group="View",
    )
    ground: Literal["Distance", "Squared distance"] = setting(
        "Distance", "Cost", "What moving a block costs: |x − y| gives W₁, |x − y|² gives W₂².", group="View"
    )
    draw: int = setting(0, "Draw", "Which random piles.", ge=0, le=999, group="View")
    blocks: str = text_setting(
        EXAMPLES["lecture"],
        "Your piles",
        "Earth | holes, each as place:blocks.",
        allowed=ALLOWED,
        max_length=MAX_LENGTH,
        check=canonical,
        group="View",
    )
