"""Building blocks that more than one network uses."""

from __future__ import annotations

import math

import torch
from torch import nn


def linear(n_in: int, n_out: int, generator: torch.Generator) -> nn.Linear:
    """A dense layer [N, n_in] → [N, n_out], with PyTorch's usual initial weights drawn from `generator`.

    Weights and biases are uniform in ±1/√n_in (LeCun et al. 1998, with PyTorch's gain).
    """
    layer = nn.utils.skip_init(nn.Linear, n_in, n_out)  # nn.Linear itself would draw from the global generator
    bound = 1 / math.sqrt(n_in)
    nn.init.uniform_(layer.weight, -bound, bound, generator=generator)
    nn.init.uniform_(layer.bias, -bound, bound, generator=generator)
    return layer
