"""Codes of any size as points of a plane, without turning about from one frame to the next."""

from __future__ import annotations

import torch
from torch import Tensor

from core.models.pca import PCA


def code_map(codes: Tensor, reference: Tensor) -> Tensor:
    """Codes as points of the plane: [N, K], [N, 2] → [N, 2].

    Two numbers are their own map, one is drawn along the first axis. Of more, it is the two principal axes of these
    very codes, turned (and mirrored) as a whole to lie as near to `reference` as can be: orthogonal Procrustes,
    Schönemann 1966. The plane of the map is then the one of largest variance, and only that; distances are kept.
    """
    if codes.shape[1] == 1:
        return torch.cat([codes, torch.zeros_like(codes)], dim=1)
    if codes.shape[1] == 2:
        return codes
    flat = PCA(codes).encode(codes, 2) if codes.shape[1] <= len(codes) else _from_products(codes)  # [N, 2]
    left, _, right = torch.linalg.svd(flat.T @ (reference - reference.mean(0)).to(flat))
    return flat @ (left @ right)


def _from_products(codes: Tensor) -> Tensor:
    """The first two principal components by way of the products of all pairs: [N, K] → [N, 2].

    N² numbers instead of K²: for codes wider than there are many of them a tenth of the time (measured).
    """
    centred = codes.double() - codes.double().mean(0)
    values, vectors = torch.linalg.eigh(centred @ centred.T)  # the smallest first
    return (vectors[:, -2:] * values[-2:].clamp_min(0).sqrt()).flip(1)
