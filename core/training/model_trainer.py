"""Trainers whose state is a set of named tensors, and those of one network with one optimizer."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping

import numpy as np
from torch import Tensor, nn

from core.training.optimizers import Optimizer
from core.training.trainer import Trainer
from core.training.weights import copy_into, to_arrays


class TensorTrainer(Trainer):
    """Keeps and takes over `_tensors()`."""

    @abstractmethod
    def _tensors(self) -> dict[str, Tensor]:
        """Everything that a step changes, by name (no copies); what optimizers remember has OPTIMIZER in its name."""

    def state(self) -> dict[str, np.ndarray]:
        """Weights and optimizer state as arrays."""
        return to_arrays(self._tensors())

    def load(self, state: Mapping[str, np.ndarray]) -> None:
        """Take over the arrays of `state()`. Optimizers begin anew if none is among them."""
        copy_into(self._tensors(), state)


class ModelTrainer(TensorTrainer):
    """Keeps and takes over the weights of `model` and what `optimizer` remembers."""

    model: nn.Module
    optimizer: Optimizer

    def _tensors(self) -> dict[str, Tensor]:
        """Everything that a step changes, by name (no copies)."""
        model = {f"model.{name}": parameter for name, parameter in self.model.named_parameters()}
        return model | {f"optimizer.{name}": value for name, value in self.optimizer.tensors().items()}
