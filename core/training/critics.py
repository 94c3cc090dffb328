"""Discriminators and critics in training while the generator stands still.

Shapes: S copies, N points of a kind in a batch. r, f: what a network says of real and generated points.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from core.data.pairs import Pair
from core.models.discriminator import Discriminator
from core.objectives.adversarial import boundary, discriminator_loss, gradient_penalty
from core.settings.distances import DistancesSettings
from core.training.draws import Draws, seeded
from core.training.optimizers import Optimizer
from core.training.trainer import check_finite

INIT, REAL, FAKE, MIX = range(4)  # what a copy's generators are for
POOL = 4096  # points of each kind, drawn once a copy, that its batches come from

# Adam as Gulrajani et al. 2017 have it: no momentum and a short memory of squares. With the usual β₂ = 0.999 its steps
# fade together with the gradients, and the cross-entropy's D learns on far more slowly than it could.
ADAM = {"rule": "adam", "beta1": 0.0, "beta2": 0.9}
RULES = {
    "minimax": ADAM,
    "least_squares": ADAM,
    "wasserstein_clip": {"rule": "rmsprop"},  # Arjovsky et al. 2017: momentum and clipping get in each other's way
    "wasserstein_gp": ADAM,
}


class Critic:
    """One network, what it minimises, and its optimizer: S copies."""

    def __init__(self, loss: str, settings: DistancesSettings):
        self.loss, self.settings = loss, settings
        init = seeded(settings.seed, settings.seeds, INIT)  # the same for every loss: all begin as one network
        self.network = Discriminator(settings.d_width, settings.d_depth, "relu", 1, "none", init)
        self.frozen = self.network.parameters
        self.trained = [p.detach().requires_grad_() for p in self.frozen]  # the same memory
        self.optimizer = Optimizer(parameters=self.frozen, **RULES[loss])

    def objective(self, real: Tensor, fake: Tensor, mix: Tensor) -> Tensor:
        """What it minimises, by copy: [S, N, 2] real and generated, [S, N, 1] in 0…1 → [S]."""
        r, f = self.network(torch.cat([real, fake], dim=1), self.trained, groups=2).chunk(2, dim=1)
        loss = discriminator_loss(self.loss, r, f)
        if self.loss == "wasserstein_gp":
            between = torch.lerp(real, fake, mix).requires_grad_()
            (slopes,) = torch.autograd.grad(self.network(between, self.trained, 1).sum(), between, create_graph=True)
            loss = loss + self.settings.gp_weight * gradient_penalty(slopes)
        return loss

    def step(self, number: int, real: Tensor, fake: Tensor, mix: Tensor) -> None:
        """One step on a batch. Raises Diverged naming step `number`, before anything changes."""
        loss = self.objective(real, fake, mix).sum()
        check_finite(number, {f"loss_{self.loss}": loss.item()})
        self.optimizer.step(torch.autograd.grad(loss, self.trained), self.settings.lr_d)
        if self.loss == "wasserstein_clip":
            for p in self.frozen:
                p.clamp_(-self.settings.clip, self.settings.clip)

    def judge(self, points: Tensor) -> Tensor:
        """Its outputs in float64, for what is measured: [S or 1, N, 2] → [S, N].

        A gradient of 1e-20 still has its digits then, and any that a D of this lesson leaves is not rounded to 0.
        """
        weights = [p.double() for p in self.frozen]
        return self.network(points.expand(self.settings.seeds, -1, -1), weights, groups=1)

    def undecided(self, r: Tensor, f: Tensor) -> Tensor:
        """The output at which it is of two minds, by copy: [S, 1]; a Wasserstein critic's is half way from r to f."""
        middle = (r.mean(1, keepdim=True) + f.mean(1, keepdim=True)) / 2
        limit = boundary(self.loss)
        return middle if limit is None else torch.full_like(middle, limit)

    def tensors(self) -> dict[str, Tensor]:
        """Weights and optimizer by name (no copies)."""
        named = {f"{self.loss}.{i}": p for i, p in enumerate(self.frozen)}
        return named | {f"{self.loss}.optimizer.{key}": t for key, t in self.optimizer.tensors().items()}


class Critics:
    """One network for each loss, all trained on the same batches of p (real) and of q moved by θ (generated)."""

    def __init__(self, settings: DistancesSettings, pair: Pair):
        self.by_loss: Mapping[str, Critic] = {loss: Critic(loss, settings) for loss in RULES}
        copies = settings.seeds
        pools = [pair.samples(POOL, settings.theta, settings.seed + i) for i in range(copies)]
        self.pools = [
            torch.from_numpy(np.stack([on_plane(pool) for pool in side])).float() for side in zip(*pools, strict=True)
        ]
        self.copy = torch.arange(copies)[:, None]  # [S, 1]
        self.indices = [
            Draws(_indices, (settings.batch_size,), seeded(settings.seed, copies, purpose)) for purpose in (REAL, FAKE)
        ]
        self.mix = Draws(_shares, (settings.batch_size, 1), seeded(settings.seed, copies, MIX))

    def step(self, number: int) -> None:
        """One step of each."""
        real, fake = (pool[self.copy, draws.next()] for pool, draws in zip(self.pools, self.indices, strict=True))
        mix = self.mix.next()
        for critic in self.by_loss.values():
            critic.step(number, real, fake, mix)

    @property
    def multiplications(self) -> int:
        """Of a step of one of them: forward, to the input, to the weights."""
        weights = sum(math.prod(p.shape[1:]) for p in next(iter(self.by_loss.values())).frozen)
        copies, batch = self.indices[0].generators, self.indices[0].shape[-1]
        return 3 * 2 * len(copies) * batch * weights


def on_plane(points: np.ndarray) -> np.ndarray:
    """Points of a line, put on the plane's first axis; others as they are: [N, 1 or 2] → [N, 2]."""
    return np.pad(points, ((0, 0), (0, 2 - points.shape[1])))


def _indices(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    return torch.randint(POOL, shape, generator=generator)


def _shares(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    return torch.rand(shape, generator=generator)
