"""Pictures of a stacked autoencoder's work: its card, and what a code of k numbers keeps beside PCA and JPEG."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
from PIL import Image

from core.plots.pictures import strips
from core.plots.theme import GENERATED, PRIOR, REAL, RECONSTRUCTION, styled, titled
from core.training.trainer import Frame

CARD = 420  # pixels, of a card's width
JPEG_COUNTS = {"one file for all": 0, "coded pixels only": 1, "a file each": 2}  # columns of the measurement


def picture(frame: Frame, facts: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Image.Image:
    """Test images (above) and what comes back of them (below)."""
    back = frame.arrays["reconstructions"]
    return strips([arrays["images"][: len(back)], back], facts["side"], CARD)


def compression(
    curves: Mapping[str, np.ndarray], here: tuple[int, float] | None, jpeg: str, height: int = 380
) -> go.Figure:
    """PSNR on test images over bytes an image: autoencoders and PCA with a byte a number, and JPEG.

    curves: sizes [S], autoencoder [S, seeds, 2] and pca [S, 2] (PSNR of the code as it is, and in bytes), jpeg [Q, 4]
    (bytes in one file, of these the scan, in a file of its own; PSNR).   here: size and PSNR of the present run.
    jpeg: which of its bytes count, one of JPEG_COUNTS.
    """
    sizes, ours = curves["sizes"], curves["autoencoder"][:, :, 1]
    lines = [
        (sizes, ours.mean(1), "stacked autoencoder", RECONSTRUCTION, error_bars(ours)),
        (sizes, curves["pca"][:, 1], "PCA", PRIOR, None),
        (curves["jpeg"][:, JPEG_COUNTS[jpeg]], curves["jpeg"][:, 3], f"JPEG, {jpeg}", REAL, None),
    ]
    traces = [
        dict(type="scatter", x=x.tolist(), y=y.tolist(), error_y=bars, name=name, mode="lines+markers",
             line=dict(color=color, width=3), marker=dict(size=7), hovertemplate="%{x:.1f} bytes: %{y:.2f} dB")
        for x, y, name, color, bars in lines
    ]  # fmt: skip
    if here:
        size, value = here
        marker = dict(size=15, color=GENERATED, symbol="circle-open", line=dict(width=4))
        traces.append(dict(type="scatter", x=[size], y=[value], mode="markers", name="this run", marker=marker,
                           hovertemplate="%{x} bytes: %{y:.2f} dB"))  # fmt: skip
    return styled(
        traces,
        titled("bytes an image", type="log", tickvals=[2**i for i in range(9)]),
        titled("PSNR on test images, dB"),
        height,
    )


def error_bars(values: np.ndarray) -> dict[str, Any]:
    """From the lowest to the highest of each row, about its mean: [N, seeds]."""
    mean = values.mean(1)
    return dict(type="data", array=(values.max(1) - mean).tolist(), arrayminus=(mean - values.min(1)).tolist())
