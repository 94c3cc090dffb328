"""Optimal transport, exact: the cheapest way to carry one weighted point set to another, and the proof that it is.

Primal: min ⟨P, C⟩ over plans P ≥ 0 with P1 = a, Pᵀ1 = b.   Dual: max a·f + b·g subject to fᵢ + gⱼ ≤ Cᵢⱼ.
Any feasible f, g bound every plan's cost from below; at the optimum both are equal (Kantorovich 1942).
Solver: network simplex of POT (Bonneel et al. 2011). NumPy in, NumPy out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

ITERATIONS = 10_000_000  # POT's own limit of 100,000 is too few from some 2,000 points on
SAME = 1e-9  # relative difference up to which two totals count as equal


@dataclass(frozen=True, eq=False)
class Transport:
    """A cheapest plan, as its moves, and the potentials that certify it."""

    a: np.ndarray  # float64 [N]: mass at each first point
    b: np.ndarray  # float64 [M]: mass wanted at each second point
    costs: np.ndarray  # float64 [N, M]: of moving a unit of mass
    rows: np.ndarray  # int64 [K]: where each move starts; K < N + M, for the plan is a vertex of the polytope of plans
    columns: np.ndarray  # int64 [K]: where it ends
    mass: np.ndarray  # float64 [K], > 0
    f: np.ndarray  # float64 [N]
    g: np.ndarray  # float64 [M], with b·g = 0: shifting f by c and g by −c changes nothing, so one of all is chosen

    @property
    def cost(self) -> float:
        """⟨P, C⟩: W₁ for distances, W₂² for squared distances."""
        return float(self.mass @ self.costs[self.rows, self.columns])

    @property
    def dual(self) -> float:
        """a·f + b·g."""
        return float(self.a @ self.f + self.b @ self.g)

    @property
    def gap(self) -> float:
        """Primal − dual: 0 but for rounding proves that no plan is cheaper."""
        return self.cost - self.dual

    @property
    def plan(self) -> np.ndarray:
        """P as a matrix: float64 [N, M]."""
        plan = np.zeros_like(self.costs)
        plan[self.rows, self.columns] = self.mass
        return plan

    @property
    def reduced_costs(self) -> np.ndarray:
        """C − f − g ≥ 0, [N, M]: what moving a unit costs beyond what it must; 0 wherever the plan moves."""
        return self.costs - self.f[:, None] - self.g

    @property
    def infeasibility(self) -> float:
        """The largest fᵢ + gⱼ − Cᵢⱼ, or 0: 0 but for rounding where the potentials are feasible."""
        return max(0.0, -float(self.reduced_costs.min()))


def optimal_transport(
    x: np.ndarray, y: np.ndarray, a: np.ndarray | None = None, b: np.ndarray | None = None, p: int = 1
) -> Transport:
    """Cheapest plan from points x [N, D] with masses a [N] to points y [M, D] with masses b [M] at cost |x − y|ᵖ.

    a, b: None stands for equal masses that sum to 1.   p: 1 or 2; `cost` is W₁ or W₂².
    Raises ValueError for masses that are negative or of different totals.
    """
    a = np.full(len(x), 1 / len(x)) if a is None else a
    b = np.full(len(y), 1 / len(y)) if b is None else b
    return solve(costs_between(x, y, p), a, b)


def costs_between(x: np.ndarray, y: np.ndarray, p: int = 1) -> np.ndarray:
    """|xᵢ − yⱼ|ᵖ, p 1 or 2: [N, D], [M, D] → float64 [N, M]."""
    from scipy.spatial.distance import cdist  # writes the matrix once: a tenth of NumPy's time at N = 512

    if p not in (1, 2):
        raise ValueError(f"p = {p}: 1 (cost |x − y|) and 2 (cost |x − y|²) are allowed")
    return cdist(x, y, "euclidean" if p == 1 else "sqeuclidean")


def solve(costs: np.ndarray, a: np.ndarray, b: np.ndarray) -> Transport:
    """Cheapest plan for any costs [N, M] of moving masses a [N] to masses b [M].

    Raises ValueError for bad masses, and RuntimeError if POT gives up.
    """
    import ot  # here, because it brings scikit-learn and pandas: 1.5 s and 170 MB that other trainers do without

    a, b = check_masses(costs, a, b)
    plan, log = ot.emd(a, b, costs, numItermax=ITERATIONS, log=True, center_dual=False, check_marginals=False)
    if log["warning"]:
        raise RuntimeError(f"optimal transport of {len(a)} to {len(b)} points: {log['warning']}")
    rows, columns = np.divmod(np.flatnonzero(plan), len(b))
    shift = b @ log["v"] / b.sum()
    return Transport(a, b, costs, rows, columns, plan[rows, columns], log["u"] + shift, log["v"] - shift)


def check_masses(costs: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Masses as float64, or a ValueError that says why costs [N, M] and masses [N], [M] are no transport problem."""
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    if costs.shape != (len(a), len(b)):
        raise ValueError(f"costs of shape {costs.shape}: {(len(a), len(b))} is needed for {len(a)} to {len(b)} points")
    if not np.isfinite(costs.sum()):
        raise ValueError("costs must be finite")
    for name, masses in (("a", a), ("b", b)):
        if not (masses >= 0).all():
            raise ValueError(f"{name} holds the mass {masses[~(masses >= 0)][0]:g}: 0 or more is allowed")
    if not 0 < a.sum() < np.inf or not np.isclose(a.sum(), b.sum(), rtol=SAME, atol=0):
        raise ValueError(f"masses sum to {a.sum():g} and {b.sum():g}: equal positive totals are needed")
    return a, b


