"""Faces drawn from known attributes: what a generator has learned of them can be measured.

Face number i of a split is the same face everywhere and for ever: its attributes, independent of one another, and the
details that belong to none come from a generator seeded by the split and i.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

import numpy as np

from core.data.base import DataError
from core.data.face_drawing import EYES, HAIRS, WALLS, draw_face

SIDES = (32, 64)
TRAIN_FACES = 20_000  # that a pool may hold
SPLITS = ("train", "test", "drawn")  # drawn: of attributes that somebody gives


@dataclass(frozen=True)
class Attribute:
    """One thing in which faces differ. Numbers are uniform in −1…1."""

    name: str
    label: str
    kind: Literal["choice", "flag", "number"]
    choices: tuple[str, ...] = ()  # of a choice
    shares: tuple[float, ...] = ()  # how often each is drawn; of a flag: (no, yes)
    ends: tuple[str, str] = ("", "")  # of a number: what −1 and 1 are

    @cached_property
    def cumulated(self) -> list[float]:
        """What a uniform number is compared with to draw a choice."""
        return np.cumsum(self.shares)[:-1].tolist()


ATTRIBUTES = (
    Attribute("hair_style", "Hair style", "choice", ("bald", "short", "curly", "long", "bun"),
              (0.12, 0.26, 0.2, 0.24, 0.18)),
    Attribute("hair_color", "Hair colour", "choice", tuple(HAIRS), (0.24, 0.24, 0.2, 0.16, 0.16)),
    Attribute("glasses", "Glasses", "flag", ("no", "yes"), (0.6, 0.4)),
    Attribute("smile", "Smile", "number", ends=("frown", "laugh")),
    Attribute("skin", "Skin", "number", ends=("light", "dark")),
    Attribute("face_shape", "Face shape", "number", ends=("round", "long")),
    Attribute("eye_color", "Eye colour", "choice", tuple(EYES), (0.4, 0.3, 0.3)),
    Attribute("eye_size", "Eye size", "number", ends=("small", "large")),
    Attribute("shift", "Shift", "number", ends=("left", "right")),
    Attribute("tilt", "Tilt", "number", ends=("left", "right")),
    Attribute("background", "Background", "choice", tuple(WALLS), (0.2,) * 5),
)  # fmt: skip
BY_NAME = {attribute.name: attribute for attribute in ATTRIBUTES}


@dataclass(frozen=True, eq=False)
class Faces:
    """Images and what they show."""

    images: np.ndarray  # uint8 [N, S, S, 3]
    attributes: dict[str, np.ndarray]  # by name, [N]: float32 numbers; uint8 flags and indices of choices


def faces(indices: Sequence[int], side: int = 32, split: str = "train") -> Faces:
    """The faces of these numbers. Raises DataError for a side or a split that there is not."""
    _check(side, split)
    randoms = [_random(split, index) for index in indices]
    rows = [_attributes(random) for random in randoms]
    return Faces(_drawn(rows, side, randoms), _columns(rows))


def attributes_of(indices: Sequence[int], split: str = "train") -> dict[str, np.ndarray]:
    """The attributes of the faces of these numbers, which are not drawn: as `Faces.attributes`."""
    _check(SIDES[0], split)
    return _columns([_attributes(_random(split, index)) for index in indices])


def draw(attributes: Mapping[str, np.ndarray], side: int = 32, seed: int = 0) -> np.ndarray:
    """Faces of given attributes, [N] each as in `Faces`; their details come from the seed: uint8 [N, S, S, 3].

    Raises DataError naming an attribute that is missing or has a value that there is not.
    """
    _check(side, "train")
    columns = [_checked(attribute, attributes) for attribute in ATTRIBUTES]
    rows = [np.array(row) for row in zip(*columns, strict=True)]
    return _drawn(rows, side, [_random("drawn", seed, place) for place in range(len(rows))])


class FacePool:
    """The first training faces, each drawn when it is first asked for, and kept: once a process."""

    def __init__(self, side: int, count: int):
        _check(side, "train")
        if not 1 <= count <= TRAIN_FACES:
            raise DataError(f"{count} faces: allowed are 1 to {TRAIN_FACES}")
        self.side, self.count = side, count
        self._images, self._there = _kept(side)

    def images(self, indices: np.ndarray) -> np.ndarray:
        """Images of these numbers: uint8 [N, S, S, 3]. Raises IndexError beyond the pool."""
        if np.any(indices >= self.count):
            raise IndexError(f"face {np.max(indices)} of {self.count}")
        missing = np.unique(indices[~self._there[indices]])
        if len(missing):
            self._images[missing] = faces(missing, self.side).images
            self._there[missing] = True
        return self._images[indices]


@cache
def _kept(side: int) -> tuple[np.ndarray, np.ndarray]:
    """Room for all training faces [TRAIN_FACES, S, S, 3], and which are drawn; memory is taken as they are."""
    return np.zeros((TRAIN_FACES, side, side, 3), np.uint8), np.zeros(TRAIN_FACES, bool)


def _check(side: int, split: str) -> None:
    if side not in SIDES:
        raise DataError(f"faces of side {side}: allowed are {', '.join(map(str, SIDES))}")
    if split not in SPLITS:
        raise DataError(f"faces of the split {split!r}: allowed are {', '.join(SPLITS)}")


def _random(split: str, *numbers: int) -> np.random.RandomState:
    """What one face is drawn from.

    NumPy guarantees the streams of RandomState across versions; PCG64 below it is seeded ten times as fast as its own.
    """
    return np.random.RandomState(np.random.PCG64([SPLITS.index(split), *map(int, numbers)]))


def _attributes(random: np.random.RandomState) -> np.ndarray:
    """One face's attributes in the order of ATTRIBUTES, choices and flags as indices: [A]."""
    uniform = random.random_sample(len(ATTRIBUTES))
    for place, attribute in enumerate(ATTRIBUTES):
        if attribute.kind == "number":
            uniform[place] = 2 * uniform[place] - 1
        else:
            uniform[place] = bisect_right(attribute.cumulated, uniform[place])
    return uniform


def _drawn(rows: Sequence[np.ndarray], side: int, randoms: Sequence[np.random.RandomState]) -> np.ndarray:
    images = np.empty((len(rows), side, side, 3), np.uint8)
    for image, row, random in zip(images, rows, randoms, strict=True):
        face = {
            attribute.name: attribute.choices[int(value)] if attribute.kind == "choice" else value
            for attribute, value in zip(ATTRIBUTES, row.tolist(), strict=True)
        }
        image[:] = draw_face(face, side, random)
    return images


def _columns(rows: Sequence[np.ndarray]) -> dict[str, np.ndarray]:
    table = np.array(rows).reshape(len(rows), len(ATTRIBUTES))
    return {
        attribute.name: table[:, place].astype(np.float32 if attribute.kind == "number" else np.uint8)
        for place, attribute in enumerate(ATTRIBUTES)
    }


def _checked(attribute: Attribute, attributes: Mapping[str, np.ndarray]) -> np.ndarray:
    """One attribute's values [N]. Raises DataError where they are missing or out of range."""
    if attribute.name not in attributes:
        raise DataError(f"{attribute.name} is missing: a face needs {', '.join(BY_NAME)}")
    values = np.asarray(attributes[attribute.name], float)
    low, high = (-1, 1) if attribute.kind == "number" else (0, len(attribute.choices) - 1)
    wrong = values[~((values >= low) & (values <= high))]
    if wrong.size:
        raise DataError(f"{attribute.name}={wrong[0]:g}: allowed is a number from {low} to {high}")
    return values
