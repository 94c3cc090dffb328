"""Scikit-learn's digits: 1,797 real handwritten digits of 8×8 pixels, the data set that is always there.

Source: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits (its test part), UCI, 1998.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from core.data.base import DIGITS, DataError, ImageData, split

SIDE = 8
HELD_OUT = 297


def source() -> Path | None:
    """The file that scikit-learn ships, None without scikit-learn.

    Read directly, because importing sklearn.datasets for `load_digits` takes 0.9 to 1.6 s and 150 MB of pandas and
    SciPy in every worker; this takes 0.1 s and none. `find_spec` finds a top-level package without running it.
    """
    spec = find_spec("sklearn")
    path = Path(spec.submodule_search_locations[0], "datasets", "data", "digits.csv.gz") if spec else None
    return path if path and path.is_file() else None


@cache
def load() -> ImageData:
    """1,500 digits to train on and 297 held out. Raises DataError without scikit-learn's file.

    Ink 0..16 becomes round(ink · 255 / 16): 16 → 255, and 8 (127.5) is rounded up. Nothing is lost: round(pixel · 16
    / 255) gives the ink back.
    """
    path = source()
    if path is None:
        raise DataError("scikit-learn's digits.csv.gz was not found; install the packages of requirements.txt")
    table = np.loadtxt(path, delimiter=",").astype(np.uint16)  # [1797, 64 pixels + label], whole numbers
    ink, labels = table[:, :-1], table[:, -1].astype(np.uint8)
    images = ((ink * 255 + 8) // 16).astype(np.uint8).reshape(-1, SIDE, SIDE)
    train, test = split(len(images), HELD_OUT)
    return ImageData(
        name="digits",
        train_images=images[train],
        train_labels=labels[train],
        test_images=images[test],
        test_labels=labels[test],
        classes=DIGITS,
        note=f"Scikit-learn's digits (UCI, 1998): {len(images):,} real handwritten digits of 8×8 pixels, "
        f"{len(train):,} to train and {len(test):,} held out by a fixed random split.",
    )
