"""Trains autoencoders of all images, then classifiers of a few labelled ones, with and without what was learned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.models.autoencoder_copies import AutoencoderCopies, layers
from core.objectives.paired import paired_t_test
from core.objectives.reconstruction import mean_squared_error
from core.settings.pretraining import PretrainingSettings
from core.training.autoencoder import CHUNK, MAPPED
from core.training.batches import Batches
from core.training.classifiers import ARMS, Classifiers
from core.training.code_map import code_map
from core.training.corruption import off
from core.training.draws import seeded
from core.training.image_autoencoder import ImageAutoencoderTrainer
from core.training.labelled import draw_labelled
from core.training.trainer import check_finite, half, query

WEIGHTS, ORDER, OFF, LAST, LABELLED, LABELLED_ORDER = range(6)  # what a seed's generators are for
JUDGED = 1000  # test images on which a frame counts the hits
DRAWN = 200  # labelled images that are shown, at most


class PretrainingTrainer(ImageAutoencoderTrainer):
    """S copies, N images a batch, P pixels each, K numbers a code, C classes, n labelled images a copy.

    The first steps are those of S autoencoders, which see all training images and no label. Those that follow are of
    3S classifiers (`Classifiers`): same images, same batches, same optimizer and learning rate in all three arms.
    """

    settings: PretrainingSettings
    model: AutoencoderCopies
    observe_share = 0.25  # three classifiers a copy, and every autoencoder, are measured for each frame

    def __init__(self, settings: PretrainingSettings):
        super().__init__(settings)
        self.labels, self.test_labels = (
            torch.from_numpy(x.astype(np.int64)) for x in (self.data.train_labels, self.data.test_labels)
        )
        copies, size, n = settings.seeds, self.batches.batch_size, settings.labels
        self.initial = [p.detach().clone() for p in self.model.encoder]
        self.last = layers([settings.latent_dim, len(self.data.classes)], self._generators(LAST))
        self.orders = [Batches(len(self.train), size, g) for g in self._generators(ORDER)]
        self.off = self._generators(OFF)
        self.labelled = torch.stack([draw_labelled(self.labels, n, g) for g in self._generators(LABELLED)])  # [S, n]
        self.labelled_orders = [Batches(n, size, g) for g in self._generators(LABELLED_ORDER)]
        self.classifiers: Classifiers | None = None  # from the end of pretraining on
        self.copies = torch.arange(copies)[:, None]

    def make_model(self, settings: PretrainingSettings, generator: torch.Generator) -> AutoencoderCopies:
        """Layers alike but for the code's. Each copy has a generator of its own."""
        sizes = [self.data.side**2, *[settings.width] * settings.depth, settings.latent_dim]
        return AutoencoderCopies(sizes, settings.activation, seeded(settings.seed, settings.seeds, WEIGHTS))

    def _generators(self, purpose: int) -> list[torch.Generator]:
        return seeded(self.settings.seed, self.settings.seeds, purpose)

    # ---- training -------------------------------------------------------------------------------------------------

    def step(self) -> None:
        """One step of the autoencoders, or of the classifiers once pretraining is over."""
        if self.step_count < self.settings.pretraining:
            super().step()
            return
        if self.classifiers is None:
            self._begin_classifiers()
        places = torch.stack([order.next() for order in self.labelled_orders])
        chosen = self.labelled[self.copies, places]  # [S, N]
        loss = self.classifiers.loss(self.train[chosen], self.labels[chosen])
        check_finite(self.step_count + 1, {"loss": loss.item()})
        self.classifiers.step(loss, self.settings.classifier_rate)
        self.step_count += 1

    def _begin_classifiers(self) -> None:
        self.classifiers = Classifiers(
            self.initial, self.model.encoder, self.last, self.model.activation, self.settings.optimizer
        )

    def batch(self) -> Tensor:
        """The next images of each copy: [S, N, P]."""
        return self.train[torch.stack([order.next() for order in self.orders])]

    def loss(self, x: Tensor) -> Tensor:
        """Squared error a pixel of what comes back of corrupted images, summed over the copies: [S, N, P] → []."""
        return mean_squared_error(self.model.every(self.corrupted(x)), x) * len(x)

    def corrupted(self, x: Tensor) -> Tensor:
        """Each pixel is switched off with the probability `corruption` (Vincent et al. 2008): [S, N, P] → [S, N, P]."""
        if not self.settings.corruption:
            return x
        return torch.stack([off(part, self.settings.corruption, g) for part, g in zip(x, self.off, strict=True)])

    def load(self, state: Mapping[str, np.ndarray]) -> None:
        """Take over the arrays of `state()`."""
        self.classifiers = None
        if any(name.startswith("classifiers.") for name in state):
            self._begin_classifiers()
        super().load(state)

    def _tensors(self) -> dict[str, Tensor]:
        if self.classifiers is None:
            return super()._tensors()
        return super()._tensors() | {f"classifiers.{k}": v for k, v in self.classifiers.tensors().items()}

    # ---- measuring ------------------------------------------------------------------------------------------------

    def error_of(self, examples: Tensor) -> float:
        """Mean squared error a pixel, mean over the copies: [N, P] → float."""
        total = 0.0
        for part in examples.split(CHUNK):
            x = part.expand(self.settings.seeds, -1, -1)
            total += float(mean_squared_error(self.model.every(x), x)) * len(part)
        return total / len(examples)

    def measure(self) -> tuple[dict[str, float], dict[str, np.ndarray]]:
        """Of the first copy: the map, what comes back, what each classifier tells; of all of them the accuracies."""
        scalars, arrays = super().measure()
        if self.classifiers is None:
            return scalars, arrays
        arrays["map"] = half(code_map(self.classifiers.codes(self.test[:MAPPED]), self.reference).numpy())
        told = self.classifiers.predict(self.test[:MAPPED])[:, 0]  # [3, M]
        arrays["told"] = told.to(torch.uint8).numpy()
        of_seeds = self.accuracies(self.test[:JUDGED], self.test_labels[:JUDGED])
        seeds = {f"seed_{arm}": half(values) for arm, values in zip(ARMS, of_seeds, strict=True)}
        return scalars | compare(*of_seeds), arrays | seeds

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """As a frame's scalars, on all images."""
        scalars = super().evaluate()
        if self.classifiers is None:
            return scalars
        return scalars | compare(*self.accuracies(self.test, self.test_labels))

    def accuracies(self, x: Tensor, labels: Tensor) -> np.ndarray:
        """Share of images whose class each classifier tells, in the order of ARMS: [N, P], [N] → float64 [3, S]."""
        parts = zip(x.split(CHUNK), labels.split(CHUNK), strict=True)
        hits = sum((self.classifiers.predict(some) == wanted).sum(2) for some, wanted in parts)
        return hits.numpy() / len(x)

    def static(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Facts, the test images, and the labelled images of the first copy."""
        facts, arrays = super().static()
        first = self.labelled[0, :DRAWN]
        first = first[self.labels[first].argsort(stable=True)].numpy()
        of_copies = {"judged": min(JUDGED, len(self.test)), "unlabelled": len(self.train), "arms": list(ARMS)}
        images = self.data.train_images.reshape(len(self.train), -1)
        labelled = {"labelled": images[first], "labelled_labels": self.data.train_labels[first]}
        return facts | of_copies, arrays | labelled

    @query
    @torch.no_grad()
    def reconstruct(self, images: np.ndarray) -> dict[str, np.ndarray]:
        """Codes of images and what comes back, by the first copy; the error is the mean over the copies.

        uint8 [N, P] → codes [N, K], pixels uint8 [N, P], mse [N].
        """
        answer = super().reconstruct(images)
        x = self.asked(images)
        errors = (self.model.every(x.expand(self.settings.seeds, -1, -1)) - x).square().mean(2)  # [S, N]
        return answer | {"mse": errors.mean(0).numpy()}

    sources = (AutoencoderCopies, Classifiers, draw_labelled, paired_t_test, ImageAutoencoderTrainer.step)


def compare(scratch: np.ndarray, finetuned: np.ndarray, frozen: np.ndarray) -> dict[str, float]:
    """Each arm's accuracy, mean over the seeds, and what the pretrained ones gain, paired over them: [S] each."""
    scalars = {"accuracy": float(finetuned.mean()), "accuracy_scratch": float(scratch.mean())}
    for suffix, name, values in (("", "finetuned", finetuned), ("_frozen", "frozen", frozen)):
        gain, error, p = paired_t_test(values, scratch)
        scalars |= {f"gain{suffix}": gain, f"gain{suffix}_se": error, f"p_value{suffix}": p}
        scalars[f"accuracy_{name}"] = float(values.mean())
    return scalars
