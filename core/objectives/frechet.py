"""Fréchet distance between two sets of features, each described by its mean and covariance alone.

Heusel et al. 2017 take the features of Inception and call it FID. Features of another network make another measure:
its numbers can be compared with each other, and with no FID in print.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.objectives.closed_forms import gaussian_w2


@dataclass(frozen=True, eq=False)
class Gaussian:
    """What is kept of N features of F numbers each."""

    mean: np.ndarray  # float64 [F]
    covariance: np.ndarray  # float64 [F, F], divided by N − 1

    def __post_init__(self):
        f = self.mean.size
        if self.mean.shape != (f,) or self.covariance.shape != (f, f):
            raise ValueError(
                f"a mean of shape {self.mean.shape} and a covariance of shape {self.covariance.shape}; "
                "expected (F,) and (F, F)"
            )

    @classmethod
    def of(cls, features: np.ndarray) -> Gaussian:
        """Of features [N, F], N ≥ 2. Raises ValueError for another shape, and for numbers that are not finite."""
        if features.ndim != 2 or len(features) < 2:
            raise ValueError(f"features have shape {features.shape}; expected (N, F), N at least 2")
        if not np.isfinite(features).all():
            raise ValueError("features hold a number that is not finite")
        x = features.astype(np.float64)
        return cls(x.mean(0), np.atleast_2d(np.cov(x, rowvar=False)))


def frechet_distance(p: Gaussian, q: Gaussian) -> float:
    """d² = |μ_p − μ_q|² + tr(P + Q − 2 (P^½ Q P^½)^½): the square of their W₂, as in FID; ≥ 0.

    (P^½ Q P^½)^½ has the trace of Heusel's (PQ)^½ and stays symmetric: also a singular P, of few samples, has a root.
    """
    if p.mean.shape != q.mean.shape:
        raise ValueError(f"features of {p.mean.size} and of {q.mean.size} numbers cannot be compared")
    return gaussian_w2(p.mean, p.covariance, q.mean, q.covariance) ** 2
