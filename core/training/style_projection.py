"""Projection: the style whose face comes nearest to a given one, found by descending on their difference.

As in StyleGAN2 (Karras et al. 2020, appendix D), with pixels and the attribute reader's features in place of LPIPS, and
one fixed noise. Both parts of the loss are in units of what two unrelated drawn faces differ by.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.data.faces import faces
from core.training.face_pixels import flat, to_network, to_pixels
from core.training.optimizers import Optimizer
from core.training.style_survey import StyleSurvey
from core.training.trainer import check_number, query

STEPS = 150  # of a whole projection
AT_ONCE = 25  # steps of one question
MOST_FACES = 8  # that are projected at once
REPORTED = 5000  # number of the first face whose projection is measured for what is shipped
RATE = 0.1  # of Adam, at first; a cosine takes it to 0


class StyleProjection(StyleSurvey):
    """Looks for faces among the styles of the average generator."""

    def differences(self, images: Tensor, wanted: Tensor, features: Tensor) -> Tensor:
        """Between faces [N, 3, S, S] and the wanted ones, which have features [N, F]: [2, N], 1 of unrelated ones.

        Mean squared difference of pixels, and squared distance of the reader's features.
        """
        pixels, of_features = self.unrelated
        return torch.stack(
            [
                (images - wanted).square().mean((1, 2, 3)) / pixels,
                (self.features_of(images) - features).square().sum(1) / of_features,
            ]
        )

    @query
    def project(
        self, wanted: np.ndarray, each_layer: bool, done: int = 0, state: np.ndarray | None = None
    ) -> dict[str, Any]:
        """AT_ONCE further steps of a projection: faces uint8 [N, S·S·3], their number of steps so far and its state.

        Begins at the middle of w. each_layer: a style for each layer, R = L, else one for all, R = 1.
        state float32 [3, N, R, W]: styles, and what Adam remembers; None at first. Answers done and state for the next
        question, pixels uint8 [N, S·S·3], losses float32 [AT_ONCE, 2, N] before each step, as `differences`, and left
        [2, N], those of the pixels that are answered.
        """
        target = self._wanted(wanted)
        if done not in range(0, STEPS, AT_ONCE):
            raise ValueError(f"done={done}: allowed is one of {', '.join(map(str, range(0, STEPS, AT_ONCE)))}")
        rows = self.averaged.layers if each_layer else 1
        shape = (3, len(target), rows, len(self.averaged.middle))
        if state is None:
            start = torch.zeros(shape)
            start[0] = self.averaged.middle
        else:
            start = self._state(state, shape)
        w, *remembered = start.unbind()
        w = w.clone().requires_grad_()
        optimizer = Optimizer("adam", [w])
        optimizer.slots = {"mean": [remembered[0]], "square": [remembered[1]]}
        optimizer.steps[0].fill_(done)
        with torch.no_grad():
            features = self.features_of(target)
        losses = []
        for step in range(done, done + AT_ONCE):
            parts = self.differences(self._faces(w), target, features)
            losses.append(parts.detach())
            rate = RATE * (1 + math.cos(math.pi * step / STEPS)) / 2
            optimizer.step(torch.autograd.grad(parts.sum(), [w]), rate)
        state = torch.stack([w.detach(), *remembered])
        if not torch.isfinite(state).all():
            raise ValueError("the descent lost its way: a generator that has learned nothing has no slope to follow")
        with torch.no_grad():
            images = self._faces(w).clamp(-1, 1)
            left = self.differences(images, target, features)
        return {
            "done": done + AT_ONCE,
            "steps": STEPS,
            "state": state.numpy(),
            "pixels": to_pixels(images),
            "losses": torch.stack(losses).numpy(),
            "left": left.numpy(),
        }

    @query
    def targets(self, kind: str, first: int, n: int) -> dict[str, np.ndarray]:
        """Faces to be projected: uint8 [n, S·S·3]. kind: "drawn", held-out ones from number `first` on, or "generated",
        of the latents of seed `first`, with the noise that projections have."""
        check_number("n", n, 1, MOST_FACES, whole=True)
        if kind == "drawn":
            return {"pixels": flat(faces(range(first, first + n), self.settings.side, "test").images)}
        if kind == "generated":
            return {"pixels": self.pixels_of(self.draw_latents(n, first))}
        raise ValueError(f"kind={kind}: allowed is one of drawn, generated")

    def report(self) -> dict[str, Any]:
        """What projections of MOST_FACES faces of each kind leave, as "projection": mean and standard error.

        By kind and whether each layer has its own style: of the pixels and of the features, as `differences`.
        """
        found = {}
        for kind in ("drawn", "generated"):
            wanted = self.targets(kind, REPORTED, MOST_FACES)["pixels"]
            for each_layer in (False, True):
                answer = self.project(wanted, each_layer)
                while answer["done"] < STEPS:
                    answer = self.project(wanted, each_layer, answer["done"], answer["state"])
                left = answer["left"]  # [2, N]
                spread = left.std(1, ddof=1) / left.shape[1] ** 0.5
                name = f"{kind}, {'a style for each layer' if each_layer else 'one style'}"
                found[name] = np.stack([left.mean(1), spread], 1).astype(float).round(4).tolist()
        return super().report() | {"projection": found}

    def _faces(self, w: Tensor) -> Tensor:
        """Styles [N, R, W] → [N, 3, S, S], face i always with the same noise."""
        return self.averaged.synthesis(w.expand(-1, self.averaged.layers, -1), self.shown_noise(len(w)))

    def _wanted(self, wanted: np.ndarray) -> Tensor:
        side = self.settings.side
        if wanted.dtype != np.uint8 or wanted.ndim != 2 or wanted.shape[1] != side * side * 3:
            raise ValueError(
                f"faces of shape {wanted.shape} and type {wanted.dtype}; expected uint8 (N, {side**2 * 3})"
            )
        if not 1 <= len(wanted) <= MOST_FACES:
            raise ValueError(f"{len(wanted)} faces: allowed are 1 to {MOST_FACES}")
        return to_network(wanted.reshape(-1, side, side, 3))

    @staticmethod
    def _state(state: np.ndarray, shape: tuple[int, ...]) -> Tensor:
        if state.shape != shape or not np.isfinite(state).all():
            raise ValueError(f"a state of shape {state.shape}; expected finite numbers {shape}")
        return torch.from_numpy(state.astype(np.float32))
