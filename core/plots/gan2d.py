"""The frame of a GAN on a two-dimensional world as one picture, and its discriminator beside the best one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
from PIL import Image, ImageDraw, ImageFont

from core.plots.theme import DISCRIMINATOR, GENERATED, REAL, styled, titled
from core.training.trainer import Frame

SIZE = 420  # pixels a square
FACTOR = 2  # drawn larger, then shrunk: smooth edges


def picture(frame: Frame, facts: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Image.Image:
    """The discriminator's belief with real (blue) and generated points (vermillion), of the first copy."""
    board = _belief(frame, facts["probability"]).resize((SIZE * FACTOR, SIZE * FACTOR), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(board)
    for points, color in ((arrays["real"], REAL), (frame.arrays["points"][0], GENERATED)):
        for x, y in np.asarray(points, float)[:, :2]:
            cx, cy = ((value / facts["extent"] + 1) / 2 * SIZE * FACTOR for value in (x, -y))
            draw.ellipse([cx - 5, cy - 5, cx + 5, cy + 5], fill=color, outline="white")
    small = board.resize((SIZE, SIZE), Image.Resampling.LANCZOS)
    ImageDraw.Draw(small).text((8, 6), f"step {frame.step:,}", fill="#1B2430", font=ImageFont.load_default(size=19))
    return small


def _belief(frame: Frame, probability: bool) -> Image.Image:
    """From vermillion (generated) over white at the boundary to green (real)."""
    low, high = frame.scalars["surface_low"], frame.scalars["surface_high"]
    values = low + (high - low) * frame.arrays["surface"][::-1].astype(float) / 255  # row 0 has the lowest y
    boundary = frame.scalars["boundary"]  # an output before any sigmoid
    lean = values - (1 / (1 + np.exp(-boundary)) if probability else boundary)
    lean /= max(1e-9, float(np.abs(lean).max()))
    ends = [np.array(_rgb(color)) for color in (GENERATED, DISCRIMINATOR)]
    strength = 0.45 * np.abs(lean)[..., None]
    colors = 255 + strength * (np.where(lean[..., None] < 0, ends[0], ends[1]) - 255)
    return Image.fromarray(colors.astype(np.uint8))


def _rgb(color: str) -> tuple[int, ...]:
    return tuple(int(color[i : i + 2], 16) for i in (1, 3, 5))


def belief_map(values: np.ndarray, ticks: np.ndarray, height: int = 400) -> go.Figure:
    """Probabilities [T, T] of being real over the plane (lowest y first), undecided in the middle of the colours."""
    scale = [[0, GENERATED], [0.5, "rgba(160,160,160,0.12)"], [1, DISCRIMINATOR]]
    return _map(values, ticks, scale, 0.0, 1.0, "real", height)


def error_map(errors: np.ndarray, ticks: np.ndarray, height: int = 400) -> go.Figure:
    """Absolute differences [T, T] over the plane; NaN where they are not known."""
    return _map(errors, ticks, [[0, "rgba(160,160,160,0.12)"], [1, REAL]], 0.0, 0.5, "|D − D*|", height)


def _map(values: np.ndarray, ticks: np.ndarray, scale: list, low: float, high: float, title: str, height: int):
    heatmap = dict(
        type="heatmap",
        z=values,
        x=ticks,
        y=ticks,
        zmin=low,
        zmax=high,
        colorscale=scale,
        colorbar=dict(title=dict(text=title), thickness=12),
        hovertemplate="(%{x:.2f}, %{y:.2f}): %{z:.2f}<extra></extra>",
    )
    square = titled("x", constrain="domain"), titled("y", scaleanchor="x")
    return styled([heatmap], *square, height, margin=dict(l=48, r=10, t=12, b=44))
