"""Codes drawn by one who knows no more of an encoder's codes than their mean and covariance."""

from __future__ import annotations

import torch
from torch import Tensor


def normal_around(codes: Tensor, epsilon: Tensor) -> Tensor:
    """N(0, 1) draws turned into draws of the normal distribution with the codes' mean and covariance.

    codes: [N, Z]; epsilon: [n, Z] → [n, Z].
    """
    variances, axes = torch.linalg.eigh(torch.cov(codes.T))  # not Cholesky: a coordinate without use has no variance
    return codes.mean(0) + epsilon * variances.clamp_min(0).sqrt() @ axes.T
