"""Angles between flat spaces through the origin."""

from __future__ import annotations

import torch
from torch import Tensor


def principal_angles(a: Tensor, b: Tensor) -> Tensor:
    """Principal angles, in degrees, between the spaces that the rows span: [K, P], [K, P] → [K], the largest first.

    Björck and Golub 1973: their cosines are the singular values of QₐQᵦᵀ, with orthonormal rows; their sines, those of
    what Qₐ leaves over outside the other space. A cosine says nothing of angles below 1e-8, a sine nothing of those
    near 90°: each angle is taken from the better of the two.
    """
    qa, qb = (torch.linalg.qr(rows.double().T).Q.T for rows in (a, b))
    overlap = qa @ qb.T
    cosines = torch.linalg.svdvals(overlap).flip(0).clamp(0, 1)
    sines = torch.linalg.svdvals(qa - overlap @ qb).clamp(0, 1)
    return torch.rad2deg(torch.where(cosines > sines, torch.arcsin(sines), torch.arccos(cosines)))


def angles_between(a: Tensor, b: Tensor) -> Tensor:
    """Angle, in degrees from 0 to 90, between every line of a and every line of b: [K, P], [L, P] → [K, L]."""
    a, b = (rows / rows.norm(dim=1, keepdim=True).clamp_min(1e-300) for rows in (a.double(), b.double()))
    return torch.rad2deg(torch.arccos((a @ b.T).abs().clamp(max=1)))
