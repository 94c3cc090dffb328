"""Whether what lies near in a space of codes is of one kind."""

from __future__ import annotations

import torch
from torch import Tensor


def nearest(codes: Tensor, count: int) -> Tensor:
    """The other points nearest to each one, the nearest first, by Euclidean distance: [N, K] → int64 [N, count]."""
    distances = torch.cdist(codes, codes).fill_diagonal_(torch.inf)
    return distances.topk(count, largest=False).indices


def agreement(codes: Tensor, labels: Tensor) -> float:
    """Share of the points whose nearest other one has their label (1-NN, leave one out): [N, K], int64 [N]."""
    return float((labels[nearest(codes, 1)[:, 0]] == labels).float().mean())


def chance(labels: Tensor) -> float:
    """The same share if the nearest one were any other point, all equally likely: int64 [N]."""
    counts = torch.bincount(labels).double()
    return float((counts * (counts - 1)).sum() / (len(labels) * (len(labels) - 1)))
