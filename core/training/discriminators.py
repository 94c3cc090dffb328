"""Discriminators and critics that learn to tell generated points from real ones, and what they teach a generator.

Shapes: S copies, N real and M generated points of the plane. r, f: what D says of them, before any sigmoid.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from core.models.discriminator import Discriminator
from core.objectives.adversarial import boundary, discriminator_loss, generator_losses, gradient_penalty
from core.settings.distances import DistancesSettings
from core.training.draws import seeded
from core.training.optimizers import Optimizer
from core.training.trainer import check_finite

INIT = 0  # what the random numbers are for


class TrainedDiscriminator:
    """A network, what it minimises, and its optimizer: S copies. Those of one seed begin alike, whatever their loss."""

    def __init__(self, settings: DistancesSettings, loss: str, activation: str, optimizer: Mapping[str, Any]):
        """loss: of core/objectives/adversarial.py.   optimizer: what `Optimizer` is to be told of its rule."""
        self.loss = loss
        init = seeded(settings.seed, settings.seeds, INIT)
        self.network = Discriminator(settings.d_width, settings.d_depth, activation, 1, "none", init)
        self.frozen = self.network.parameters
        self.trained = [p.detach().requires_grad_() for p in self.frozen]  # the same memory
        self.optimizer = Optimizer(parameters=self.frozen, **optimizer)

    @property
    def weights(self) -> int:
        """Of one copy."""
        return sum(math.prod(p.shape[1:]) for p in self.frozen)

    # ---- learning -------------------------------------------------------------------------------------------------

    def step(
        self, number: int, settings: DistancesSettings, real: Tensor, fake: Tensor, mix: Tensor | None = None
    ) -> None:
        """One step: real [S, N, 2], generated [S, M, 2]; mix [S, N, 1] in 0…1, for the gradient penalty alone (N = M).

        Raises Diverged naming step `number`, before anything changes.
        """
        loss = self._objective(settings.gp_weight, real, fake, mix).sum()
        check_finite(number, {f"loss_d_{self.loss}": loss.item()})
        self.optimizer.step(torch.autograd.grad(loss, self.trained), settings.lr_d)
        if self.loss == "wasserstein_clip":
            for p in self.frozen:
                p.clamp_(-settings.clip, settings.clip)

    def _objective(self, gp_weight: float, real: Tensor, fake: Tensor, mix: Tensor | None) -> Tensor:
        """What it minimises, by copy: [S]."""
        both = torch.cat([real, fake], dim=1)
        r, f = self.network(both, self.trained, groups=2).split([real.shape[1], fake.shape[1]], dim=1)
        loss = discriminator_loss(self.loss, r, f)
        if self.loss == "wasserstein_gp":
            between = torch.lerp(real, fake, mix).requires_grad_()
            (slopes,) = torch.autograd.grad(self.network(between, self.trained, 1).sum(), between, create_graph=True)
            loss = loss + gp_weight * gradient_penalty(slopes)
        return loss

    # ---- what it says ---------------------------------------------------------------------------------------------

    def judge(self, points: Tensor) -> Tensor:
        """D in float64, for what is measured: [S or 1, N, 2] → [S, N].

        A gradient of 1e-20 still has its digits then, and any that a D of this lesson leaves is not rounded to 0.
        """
        weights = [p.double() for p in self.frozen]
        return self.network(points.expand(len(weights[0]), -1, -1), weights, groups=1)

    def with_slopes(self, points: Tensor) -> tuple[Tensor, Tensor]:
        """D and ∇D: [1, N, 2] → [S, N], [S, N, 2]."""
        points = points.repeat(len(self.frozen[0]), 1, 1).requires_grad_()
        scores = self.judge(points)
        (slopes,) = torch.autograd.grad(scores.sum(), points)  # no point feels another: each has its own
        return scores.detach(), slopes

    def undecided(self, r: Tensor, f: Tensor) -> Tensor:
        """The output at which it is of two minds, by copy: [S, 1]; a Wasserstein critic's is half way from r to f."""
        middle = (r.mean(1, keepdim=True) + f.mean(1, keepdim=True)) / 2
        limit = boundary(self.loss)
        return middle if limit is None else torch.full_like(middle, limit)

    def tensors(self) -> dict[str, Tensor]:
        """Weights and optimizer by name (no copies)."""
        named = {f"{self.loss}.{i}": p for i, p in enumerate(self.frozen)}
        return named | {f"{self.loss}.optimizer.{key}": t for key, t in self.optimizer.tensors().items()}


def generator_gradients(loss: str, scores: Tensor, slopes: Tensor) -> tuple[Tensor, Tensor]:
    """The generator's loss L at points and ∂L/∂x, by the chain rule.

    Of points with D's scores […, N] and slopes ∇D […, N, 2] → […, N], […, N, 2].
    """
    scores = scores.clone().requires_grad_()
    losses = generator_losses(loss, scores)
    (by_score,) = torch.autograd.grad(losses.sum(), scores)
    return losses.detach(), by_score[..., None] * slopes
