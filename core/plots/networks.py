"""The microscope's networks as one picture: what each says over the plane, and how strong a gradient it passes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image, ImageColor, ImageDraw, ImageFont

from core.plots.theme import DISCRIMINATOR, GENERATED, REAL
from core.training.trainer import Frame

WIDTH, HEAD = 280, 46  # pixels of a box, and of the two lines above it
COLUMNS = 3
STRENGTH = 0.55  # of the colours at the surface's ends
PREFIX = "surface_"


def picture(frame: Frame, facts: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Image.Image:
    """Three boxes in a row, one a loss: its name, the norm of its gradient, its surface with p's and q's points."""
    names = [name.removeprefix(PREFIX) for name in frame.arrays if name.startswith(PREFIX)]
    rows = -(-len(names) // COLUMNS)
    board = Image.new("RGB", (COLUMNS * WIDTH, rows * (WIDTH + HEAD)), "white")
    draw, font = ImageDraw.Draw(board), ImageFont.load_default(size=15)
    for i, name in enumerate(names):
        x, y = i % COLUMNS * WIDTH, i // COLUMNS * (WIDTH + HEAD)
        box = _box(frame.arrays[PREFIX + name], facts["extent"], arrays)
        board.paste(box, (x, y + HEAD))
        norm = f"gradient {frame.scalars[f'grad_{name}']:.2g}"
        draw.text((x + 6, y + 4), f"{name.replace('_', ' ')}\n{norm}", fill="#1B2430", font=font)
    return board


def _box(surface: np.ndarray, extent: float, arrays: Mapping[str, np.ndarray]) -> Image.Image:
    """From vermillion (low) over white to green (high), the lowest y at the bottom."""
    lean = surface[::-1].astype(float)[..., None] / 127.5 - 1
    ends = [np.array(ImageColor.getrgb(color)) for color in (GENERATED, DISCRIMINATOR)]
    colors = 255 + STRENGTH * np.abs(lean) * (np.where(lean < 0, ends[0], ends[1]) - 255)
    box = Image.fromarray(colors.astype(np.uint8)).resize((WIDTH, WIDTH), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(box)
    for points, color in ((arrays["real"], REAL), (arrays["generated"], GENERATED)):
        for x, y in (points.astype(float) * [1, -1] / extent + 1) / 2 * WIDTH:
            draw.ellipse([x - 2, y - 2, x + 2, y + 2], fill=color, outline="white")
    return box