# ---- what it tells the points and the critic ------------------------------------------------------------------------


def gradient(x: np.ndarray, y: np.ndarray, transport: Transport, p: int = 1) -> np.ndarray:
    """∂cost/∂x of `optimal_transport(x, y, p=p)`: W₁ for p = 1, W₂² for p = 2; [N, D], [M, D] → float64 [N, D].

    The best plan does not change for a small step (envelope theorem), so only the costs are differentiated:
    Σⱼ Pᵢⱼ (xᵢ − yⱼ)/|xᵢ − yⱼ|, or 2 Σⱼ Pᵢⱼ (xᵢ − yⱼ). Neither is differentiable where several plans are best: this is
    then the gradient for the plan that was found. Nor is W₁ where mass moves by 0: such moves count as 0 here.
    """
    way = np.asarray(x, np.float64)[transport.rows] - np.asarray(y, np.float64)[transport.columns]  # [K, D]
    if p == 1:
        length = np.sqrt((way**2).sum(1, keepdims=True))
        way = np.divide(way, length, out=np.zeros_like(way), where=length > 0)
    else:
        way = 2 * way
    total = np.zeros((len(x), way.shape[1]))
    np.add.at(total, transport.rows, transport.mass[:, None] * way)
    return total


def critic(points: np.ndarray, y: np.ndarray, g: np.ndarray) -> np.ndarray:
    """The best 1-Lipschitz critic anywhere, φ(x) = minⱼ |x − yⱼ| − gⱼ, from W₁'s potentials; [K, D], [M, D], [M] → [K].

    A minimum of functions of slope 1 has no larger slope, φ(xᵢ) ≥ fᵢ and −φ(yⱼ) ≥ gⱼ, so that mean φ over the first
    points − mean φ over the second is W₁: no 1-Lipschitz function has more (Kantorovich and Rubinstein 1958).
    """
    return (costs_between(points, y) - g).min(1)


# ---- plans made by hand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Score:
    """A plan beside the best one."""

    cost: float
    best: Transport
    waste: np.ndarray  # float64 [N, M]: what each move costs beyond the best plan's prices; sums to `excess`

    @property
    def excess(self) -> float:
        """cost − optimum = ⟨P, C − f − g⟩, by duality: 0 only for a best plan."""
        return float(self.waste.sum())


def score(plan: np.ndarray, costs: np.ndarray, a: np.ndarray, b: np.ndarray) -> Score:
    """How good a plan made by hand is: plan [N, M], costs [N, M], masses [N], [M].

    Raises ValueError, naming the first thing that is wrong (counted from 1), if it is no plan from a to b.
    """
    a, b = check_masses(costs, a, b)
    plan = np.asarray(plan, np.float64)
    if plan.shape != costs.shape:
        raise ValueError(f"a plan of shape {plan.shape}: {costs.shape} is needed")
    for i, j in np.argwhere(~((plan >= 0) & (plan < np.inf)))[:1]:
        raise ValueError(f"the move from {i + 1} to {j + 1} carries {plan[i, j]:g}: 0 or more is allowed")
    for what, moved, masses in (("leaves", plan.sum(1), a), ("reaches", plan.sum(0), b)):
        for i in np.flatnonzero(np.abs(moved - masses) > SAME * a.sum())[:1]:
            raise ValueError(f"{moved[i]:g} {what} place {i + 1}: {masses[i]:g} is needed")
    best = solve(costs, a, b)
    return Score(float((plan * costs).sum()), best, plan * best.reduced_costs)
