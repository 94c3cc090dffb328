"""Questions about mixing: two faces' styles in one, where each attribute comes from, and what each layer changes."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.data.faces import BY_NAME
from core.models.stylegan import crossover_mask, mix
from core.settings.stylegan import GROUPS, group_of
from core.training.face_agreement import origins, tolerances
from core.training.face_pixels import to_pixels
from core.training.style_drawing import StyleDrawing
from core.training.trainer import query

ROWS, COLUMNS = 3, 4  # sources A and sources B on the stage
PAIRS = 100  # of faces from which it is measured where attributes come from, where a page waits for the answer
REPORTED = (3, 300)  # seeds, and pairs of each, from which it is measured for what is shipped
CHANGED = 32  # pairs of faces from which it is measured what a layer changes


def prepared_masks(sides: list[int]) -> Tensor:
    """The choices of layers from B that are prepared ahead, each once: bool [M, L]; sides: of the layers [L].

    Every crossover, with the later layers from B and with the earlier ones, and the coarse, middle and fine ones alone.
    """
    layers = len(sides)
    later = crossover_mask(torch.arange(layers + 1), layers)
    alone = torch.tensor([[group_of(side, sides[-1]) == group for side in sides] for group in GROUPS])
    rows = torch.cat([later, ~later, alone]).tolist()
    return torch.tensor(sorted(set(map(tuple, rows))))


class StyleMixing(StyleDrawing):
    """Mixes styles of the average generator."""

    @property
    def masks(self) -> Tensor:
        """As `prepared_masks`."""
        return prepared_masks(self.averaged.synthesis.layer_sides)

    def source_styles(self, seed: int, a: int, b: int, psi: float) -> tuple[Tensor, Tensor]:
        """Styles of a faces and of b others: [a, L, W], [b, L, W]."""
        return self.styles_of(self.draw_latents(a + b, seed), psi).split([a, b])

    def mixtures(self, a: Tensor, b: Tensor, from_b: Tensor) -> np.ndarray:
        """Every A with every B, all with the same noise: [A, L, W], [B, L, W], bool [L] → uint8 [A·B, P]."""
        rows = mix(a[:, None], b[None], from_b).flatten(0, 1)
        return to_pixels(self.draw(rows, one_noise=True))

    @query
    @torch.no_grad()
    def mixing(self, seed: int, psi: float) -> dict[str, np.ndarray]:
        """Every source A with every source B, for every choice of layers that is prepared ahead.

        a, b: the sources uint8 [ROWS, P], [COLUMNS, P], P = S·S·3; masks bool [M, L]: the layers from B;
        mixed uint8 [M, ROWS · COLUMNS, P]; sides [L]: of the layers' maps.
        """
        a, b = self.source_styles(seed, ROWS, COLUMNS, psi)
        return {
            "a": to_pixels(self.draw(a, one_noise=True)),
            "b": to_pixels(self.draw(b, one_noise=True)),
            "masks": self.masks.numpy(),
            "mixed": np.stack([self.mixtures(a, b, mask) for mask in self.masks]),
            "sides": np.array(self.averaged.synthesis.layer_sides),
        }

    @query
    @torch.no_grad()
    def mixed(self, seed: int, psi: float, from_b: list[bool]) -> dict[str, np.ndarray]:
        """The same sources with any choice of layers from B: mixed uint8 [ROWS · COLUMNS, P]."""
        layers = self.averaged.layers
        if not isinstance(from_b, list) or len(from_b) != layers or not all(type(flag) is bool for flag in from_b):
            raise ValueError(f"from_b={from_b}: allowed is a list of {layers} times true or false")
        a, b = self.source_styles(seed, ROWS, COLUMNS, psi)
        return {"mixed": self.mixtures(a, b, torch.tensor(from_b))}

    @query
    @torch.no_grad()
    def origin(self, seed: int, psi: float, n: int = PAIRS) -> dict[str, np.ndarray]:
        """Where mixtures of n pairs have each attribute from, for every choice of layers that is prepared ahead.

        masks bool [M, L]; shares float32 [M, attributes, 3]: from A, from B, from neither (nan where no pair differs);
        pairs int [attributes]: how many of the pairs differ.
        """
        a, b = self.source_styles(seed, n, n, psi)
        read = [self.measure.read(self.as_faces(self.draw(mix(a, b, mask)))).values for mask in self.masks]
        of_a, of_b = read[0], read[-1]  # the masks are sorted: no layer from B, and all of them
        tolerance = tolerances(self.measure.errors)
        found = [origins(of_a, of_b, values, tolerance) for values in read]
        shares = [[(one[name].a, one[name].b, one[name].neither) for name in BY_NAME] for one in found]
        return {
            "masks": self.masks.numpy(),
            "shares": np.array(shares, np.float32),
            "pairs": np.array([found[0][name].pairs for name in BY_NAME]),
        }

    @query
    @torch.no_grad()
    def changed(self, seed: int, psi: float) -> dict[str, np.ndarray]:
        """How much each layer's style alone changes each pixel: float32 [L, S, S], in grey levels of 255.

        The mean, over CHANGED pairs and the three colours, of the difference that B's style in this layer makes.
        """
        a, b = self.source_styles(seed, CHANGED, CHANGED, psi)
        plain = self.draw(a, one_noise=True)
        one_layer = torch.eye(self.averaged.layers, dtype=torch.bool)
        heat = [(self.draw(mix(a, b, mask), one_noise=True) - plain).abs().mean((0, 1)) for mask in one_layer]
        return {"heat": (torch.stack(heat) * 127.5).numpy()}

    def report(self) -> dict[str, Any]:
        """`origin` of more pairs, as "mixing": for a JSON file, so None stands where no pair differs.

        deviation: the largest, over the choices of layers and the attributes, of B's share between the seeds.
        """
        seeds, n = REPORTED
        found = [self.origin(seed, 1.0, n) for seed in range(seeds)]
        pairs = np.array([one["pairs"] for one in found])  # [seeds, attributes]
        shares = np.array([one["shares"] for one in found], float)  # [seeds, M, attributes, 3]
        mean = (np.nan_to_num(shares) * pairs[:, None, :, None]).sum(0) / pairs.sum(0)[:, None].clip(1)
        known = pairs.sum(0) > 0
        return super().report() | {
            "mixing": {
                "masks": found[0]["masks"].tolist(),
                "shares": [
                    [row if there else None for row, there in zip(rows, known, strict=True)]
                    for rows in mean.round(4).tolist()
                ],
                "pairs": pairs.sum(0).tolist(),
                "deviation": round(float(np.nanmax(shares[..., 1].std(0, ddof=1))), 4),
            }
        }
