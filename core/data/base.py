"""What every image data set is, once loaded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

DIGITS = tuple("0123456789")


class DataError(ValueError):
    """Data that cannot be had or read; the message is one line that says what, where, and what was expected."""


@dataclass(frozen=True, eq=False)  # eq=False: comparing arrays has no single answer; two objects are the same or not
class ImageData:
    """Grey images with labels, split for good. One copy serves the whole process, so the arrays are read-only."""

    name: str
    train_images: np.ndarray  # uint8 [N, side, side], 0 = background, 255 = full ink
    train_labels: np.ndarray  # uint8 [N], an index into `classes`
    test_images: np.ndarray  # uint8 [M, side, side], held out: never trained on
    test_labels: np.ndarray  # uint8 [M]
    classes: tuple[str, ...]
    note: str  # one sentence: where the images come from, how many, how they are split

    def __post_init__(self):
        for array in (self.train_images, self.train_labels, self.test_images, self.test_labels):
            array.flags.writeable = False

    @property
    def side(self) -> int:
        """Height and width in pixels."""
        return self.train_images.shape[-1]


def to_unit(images: np.ndarray) -> np.ndarray:
    """uint8 [N, side, side] in 0..255 as float32 [N, side*side] in 0..1: what networks take. Always a copy."""
    return images.reshape(len(images), -1).astype(np.float32) / 255


def split(count: int, held_out: int) -> tuple[np.ndarray, np.ndarray]:
    """Indices (train [count - held_out], test [held_out]) of a split that is the same everywhere and for ever.

    RandomState, not default_rng: NumPy guarantees its stream across versions (NEP 19), and recordings rely on it.
    """
    order = np.random.RandomState(0).permutation(count)
    return order[: count - held_out], order[count - held_out :]
