"""What all trainers of autoencoders share: data in memory, the step, and the errors on both splits in one unit."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.data.images import ImageData
from core.models.autoencoder import Autoencoder
from core.objectives.reconstruction import mean_squared_error, psnr
from core.training.batches import Batches
from core.training.model_trainer import ModelTrainer
from core.training.optimizers import Optimizer
from core.training.trainer import Frame, check_finite, half, threads_for

MEASURED = 2000  # examples of each split that a frame is measured on: all of the digits, and of the clouds
MAPPED = 300  # test examples whose codes a frame carries
SHOWN = 10  # test images whose reconstructions it carries
CHUNK = 2000  # examples evaluated at once: bounds the memory


class AutoencoderTrainer(ModelTrainer):
    """N examples a batch, P numbers each (pixels from 0 to 1, or coordinates), K numbers a code.

    A lesson's own trainer makes the data and the model, and adds what it measures beside the errors.
    """

    def __init__(self, settings: Any, train: Tensor, test: Tensor, model: Autoencoder, generator: torch.Generator):
        """train, test: [N, P] and [M, P], in the float type that the model computes in."""
        self.settings, self.train, self.test, self.model = settings, train, test, model
        self.parameters = list(model.parameters())
        self.optimizer = Optimizer(settings.optimizer, self.parameters)
        self.batches = Batches(len(train), settings.batch_size, generator)
        weights = sum(p.numel() for p in self.parameters)
        self.most_threads = threads_for(3 * weights * self.batches.batch_size)  # forward, to the input, to the weights
        self.peak = 1.0  # largest difference of two numbers: what the PSNR compares the error with

    # ---- training -------------------------------------------------------------------------------------------------

    def step(self) -> None:
        """One step down the gradient of the mean squared error of a batch."""
        x = self.batch()  # [N, P]
        loss = mean_squared_error(self.model.decode(self.model.encode(x)), x)
        check_finite(self.step_count + 1, {"mse": loss.item()})
        self.optimizer.step(torch.autograd.grad(loss, self.parameters), self.settings.learning_rate)
        self.step_count += 1

    def batch(self) -> Tensor:
        """The next examples. Where a batch holds them all, their order makes no difference."""
        if self.batches.batch_size == len(self.train):
            return self.train
        return self.train.index_select(0, self.batches.next())

    # ---- measuring ------------------------------------------------------------------------------------------------

    @torch.no_grad()
    def observe(self) -> Frame:
        """The errors on a fixed part of both splits, codes of test examples, and what the lesson measures."""
        scalars, arrays = self.measure()
        codes = self.model.encode(self.test[:MAPPED])
        return Frame(self.step_count, self._errors(MEASURED) | scalars, {"codes": half(codes.numpy())} | arrays)

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

    def error_of(self, examples: Tensor) -> float:
        """Mean squared error a number: [N, P] → float."""
        total = 0.0
        for x in examples.split(CHUNK):
            total += float(mean_squared_error(self.model.decode(self.model.encode(x)), x)) * len(x)
        return total / len(examples)


def image_static(data: ImageData) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """What a page needs of images once a run: facts, and the test images whose codes frames carry, with labels."""
    images = data.test_images[:MAPPED]
    facts = {"side": data.side, "classes": list(data.classes), "note": data.note}
    return facts, {"labels": data.test_labels[:MAPPED], "images": images.reshape(len(images), -1)}


def pictures(x: Tensor) -> np.ndarray:
    """Pixels as bytes: [N, P] → uint8 [N, P]; what is below 0 or above 1 becomes 0 or 255."""
    return (x.clamp(0, 1) * 255).round().to(torch.uint8).numpy()
