"""Divergences of two densities on a grid, or of two sets of weighted atoms: nothing is smoothed, KL may be infinite.

Sources: Kullback and Leibler 1951; Lin 1991 (Jensen–Shannon). In nats. NumPy in, numbers out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MISSED = 0.01  # share of a density that may lie outside its grid, or between its points


@dataclass(frozen=True)
class Divergences:
    """Of p from q."""

    kl: float  # KL(p ‖ q) = Σ p ln(p/q): infinite where q misses some of p
    reverse_kl: float  # KL(q ‖ p)
    js: float  # ½ KL(p ‖ m) + ½ KL(q ‖ m), m = (p + q)/2: 0 to ln 2
    tv: float  # ½ Σ |p − q|: 0 to 1, the largest difference of probability of any event


def of_densities(p: np.ndarray, q: np.ndarray, cell: float) -> Divergences:
    """Of densities p, q on the same grid, of any shape; `cell` is the length or area of one of its cells.

    A density that is too small for float64 counts as 0, and makes KL infinite: take `of_log_densities` for tails.
    """
    with np.errstate(divide="ignore"):
        return of_log_densities(np.log(p), np.log(q), cell)


def of_log_densities(log_p: np.ndarray, log_q: np.ndarray, cell: float) -> Divergences:
    """Of densities given as ln p, ln q (−∞ where there is none) on the same grid, of any shape, with cells of `cell`.

    Raises ValueError if one of them does not integrate to 1 within 1 %; that rest is then shared out.
    """
    return _divergences(_on_grid("p", log_p, cell), _on_grid("q", log_q, cell))


def of_atoms(x: np.ndarray, a: np.ndarray, y: np.ndarray, b: np.ndarray) -> Divergences:
    """Of atoms at x [N, D] with masses a [N] and at y [M, D] with masses b [M], each scaled to sum to 1. Exact.

    Atoms are the same only where they are in the same place, to nine digits after the point (sums of decimals differ
    in the sixteenth): however near, else they are apart.
    """
    _, place = np.unique(np.round(np.concatenate([x, y]), 9), axis=0, return_inverse=True)
    count = place.max() + 1
    p, q = np.bincount(place[: len(x)], a, count), np.bincount(place[len(x) :], b, count)
    with np.errstate(divide="ignore"):
        return _divergences(np.log(p / p.sum()), np.log(q / q.sum()))


def _on_grid(name: str, log_density: np.ndarray, cell: float) -> np.ndarray:
    """ln of the mass in each cell."""
    total = float(np.exp(log_density).sum() * cell)
    if not abs(total - 1) <= MISSED:
        raise ValueError(f"{name} integrates to {total:.4g} on this grid: 1 is needed; take a wider or finer grid")
    return log_density + np.log(cell / total)


def _divergences(log_p: np.ndarray, log_q: np.ndarray) -> Divergences:
    """Of the masses whose logarithms these are."""
    log_m = np.logaddexp(log_p, log_q) - np.log(2)
    js = (_relative_entropy(log_p, log_m) + _relative_entropy(log_q, log_m)) / 2
    tv = float(np.abs(np.exp(log_p) - np.exp(log_q)).sum()) / 2
    return Divergences(_relative_entropy(log_p, log_q), _relative_entropy(log_q, log_p), js, tv)


def _relative_entropy(log_p: np.ndarray, log_q: np.ndarray) -> float:
    """Σ p (ln p − ln q) over p > 0."""
    p = np.exp(log_p)
    some = p > 0
    return float((p[some] * (log_p[some] - log_q[some])).sum())
