"""What a recurrent autoencoder does row by row: the error over the rows written, and over those read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
from PIL import Image

from core.plots.pictures import strips
from core.plots.theme import DISCRIMINATOR, GENERATED, PRIOR, RECONSTRUCTION, styled, titled
from core.training.trainer import Frame

SIZE = 420  # pixels a picture is wide


def error_over_rows(free: np.ndarray, forced: np.ndarray | None, height: int = 320) -> go.Figure:
    """MSE a pixel of the t-th row written [T]: by itself and, if it can be, after the true row before."""
    lines = [(free, "its own rows fed back" if forced is not None else "test images", GENERATED)]
    if forced is not None:
        lines.append((forced, "true rows fed back", DISCRIMINATOR))
    traces = [_line(np.arange(1, len(values) + 1), values, name, color) for values, name, color in lines]
    return styled(traces, titled("row written"), titled("MSE a pixel", rangemode="tozero"), height)


def error_over_prefix(image: np.ndarray, mean: np.ndarray, here: int, height: int = 320) -> go.Figure:
    """MSE a pixel when 0, 1, … rows have been read [T + 1]: of one image, and the mean of many; `here` is marked."""
    rows = np.arange(len(mean))
    traces = [
        _line(rows, mean, "mean of test images", PRIOR),
        _line(rows, image, "this image", RECONSTRUCTION),
        dict(type="scatter", x=[here], y=[float(image[here])], mode="markers", showlegend=False, hoverinfo="skip",
             marker=dict(size=15, color=RECONSTRUCTION, symbol="circle-open", line=dict(width=3))),
    ]  # fmt: skip
    return styled(traces, titled("rows read"), titled("MSE a pixel", rangemode="tozero"), height)


def _line(x: np.ndarray, values: np.ndarray, name: str, color: str) -> dict:
    return dict(type="scatter", x=x.tolist(), y=np.asarray(values, float).tolist(), name=name, mode="lines+markers",
                marker=dict(size=6), line=dict(color=color, width=3), hovertemplate="%{x}: %{y:.4f}")  # fmt: skip


def picture(frame: Frame, facts: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Image.Image:
    """Test images (above) and what was written of them, row by row (below)."""
    back = frame.arrays["reconstructions"]
    return strips([arrays["images"][: len(back)], back], facts["side"], SIZE)
