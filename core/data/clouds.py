"""Points of space near a surface: what a code of two numbers can keep, flat or bent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

TRAIN, HELD_OUT = 1000, 500
NOISE = 0.1  # standard deviation in each of the three directions
NAMES = ("plane", "bowl")


@dataclass(frozen=True, eq=False)
class Cloud:
    """Points around a surface, in an unknown position."""

    name: str
    train: np.ndarray  # float64 [TRAIN, 3]
    test: np.ndarray  # float64 [HELD_OUT, 3], never trained on
    note: str  # one sentence: what it is


def make_cloud(name: str, seed: int) -> Cloud:
    """One of NAMES, turned and moved at random: another seed, another position and other points.

    Flat, the surface is (2u, v, 0) with normal u, v; bent, it is (2a, 2b, 2a² + 2b²) with even a, b from −1 to 1.
    RandomState, not default_rng: NumPy guarantees its stream across versions (NEP 19), and recordings rely on it.
    """
    random = np.random.RandomState(seed)
    turn, _ = np.linalg.qr(random.standard_normal((3, 3)))
    middle = random.standard_normal(3)
    count = TRAIN + HELD_OUT
    if name == "plane":
        u, v = random.standard_normal((2, count))
        surface = np.stack([2 * u, v, 0 * u], axis=1)
        what = "a tilted plane, spread 2 by 1"
    else:
        a, b = random.uniform(-1, 1, (2, count))
        surface = np.stack([2 * a, 2 * b, 2 * (a**2 + b**2)], axis=1)
        what = "a tilted bowl, 4 wide and up to 4 deep"
    points = (surface + NOISE * random.standard_normal((count, 3))) @ turn.T + middle
    note = f"{count:,} points around {what}, with noise of σ = {NOISE:g}; {HELD_OUT} of them held out."
    return Cloud(name, points[:TRAIN], points[TRAIN:], note)
