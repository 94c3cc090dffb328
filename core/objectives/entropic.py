"""Optimal transport made smooth: the plan that minimises ⟨P, C⟩ + ε Σ P ln P (Cuturi 2013).

The larger ε, the more the plan blurs towards a bᵀ and the sooner it is found; for ε → 0 it is the exact one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.objectives.transport import check_masses

SMALLEST = 1e-9  # ε as a share of the largest cost: below, C/ε has too few digits after the point


@dataclass(frozen=True, eq=False)
class Entropic:
    """What Sinkhorn's iterations came to."""

    plan: np.ndarray  # float64 [N, M]; its rows sum to a, its columns to b up to `error`
    cost: float  # ⟨P, C⟩, without the entropy: never below the exact cost but by `error`
    iterations: int
    error: float  # Euclidean norm of the columns' sums − b, as a share of all mass
    converged: bool  # whether `error` came below the tolerance


def sinkhorn(
    costs: np.ndarray,
    a: np.ndarray,
    b: np.ndarray,
    epsilon: float,
    iterations: int = 10_000,
    tolerance: float = 1e-9,
) -> Entropic:
    """Entropic transport of masses a [N] to masses b [M] at costs [N, M], in the log domain (POT's `sinkhorn_log`).

    epsilon: in the unit of the costs, finite, at least 1e-9 of the largest of them; iterations grow as 1/ε.
    iterations: the most that are done.   tolerance: they end when `error` is below.
    Raises ValueError for bad masses or a bad ε.
    """
    import ot

    a, b = check_masses(costs, a, b)
    least = SMALLEST * np.abs(costs).max()
    if not max(least, np.finfo(float).tiny) <= epsilon < np.inf:
        raise ValueError(f"ε = {epsilon:g}: a finite number above 0 is needed, here at least {least:.1g}")
    total = a.sum()
    held = np.ix_(a > 0, b > 0)  # ln 0 has no place in the iterations
    some_a, some_b = a[a > 0] / total, b[b > 0] / total
    options = {"numItermax": iterations, "stopThr": tolerance, "log": True, "warn": False}
    with np.errstate(over="ignore"):  # the first plans of a small ε have sums beyond float64: an error of ∞, no more
        found, log = ot.bregman.sinkhorn_log(some_a, some_b, costs[held], epsilon, **options)
    plan = np.zeros_like(costs)
    plan[held] = total * found
    error = float(np.linalg.norm(found.sum(0) - some_b))
    return Entropic(plan, float((plan * costs).sum()), log["niter"] + 1, error, error < tolerance)
