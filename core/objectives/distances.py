"""How far generated points are from real ones, and what they cover. NumPy in, numbers out.

Estimates from finite samples are not 0 for equal distributions: draw the same measure between two real samples beside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.objectives.transport import optimal_transport

BINS = 30  # along an axis: squares of 0.2 over [−3, 3]²


def wasserstein(a: np.ndarray, b: np.ndarray) -> float:
    """W₁: the least mean distance over which `a` can be carried to `b`; [N, 2], [N, 2]. Exact, by POT."""
    return optimal_transport(a, b).cost


def histogram(points: np.ndarray, extent: float) -> np.ndarray:
    """Points in each of BINS² squares of [−extent, extent]², and last those outside: [N, 2] → int64 [BINS² + 1]."""
    cell = np.floor((points + extent) * (BINS / (2 * extent)))
    inside = ((cell >= 0) & (cell < BINS)).all(1)
    index = np.where(inside, cell[:, 1] * BINS + cell[:, 0], BINS**2)
    return np.bincount(index.astype(np.int64), minlength=BINS**2 + 1)


def jensen_shannon(a: np.ndarray, b: np.ndarray) -> float:
    """JS = ½ KL(p ‖ m) + ½ KL(q ‖ m), m = (p + q)/2, of two histograms, in nats: 0 to ln 2. Nothing is smoothed."""
    p, q = a / a.sum(), b / b.sum()
    m = (p + q) / 2
    return 0.5 * (_divergence(p, m) + _divergence(q, m))


def kullback_leibler(a: np.ndarray, b: np.ndarray) -> float:
    """KL(p ‖ q) of two histograms of counts, in nats.

    As it stands it is infinite as soon as q misses one bin of p. Convention: ½ is added to the bins that either one
    occupies (Krichevsky and Trofimov 1981), and to no other: finite, and a bin that q misses costs about ln(2n).
    """
    occupied = (a + b) > 0
    p, q = a[occupied] + 0.5, b[occupied] + 0.5
    return _divergence(p / p.sum(), q / q.sum())


def _divergence(p: np.ndarray, q: np.ndarray) -> float:
    """Σ p ln(p/q), where q > 0 wherever p > 0."""
    some = p > 0
    return float((p[some] * np.log(p[some] / q[some])).sum())


@dataclass(frozen=True)
class Coverage:
    """VEEGAN's protocol (Srivastava et al. 2017): what the samples cover of K modes."""

    modes: int  # with at least one sample of high quality
    high_quality: float  # share of samples within 3σ of the nearest mode: 98.89 % where the generator is perfect
    shares: np.ndarray  # float64 [K]: share of all samples that are nearest to each mode


def coverage(points: np.ndarray, centres: np.ndarray, sigma: float) -> Coverage:
    """Coverage of modes with centres [K, 2] by points [N, 2]."""
    # |x − c|² = |x|² − 2 x·c + |c|²: one matrix product; float64, because 3σ is small beside |x|
    x = points.astype(np.float64)
    square = (x**2).sum(1)[:, None] - 2 * x @ centres.T + (centres**2).sum(1)
    nearest = square.argmin(1)
    good = square[np.arange(len(x)), nearest] < (3 * sigma) ** 2
    count = len(centres)
    modes = int((np.bincount(nearest[good], minlength=count) > 0).sum())
    return Coverage(modes, float(good.mean()), np.bincount(nearest, minlength=count) / len(x))
