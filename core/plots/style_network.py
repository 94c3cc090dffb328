"""The numbers that run through StyleGAN: vectors as bars, a layer's maps in a row; no background of their own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from core.plots.stylegan import signed
from core.plots.theme import GENERATED, PRIOR, REAL

WIDTH, LINE = 560, 56  # pixels: of a row of bars
MAP, GAP = 64, 6  # pixels: of a map, between two


def bars(rows: Sequence[tuple[np.ndarray, float]]) -> Image.Image:
    """A row of bars for each vector [C] and the number that its line stands for: blue above it, orange below.

    Each row has its own scale: the bar that goes farthest fills it.
    """
    board = Image.new("RGBA", (WIDTH, LINE * len(rows)), (0, 0, 0, 0))
    draw = ImageDraw.Draw(board)
    for i, (values, middle) in enumerate(rows):
        line = LINE * i + LINE // 2
        draw.line([(0, line), (WIDTH, line)], fill=PRIOR)
        above = np.asarray(values, float) - middle
        reach = np.abs(above).max() or 1
        ends = np.linspace(0, WIDTH, len(above) + 1)
        for left, right, value in zip(ends, ends[1:], above, strict=False):
            top = line - (LINE // 2 - 3) * value / reach
            box = [left, min(top, line), max(left, right - 2), max(top, line)]
            draw.rectangle(box, fill=REAL if value > 0 else GENERATED)
    return board


def row_of_maps(pixels: np.ndarray, side: int) -> Image.Image:
    """Signed maps uint8 [N, side²] beside one another: 128 is clear, more is blue, less orange."""
    board = Image.new("RGBA", (len(pixels) * (MAP + GAP) - GAP, MAP), (0, 0, 0, 0))
    for i, one in enumerate(pixels):
        board.paste(signed((one.reshape(side, side).astype(float) - 128) / 127, 1.0, MAP), (i * (MAP + GAP), 0))
    return board
