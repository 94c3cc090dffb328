"""How far generated faces are from drawn ones, and which combinations of attributes there are among them.

Both are estimates from so many faces, and not perfect for perfect faces either: compare them with the floors, which are
the same measures of as many other drawn ones.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from core.data.base import DataError
from core.data.faces import BY_NAME, faces
from core.models.face_reader import FEATURES
from core.objectives.frechet import Gaussian, frechet_distance
from core.training.face_reading import BALD, SHIPPED, Reader, Reading, load_reader

REFERENCE = 5000  # test faces, the first ones, that others are compared with
OTHERS = 10_000  # test faces behind them, for the floors
COUNTS = (500, 1000, 2000, 5000)  # faces in a measure whose floor is known
COMBINED = ("hair_style", "hair_color", "glasses")
DIGITS = 5  # after the point, in files that people read
SEEN = 0.25  # of its true share, from which on a combination counts as covered


# ---- coverage -------------------------------------------------------------------------------------------------------


def true_shares() -> np.ndarray:
    """How often faces are drawn with each hair style, colour and glasses: float64 [styles, colours, 2].

    Computed, not counted: attributes are independent. A bald head has no colour and stands at the first one; the
    others are 0 there.
    """
    shares = np.einsum("s,c,g->scg", *(np.array(BY_NAME[name].shares) for name in COMBINED))
    shares[BALD] = _colorless(shares[BALD])
    return shares


def seen_shares(values: dict[str, np.ndarray]) -> np.ndarray:
    """How often N faces of these attributes have each combination, as `true_shares`."""
    counts = np.zeros([len(BY_NAME[name].choices) for name in COMBINED])
    np.add.at(counts, tuple(values[name] for name in COMBINED), 1)
    counts[BALD] = _colorless(counts[BALD])
    return counts / counts.sum()


def _colorless(shares: np.ndarray) -> np.ndarray:
    """Everything at the first colour: [colours, 2] → the same."""
    merged = np.zeros_like(shares)
    merged[0] = shares.sum(0)
    return merged


def coverage(values: dict[str, np.ndarray]) -> float:
    """Share of the combinations of hair style × colour × glasses that make up at least SEEN of their true share."""
    true = true_shares()
    there = true > 0
    return float((seen_shares(values) >= SEEN * true)[there].mean())


# ---- both measures --------------------------------------------------------------------------------------------------


class FaceMeasure:
    """Measures of faces of one side, by the shipped reader."""

    def __init__(self, side: int, path: str | os.PathLike[str] = SHIPPED):
        """Raises DataError where the reader's files cannot be had."""
        self.side = side
        self.reader, beside = load_reader(path)
        self.reference = _reference(beside, side, Path(path).name)
        self.facts = facts(path)

    def features(self, images: np.ndarray) -> np.ndarray:
        """What the reader makes of faces on the way: uint8 [N, S, S, 3] → float32 [N, F]."""
        return self.reader.features(images)

    def read(self, images: np.ndarray) -> Reading:
        """Their attributes: uint8 [N, S, S, 3]."""
        return self.reader.read(images)

    def of(self, images: np.ndarray) -> dict[str, float]:
        """frechet: Fréchet distance to the drawn faces, in the reader's features; coverage: 0 … 1.

        uint8 [N, S, S, 3]; 500 of 32 × 32 take about 0.1 s.
        """
        return measures(self.reader, self.features(images), self.reference)

    @property
    def errors(self) -> dict[str, float]:
        """The reader's root mean square error on drawn faces, of each number by name."""
        known = self.facts["attributes"][str(self.side)]
        return {name: fact["rms_error"] for name, fact in known.items() if "rms_error" in fact}

    def floor(self, count: int) -> dict[str, float]:
        """The same measures of so many drawn faces: means over disjoint sets, and "<name>_deviation" between these."""
        if count not in COUNTS:
            raise ValueError(f"{count} faces: floors are known of {', '.join(map(str, COUNTS))}")
        return self.facts["floors"][str(self.side)][str(count)]


def measures(reader: Reader, features: np.ndarray, reference: Gaussian) -> dict[str, float]:
    """`FaceMeasure.of`, from features [N, F]."""
    return {
        "frechet": frechet_distance(Gaussian.of(features), reference),
        "coverage": coverage(reader.read_features(features).values),
    }


def facts(path: str | os.PathLike[str] = SHIPPED) -> dict:
    """What is known of a reader: the JSON file beside it. Raises DataError where there is none."""
    beside = Path(path).with_suffix(".json")
    try:
        return json.loads(beside.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{beside.name}: cannot be read ({type(error).__name__})") from None


def _reference(arrays: Mapping[str, np.ndarray], side: int, name: str) -> Gaussian:
    shapes = {f"mean.{side}": (FEATURES,), f"covariance.{side}": (FEATURES, FEATURES)}
    for key, shape in shapes.items():
        if key not in arrays or arrays[key].shape != shape:
            raise DataError(f"{name}: no features of drawn faces of side {side}: {key} should have shape {shape}")
    return Gaussian(*(arrays[key].astype(np.float64) for key in shapes))


# ---- what a new reader is shipped with ------------------------------------------------------------------------------


def floors(reader: Reader, side: int, reference: Gaussian) -> dict[str, dict[str, float]]:
    """The measures of disjoint sets of other drawn faces, for each of COUNTS: means and standard deviations."""
    features = reader.features(faces(range(REFERENCE, REFERENCE + OTHERS), side, "test").images)
    found = {}
    for count in COUNTS:
        parts = features.reshape(-1, count, features.shape[1])
        rows = [measures(reader, part, reference) for part in parts]
        found[str(count)] = {"sets": len(rows)}
        for name in rows[0]:
            values = [row[name] for row in rows]
            spread = {name: np.mean(values), f"{name}_deviation": np.std(values, ddof=1)}
            found[str(count)] |= {key: round(float(value), DIGITS) for key, value in spread.items()}
    return found
