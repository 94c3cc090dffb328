"""What StyleGAN's panels draw: single maps, heatmaps of faces, quality against variety."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from PIL import Image, ImageColor

from core.plots.theme import GENERATED, PRIOR, REAL, styled, titled

SIZE = 224  # pixels of a map


def signed(values: np.ndarray, largest: float, size: int = SIZE) -> Image.Image:
    """A map [h, w] from orange (−largest) over clear (0) to blue (+largest), cells as squares."""
    lean = np.clip(np.asarray(values, float) / (largest or 1), -1, 1)
    return _tinted(np.where((lean < 0)[..., None], _rgb(GENERATED), _rgb(REAL)), np.abs(lean), size)


def heat(values: np.ndarray, largest: float, size: int = 96) -> Image.Image:
    """A map [h, w] from clear (0) to vermillion (largest), cells as squares."""
    share = np.clip(np.asarray(values, float) / (largest or 1), 0, 1)
    return _tinted(np.broadcast_to(_rgb(GENERATED), (*share.shape, 3)), share, size)


def _rgb(color: str) -> np.ndarray:
    return np.array(ImageColor.getrgb(color), float)


def _tinted(colors: np.ndarray, share: np.ndarray, size: int) -> Image.Image:
    """Colours [h, w, 3] that cover so much [h, w] of the page, be it white or dark."""
    cells = np.concatenate([colors, 255 * share[..., None]], -1).round().astype(np.uint8)
    return Image.fromarray(cells).resize((size, size), Image.Resampling.NEAREST)


def worth(
    psis: Sequence[float],
    quality: Sequence[float],
    variety: Sequence[float],
    best: tuple[float, float],
    height: int = 400,
) -> go.Figure:
    """Quality and variety over the truncation ψ; best: what drawn faces have of both, dashed."""
    lines = (("quality", quality, best[0], GENERATED, "circle"), ("variety", variety, best[1], PRIOR, "diamond"))
    traces = []
    for name, values, floor, color, symbol in lines:
        traces.append(
            dict(
                type="scatter",
                x=list(psis),
                y=list(values),
                mode="lines+markers",
                name=name,
                line=dict(color=color, width=3),
                marker=dict(size=10, symbol=symbol),
                hovertemplate=f"ψ = %{{x:g}}: {name} %{{y:.0%}}<extra></extra>",
            )
        )
        traces.append(
            dict(
                type="scatter",
                x=[min(psis), max(psis)],
                y=[floor, floor],
                mode="lines",
                name=f"{name} of as many drawn faces",
                line=dict(color=color, width=2, dash="dash"),
                hovertemplate=f"{name} of drawn faces: %{{y:.0%}}<extra></extra>",
            )
        )
    share = titled("share", range=[-0.02, 1.05], tickformat=".0%")
    return styled(traces, titled("ψ"), share, height, margin=dict(l=64, r=10, t=80, b=48))


def strengths(sides: Sequence[int], values: Sequence[float], height: int = 260) -> go.Figure:
    """How much noise each layer takes, as bars."""
    names = [f"{i}: {side}²" for i, side in enumerate(sides, 1)]
    bars = dict(type="bar", x=names, y=values, marker=dict(color=PRIOR), hovertemplate="%{x}: %{y:.3f}<extra></extra>")
    return styled([bars], titled("layer and its side"), titled("noise weight, rms"), height)
