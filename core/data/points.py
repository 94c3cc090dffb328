"""Two-dimensional worlds: distributions over the plane whose density is known exactly.

Every world is an even mixture of round Gaussians, N(cᵢ, σ²): a few far apart (modes), or many along a curve, closer
together than σ, so that no beads can be seen. All lie within the square from −3 to 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

EXTENT = 3.0  # the square that is drawn and counted: [−EXTENT, EXTENT]²
TRAIN, HELD_OUT = 20_000, 2_500
CURVE = 500  # Gaussians along a curve


@dataclass(frozen=True, eq=False)
class World:
    """p(x) = mean over i of N(x; centres[i], σ² I)."""

    name: str
    centres: np.ndarray  # float64 [M, 2]
    sigma: float
    has_modes: bool  # whether the centres are modes of their own: far apart, and few
    note: str  # one sentence: what it is

    @property
    def modes(self) -> np.ndarray:
        """Centres of the modes: [K, 2]; K = 0 for a curve."""
        return self.centres if self.has_modes else self.centres[:0]

    def sample(self, n: int, random: np.random.RandomState) -> np.ndarray:
        """n points: float32 [n, 2]."""
        chosen = self.centres[random.randint(len(self.centres), size=n)]
        return (chosen + self.sigma * random.standard_normal((n, 2))).astype(np.float32)

    # RandomState, not default_rng: NumPy guarantees its stream across versions (NEP 19), and recordings rely on it.

    @cached_property
    def train(self) -> np.ndarray:
        """The points to learn from, the same for every run: float32 [20000, 2]."""
        return self.sample(TRAIN, np.random.RandomState(0))

    @cached_property
    def held_out(self) -> np.ndarray:
        """Points to compare with, never trained on: float32 [2500, 2]."""
        return self.sample(HELD_OUT, np.random.RandomState(1))

    def density(self, ticks: np.ndarray, blur: float = 0.0) -> np.ndarray:
        """p convolved with N(0, blur²) at (ticks[j], ticks[i]): [T] → [T, T], a density (integral 1)."""
        return kernel_density(self.centres, ticks, float(np.hypot(self.sigma, blur)))


def kernel_density(points: np.ndarray, ticks: np.ndarray, width: float) -> np.ndarray:
    """Mean of N(points[i], width²) at (ticks[j], ticks[i]): [N, 2], [T] → [T, T]; row 0 has the lowest y."""
    # A round Gaussian is the product of one along x and one along y, so the sum over points is a matrix product.
    along = np.exp(-0.5 * ((ticks[:, None, None] - points) / width) ** 2) / (np.sqrt(2 * np.pi) * width)  # [T, N, 2]
    return along[..., 1] @ along[..., 0].T / len(points)


def make_world(name: str, ring_modes: int = 8, points: Sequence[tuple[float, float]] = ()) -> World:
    """The world of that name.   ring_modes: used by "ring".   points: used by "points"."""
    if name == "ring":
        return _ring(ring_modes)
    if name == "points":
        note = f"{len(points)} points of your own, each blurred by σ = 0.05."
        return World(name, np.array(points, float), 0.05, False, note)
    known = {
        "grid": _grid,
        "line": _line,
        "gaussians": _gaussians,
        "circle": _circle,
        "spiral": _spiral,
        "moons": _moons,
    }
    return known[name]()


def _ring(modes: int) -> World:
    """Metz et al. 2017: radius 2, σ 0.02."""
    angles = 2 * np.pi * np.arange(modes) / modes  # not linspace(0, 2π, modes): that has both ends, one mode twice
    centres = 2 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return World("ring", centres, 0.02, True, f"{modes} Gaussians with σ = 0.02 on a ring of radius 2 (Metz 2017).")


def _grid() -> World:
    """VEEGAN's (Srivastava et al. 2017) at half its size, so that it fits: spacing 2 and σ 0.05 there."""
    ticks = np.arange(-2, 3)
    centres = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2).astype(float)
    note = "25 Gaussians with σ = 0.025 on a grid of spacing 1: VEEGAN's grid at half its size."
    return World("grid", centres, 0.025, True, note)


def _gaussians() -> World:
    """Two that overlap a little: D* = p/(p + q) is neither 0 nor 1 over a wide stretch."""
    note = "Two Gaussians with σ = 0.5, 2.4 apart: wide enough for p/(p + q) to be smooth."
    return World("gaussians", np.array([[-1.2, 0.0], [1.2, 0.0]]), 0.5, True, note)


def _line() -> World:
    t = _evenly(CURVE)
    return World("line", np.stack([4 * t - 2, 2 * t - 1], axis=1), 0.05, False, "A line with a width of σ = 0.05.")


def _circle() -> World:
    angles = 2 * np.pi * _evenly(CURVE)
    centres = 2 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return World("circle", centres, 0.05, False, "A circle of radius 2 with a width of σ = 0.05.")


def _spiral() -> World:
    turn = 3.5 * np.pi * np.sqrt(_evenly(CURVE))  # √: evenly along the curve, not crowded at its middle
    radius = 2.5 * turn / turn.max()
    centres = np.stack([radius * np.cos(turn), radius * np.sin(turn)], axis=1)
    return World("spiral", centres, 0.05, False, "A spiral of almost two turns with a width of σ = 0.05.")


def _moons() -> World:
    """Scikit-learn's two half circles, doubled in size about their middle."""
    angle = np.pi * _evenly(CURVE // 2)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = np.stack([1 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
    centres = (np.concatenate([upper, lower]) - [0.5, 0.25]) * 1.6
    return World("moons", centres, 0.08, False, "Two half moons with a width of σ = 0.08.")


def _evenly(n: int) -> np.ndarray:
    """n numbers in the middle of equal parts of [0, 1]."""
    return (np.arange(n) + 0.5) / n
