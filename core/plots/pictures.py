"""Pixels as pictures, through Pillow."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.plots.theme import CLASSES


def sheet(pixels: np.ndarray, side: int, columns: int, scale: int = 4, gap: int = 2) -> Image.Image:
    """Pictures in rows of `columns` on white, enlarged without smoothing.

    pixels: uint8 [N, side²], dark ink on white; or [N, side²·3], red, green and blue of each pixel.
    gap: pixels between two of them, before the enlargement.
    """
    pixels = np.asarray(pixels, np.uint8)
    colored = pixels[0].size == 3 * side**2
    tiles = pixels.reshape(-1, side, side, 3) if colored else 255 - pixels.reshape(-1, side, side)
    rows = -(-len(tiles) // columns)
    board = np.full((rows * (side + gap) - gap, columns * (side + gap) - gap, *tiles.shape[3:]), 255, np.uint8)
    for index, tile in enumerate(tiles):
        top, left = (side + gap) * (index // columns), (side + gap) * (index % columns)
        board[top : top + side, left : left + side] = tile
    return Image.fromarray(board).resize((board.shape[1] * scale, board.shape[0] * scale), Image.Resampling.NEAREST)


def strips(rows: Sequence[np.ndarray], side: int, width: int) -> Image.Image:
    """Rows of as many pictures each, uint8 [N, side² (· 3)] as in `sheet`, as large as fits into that many pixels."""
    count = len(rows[0])
    return sheet(np.concatenate(rows), side, count, scale=max(1, width // (count * (side + 2))))


def latent_map(
    mu: np.ndarray, labels: np.ndarray, size: int, reach: float, caption: str, background: str = "white"
) -> Image.Image:
    """Codes [N, ≥2] as dots in the colour of their class, on a square of `size` pixels from −reach to reach."""
    factor = 3  # drawn larger, then shrunk: smooth edges
    board = Image.new("RGB", (size * factor, size * factor), background)
    draw = ImageDraw.Draw(board)
    for sigma in (1, 2):
        low, high = _at(-sigma, reach, size * factor), _at(sigma, reach, size * factor)
        draw.ellipse([low, low, high, high], outline="#B8BEC6", width=factor)
    radius = size * factor / 130
    for (x, y), label in zip(np.asarray(mu, float)[:, :2], labels, strict=True):
        cx, cy = _at(x, reach, size * factor), _at(-y, reach, size * factor)
        draw.ellipse([cx - radius, cy - radius, cx + radius, cy + radius], fill=CLASSES[int(label) % len(CLASSES)])
    small = board.resize((size, size), Image.Resampling.LANCZOS)
    ImageDraw.Draw(small).text((8, 6), caption, fill="#1B2430", font=ImageFont.load_default(size=max(12, size // 22)))
    return small


def _at(value: float, reach: float, size: int) -> float:
    return (value / reach + 1) / 2 * size


def beside(pictures: Sequence[Image.Image], gap: int = 8) -> Image.Image:
    """Pictures of one height in a row."""
    width = sum(picture.width for picture in pictures) + gap * (len(pictures) - 1)
    board = Image.new("RGB", (width, max(picture.height for picture in pictures)), "white")
    left = 0
    for picture in pictures:
        board.paste(picture.convert("RGB"), (left, 0))
        left += picture.width + gap
    return board


def gif(pictures: Sequence[Image.Image], milliseconds: int) -> bytes:
    """Pictures of one size as an endless GIF; the last one stays for two seconds."""
    out = BytesIO()
    durations = [milliseconds] * (len(pictures) - 1) + [2000]
    reduced = [picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=64) for picture in pictures]
    reduced[0].save(out, "GIF", save_all=True, append_images=reduced[1:], duration=durations, loop=0)
    return out.getvalue()


def png(picture: Image.Image) -> bytes:
    """A picture as PNG bytes."""
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
