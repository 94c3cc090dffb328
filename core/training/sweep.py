"""Two distributions carried past each other: nothing is trained, everything is measured at every place."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.data.pairs import Pair
from core.settings.distances import NOTCHES, WAY, DistancesSettings
from core.training.pair_measures import PairMeasures
from core.training.trainer import half

TICKS = 241  # at which a density on the line is drawn


def theta_at(step: int) -> float:
    """Where q stands after so many notches: from −WAY to WAY and back, again and again."""
    notch = step % (2 * NOTCHES)
    return round(WAY * (2 * min(notch, 2 * NOTCHES - notch) / NOTCHES - 1), 6)


class Sweep:
    """A step carries q on by a notch."""

    multiplications = 0  # of a step

    def __init__(self, settings: DistancesSettings, pair: Pair):
        self.settings, self.pair = settings, pair
        self.measures = PairMeasures(pair, settings.samples, settings.seed)

    def step(self, number: int) -> None:
        """The place is the step's number: there is nothing to keep."""

    def tensors(self) -> dict[str, Any]:
        """Nothing is learned."""
        return {}

    def observe(self, step: int) -> tuple[dict[str, float], dict[str, np.ndarray]]:
        """All measures at this place, and W₁'s plan as its moves: from q's point, to p's, how much of all mass."""
        scalars, plan = self.measures.at(theta_at(step), self.settings.epsilon)
        return scalars, {
            "rows": plan.rows.astype(np.int16),
            "columns": plan.columns.astype(np.int16),
            "mass": half(plan.mass),
        }

    def static(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The points of both, q's at θ = 0, and the densities where they can be drawn as curves."""
        arrays = {"p": half(self.measures.x), "q": half(self.measures.y)}
        if self.pair.dimension == 1 and self.pair.has_density:
            reach = max(self.pair.p.reach, self.pair.q.reach)
            ticks = np.linspace(-reach, reach, TICKS)
            log_p, log_q = self.pair.log_densities(ticks[:, None], 0.0)
            arrays |= {"ticks": half(ticks), "density_p": half(np.exp(log_p)), "density_q": half(np.exp(log_q))}
        return {"way": WAY, "notches": NOTCHES, "atoms": self.measures.exact}, arrays
