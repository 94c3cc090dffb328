"""Trains the linear autoencoder, or one with bends, beside PCA with a code of the same size."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.data.clouds import make_cloud
from core.data.images import load_images, to_unit
from core.models.autoencoder import Autoencoder
from core.models.pca import PCA
from core.objectives.reconstruction import psnr
from core.objectives.subspaces import angles_between, principal_angles
from core.settings.linear_ae import CLOUDS, LinearAESettings
from core.training.autoencoder import MAPPED, SHOWN, AutoencoderTrainer, pictures, signed_pictures
from core.training.image_autoencoder import image_static
from core.training.trainer import half

GRID = 13  # points along each side of a drawn surface
SMALL = 8  # side of images that are kept in double precision
CURVE = 32  # largest code of PCA's curve
ASIDE = (0.25, 0.6, 0.75)  # from where a cloud is looked at: along PCA's axes, the third across its plane
DRAWN = 16  # axes that are drawn as pictures


class LinearAETrainer(AutoencoderTrainer):
    """P coordinates or pixels, K numbers a code; in double precision, so that PCA's optimum can be reached.

    Images of 28×28 pixels are in single precision: twice as fast, at half the memory.
    """

    settings: LinearAESettings

    def __init__(self, settings: LinearAESettings):
        self.is_cloud = settings.dataset in CLOUDS
        self.data = make_cloud(settings.dataset, settings.seed) if self.is_cloud else load_images(settings.dataset)
        if self.is_cloud:
            train, test = torch.from_numpy(self.data.train), torch.from_numpy(self.data.test)
        else:
            train, test = (torch.from_numpy(to_unit(x)) for x in (self.data.train_images, self.data.test_images))
            if self.data.side <= SMALL:
                train, test = train.double(), test.double()
        generator = torch.Generator().manual_seed(settings.seed)
        hidden = [settings.hidden] if settings.hidden else []
        sizes = [train.shape[1], *hidden, settings.code_size]
        model = Autoencoder(sizes, settings.activation, generator).to(train.dtype)
        super().__init__(settings, train, test, model, generator)
        if self.is_cloud:
            self.peak = float(train.max() - train.min())
        self.pca = PCA(train)

    # ---- measuring ------------------------------------------------------------------------------------------------

    @torch.no_grad()
    def measure(self) -> tuple[dict[str, float], dict[str, np.ndarray]]:
        """PCA's errors, the angle to its plane where the decoder has one, and pictures of what is learned."""
        codes = self.model.encode(self.test[:MAPPED])
        scalars, arrays = dict(self.pca_errors), {"codes": half(codes.numpy())}
        if self.settings.affine:
            axes, components = self.axes(), self.pca.components[: self.settings.code_size]
            scalars["principal_angle"] = float(principal_angles(axes, components)[0])
            arrays["angles"] = half(angles_between(axes, components).numpy())
            arrays["axes"] = half(axes.numpy()) if self.is_cloud else signed_pictures(axes[:DRAWN])
        if self.is_cloud:
            code = self.model.encode(self.train)
            arrays["surface"] = half(surface(code, self.model.decode).numpy())
            arrays["reconstructions"] = half(self.model.decode(code[:MAPPED]).numpy())
        else:
            arrays["reconstructions"] = pictures(self.model.decode(self.model.encode(self.test[:SHOWN])))
        return scalars, arrays

    def axes(self) -> Tensor:
        """The directions in which an affine decoder moves its output, one a number of the code: [K, P]."""
        code = torch.eye(self.settings.code_size, dtype=self.train.dtype)
        return self.model.decode(code) - self.model.decode(torch.zeros_like(code))

    @cached_property
    def pca_errors(self) -> dict[str, float]:
        """The errors of PCA with a code of the same size, on the examples that frames measure."""
        return self._pca_errors(self.measured)

    def _pca_errors(self, most: int | None) -> dict[str, float]:
        scalars = {}
        for prefix, examples in (("pca_", self.train), ("pca_test_", self.test)):
            mse = float(self.pca.errors(examples[:most], self.settings.code_size)[-1])
            scalars |= {f"{prefix}mse": mse, f"{prefix}psnr": psnr(mse, self.peak)}
        return scalars

    def evaluate(self) -> dict[str, float]:
        """As a frame's scalars, on all examples."""
        return super().evaluate() | self._pca_errors(None)

    def static(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """The data that are drawn, and what PCA does with them."""
        k, test = self.settings.code_size, self.test[:MAPPED]
        most = min(CURVE, self.train.shape[1])
        measured = [min(self.measured, len(examples)) for examples in (self.train, self.test)]
        facts = {
            "note": self.data.note,
            "measured": measured,
            "parameters": sum(p.numel() for p in self.parameters),
            "peak": self.peak,
        }
        arrays = {
            "pca_codes": self.pca.encode(test, k).float().numpy(),
            "pca_curve": self.pca.errors(self.train[: self.measured], most).numpy(),
            "pca_test_curve": self.pca.errors(self.test[: self.measured], most).numpy(),
        }
        if self.is_cloud:
            facts |= self._view()
            flat = surface(self.pca.encode(self.train, k), self.pca.decode)
            arrays["pca_axes"] = self.pca.components[:k].float().numpy()
            return facts, arrays | {"points": self.train[:MAPPED].float().numpy(), "pca_surface": flat.float().numpy()}
        of_images, images = image_static(self.data)
        arrays["pca_axes"] = signed_pictures(self.pca.components[: min(k, DRAWN)])
        arrays["pca_reconstructions"] = pictures(self.pca.decode(self.pca.encode(test[:SHOWN], k)))
        return facts | of_images, arrays | images

    def _view(self) -> dict[str, Any]:
        """How a cloud is looked at: its middle, how far it reaches, and a direction that is aside from PCA's plane."""
        towards = torch.tensor(ASIDE, dtype=torch.float64) @ self.pca.components
        towards *= torch.sign(towards[2]) / towards.norm()  # from above: the third coordinate points upwards
        reach = (self.train[:MAPPED] - self.pca.mean).norm(dim=1).max()
        return {"aside": towards.tolist(), "middle": self.pca.mean.tolist(), "reach": float(reach)}

    sources = (Autoencoder, PCA, principal_angles, AutoencoderTrainer.step)


def surface(code: Tensor, decode: Callable[[Tensor], Tensor]) -> Tensor:
    """What becomes of a grid over the range of all codes: [N, 2] → [GRID, GRID, P]."""
    ticks = [torch.linspace(float(c.min()), float(c.max()), GRID, dtype=code.dtype) for c in code.unbind(1)]
    return decode(torch.cartesian_prod(*ticks)).unflatten(0, (GRID, GRID))
