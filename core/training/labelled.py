"""Which few of the training images come with their label."""

from __future__ import annotations

import torch
from torch import Tensor


def draw_labelled(labels: Tensor, n: int, generator: torch.Generator) -> Tensor:
    """n examples at random, as evenly over the classes as n allows: int64 [N] → their indices, int64 [n].

    In random order each example has a rank among those of its class; the n with the lowest ranks are taken.
    """
    order = torch.randperm(len(labels), generator=generator)
    of_class = torch.nn.functional.one_hot(labels[order])  # [N, C]
    rank = (of_class.cumsum(0) * of_class).sum(1)
    return order[rank.argsort(stable=True)[:n]]
