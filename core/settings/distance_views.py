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
