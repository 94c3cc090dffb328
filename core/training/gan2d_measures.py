"""How well generated points match a world: numbers with their noise floors, for each of S copies."""

from __future__ import annotations

import numpy as np

from core.data.points import EXTENT, HELD_OUT, World
from core.objectives.distances import Coverage, coverage, histogram, jensen_shannon, kullback_leibler, wasserstein

HELD = 0.02  # a mode is held by more than this share of the samples
FLOOR_ROUNDS = 6  # real samples that a noise floor is averaged over


class Measures:
    """Compares 2,500 generated points a copy with the world's 2,500 held-out ones."""

    def __init__(self, world: World, w1_points: int):
        """w1_points: how many points a W₁ is computed from (its cost grows faster than their square)."""
        self.world, self.w1_points = world, w1_points
        self.real = world.held_out
        self.real_histogram = histogram(self.real, EXTENT)
        random = np.random.RandomState(2)  # neither that of the training points nor that of the held-out ones
        rounds = [self._distances(world.sample(HELD_OUT, random)) for _ in range(FLOOR_ROUNDS)]
        # The same measures of other real samples: what a perfect generator scores.
        self.floors = {f"{name}_floor": float(np.mean([values[name] for values in rounds])) for name in rounds[0]}

    def _distances(self, points: np.ndarray) -> dict[str, float]:
        counts = histogram(points, EXTENT)
        return {
            "w1": wasserstein(self.real[: self.w1_points], points[: self.w1_points]),
            "js": jensen_shannon(self.real_histogram, counts),
            "kl": kullback_leibler(self.real_histogram, counts),
        }

    def __call__(self, points: np.ndarray) -> tuple[dict[str, float], dict[str, np.ndarray]]:
        """Points [S, 2500, 2] → scalars (means over the copies) and arrays of each copy.

        Scalars: w1, js, kl and their floors; in a world with K modes also modes, high_quality, modes_held,
        top_mode and top_share (of the first copy's commonest mode).
        """
        found = [self._distances(copy) for copy in points]
        scalars = {name: float(np.mean([values[name] for values in found])) for name in found[0]} | self.floors
        arrays = {}
        if len(points) > 1:
            arrays["seed_w1"] = np.array([values["w1"] for values in found], np.float16)
        if not self.world.has_modes:
            return scalars, arrays
        covered = [coverage(copy, self.world.modes, self.world.sigma) for copy in points]
        named, more = _coverage(covered)
        return scalars | named, arrays | more


def _coverage(covered: list[Coverage]) -> tuple[dict[str, float], dict[str, np.ndarray]]:
    shares = np.stack([copy.shares for copy in covered])  # [S, K]
    modes = np.array([copy.modes for copy in covered])
    quality = np.array([copy.high_quality for copy in covered])
    scalars = {
        "modes": float(modes.mean()),
        "high_quality": float(quality.mean()),
        "modes_held": float((shares > HELD).sum(1).mean()),
        "top_mode": int(shares[0].argmax()),
        "top_share": float(shares[0].max()),
    }
    arrays = {"mode_shares": shares.astype(np.float16)}
    if len(covered) > 1:
        arrays |= {
            "seed_modes": modes.astype(np.uint8),
            "seed_high_quality": quality.astype(np.float16),
            "seed_top_mode": shares.argmax(1).astype(np.uint8),
        }
    return scalars, arrays
