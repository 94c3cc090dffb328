"""Optimal transport on the line, where sorting solves it: no mass overtakes another."""

from __future__ import annotations

import numpy as np


def wasserstein_1d(
    x: np.ndarray, y: np.ndarray, a: np.ndarray | None = None, b: np.ndarray | None = None, p: int = 1
) -> float:
    """Wₚ = (Σ Pᵢⱼ |xᵢ − yⱼ|ᵖ)^(1/p) of x [N] with masses a [N] and y [M] with masses b [M]; p ≥ 1. O(n log n).

    a, b: None stands for equal masses; each is scaled to sum to 1.
    """
    if a is None and b is None and len(x) == len(y):  # what sorted points carry goes to their like: no plan is needed
        return float((np.abs(np.sort(x) - np.sort(y)) ** p).mean() ** (1 / p))
    rows, columns, mass = monotone_plan(x, y, a, b)
    return float((mass @ np.abs(x[rows] - y[columns]) ** p) ** (1 / p))


def monotone_plan(
    x: np.ndarray, y: np.ndarray, a: np.ndarray | None = None, b: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The moves (from, to, mass) [K], K < N + M, that carry the lowest mass to the lowest place, and so on up.

    Best for every convex cost of x − y (Santambrogio 2015, theorem 2.9). Arguments as in `wasserstein_1d`; the moves
    come in the order of x.
    """
    first, filled_x = _upwards(x, a)
    second, filled_y = _upwards(y, b)
    # Between two neighbouring levels of either staircase, mass goes from one place to one place.
    levels = np.concatenate([filled_x, filled_y])
    order = np.argsort(levels, kind="stable")  # merges two sorted halves in O(n)
    mass = np.diff(levels[order], prepend=0.0)
    moves = np.flatnonzero(mass > 0)
    of_x = order < len(x)
    emptied = (np.cumsum(of_x) - of_x)[moves]  # places of x below each move; all other levels below are of y
    return first[emptied], second[moves - emptied], mass[moves]


def _upwards(x: np.ndarray, masses: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """The order of x and the share of mass up to each place in it: [N] → int64 [N], float64 [N] that ends at 1."""
    order = np.argsort(x)
    if masses is None:
        return order, np.arange(1, len(x) + 1) / len(x)
    filled = np.cumsum(masses[order], dtype=np.float64)
    if not (np.min(masses) >= 0 and 0 < filled[-1] < np.inf):
        raise ValueError(f"masses from {np.min(masses):g} to {np.max(masses):g}: 0 or more, not all 0, are allowed")
    return order, filled / filled[-1]
