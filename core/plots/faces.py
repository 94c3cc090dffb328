"""A generator of faces as one picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image

from core.plots.pictures import sheet
from core.training.trainer import Frame

SIZE = 800  # pixels across


def picture(frame: Frame, facts: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Image.Image:
    """The generated faces of a frame, in three lines."""
    samples, side = frame.arrays["samples"], facts["side"]
    columns = -(-len(samples) // 3)
    return sheet(samples, side, columns, scale=max(1, SIZE // (columns * (side + 2))))
