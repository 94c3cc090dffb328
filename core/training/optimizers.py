"""Optimizers over a fixed list of parameters, in place for training and differentiable for looking ahead.

The in-place steps are PyTorch's own fused ones, called directly: torch.optim.Optimizer would collect the same lists
anew at every step, which takes longer than the step of a small network.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.optim.adam import adam
from torch.optim.rmsprop import rmsprop
from torch.optim.sgd import sgd

EPSILON = 1e-8
ALPHA = 0.99  # RMSProp's decay: PyTorch's usual one
SLOTS = {"adam": ("mean", "square"), "rmsprop": ("square",), "sgd": ()}  # what a rule remembers of each parameter


class Optimizer:
    """One rule over one list of parameters."""

    def __init__(self, rule: str, parameters: Sequence[Tensor], beta1: float = 0.9, beta2: float = 0.999):
        self.rule, self.betas = rule, (beta1, beta2)
        self.parameters = list(parameters)
        self.slots = {slot: [torch.zeros_like(p) for p in self.parameters] for slot in SLOTS[rule]}
        self.steps = [torch.tensor(0.0) for _ in self.parameters]  # PyTorch counts for each parameter

    @torch.no_grad()
    def step(self, gradients: Sequence[Tensor], lr: float) -> None:
        """Move the parameters."""
        # The fused steps walk through memory: a gradient laid out unlike its parameter would move the wrong numbers.
        gradients = [g.contiguous() for g in gradients]
        parameters, slots = self.parameters, self.slots
        shared = dict(lr=lr, weight_decay=0.0, maximize=False)
        if self.rule == "adam":
            beta1, beta2 = self.betas
            own = dict(beta1=beta1, beta2=beta2, eps=EPSILON, amsgrad=False, fused=True)
            adam(parameters, gradients, slots["mean"], slots["square"], [], self.steps, **own, **shared)
        elif self.rule == "rmsprop":
            own = dict(alpha=ALPHA, eps=EPSILON, momentum=0.0, centered=False, foreach=True)
            rmsprop(parameters, gradients, slots["square"], [], [], self.steps, **own, **shared)
        else:
            own = dict(momentum=0.0, dampening=0.0, nesterov=False, fused=True)
            sgd(parameters, gradients, [None] * len(parameters), **own, **shared)

    def tensors(self) -> dict[str, Tensor]:
        """What it remembers, by name (no copies)."""
        named = {f"{slot}.{i}": value for slot, values in self.slots.items() for i, value in enumerate(values)}
        return named | ({f"steps.{i}": count for i, count in enumerate(self.steps)} if self.slots else {})


class LookAhead:
    """The same rule without side effects: from where the optimizer stands, along steps that can be differentiated."""

    def __init__(self, optimizer: Optimizer, part: slice = slice(None)):
        """part: of the parameters' first axis, where only that part is looked at."""
        self.rule, self.betas = optimizer.rule, optimizer.betas
        self.slots = {slot: [value[part] for value in values] for slot, values in optimizer.slots.items()}
        self.count = int(optimizer.steps[0])

    def step(self, parameters: Sequence[Tensor], gradients: Sequence[Tensor], lr: float) -> list[Tensor]:
        """The moved parameters, as functions of the old ones and of the gradients."""
        self.count += 1
        return [p - lr * self._direction(i, g) for i, (p, g) in enumerate(zip(parameters, gradients, strict=True))]

    def _direction(self, i: int, gradient: Tensor) -> Tensor:
        if self.rule == "sgd":
            return gradient
        if self.rule == "rmsprop":
            square = self._blend("square", i, gradient.square(), ALPHA)
            return gradient / (_root(square) + EPSILON)
        beta1, beta2 = self.betas
        mean = self._blend("mean", i, gradient, beta1) / (1 - beta1**self.count)
        square = self._blend("square", i, gradient.square(), beta2) / (1 - beta2**self.count)
        return mean / (_root(square) + EPSILON)

    def _blend(self, slot: str, i: int, value: Tensor, decay: float) -> Tensor:
        self.slots[slot][i] = decay * self.slots[slot][i] + (1 - decay) * value
        return self.slots[slot][i]


def _root(square: Tensor) -> Tensor:
    """√, with the slope 0 at 0 instead of ∞ (a unit that never fires has no gradient at all)."""
    return square.clamp_min(1e-30).sqrt()
