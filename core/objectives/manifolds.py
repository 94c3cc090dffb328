"""Quality and variety of samples, each by itself (Kynkäänniemi et al. 2019).

Around every known point lies a ball that reaches its K-th nearest other one; together the balls stand for the manifold.
Precision: the share of the samples that lie in a ball of the real points. Recall: the share of the real points that lie
in a ball of the samples.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

NEAREST = 3  # K


def radii(points: Tensor) -> Tensor:
    """Distance to the K-th nearest other point: [N, F] → [N]. Points that fall together have no distance."""
    return torch.cdist(points, points).kthvalue(NEAREST + 1, dim=1).values  # the nearest is the point itself


def share_within(points: Tensor, known: Tensor) -> float:
    """Share of the points that lie in a ball around a known one: [N, F], [M, F]."""
    return float((torch.cdist(points, known) <= radii(known)).any(1).float().mean())


def precision_and_recall(real: np.ndarray, samples: np.ndarray) -> tuple[float, float]:
    """Quality and variety, 0 to 1 each: float [N, F], [M, F]."""
    a, b = torch.from_numpy(real), torch.from_numpy(samples)
    return share_within(b, a), share_within(a, b)
