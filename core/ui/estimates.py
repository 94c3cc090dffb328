"""A critic's loss beside the distance that it should estimate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

LEAST = 3  # frames that a correlation needs


def estimate(loss: str, scalars: Mapping[str, float]) -> float:
    """Minus what D minimises: of a Wasserstein critic the difference of its mean scores, which penalties are not in."""
    if loss.startswith("wasserstein"):
        return scalars["score_real"] - scalars["score_fake"]
    return -scalars["loss_d"]


def correlation(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Pearson's r; None where there are too few numbers, or all of one kind are alike."""
    if len(x) < LEAST or np.ptp(x) == 0 or np.ptp(y) == 0:
        return None
    return float(np.corrcoef(x, y)[0, 1])


def correlation_text(r: float | None) -> str:
    """The correlation in words."""
    return "–" if r is None else f"{r:.2f}".replace("-", "−")
