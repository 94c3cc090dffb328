"""What a discriminator of faces pays for beside its loss.

A penalty is called with D, a batch of real and one of generated faces [N, 3, S, S], D's outputs for the real ones [N],
the number of the step and a generator of random numbers; it gives a scalar.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from core.objectives.adversarial import gradient_penalty, r1_penalty

Judge = Callable[[Tensor], Tensor]  # images [N, 3, S, S] → outputs [N], before any sigmoid
Penalty = Callable[[Judge, Tensor, Tensor, Tensor, int, torch.Generator], Tensor]


@dataclass(frozen=True)
class LazyR1:
    """R1 at real faces on every few steps only, weighted accordingly more (Karras et al. 2020, appendix B)."""

    weight: float  # γ of γ/2 · E|∇D|², were it paid at every step
    every: int = 16

    def __call__(self, judge, real, fake, r, step, generator) -> Tensor:
        """γ · every · ½ E|∇D(x)|² where it is due, else 0."""
        if step % self.every:
            return r.new_zeros(())
        return self.weight * self.every * r1_penalty(slopes(judge, real))


@dataclass(frozen=True)
class GradientPenalty:
    """WGAN-GP at random points between real and generated faces, and a drift term (Karras et al. 2018, appendix A)."""

    weight: float = 10.0  # λ
    drift: float = 1e-3  # ε: what keeps D's outputs near 0, of which only differences mean anything

    def __call__(self, judge, real, fake, r, step, generator) -> Tensor:
        """λ E(|∇D(x̂)| − 1)² + ε E D(x)², x̂ evenly between a real and a generated face."""
        mix = torch.rand(len(real), 1, 1, 1, generator=generator)
        between = torch.lerp(real, fake, mix)
        return self.weight * gradient_penalty(slopes(judge, between)) + self.drift * r.square().mean()


def slopes(judge: Judge, x: Tensor) -> Tensor:
    """∇D of each image, to be differentiated again: [N, 3, S, S] → [N, 3·S²]."""
    x = x.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(judge(x).sum(), x, create_graph=True)
    return gradient.flatten(1)
