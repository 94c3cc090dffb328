"""StyleGAN's architecture as one picture, with the numbers that run through it for one face."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PIL import Image, ImageColor, ImageDraw, ImageFont

from core.plots.theme import GENERATED, REAL

WIDTH, LINE, TOP = 1080, 66, 46  # pixels: of the picture, of a layer's line, above the first
MAP = 44  # pixels of a map
LEFT, STYLES, MAPS = 150, 272, 572  # where the layers' boxes, their styles and their maps begin
INK, PALE = "#1B2430", "#D5DBE3"


def network(answer: Mapping[str, np.ndarray], side: int) -> Image.Image:
    """z → w on the left; on the right a line a layer: what it does, its style (s + 1, b), its first maps; the face.

    answer: to the question `layers`.
    """
    layers = len(answer["sides"])
    board = Image.new("RGB", (WIDTH, TOP + layers * LINE + 10), "white")
    draw, font = ImageDraw.Draw(board), ImageFont.load_default(size=14)
    for x, text in (
        (10, "z, and its w"),
        (LEFT, "layer"),
        (STYLES, "style: s + 1 (above), b (below)"),
        (MAPS, "its first maps"),
    ):
        draw.text((x, 14), text, fill=INK, font=ImageFont.load_default(size=16))
    bottom = TOP + layers * LINE - 14
    column(draw, answer["z"], 18, TOP, bottom)
    column(draw, answer["w"], 88, TOP, bottom)
    draw.line([(50, (TOP + bottom) // 2), (72, (TOP + bottom) // 2)], fill=INK, width=2)
    draw.text((42, (TOP + bottom) // 2 - 22), "dense", fill=INK, font=ImageFont.load_default(size=14))
    for i in range(layers):
        y = TOP + i * LINE
        h, c = int(answer["sides"][i]), int(answer["channels"][i])
        draw.line([(106, y + 20), (LEFT - 6, y + 20)], fill=PALE, width=2)
        step = "constant" if i == 0 else "conv, growing" if h > answer["sides"][i - 1] else "conv"
        noise = f"noise {answer['strength'][i]:.2f}"
        draw.text(
            (LEFT, y), f"{i + 1}: {c} of {h} x {h}\n{step}\n{noise}", fill=INK, font=ImageFont.load_default(size=14)
        )
        row(draw, answer[f"scale {i}"].astype(float), STYLES, y + 20, 280, middle=1.0)
        row(draw, answer[f"shift {i}"].astype(float), STYLES, y + 46, 280)
        for k, pixels in enumerate(answer[f"maps {i}"]):
            board.paste(tile(pixels, h), (MAPS + k * (MAP + 4), y))
    face = Image.fromarray(answer["pixels"].reshape(side, side, 3)).resize((96, 96), Image.Resampling.NEAREST)
    board.paste(face, (WIDTH - 106, bottom - 82))
    draw.text((WIDTH - 106, bottom - 102), "to RGB", fill=INK, font=font)
    return board


def column(draw: ImageDraw.ImageDraw, values: np.ndarray, x: int, top: int, bottom: int) -> None:
    """Numbers below one another, bars to both sides of a line at x."""
    reach = np.abs(values).max() or 1
    for i, value in enumerate(values):
        y = top + (bottom - top) * i / len(values)
        draw.rectangle([min(x, x + 15 * value / reach), y, max(x, x + 15 * value / reach), y + 2], fill=color(value))


def row(draw: ImageDraw.ImageDraw, values: np.ndarray, x: int, y: int, width: int, middle: float = 0.0) -> None:
    """Numbers beside one another, bars up and down from a line at y that stands for `middle`."""
    draw.line([(x, y), (x + width, y)], fill=PALE)
    reach = np.abs(values - middle).max() or 1
    for i, value in enumerate(values - middle):
        left, end = x + width * i / len(values), y - 12 * value / reach
        draw.rectangle([left, min(y, end), left + max(1, width / len(values) - 1), max(y, end)], fill=color(value))


def color(value: float) -> str:
    """Blue above 0, orange below."""
    return REAL if value > 0 else GENERATED


def tile(pixels: np.ndarray, h: int) -> Image.Image:
    """A signed map uint8 [h²] as in the pieces: white is 0, blue more, orange less."""
    lean = (pixels.reshape(h, h, 1).astype(float) - 128) / 127
    ends = [np.array(ImageColor.getrgb(color)) for color in (GENERATED, REAL)]
    colors = 255 + np.abs(lean) * (np.where(lean < 0, ends[0], ends[1]) - 255)
    return Image.fromarray(colors.astype(np.uint8)).resize((MAP, MAP), Image.Resampling.NEAREST)
