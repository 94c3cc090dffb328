"""Some thousand generated faces with their latents, their styles, and what the reader tells of them."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

from core.data.faces import faces
from core.models.equalized import pixel_norm
from core.models.face_reader import SIDE
from core.models.stylegan import spread
from core.training.face_pixels import to_network
from core.training.style_drawing import StyleDrawing
from core.training.trainer import check_place, query

PART = 500  # faces that are read at once: a question should not take longer
PARTS = 6
UNRELATED = 300  # drawn faces whose pixels' spread is measured


@dataclass(frozen=True, eq=False)
class Survey:
    """N generated faces. Z and W are the spaces' sizes."""

    z: Tensor  # [N, Z], brought to one length, as the mapping network takes it
    w: Tensor  # [N, W]
    values: dict[str, np.ndarray]  # by attribute, [N]: as `Faces.attributes`

    @classmethod
    def joined(cls, parts: list[Survey]) -> Self:
        """All faces of several."""
        values = {name: np.concatenate([part.values[name] for part in parts]) for name in parts[0].values}
        return cls(torch.cat([part.z for part in parts]), torch.cat([part.w for part in parts]), values)


KEPT: OrderedDict[tuple, Survey] = OrderedDict()  # parts of models that were read last, by weights and number
MOST_KEPT = 4 * PARTS


class StyleSurvey(StyleDrawing):
    """Reads generated faces; what was read of a model serves every run in the process with the same weights.

    So those who open the lesson's recorded model one after the other wait for it once.
    """

    def draw_w(self, w: Tensor) -> Tensor:
        """Faces with the same style in every layer: [N, W] → [N, 3, S, S]."""
        return self.draw(spread(w, self.averaged.layers))

    def read_w(self, w: Tensor) -> dict[str, np.ndarray]:
        """What the reader tells of these faces: [N, W] → [N] by attribute."""
        return self.measure.read(self.as_faces(self.draw_w(w))).values

    def features_of(self, images: Tensor) -> Tensor:
        """What the reader makes of faces on the way, differentiable: [N, 3, S, S] → [N, F]."""
        return self.measure.reader.model.features(avg_pool2d(images, images.shape[-1] // SIDE))

    @cached_property
    def unrelated(self) -> tuple[float, float]:
        """What two drawn faces that have nothing to do with each other differ by: E|a − b|² = 2 Var.

        The mean squared difference of pixels in −1…1, and the squared distance of the reader's features.
        """
        pixels = to_network(faces(range(UNRELATED), self.settings.side, "test").images)
        return 2 * float(pixels.var(0).mean()), 2 * float(np.trace(self.measure.reference.covariance))

    @query
    def survey(self, part: int) -> dict[str, int]:
        """Read one part, if it isn't yet: so that no question about all of them has to do it at once."""
        check_place("part", part, PARTS)
        self._part(part)
        return {"faces": PART, "parts": PARTS}

    def surveyed(self) -> Survey:
        """All parts."""
        return Survey.joined([self._part(part) for part in range(PARTS)])

    @torch.no_grad()
    def _part(self, part: int) -> Survey:
        key = (*self.identity(), part)
        if key not in KEPT:
            z = self.draw_latents(PART, part)
            w = self.averaged.mapping(z)
            KEPT[key] = Survey(pixel_norm(z), w, self.read_w(w))
            while len(KEPT) > MOST_KEPT:
                KEPT.popitem(last=False)
        return KEPT[key]

    def identity(self) -> tuple:
        """What the average generator's faces depend on: its weights, and the noise that they are drawn with."""
        weights = hashlib.sha256()
        for value in self.averaged.state_dict().values():
            weights.update(value.contiguous().numpy())
        return weights.digest(), self.settings.noise, self.settings.seed
