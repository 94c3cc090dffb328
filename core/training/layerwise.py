"""Greedy layer-wise training (Hinton and Salakhutdinov 2006; Bengio et al. 2007): the stack grows stage by stage.

Stage i is an autoencoder with one hidden layer, level i−1 → i → i−1, that learns to give back what the stages below
make of the examples; these are held still. After the last stage the stack is unrolled and trained as a whole.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from core.models.stacked_autoencoder import StackedAutoencoder
from core.objectives.reconstruction import mean_squared_error
from core.training.optimizers import Optimizer

WHOLE = 0  # the stage in which the whole stack trains
Corruption = Callable[[Tensor, int], Tensor]  # what a stage is shown, [N, units], and the stage → what it sees of it


def intact(h: Tensor, stage: int) -> Tensor:
    """Nothing is corrupted."""
    return h


class Layerwise:
    """Which part of a stack trains at which step, with an optimizer for each stage: they know nothing of one another.

    corrupt: what a stage's input goes through while its target stays whole, as in stacked denoising (Vincent et al.
    2010).
    """

    def __init__(
        self,
        model: StackedAutoencoder,
        rule: str,
        stage_steps: int,
        corrupt: Corruption = intact,
    ):
        """rule: of the optimizers.   stage_steps: that each stage trains before the next one begins."""
        self.model, self.stage_steps, self.corrupt = model, stage_steps, corrupt
        self.parameters = {i: self._parameters(i) for i in range(1, model.depth + 1)}
        self.optimizers = {i: Optimizer(rule, parameters) for i, parameters in self.parameters.items()}

    def _parameters(self, stage: int) -> list[Tensor]:
        model = self.model
        layers = torch.nn.ModuleList([model.encoder[stage - 1], model.decoder[model.depth - stage]])
        return list(layers.parameters())  # a matrix that both sides share is in it once

    def stage(self, step: int) -> int:
        """The stage that does this step (1 is the first step), WHOLE after the last one."""
        stage = (max(step, 1) - 1) // self.stage_steps + 1
        return stage if stage <= self.model.depth else WHOLE

    def error(self, x: Tensor, stage: int, corrupt: Corruption = intact) -> Tensor:
        """The stage's own reconstruction error, a unit of the level below it: [N, P] → []."""
        with torch.no_grad():  # the stages below are held still
            target = self.model.climb(x, stage - 1)
        hidden = self.model.up(corrupt(target, stage), stage - 1)
        return mean_squared_error(self.model.down(hidden, stage - 1), target)

    def loss(self, x: Tensor, stage: int) -> Tensor:
        """What a step of the stage makes smaller: its error with corrupted input, [N, P] → []."""
        return self.error(x, stage, self.corrupt)

    def descend(self, loss: Tensor, stage: int, learning_rate: float) -> None:
        """One step of the stage's layers down the gradient of its loss."""
        gradients = torch.autograd.grad(loss, self.parameters[stage])
        self.optimizers[stage].step(gradients, learning_rate)

    def tensors(self) -> dict[str, Tensor]:
        """What the optimizers remember, by name (no copies)."""
        named = ((i, optimizer.tensors()) for i, optimizer in self.optimizers.items())
        return {f"stage{i}.optimizer.{name}": value for i, tensors in named for name, value in tensors.items()}
