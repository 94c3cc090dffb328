"""An image that the learner draws by hand."""

from __future__ import annotations

import numpy as np

from core.runs.wire import pack
from core.ui.components import piece


def sketch(side: int, hint: str) -> np.ndarray | None:
    """A sheet to draw on: the drawing as pixels uint8 [side²], or None where nothing has been drawn.

    hint: what to draw.
    """
    drawn = piece("sketch")(
        key=f"sketch {side}", data=pack({"side": side, "hint": hint}), on_image_change=lambda: None
    ).image
    if not isinstance(drawn, list) or len(drawn) != side * side:  # it comes from a browser: anything is possible
        return None
    if not all(isinstance(value, int) and 0 <= value <= 255 for value in drawn):
        return None
    return np.array(drawn, np.uint8)
