"""Which attributes one face shares with another, and which of two faces a mixture has them from, by the reader.

The values are readings, and so a little wrong: two readings of one number differ by √2 of the reader's error. They
count as the same within twice that, where 95 % of equal numbers would lie if the errors were normal; on drawn faces the
share is measured in the tests. Readings of choices and flags are the same or not.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.data.faces import BY_NAME
from core.training.face_reading import BALD, shows

SIGMAS = 2 * math.sqrt(2)  # of the reader's error on drawn faces: within these two numbers count as the same

Values = Mapping[str, np.ndarray]  # by attribute, [N]: as `Faces.attributes`


@dataclass(frozen=True)
class Origin:
    """Where mixtures of A and B have one attribute from, among the pairs that clearly differ in it."""

    pairs: int
    a: float  # share of them that is like A; nan without any pair
    b: float
    neither: float


def tolerances(errors: Mapping[str, float]) -> dict[str, float]:
    """How far two readings of a number may be apart to count as the same, by name.   errors: `FaceMeasure.errors`."""
    return {name: SIGMAS * error for name, error in errors.items()}


def same(name: str, a: Values, b: Values, tolerance: Mapping[str, float]) -> np.ndarray:
    """Whether faces agree in an attribute that both show: bool [N]."""
    if BY_NAME[name].kind == "number":
        return np.abs(a[name] - b[name]) <= tolerance[name]
    return (a[name] == b[name]) & shows(name, a) & shows(name, b)


def kept(before: Values, after: Values, tolerance: Mapping[str, float]) -> dict[str, float]:
    """Share of the faces that keep an attribute, of those that showed it before (nan if none did), by name."""
    shares = {}
    for name in BY_NAME:
        there = shows(name, before)
        shares[name] = _share(same(name, before, after, tolerance)[there])
    return shares


def kept_by_chance(name: str, tolerance: Mapping[str, float]) -> float:
    """`kept` of drawn faces that have nothing to do with each other, computed.

    Σ p² of choices and flags, hair colour only where the other one has hair; of numbers, which are uniform in −1…1,
    P(|u − v| ≤ t) = t − t²/4.
    """
    attribute = BY_NAME[name]
    if attribute.kind == "number":
        t = min(tolerance[name], 2)
        return t - t**2 / 4
    hair = 1 - BY_NAME["hair_style"].shares[BALD] if name == "hair_color" else 1
    return hair * sum(share**2 for share in attribute.shares)


def origins(a: Values, b: Values, mixed: Values, tolerance: Mapping[str, float]) -> dict[str, Origin]:
    """Where mixtures of faces A and B have each attribute from, by name.

    Only pairs that differ in it count: of choices and flags those that both show it, of numbers those that lie more
    than two tolerances apart, so that a mixture can be like one of them only.
    """
    found = {}
    for name in BY_NAME:
        if BY_NAME[name].kind == "number":
            differ = np.abs(a[name] - b[name]) > 2 * tolerance[name]
        else:
            differ = (a[name] != b[name]) & shows(name, a) & shows(name, b)
        of_a, of_b = (_share(same(name, one, mixed, tolerance)[differ]) for one in (a, b))
        found[name] = Origin(int(differ.sum()), of_a, of_b, 1 - of_a - of_b)
    return found


def _share(flags: np.ndarray) -> float:
    return float(flags.mean()) if len(flags) else math.nan
