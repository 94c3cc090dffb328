"""A square between four faces, walked by dragging a point."""

from __future__ import annotations

import numpy as np

from core.runs.wire import pack
from core.ui.components import piece


def walk(pixels: np.ndarray, side: int, words: str, key: str = "walk") -> None:
    """pixels: uint8 [size², side²·3], the faces of a square grid row by row.   words: what is said below it."""
    size = round(len(pixels) ** 0.5)
    piece("walk")(key=key, data=pack({"side": side, "size": size, "words": words}, {"pixels": pixels}))
