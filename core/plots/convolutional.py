"""The convolutional autoencoder as one picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.plots.pictures import strips
from core.training.trainer import Frame

WIDTH = 560  # pixels
TEXT = 36  # pixels of the line above


def picture(frame: Frame, facts: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Image.Image:
    """Test images (above) and what comes back of them (below)."""
    back, side = frame.arrays["reconstructions"], facts["side"]
    half = len(back) // 2
    rows = [images[start : start + half] for start in (0, half) for images in (arrays["images"], back)]
    pixels = strips(rows, side, WIDTH).convert("RGB")
    board = Image.new("RGB", (pixels.width, pixels.height + TEXT), "white")
    board.paste(pixels, (0, TEXT))
    words = f"step {frame.step:,}: test images, and what comes back"
    ImageDraw.Draw(board).text((4, 4), words, fill="#1B2430", font=ImageFont.load_default(size=18))
    return board
