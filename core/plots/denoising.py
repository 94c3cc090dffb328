"""What a denoising autoencoder does: how much better pictures come out, and the stage as one picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from PIL import Image, ImageDraw

from core.plots.pictures import strips
from core.plots.theme import PRIOR, REAL, RECONSTRUCTION, styled, titled
from core.training.trainer import Frame

WIDTH = 420  # pixels of a card
FACTOR = 2  # arrows are drawn larger, then shrunk: smooth edges


def psnr_out_over_in(
    runs: Mapping[str, Mapping[str, np.ndarray]], amounts: Sequence[float], colors: Sequence[str], height: int = 340
) -> go.Figure:
    """PSNR after over PSNR before, in dB, a dot an amount of corruption, and a ring at the amount that is looked at.

    runs: {name: psnr_in [A], psnr_out [A], here [2]}; the dotted line is where nothing changes.
    """
    inputs = np.concatenate([run["psnr_in"] for run in runs.values()])
    ends = [float(inputs.min()), float(inputs.max())]
    traces = [
        dict(type="scatter", x=ends, y=ends, mode="lines", name="as it came in", line=dict(color=PRIOR, dash="dot"))
    ]
    for (name, run), color in zip(runs.items(), colors, strict=True):
        line = dict(type="scatter", x=list(run["psnr_in"]), y=list(run["psnr_out"]), name=name, mode="lines+markers",
                    line=dict(color=color, width=3), text=[f"{amount:g}" for amount in amounts],
                    hovertemplate="amount %{text}: %{x:.1f} dB in, %{y:.1f} dB out")  # fmt: skip
        ring = dict(size=16, color=color, symbol="circle-open", line=dict(width=3))
        x, y = run["here"]
        place = dict(type="scatter", x=[x], y=[y], mode="markers", marker=ring, showlegend=False,
                     hovertemplate="%{x:.1f} dB in, %{y:.1f} dB out")  # fmt: skip
        traces += [line, place]
    return styled(traces, titled("PSNR in, dB"), titled("PSNR out, dB"), height)


def picture(frame: Frame, facts: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Image.Image:
    """Clean test images (above), corrupted (middle), and what comes back of these (below); of points, the arrows."""
    if "points" in arrays:
        return _field(frame, facts, arrays)
    back = frame.arrays["reconstructions"]
    return strips([arrays["images"][: len(back)], arrays["corrupted"], back], facts["side"], WIDTH)


def _field(frame: Frame, facts: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Image.Image:
    """The points, and from each place of the grid to where the network puts it, with a dot at the tip."""
    side = WIDTH * FACTOR
    board = Image.new("RGB", (side, side), "white")
    draw = ImageDraw.Draw(board)
    flip = np.array([1, -1]) * side / (2 * facts["extent"])  # upwards on the plane is downwards in a picture
    for x, y in arrays["points"] * flip + side / 2:
        draw.ellipse([x - 3, y - 3, x + 3, y + 3], fill=REAL)
    starts = arrays["grid"] * flip + side / 2
    tips = starts + frame.arrays["field"].astype(float) * flip
    for start, tip in zip(starts, tips, strict=True):
        draw.line([tuple(start), tuple(tip)], fill=RECONSTRUCTION, width=FACTOR)
        draw.ellipse([tip[0] - 3, tip[1] - 3, tip[0] + 3, tip[1] + 3], fill=RECONSTRUCTION)
    return board.resize((WIDTH, WIDTH), Image.Resampling.LANCZOS)
