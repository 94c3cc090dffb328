"""The discriminator of points, and what it may see of a point's companions.

Shapes: S copies, N examples of one kind in a batch, m points an example (packing), H units of the last hidden layer,
F features of the batch.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor

from core.models.stacked import ACTIVATIONS, Parameters, affine, hidden, initial_layer

KERNELS, DIMENSIONS = 8, 4  # of minibatch discrimination: Salimans et al. 2016, section 3.2, with a smaller tensor
NEIGHBOURS = 31  # examples that each is compared with there


class Discriminator:
    """Points of the plane → outputs D (before any sigmoid): [S, N·m, 2] → [S, N]."""

    def __init__(
        self,
        width: int,
        depth: int,
        activation: str,
        packing: int,  # points that are judged at once, all real or all generated (PacGAN, Lin et al. 2018)
        minibatch: str,  # "none", "stddev" (Karras et al. 2018) or "discrimination" (Salimans et al. 2016)
        generators: list[torch.Generator],
    ):
        sizes = [2 * packing] + [width] * depth
        features = {"none": 0, "stddev": 1, "discrimination": KERNELS}[minibatch]
        self.activation, self.packing, self.minibatch = ACTIVATIONS[activation], packing, minibatch
        layers = [p for a, b in pairwise(sizes) for p in initial_layer(a, b, generators)]
        # Where examples are compared, a projection stands between the hidden layers and the last one.
        projection = initial_layer(width, KERNELS * DIMENSIONS, generators)[:1] if features == KERNELS else []
        self.depth = 2 * depth  # weights and biases of the hidden layers
        self.parameters = [*layers, *projection, *initial_layer(width + features, 1, generators)]

    def __call__(self, x: Tensor, parameters: Parameters, groups: int) -> Tensor:
        """D(x) of so many groups of examples; only those of one group (all real or all generated) see each other."""
        copies = len(x)
        h = hidden(x.reshape(copies, -1, 2 * self.packing), parameters[: self.depth], self.activation)
        if self.minibatch == "stddev":
            grouped = h.unflatten(1, (groups, -1))  # [S, groups, N, H]
            h = torch.cat([h, spread(grouped).expand(*grouped.shape[:-1], 1).flatten(1, 2)], dim=-1)
        elif self.minibatch == "discrimination":
            projected = (h @ parameters[self.depth]).unflatten(1, (groups, -1))  # [S, groups, N, kernels·dimensions]
            h = torch.cat([h, closeness(projected).flatten(1, 2)], dim=-1)
        return affine(h, *parameters[-2:]).squeeze(-1)

    def judge(self, x: Tensor, companions: Tensor, parameters: Parameters) -> Tensor:
        """D of each point among the same companions: [S, P, 2], [S, C·m, 2] → [S, P].

        With packing a point stands first in a pack with m − 1 companions; with minibatch statistics it takes part in
        a batch of C companions. Otherwise they do not matter, and this is D(x).
        """
        copies, count = x.shape[:2]
        if self.packing > 1:
            beside = companions[:, : self.packing - 1].reshape(copies, 1, -1).expand(-1, count, -1)
            x = torch.cat([x, beside], dim=-1).reshape(copies, -1, 2)
        if self.minibatch == "none":
            return self(x, parameters, 1)
        layers = parameters[: self.depth]
        h, others = (hidden(a.reshape(copies, -1, 2 * self.packing), layers, self.activation) for a in (x, companions))
        if self.minibatch == "stddev":
            features = spread_among(h, others)
        else:
            features = closeness_among(*((a @ parameters[self.depth]) for a in (h, others[:, :NEIGHBOURS])))
        return affine(torch.cat([h, features], dim=-1), *parameters[-2:]).squeeze(-1)


def spread(h: Tensor) -> Tensor:
    """Minibatch standard deviation: √(variance over examples + 1e-8), averaged over units: […, N, H] → […, 1, 1]."""
    variance = h.var(dim=-2, unbiased=False, keepdim=True)
    return (variance + 1e-8).sqrt().mean(-1, keepdim=True)


def spread_among(h: Tensor, others: Tensor) -> Tensor:
    """`spread` of the batch that each example makes with the others: [S, P, H], [S, C, H] → [S, P, 1]."""
    n = others.shape[1] + 1
    mean = (others.sum(1, keepdim=True) + h) / n
    square = (others.square().sum(1, keepdim=True) + h.square()) / n
    return ((square - mean.square()).clamp_min(0) + 1e-8).sqrt().mean(-1, keepdim=True)


def closeness(projected: Tensor) -> Tensor:
    """How close each example is to the next 31 of its group, round its end: […, N, B·C] → […, N, B].

    For each of B kernels the mean of exp(−|Mᵢ − Mⱼ|₁). The paper takes the sum over the whole batch; the mean over
    some does not grow with the batch.
    """
    m = projected.unflatten(-1, (KERNELS, DIMENSIONS))  # […, N, B, C]
    count = min(NEIGHBOURS, m.shape[-3] - 1)
    windows = torch.cat([m, m[..., :count, :, :]], dim=-3).unfold(-3, count + 1, 1)[..., 1:]  # […, N, B, C, count]
    return torch.exp(-(windows - m.unsqueeze(-1)).abs().sum(-2)).mean(-1)


def closeness_among(projected: Tensor, others: Tensor) -> Tensor:
    """How close each example is to the others: [S, P, B·C], [S, C', B·C] → [S, P, B]."""
    m, o = (a.unflatten(-1, (KERNELS, DIMENSIONS)) for a in (projected, others))
    return torch.exp(-(m.unsqueeze(2) - o.unsqueeze(1)).abs().sum(-1)).mean(2)
