"""A small discriminator that learns to tell the data from one cloud of points, and what it tells the points."""

from __future__ import annotations

import torch
from torch import Tensor

from core.models.discriminator import Discriminator
from core.objectives.adversarial import discriminator_loss, generator_losses
from core.settings.distances import DistancesSettings
from core.training.draws import seeded
from core.training.optimizers import Optimizer
from core.training.trainer import check_finite

INIT = 0  # what the random numbers are for


class Opponent:
    """D against the cloud, trained with Adam on all points at once; opponents of one seed begin alike."""

    def __init__(self, settings: DistancesSettings, loss: str, real: Tensor):
        """loss: the generator's, "minimax" or "non_saturating"; D's own is the same.   real: the data [M, 2]."""
        self.loss, self.real = loss, real.float()[None]  # as the stacked networks take them
        init = seeded(settings.seed, 1, INIT)
        self.d = Discriminator(settings.d_width, settings.d_depth, "leaky_relu", 1, "none", init)
        self.optimizer = Optimizer("adam", self.d.parameters, 0.5, 0.999)

    def learn(self, points: Tensor, settings: DistancesSettings, number: int) -> None:
        """k_d steps of D, the points [N, 2] held still. Raises Diverged naming step `number`."""
        both = torch.cat([self.real, points.float()[None]], dim=1)
        for _ in range(settings.k_d):
            parameters = [p.detach().requires_grad_() for p in self.d.parameters]
            r, f = self.d(both, parameters, groups=2).split([self.real.shape[1], len(points)], dim=1)
            loss = discriminator_loss(self.loss, r, f).sum()
            gradients = torch.autograd.grad(loss, parameters)
            check_finite(number, {f"loss_d_{self.loss}": loss.item()})
            self.optimizer.step(gradients, settings.lr_d)

    def pull(self, points: Tensor) -> tuple[float, Tensor]:
        """Mean of the generator's loss over points [N, 2], D held still, and the gradient of their sum [N, 2]."""
        fake = points.float()[None].requires_grad_()
        losses = generator_losses(self.loss, self.d(fake, self.d.parameters, groups=1))
        (gradient,) = torch.autograd.grad(losses.sum(), fake)
        return losses.mean().item(), gradient[0].double()

    def tensors(self) -> dict[str, Tensor]:
        """Everything that learning changes, by name (no copies)."""
        weights = {f"d.{i}": p for i, p in enumerate(self.d.parameters)}
        return weights | {f"optimizer.{name}": value for name, value in self.optimizer.tensors().items()}
