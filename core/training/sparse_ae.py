"""Trains the sparse autoencoder, and measures how its units are used."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

from core.data.patches import MIDDLE, SPREAD
from core.models.autoencoder import Autoencoder
from core.models.standardised import StandardisedAutoencoder
from core.objectives.reconstruction import mean_squared_error
from core.objectives.sparsity import kl_penalty, l1_penalty
from core.settings.sparse_ae import DEAD, QUIET, SparseAESettings
from core.training.autoencoder import AutoencoderTrainer, signed_pictures
from core.training.gabor import fit_gabors
from core.training.image_autoencoder import ImageAutoencoderTrainer
from core.training.trainer import check_place, half, query

COLUMNS = 200  # test images whose activations a frame carries, sorted by class
BINS = 20  # of the histogram of activations
FITTED = 160  # filters, the busiest, to which a Gabor function is fitted
LARGE = 20  # side from which on the filters of frames are drawn at half their size
EXCITING = 9  # images shown of those that a unit answers to most


class SparseAETrainer(ImageAutoencoderTrainer):
    """N images a batch, P pixels, K units of the code, each between 0 and 1; S test images sorted by class."""

    settings: SparseAESettings

    def __init__(self, settings: SparseAESettings):
        super().__init__(settings)
        labels = self.data.test_labels[: self.measured]
        each = COLUMNS // len(self.data.classes)
        self.columns = np.concatenate([np.flatnonzero(labels == c)[:each] for c in range(len(self.data.classes))])

    def make_model(self, settings: SparseAESettings, generator: torch.Generator) -> Autoencoder:
        """ReLU layers around a code of sigmoid units. Patches are given in standard deviations."""
        hidden = [settings.hidden] if settings.hidden else []
        sizes = [self.data.side**2, *hidden, settings.units]
        if settings.dataset == "patches":
            return StandardisedAutoencoder(sizes, "relu", generator, "sigmoid", MIDDLE, SPREAD)
        return Autoencoder(sizes, "relu", generator, code="sigmoid")

    # ---- training -------------------------------------------------------------------------------------------------

    def loss(self, x: Tensor) -> Tensor:
        """Mean squared error a pixel + weight · penalty of the activations: [N, P] → []."""
        activations = self.model.encode(x)
        error = mean_squared_error(self.model.decode(activations), x)
        if self.settings.penalty == "kl":
            return error + self.settings.weight * kl_penalty(activations, self.settings.rho)
        if self.settings.penalty == "l1":
            return error + self.settings.weight * l1_penalty(activations)
        return error

    def step(self) -> None:
        """One step down the gradient; then filters that are too long are cut back (Olshausen and Field 1996)."""
        super().step()
        if self.settings.filter_length:
            shorten(self.model.decoder[0].weight, self.settings.filter_length)

    # ---- measuring ------------------------------------------------------------------------------------------------

    def measure(self) -> tuple[dict[str, float], dict[str, np.ndarray]]:
        """How the units are used, and what each adds to a picture, the busiest unit first."""
        scalars, arrays = super().measure()
        activations = self.model.encode(self.test[: self.measured])  # [M, K]
        means = activations.mean(0)
        by_use = means.argsort(descending=True, stable=True)
        counts = torch.histc(activations, BINS, 0, 1)
        arrays |= {
            "units": (activations[self.columns].T * 255).round().to(torch.uint8).numpy(),  # [K, S]
            "means": half(means.numpy()),
            "dead": (activations.amax(0) < DEAD).to(torch.uint8).numpy(),
            "histogram": (counts / counts.sum()).numpy(),
            "by_use": by_use.to(torch.int16).numpy(),
            "filters": signed_pictures(self._small(self.filters(means)[by_use])),
        }
        return scalars | usage(activations), arrays

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """The errors on all images of both splits, and the use of the units on all test images."""
        return self._errors(None) | usage(self.model.encode(self.test))

    def filters(self, means: Tensor) -> Tensor:
        """What the output moves by when a unit goes from 0 to 1, the others at these activations: [K] → [K, P].

        Without hidden layers it is the unit's column of the decoder, whatever the others do.
        """
        on, off = means.repeat(len(means), 1), means.repeat(len(means), 1)  # [K, K], a row a unit
        on.fill_diagonal_(1)
        off.fill_diagonal_(0)
        return self.model.decode(on) - self.model.decode(off)

    def _small(self, filters: Tensor) -> Tensor:
        """Large pictures at half their size, so that a frame stays small: [K, P] → [K, P] or [K, P/4]."""
        side = self.data.side
        return filters if side < LARGE else avg_pool2d(filters.unflatten(1, (1, side, side)), 2).flatten(1)

    def static(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Which test images the columns of the activations are, beside what all images have."""
        facts, arrays = super().static()
        side = facts["side"] if facts["side"] < LARGE else facts["side"] // 2
        columns = {"columns": self.columns.astype(np.int16), "column_labels": self.data.test_labels[self.columns]}
        return facts | {"filter_side": side}, arrays | columns

    # ---- questions ------------------------------------------------------------------------------------------------

    @query
    @torch.no_grad()
    def unit(self, unit: int) -> dict[str, Any]:
        """One unit: its filter uint8 [1, P], the test images [9, P] that excite it most, their activations and labels.

        length: root of the filter's summed squares. mean: its activation over all test images.
        """
        check_place("unit", unit, self.code_size)
        activations = self.model.encode(self.test)
        filters = self.filters(activations.mean(0))[unit : unit + 1]
        strongest = activations[:, unit].topk(EXCITING)
        images = self.data.test_images.reshape(len(self.test), -1)
        return {
            "filter": signed_pictures(filters),
            "length": float(filters.norm()),
            "mean": float(activations[:, unit].mean()),
            "images": images[strongest.indices.numpy()],
            "activations": strongest.values.numpy(),
            "labels": self.data.test_labels[strongest.indices.numpy()],
        }

    @query
    @torch.no_grad()
    def decoder(self, image: int) -> dict[str, np.ndarray]:
        """All that is needed to decode a test image's code elsewhere: code [K], image uint8 [P], the layers' arrays."""
        check_place("image", image, len(self.test))
        layers = [{"weight": layer.weight.numpy(), "bias": layer.bias.numpy()} for layer in self.model.decoder]
        if isinstance(self.model, StandardisedAutoencoder):
            layers[-1]["bias"] = layers[-1]["bias"] + np.float32(self.model.middle)
        named = {f"decoder.{i}.{name}": array for i, layer in enumerate(layers) for name, array in layer.items()}
        code = self.model.encode(self.test[image : image + 1])[0].numpy()
        return named | {"code": code, "image": self.data.test_images[image].reshape(-1)}

    @query
    @torch.no_grad()
    def gabor(self) -> dict[str, np.ndarray]:
        """A Gabor function fitted to each of the busiest filters, F of them, of patches.

        units int [F]; r2, selectivity [F]; orientation [F] in degrees, frequency [F] in cycles a pixel; edges, short
        bool [F]; the filters less their means and the fitted functions as pictures uint8 [F, P].
        """
        if self.settings.dataset != "patches":
            raise ValueError(f"the data set is {self.settings.dataset}; edges are looked for in patches")
        means = self.model.encode(self.test).mean(0)
        units = means.argsort(descending=True, stable=True)[:FITTED]
        filters = self.filters(means)[units]
        fits = fit_gabors(filters)
        return {
            "units": units.numpy(),
            "r2": fits.r2.numpy(),
            "selectivity": fits.selectivity.numpy(),
            "orientation": fits.orientation.numpy(),
            "frequency": fits.frequency.numpy(),
            "edges": fits.edges.numpy(),
            "short": (fits.edges & fits.short).numpy(),
            "filters": signed_pictures(filters - filters.mean(1, keepdim=True)),
            "fits": signed_pictures(fits.pictures),
        }

    sources = (Autoencoder, l1_penalty, kl_penalty, loss, AutoencoderTrainer.step, step, filters, gabor)


@torch.no_grad()
def shorten(weight: Tensor, length: float) -> None:
    """Cut the columns of a decoder's weight [P, K] back to the length, where they are longer."""
    weight.mul_(length / weight.norm(dim=0).clamp_min(length))


def usage(activations: Tensor) -> dict[str, float]:
    """How much units are used: [N, K] → named numbers."""
    return {
        "mean_activation": float(activations.mean()),
        "quiet_share": float((activations < QUIET).float().mean()),
        "dead_units": float((activations.amax(0) < DEAD).sum()),
    }
