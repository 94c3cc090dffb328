"""Trainers of one network with one optimizer."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from torch import Tensor, nn

from core.training.optimizers import Optimizer
from core.training.trainer import Trainer
from core.training.weights import copy_into, to_arrays


class ModelTrainer(Trainer):
    """Keeps and takes over the weights of `model` and what `optimizer` remembers."""

    model: nn.Module
    optimizer: Optimizer

    def state(self) -> dict[str, np.ndarray]:
        """Weights and optimizer state as arrays."""
        return to_arrays(self._tensors())

    def load(self, state: Mapping[str, np.ndarray]) -> None:
        """Take over the arrays of `state()`."""
        copy_into(self._tensors(), state)

    def _tensors(self) -> dict[str, Tensor]:
        """Everything that a step changes, by name (no copies)."""
        model = {f"model.{name}": parameter for name, parameter in self.model.named_parameters()}
        return model | {f"optimizer.{name}": value for name, value in self.optimizer.tensors().items()}
