"""The variational autoencoder's frame as one picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image

from core.plots.pictures import beside, latent_map, sheet
from core.training.trainer import Frame

SIZE = 420  # pixels a square


def picture(frame: Frame, facts: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Image.Image:
    """Codes of test images by class (left), and the plane of codes decoded (right)."""
    codes = latent_map(frame.arrays["mu"], arrays["labels"], SIZE, reach=4.0, caption=f"step {frame.step:,}")
    tiles, side = frame.arrays["manifold"], facts["side"]
    columns = round(len(tiles) ** 0.5)
    decoded = sheet(tiles, side, columns, scale=max(1, SIZE // (columns * (side + 2))))
    return beside([codes, decoded.resize((SIZE, SIZE), Image.Resampling.BICUBIC)])
