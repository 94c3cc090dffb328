"""How far the two distributions of a pair are apart at θ, by every measure, with each measure's slope by θ."""

from __future__ import annotations

import math
from dataclasses import asdict

import numpy as np

from core.data.pairs import Atoms, Pair
from core.objectives.closed_forms import FORMS
from core.objectives.divergences import Divergences, of_atoms, of_log_densities
from core.objectives.entropic import sinkhorn
from core.objectives.transport import Transport, gradient, optimal_transport

CELLS = {1: 2000, 2: 200}  # of the densities' grid, across the wider of both; by dimension
NUDGE = 0.02  # of θ, either way, for the slopes of divergences
FLOOR_ROUNDS = 6  # pairs of samples that a noise floor is averaged over
ENTROPIC = {"iterations": 200, "tolerance": 1e-3}  # of Sinkhorn for a frame


def points_of(pair: Pair, samples: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """p's points [N, D] with their masses [N], and q's at θ = 0 with theirs: atoms as they are, else samples."""
    if isinstance(pair.p, Atoms) and isinstance(pair.q, Atoms):
        return pair.p.places, pair.p.shares, pair.q.places, pair.q.shares
    x, y = pair.samples(samples, 0.0, seed)
    share = np.full(samples, 1 / samples)
    return x, share, y, share


class PairMeasures:
    """Compares p with q moved by θ: the same samples and the same densities at every θ."""

    def __init__(self, pair: Pair, samples: int, seed: int):
        """samples: points of each side, [N, D]; a pair of atoms has its own, with their shares."""
        self.pair = pair
        self.x, self.a, self.y, self.b = points_of(pair, samples, seed)
        self.floors = self._floors()

    @property
    def exact(self) -> bool:
        """Whether the points are the distributions themselves, not samples of them."""
        return isinstance(self.pair.p, Atoms)

    def at(self, theta: float, epsilon: float) -> tuple[dict[str, float], Transport]:
        """All measures at θ with their slopes, and a best plan of W₁ that carries q's points to p's.

        w1, w2 (not squared), sinkhorn: of the points; kl, reverse_kl, js, tv: of the densities, in nats but for tv.
        grad_…: the slope by θ; …_closed: the formula's value, where there is one; …_floor: what two samples of p score.
        A number that is infinite, or a slope that does not exist, is left out.
        """
        moved = self.y + self.pair.offset(theta)
        plan, values = self._transport(moved, epsilon)
        closed = self.closed(theta)
        found = values | self._divergences(theta, closed)
        found |= {f"{name}_closed": value for name, (value, _) in closed.items()} | self.floors
        return {"theta": theta} | {name: value for name, value in found.items() if math.isfinite(value)}, plan

    def closed(self, theta: float) -> dict[str, tuple[float, float]]:
        """Value and slope of the measures that have a formula for this pair."""
        if self.pair.closed is None:
            return {}
        return FORMS[self.pair.closed](theta, **self.pair.parameters)

    # ---- transport ------------------------------------------------------------------------------------------------

    def _transport(self, moved: np.ndarray, epsilon: float) -> tuple[Transport, dict[str, float]]:
        plan = optimal_transport(moved, self.x, self.b, self.a)
        squared = optimal_transport(moved, self.x, self.b, self.a, p=2)
        w2 = math.sqrt(squared.cost)
        blurred = sinkhorn(plan.costs, self.b, self.a, epsilon, **ENTROPIC)
        way = moved[:, None] - self.x  # [N, M, D]
        along = np.divide(way[..., 0], plan.costs, out=np.zeros_like(plan.costs), where=plan.costs > 0)
        # On the line W₂'s plan is as good for W₁, and the one in which no mass overtakes another: easier to see.
        return squared if self.pair.dimension == 1 else plan, {
            "w1": plan.cost,
            "w2": w2,
            "sinkhorn": blurred.cost,
            "grad_w1": float(gradient(moved, self.x, plan)[:, 0].sum()),
            "grad_w2": float(gradient(moved, self.x, squared, p=2)[:, 0].sum()) / (2 * w2) if w2 else math.nan,
            "grad_sinkhorn": float((blurred.plan * along).sum()),  # of ⟨P, C⟩ + ε Σ P ln P, by the envelope theorem
        }

    def _floors(self) -> dict[str, float]:
        """What W₁ and W₂ say of two samples of p, which are 0 apart: means over some rounds; 0 for atoms."""
        if self.exact:
            return {"w1_floor": 0.0, "w2_floor": 0.0}
        random = np.random.RandomState(2**31)  # of none of the seeds that a learner may choose
        rounds = []
        for _ in range(FLOOR_ROUNDS):
            one, other = (self.pair.p.sample(len(self.x), random) for _ in range(2))
            rounds.append([optimal_transport(one, other).cost, math.sqrt(optimal_transport(one, other, p=2).cost)])
        w1, w2 = np.mean(rounds, axis=0)
        return {"w1_floor": float(w1), "w2_floor": float(w2)}

    # ---- divergences ----------------------------------------------------------------------------------------------

    def _divergences(self, theta: float, closed: dict[str, tuple[float, float]]) -> dict[str, float]:
        """Values and slopes of KL both ways, JS and TV; formulas alone for what has neither density nor atoms."""
        if not self.pair.has_density and not self.exact:
            names = ("kl", "reverse_kl", "js", "tv")
            return {n: closed[n][0] for n in names} | {f"grad_{n}": closed[n][1] for n in names}
        values = asdict(self._divergence(theta))
        if self.exact:  # flat wherever no atoms meet; a jump where some do
            apart = math.isclose(values["tv"], 1)
            return values | {f"grad_{name}": 0.0 if apart else math.nan for name in ("js", "tv")}
        lower, upper = (asdict(self._divergence(theta + nudge)) for nudge in (-NUDGE, NUDGE))
        slopes = {name: (upper[name] - lower[name]) / (2 * NUDGE) for name in values if math.isfinite(values[name])}
        for name in slopes:
            if name in closed and math.isnan(closed[name][1]):  # at a jump or a kink there is none
                slopes[name] = math.nan
        return values | {f"grad_{name}": slope for name, slope in slopes.items()}

    def _divergence(self, theta: float) -> Divergences:
        pair = self.pair
        if self.exact:
            return of_atoms(self.x, self.a, self.y + pair.offset(theta), self.b)
        points, cell = pair.grid(theta, CELLS[pair.dimension])
        return of_log_densities(*pair.log_densities(points, theta), cell)
