"""What all trainers of autoencoders for images share: the same held-out images, their codes, questions about them."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor, nn

from core.data.images import ImageData, load_images, to_unit
from core.models.pca import PCA
from core.settings.images import ImageSettings
from core.training.autoencoder import MAPPED, SHOWN, AutoencoderTrainer, pictures
from core.training.code_map import code_map
from core.training.interpolation import linear_path
from core.training.trainer import check_place, half, query


class ImageAutoencoderTrainer(AutoencoderTrainer):
    """N images a batch, P pixels from 0 to 1 each, K numbers a code.

    A lesson's own trainer makes the model, and adds what it measures beside the errors.
    """

    settings: ImageSettings
    measured: ClassVar[int] = 500  # so that a frame costs little more than a few steps

    def __init__(self, settings: ImageSettings):
        self.data: ImageData = load_images(settings.dataset)
        learned = self.data.train_images[: self.most_examples(settings)]
        train, test = (torch.from_numpy(to_unit(x)) for x in (learned, self.data.test_images))
        generator = torch.Generator().manual_seed(settings.seed)
        super().__init__(settings, train, test, self.make_model(settings, generator), generator)
        mapped = self.test[:MAPPED]
        self.reference = PCA(mapped).encode(mapped, 2)  # [M, 2]: what keeps maps of codes from turning about

    def most_examples(self, settings: ImageSettings) -> int | None:
        """How many of the training images are learned; None for all of them."""
        return None

    @abstractmethod
    def make_model(self, settings: ImageSettings, generator: torch.Generator) -> nn.Module:
        """The network for images of `self.data`: `encode` [N, P] → [N, K], `decode` [N, K] → [N, P]."""

    @property
    @torch.no_grad()
    def code_size(self) -> int:
        """Numbers in the code."""
        return self.model.encode(self.test[:1]).shape[1]

    # ---- measuring ------------------------------------------------------------------------------------------------

    def measure(self) -> tuple[dict[str, float], dict[str, np.ndarray]]:
        """The map of the codes, and what comes back of the first test images: [M, 2], uint8 [SHOWN, P]."""
        codes = self.model.encode(self.test[:MAPPED])
        arrays = {
            "map": half(code_map(codes, self.reference).numpy()),
            "reconstructions": pictures(self.reconstruction(self.test[:SHOWN])),
        }
        return {}, arrays

    def static(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Facts, and the test images whose codes frames carry, with their labels."""
        facts, arrays = image_static(self.data)
        of_model = {
            "code_size": self.code_size,
            "parameters": sum(p.numel() for p in self.model.parameters()),
            "measured": [min(self.measured, len(examples)) for examples in (self.train, self.test)],
        }
        return facts | of_model, arrays

    # ---- questions ------------------------------------------------------------------------------------------------

    @query
    @torch.no_grad()
    def decode(self, codes: np.ndarray) -> dict[str, np.ndarray]:
        """Pictures of codes: float [N, K] → pixels uint8 [N, P]."""
        codes = np.asarray(codes, np.float32)
        if codes.ndim != 2 or codes.shape[1] != self.code_size:
            raise ValueError(f"codes have shape {codes.shape}; expected (N, {self.code_size})")
        return {"pixels": pictures(self.model.decode(torch.from_numpy(codes.copy())))}

    @query
    @torch.no_grad()
    def reconstruct(self, images: np.ndarray) -> dict[str, np.ndarray]:
        """Codes of images and what comes back: uint8 [N, P] → codes [N, K], pixels uint8 [N, P], mse [N]."""
        x = self.asked(images)
        back = self.reconstruction(x)
        error = (back - x).square().mean(1)
        return {"codes": self.model.encode(x).numpy(), "pixels": pictures(back), "mse": error.numpy()}

    def asked(self, images: np.ndarray) -> Tensor:
        """Images that a question is about: uint8 [N, P] → [N, P]. Raises ValueError where they have another size."""
        images = np.asarray(images)
        if images.ndim != 2 or images.shape[1] != self.train.shape[1]:
            raise ValueError(f"images have shape {images.shape}; expected (N, {self.train.shape[1]})")
        return torch.from_numpy(to_unit(images))

    @query
    @torch.no_grad()
    def interpolate(self, first: int, second: int, n: int) -> dict[str, np.ndarray]:
        """Pictures on the straight line between the codes of two test images, both included: uint8 [n, P]."""
        check_place("first", first, len(self.test))
        check_place("second", second, len(self.test))
        a, b = self.model.encode(self.test[[first, second]])
        return {"pixels": pictures(self.model.decode(linear_path(a, b, n)))}


def image_static(data: ImageData) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """What a page needs of images once a run: facts, and the test images whose codes frames carry, with labels."""
    images = data.test_images[:MAPPED]
    facts = {"side": data.side, "classes": list(data.classes), "note": data.note}
    return facts, {"labels": data.test_labels[:MAPPED], "images": images.reshape(len(images), -1)}
