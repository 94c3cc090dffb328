"""What StyleGAN's panels draw: single maps, heatmaps of faces, quality against variety."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from PIL import Image, ImageColor

from core.plots.theme import GENERATED, PRIOR, REAL, styled, titled

SIZE = 224  # pixels of a map
SHARE = dict(range=[-0.02, 1.02], tickformat=".0%")


def signed(values: np.ndarray, largest: float, size: int = SIZE) -> Image.Image:
    """A map [h, w] from orange (−largest) over white to blue (+largest), cells as squares."""
    lean = np.clip(np.asarray(values, float) / (largest or 1), -1, 1)[..., None]
    ends = [np.array(ImageColor.getrgb(color)) for color in (GENERATED, REAL)]
    colors = 255 + np.abs(lean) * (np.where(lean < 0, ends[0], ends[1]) - 255)
    return _enlarged(colors, size)


def heat(values: np.ndarray, largest: float, size: int = 96) -> Image.Image:
    """A map [h, w] from white (0) to vermillion (largest), cells as squares."""
    share = np.clip(np.asarray(values, float) / (largest or 1), 0, 1)[..., None]
    return _enlarged(255 + share * (np.array(ImageColor.getrgb(GENERATED)) - 255), size)


def _enlarged(colors: np.ndarray, size: int) -> Image.Image:
    return Image.fromarray(colors.astype(np.uint8)).resize((size, size), Image.Resampling.NEAREST)


def worth(
    psis: Sequence[float],
    quality: Sequence[float],
    variety: Sequence[float],
    best: tuple[float, float],
    height: int = 340,
) -> go.Figure:
    """Quality over variety, a dot a truncation; best: what drawn faces have (quality, variety)."""
    names = [f"ψ = {psi:g}".replace("-", "−") for psi in psis]
    traces = [
        dict(
            type="scatter",
            x=variety,
            y=quality,
            text=names,
            mode="lines+markers+text",
            textposition="top center",
            name="generated",
            line=dict(color=GENERATED, width=2),
            marker=dict(size=10),
            hovertemplate="%{text}: variety %{x:.0%}, quality %{y:.0%}<extra></extra>",
        ),
        dict(
            type="scatter",
            x=[best[1]],
            y=[best[0]],
            mode="markers",
            name="as many drawn faces",
            marker=dict(size=13, color=REAL, symbol="diamond"),
        ),
    ]
    return styled(
        traces, titled("variety: drawn faces near a generated one", **SHARE), titled("quality", **SHARE), height
    )


def strengths(sides: Sequence[int], values: Sequence[float], height: int = 260) -> go.Figure:
    """How much noise each layer takes, as bars."""
    names = [f"{i}: {side}²" for i, side in enumerate(sides, 1)]
    bars = dict(type="bar", x=names, y=values, marker=dict(color=PRIOR), hovertemplate="%{x}: %{y:.3f}<extra></extra>")
    return styled([bars], titled("layer and its side"), titled("noise weight, rms"), height)
