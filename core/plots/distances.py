"""Two distributions apart, as one picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.plots import networks, race
from core.plots.theme import GENERATED, REAL
from core.training.trainer import Frame

SIZE = 420  # pixels a square
FACTOR = 2  # drawn larger, then shrunk: smooth edges
SEEN = 4.0  # the picture shows −SEEN to SEEN


def picture(frame: Frame, facts: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Image.Image:
    """p's points (blue), q's (vermillion) where they stand, and the cheapest way to carry the ones to the others.

    Of a race: every cloud, each in a box of its own. Of the microscope: every network.
    """
    if "racers" in facts:
        return race.picture(frame, facts, arrays)
    if "generated" in arrays:
        return networks.picture(frame, facts, arrays)
    side = SIZE * FACTOR
    board = Image.new("RGB", (side, side), "white")
    draw = ImageDraw.Draw(board)

    def place(points: np.ndarray, shift: float) -> np.ndarray:
        plane = np.zeros((len(points), 2))
        plane[:, : points.shape[1]] = points
        return ((plane + np.array([shift, 0])) * [1, -1] / SEEN + 1) / 2 * side

    p, q = place(arrays["p"], 0.0), place(arrays["q"], frame.scalars["theta"])
    for row, column in zip(frame.arrays["rows"], frame.arrays["columns"], strict=True):
        draw.line([*q[row], *p[column]], fill="#B8C0CA", width=2)
    for points, color in ((p, REAL), (q, GENERATED)):
        for x, y in points:
            draw.ellipse([x - 6, y - 6, x + 6, y + 6], fill=color, outline="white")
    small = board.resize((SIZE, SIZE), Image.Resampling.LANCZOS)
    words = f"W1 = {frame.scalars['w1']:.2f}"  # Pillow's own font has no digits below the line
    ImageDraw.Draw(small).text((8, 6), words, fill="#1B2430", font=ImageFont.load_default(size=19))
    return small
