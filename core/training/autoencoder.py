"""What all trainers of autoencoders share: data in memory, the step, and the errors on both splits in one unit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor

from core.models.autoencoder import Autoencoder
from core.objectives.reconstruction import mean_squared_error, psnr
from core.training.batches import Batches
from core.training.model_trainer import ModelTrainer
from core.training.optimizers import Optimizer
from core.training.trainer import Frame, check_finite, threads_for

MAPPED = 300  # test examples whose codes are drawn
SHOWN = 10  # test images whose reconstructions it carries
CHUNK = 2000  # examples evaluated at once: bounds the memory


class AutoencoderTrainer(ModelTrainer):
    """N examples a batch, P numbers each (pixels from 0 to 1, or coordinates), K numbers a code.

    A lesson's own trainer makes the data and the model, and adds what it measures beside the errors.
    """

    measured: ClassVar[int] = 2000  # examples of each split that a frame is measured on

    def __init__(self, settings: Any, train: Tensor, test: Tensor, model: Autoencoder, generator: torch.Generator):
        """train, test: [N, P] and [M, P], in the float type that the model computes in."""
        self.settings, self.train, self.test, self.model = settings, train, test, model
        self.parameters = list(model.parameters())
        self.optimizer = Optimizer(settings.optimizer, self.parameters)
        self.batches = Batches(len(train), settings.batch_size, generator)
        self.most_threads = threads_for(3 * self.multiplications() * self.batches.batch_size)  # forward, and back twice
        self.peak = 1.0  # largest difference of two numbers: what the PSNR compares the error with

    def multiplications(self) -> int:
        """Multiply-adds that take one example through the model: as many as dense layers have weights."""
        return sum(p.numel() for p in self.parameters)

    # ---- training -------------------------------------------------------------------------------------------------

    def step(self) -> None:
        """One step down the gradient of the loss of a batch."""
        loss = self.loss(self.batch())
        check_finite(self.step_count + 1, {"loss": loss.item()})
        self.optimizer.step(torch.autograd.grad(loss, self.parameters), self.settings.learning_rate)
        self.step_count += 1

    def loss(self, x: Tensor) -> Tensor:
        """What a step makes smaller: the mean squared error a number, [N, P] → []."""
        return mean_squared_error(self.reconstruction(x), x)

    def reconstruction(self, x: Tensor) -> Tensor:
        """What comes back of examples: [N, P] → [N, P]."""
        return self.model.decode(self.model.encode(x))

    def batch(self) -> Tensor:
        """The next examples. Where a batch holds them all, their order makes no difference."""
        if self.batches.batch_size == len(self.train):
            return self.train
        return self.train.index_select(0, self.batches.next())

    # ---- measuring ------------------------------------------------------------------------------------------------

    @torch.no_grad()
    def observe(self) -> Frame:
        """The errors on a fixed part of both splits, and what the lesson measures."""
        scalars, arrays = self.measure()
        return Frame(self.step_count, self._errors(self.measured) | scalars, arrays)

    def measure(self) -> tuple[dict[str, float], dict[str, np.ndarray]]:
        """Scalars and arrays of a frame that are the lesson's own."""
        return {}, {}

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """The errors on all examples of both splits, and the lesson's own scalars."""
        return self._errors(None) | self.measure()[0]

    def _errors(self, most: int | None) -> dict[str, float]:
        """MSE a number and PSNR of the first `most` examples of each split."""
        scalars = {}
        for prefix, examples in (("", self.train), ("test_", self.test)):
            mse = self.error_of(examples[:most])
            scalars |= {f"{prefix}mse": mse, f"{prefix}psnr": psnr(mse, self.peak)}
        return scalars

    def error_of(self, examples: Tensor, back: Callable[[Tensor], Tensor] | None = None) -> float:
        """Mean squared error a number of what comes `back` (None: the reconstruction): [N, P] → float."""
        back, total = back or self.reconstruction, 0.0
        for x in examples.split(CHUNK):
            total += float(mean_squared_error(back(x), x)) * len(x)
        return total / len(examples)


def pictures(x: Tensor) -> np.ndarray:
    """Pixels as bytes: [N, P] → uint8 [N, P]; what is below 0 or above 1 becomes 0 or 255."""
    return (x.clamp(0, 1) * 255).round().to(torch.uint8).numpy()


def signed_pictures(axes: Tensor) -> np.ndarray:
    """Each direction as bytes, 0 in the middle (128) and its largest number at an end: [K, P] → uint8 [K, P]."""
    scaled = axes / axes.abs().amax(1, keepdim=True).clamp_min(torch.finfo(axes.dtype).tiny)
    return (128 + 127 * scaled).round().to(torch.uint8).numpy()
