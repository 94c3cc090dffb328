"""Is one way better than another? The same seeds with both, so that what a seed does to both cancels."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import stdtr


def paired_t_test(a: np.ndarray, b: np.ndarray) -> tuple[float, float, float]:
    """Mean of a − b, its standard error, and the two-sided p-value of Student's paired t-test: [S], [S].

    t = d̄ / (s / √S) with s² = Σ (d − d̄)² / (S − 1), and p = P(|T| ≥ |t|) for S − 1 degrees of freedom (Student 1908).
    Where all differences are alike there is no spread to compare them with: p is 0, or 1 if they are all 0.
    """
    count = len(a)
    if count < 2 or len(b) != count:
        raise ValueError(f"samples of {count} and {len(b)} numbers; expected as many of both, and 2 or more")
    differences = np.asarray(a, float) - np.asarray(b, float)
    mean, error = float(differences.mean()), float(differences.std(ddof=1)) / math.sqrt(count)
    if error == 0:
        return mean, 0.0, float(mean == 0)
    return mean, error, float(2 * stdtr(count - 1, -abs(mean) / error))
