"""A descent race as one picture: every cloud in a box of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.plots.theme import GENERATED, REAL
from core.training.trainer import Frame

WIDTH, HEAD = 280, 30  # pixels of a box, and of the line above it
COLUMNS = 3
FACTOR = 2  # drawn larger, then shrunk: smooth edges
LEVEL = str.maketrans("₁₂", "12")  # Pillow's own font has no digits below the line
INK, LINE = "#1B2430", "#B8C0CA"


def picture(frame: Frame, facts: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Image.Image:
    """The data (blue) and each cloud (vermillion), three in a row, below its objective and W₁; W₂² also has W₂."""
    boxes = [_box(frame.arrays[f"points_{name}"][0], facts, arrays["real"]) for name in facts["racers"]]
    tall = boxes[0].height + HEAD
    board = Image.new("RGB", (COLUMNS * WIDTH, -(-len(boxes) // COLUMNS) * tall), "white")
    draw, font = ImageDraw.Draw(board), ImageFont.load_default(size=15)
    for i, ((name, title), box) in enumerate(zip(facts["racers"].items(), boxes, strict=True)):
        x, y = i % COLUMNS * WIDTH, i // COLUMNS * tall
        board.paste(box, (x, y + HEAD))
        draw.text((x + 6, y + 6), f"{title}: {_distance(name, frame.scalars)}".translate(LEVEL), fill=INK, font=font)
    return board


def _distance(name: str, scalars: Mapping[str, float]) -> str:
    if name == "w2":
        return f"W₁ = {scalars['w1_w2']:,.2f}, W₂ = {scalars['w2']:,.2f}"
    return f"W₁ = {scalars['w1' if name == 'w1' else f'w1_{name}']:,.2f}"


def _box(points: np.ndarray, facts: Mapping[str, Any], real: np.ndarray) -> Image.Image:
    size = np.array([WIDTH, round(WIDTH * facts["tallness"])])
    box = Image.new("RGB", tuple(size * FACTOR), "white")
    draw = ImageDraw.Draw(box)
    for cloud, color in ((real, REAL), (points, GENERATED)):
        away = (cloud.astype(float) - facts["centre"]) * [1, -1] / facts["extent"]  # −1 to 1 across the box
        for x, y in (size / 2 + away * WIDTH / 2) * FACTOR:
            draw.ellipse([x - 5, y - 5, x + 5, y + 5], fill=color, outline="white")
    draw.rectangle([0, 0, box.width - 1, box.height - 1], outline=LINE, width=FACTOR)
    return box.resize(tuple(size), Image.Resampling.LANCZOS)
