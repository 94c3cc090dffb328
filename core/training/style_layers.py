"""Questions about what happens inside the generator: AdaIN on one map, noise, truncation, every layer's maps."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.data.faces import faces
from core.models.stylegan import adain, instance_norm
from core.objectives.manifolds import precision_and_recall
from core.training.autoencoder import signed_pictures
from core.training.draws import of_question
from core.training.face_gan import CHUNK
from core.training.face_measures import FaceMeasure
from core.training.face_pixels import to_pixels
from core.training.style_drawing import OF_JUDGED, OF_NOISES, StyleDrawing
from core.training.trainer import check_number, check_place, half, query

NOISES = 100  # drawn for the deviation of a pixel
EXAMPLES = 6  # of them shown
FACES = 6  # whose truncation is shown
PSIS = (-1.0, -0.5, 0.0, 0.25, 0.5, 0.7, 1.0, 1.25, 1.5)  # truncations looked at
JUDGED, AT_ONCE = 2000, 1000  # faces of each truncation that are measured; latents of one seed
FIRST = 10  # of these seeds: others draw the faces that are surveyed
MOST_BY_HAND = 100.0  # of a style's numbers
MAPS = 8  # of a layer, shown
WIDEST = 16  # cells along a side of a map that is shown in the network's picture


@cache
def drawn_features(side: int) -> tuple[np.ndarray, tuple[float, float]]:
    """Drawn faces that nobody has learned from: features [JUDGED, F]; quality and variety that as many others have."""
    known, others = FaceMeasure(side).features(faces(range(2 * JUDGED), side, "test").images).reshape(2, JUDGED, -1)
    return known, precision_and_recall(known, others)


class StyleLayers(StyleDrawing):
    """Looks into the layers of the average generator."""

    def one_face(self, seed: int, psi: float) -> Tensor:
        """Styles of the face of that seed: [1, L, W]."""
        return self.styles_of(self.draw_latents(1, seed), psi)

    @query
    @torch.no_grad()
    def adain(
        self, seed: int, psi: float, layer: int, channel: int, by_hand: tuple[float, float] | None = None
    ) -> dict[str, Any]:
        """One map of one layer before AdaIN, normalised, and styled: maps float32 [3, h, h].

        mean, deviation [3]: theirs; scale: s + 1, and shift: b, of the style; pixels uint8 [1, P]: the face. by_hand:
        another scale and shift for this map, with which styled map and face then are; scale and shift stay the style's.
        """
        synthesis = self.averaged.synthesis
        check_place("layer", layer, self.averaged.layers)
        check_place("channel", channel, len(synthesis.layers[layer].bias))
        rows, noise = self.one_face(seed, psi), self.shown_noise(1)
        below = synthesis.maps(rows, noise)[layer - 1] if layer else synthesis.constant
        before = synthesis.layers[layer].activated(below, noise and noise[layer])
        style = synthesis.layers[layer].style(rows[:, layer])
        own_scale, own_shift = (float(part[0, channel]) for part in (style.chunk(2, 1)[0] + 1, style.chunk(2, 1)[1]))
        styled = adain(before, style)
        if by_hand is not None:
            scale, shift = by_hand
            check_number("scale", scale, -MOST_BY_HAND, MOST_BY_HAND)
            check_number("shift", shift, -MOST_BY_HAND, MOST_BY_HAND)
            styled[0, channel] = instance_norm(before)[0, channel] * scale + shift
        maps = torch.stack([x[0, channel] for x in (before, instance_norm(before), styled)])
        x = styled
        for i in range(layer + 1, self.averaged.layers):
            x = synthesis.layers[i](x, rows[:, i], noise and noise[i])
        return {
            "maps": maps.numpy(),
            "mean": maps.mean((1, 2)).numpy(),
            "deviation": maps.std((1, 2), correction=0).numpy(),
            "scale": own_scale,
            "shift": own_shift,
            "pixels": to_pixels(synthesis.to_rgb[str(synthesis.sides[-1])](x)),
        }

    @query
    @torch.no_grad()
    def noises(self, seed: int, psi: float) -> dict[str, np.ndarray]:
        """One face with NOISES different noises: of every layer, and of the layers of one side alone.

        pixels uint8 [EXAMPLES, P]: with different noises; silent uint8 [1, P]: with none; alone uint8 [sides, P]: with
        one noise of this side's layers alone; deviation float32 [1 + sides, S, S]: of every pixel over the noises, in
        grey levels of 255, mean of the three colours, all layers first; strength float32 [L]: noise weights, rms.
        """
        if not self.settings.noise:
            raise ValueError("this generator has no noise inputs")
        synthesis, random = self.averaged.synthesis, of_question(seed, OF_NOISES)
        rows = self.one_face(seed, psi).expand(NOISES, -1, -1)
        noise = synthesis.draw_noise(NOISES, random)
        sides = synthesis.layer_sides
        masked = [[x * (side == one) for x, side in zip(noise, sides, strict=True)] for one in synthesis.sides]
        images = [synthesis(rows, given) for given in (noise, *masked)]
        silent = synthesis(rows[:1], None)
        weights = torch.stack([layer.noise_weight.square().mean().sqrt() for layer in synthesis.layers])
        return {
            "pixels": to_pixels(images[0][:EXAMPLES]),
            "silent": to_pixels(silent),
            "alone": to_pixels(torch.cat([x[:1] for x in images[1:]])),
            "deviation": torch.stack([x.std(0).mean(0) for x in images]).numpy() * 127.5,
            "strength": weights.numpy(),
            "sides": np.array(sides),
        }

    @query
    @torch.no_grad()
    def truncation(self, seed: int) -> dict[str, np.ndarray]:
        """FACES faces at every ψ of PSIS: psis [Q], pixels uint8 [Q, FACES, P]."""
        z = self.draw_latents(FACES, seed)
        shown = [to_pixels(self.draw(self.styles_of(z, psi), one_noise=True)) for psi in PSIS]
        return {"psis": np.array(PSIS), "pixels": np.stack(shown)}

    @query
    @torch.no_grad()
    def worth(self, psi: float) -> dict[str, float]:
        """Quality and variety of JUDGED faces at this truncation; floors: of as many drawn ones.

        Each face has noise of its own. Both measures fall with the number of faces, the floors do not: `faces` says it.
        """
        z = torch.cat([self.draw_latents(AT_ONCE, FIRST + i) for i in range(JUDGED // AT_ONCE)])
        random, synthesis = of_question(self.settings.seed, OF_JUDGED), self.averaged.synthesis
        shown = []
        for part in self.styles_of(z, psi).split(CHUNK):
            noise = synthesis.draw_noise(len(part), random) if self.settings.noise else None
            shown.append(self.measure.features(self.as_faces(synthesis(part, noise))))
        known, best = drawn_features(self.settings.side)
        quality, variety = precision_and_recall(known, np.concatenate(shown))
        floors = {"quality_floor": best[0], "variety_floor": best[1]}
        return {"quality": quality, "variety": variety, "faces": JUDGED, **floors}

    def report(self) -> dict[str, Any]:
        """`worth` of every ψ of PSIS, as "truncation"."""
        found = [{name: round(value, 4) for name, value in self.worth(psi).items()} for psi in PSIS]
        return super().report() | {"truncation": found}

    @query
    @torch.no_grad()
    def layers(self, seed: int, psi: float) -> dict[str, Any]:
        """What runs through the generator for one face: z [Z], w [W], middle [W], and pixels uint8 [1, P].

        Of layer i: `maps i` uint8 [MAPS, h²], signed; the style's `scale i` and `shift i` [C]. Of all: sides, channels,
        strength (of the noise, rms) [L].
        """
        z = self.draw_latents(1, seed)
        rows, noise, synthesis = self.styles_of(z, psi), self.shown_noise(1), self.averaged.synthesis
        answer: dict[str, Any] = {
            "z": z[0].numpy(),
            "w": rows[0, 0].numpy(),
            "middle": self.averaged.middle.numpy(),
            "pixels": to_pixels(self.draw(rows)),
            "sides": np.array(synthesis.layer_sides),
            "channels": np.array([len(layer.bias) for layer in synthesis.layers]),
            "strength": np.array([float(layer.noise_weight.square().mean().sqrt()) for layer in synthesis.layers]),
        }
        for i, (maps, layer) in enumerate(zip(synthesis.maps(rows, noise), synthesis.layers, strict=True)):
            scale, shift = layer.style(rows[:, i])[0].chunk(2)
            answer[f"maps {i}"] = signed_pictures(maps[0, :MAPS].flatten(1))
            answer |= {f"scale {i}": half((scale + 1).numpy()), f"shift {i}": half(shift.numpy())}
        return answer
