"""What the linear autoencoder learns, beside PCA: the axes, the codes, the error over the size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from PIL import Image, ImageDraw, ImageFont

from core.plots.pictures import sheet
from core.plots.theme import CLASSES, GENERATED, GRID, PRIOR, REAL, RECONSTRUCTION, styled, titled
from core.training.trainer import Frame

SIZE = 420  # pixels a square
FACTOR = 2  # drawn larger, then shrunk: smooth edges


def axes_in_plane(axes: np.ndarray, components: np.ndarray, height: int = 340) -> go.Figure:
    """Seen from above PCA's plane: its two axes, and the learned ones at their own lengths: [2, P], [2, P]."""
    learned = np.asarray(axes, float) @ components.T  # [2, 2]: coordinates along PCA's axes
    longest = max(1.0, float(np.linalg.norm(learned, axis=1).max()))
    lines = [(row * longest, PRIOR, f"PCA {i}", "dot") for i, row in enumerate(np.eye(2), 1)]
    lines += [(row, RECONSTRUCTION, f"code {i}", "solid") for i, row in enumerate(learned, 1)]
    traces = [
        dict(type="scatter", x=[0, x], y=[0, y], mode="lines+markers+text", text=["", name], name=name,
             textposition="top center", line=dict(color=color, width=3, dash=dash), cliponaxis=False, showlegend=False,
             marker=dict(size=[0, 9], color=color, symbol="circle"))
        for (x, y), color, name, dash in lines
    ]  # fmt: skip
    reach = 1.15 * longest
    span = dict(range=[-reach, reach], constrain="domain")
    across, up = titled("along PCA's axis 1", **span), titled("along its axis 2", **span, scaleanchor="x")
    return styled(traces, across, up, height)


def angle_map(angles: np.ndarray, height: int = 340) -> go.Figure:
    """Angles, in degrees, between the learned axes (rows) and PCA's (columns): [K, K]."""
    k = len(angles)
    names = [str(i) for i in range(1, k + 1)]
    heat = dict(
        type="heatmap",
        z=np.asarray(angles, float),
        x=names,
        y=names,
        zmin=0,
        zmax=90,
        colorscale=[[0, RECONSTRUCTION], [1, "rgba(160,160,160,0.10)"]],
        colorbar=dict(title=dict(text="degrees"), thickness=12, tickvals=[0, 45, 90]),
        texttemplate="%{z:.0f}°" if k <= 10 else None,
        hovertemplate="code %{y}, PCA %{x}: %{z:.1f}°<extra></extra>",
    )
    flipped = titled("learned axis", type="category", autorange="reversed")
    return styled([heat], titled("PCA's axis", type="category"), flipped, height)


def codes_map(codes: np.ndarray, colors: Sequence[int] | None, title: str, height: int = 340) -> go.Figure:
    """The first two numbers of each code as a dot: [N, K]; of one alone, over its place in the data.

    colors: the class of each; None: one colour for all.
    """
    codes = np.asarray(codes, float)
    x, y = (codes[:, 0], codes[:, 1]) if codes.shape[1] > 1 else (np.arange(len(codes)), codes[:, 0])
    color = [CLASSES[int(c) % len(CLASSES)] for c in colors] if colors is not None else RECONSTRUCTION
    dots = dict(
        type="scatter",
        x=x,
        y=y,
        mode="markers",
        marker=dict(size=6, color=color, line=dict(color=GRID, width=1)),
        hoverinfo="x+y",
    )
    names = (f"{title} 1", f"{title} 2") if codes.shape[1] > 1 else ("test image", f"{title} 1")
    return styled([dots], titled(names[0]), titled(names[1]), height)


def error_over_size(
    train: np.ndarray, test: np.ndarray, here: tuple[int, float, float] | None, unit: str, height: int = 340
) -> go.Figure:
    """PCA's mean squared error for codes of 0, 1, … numbers, and the present run's.

    here: its code's size, its MSE on the training and on the test data.
    """
    sizes = list(range(len(train)))
    traces = [
        dict(type="scatter", x=sizes, y=values, mode="lines+markers", name=name, marker=dict(size=5),
             line=dict(color=PRIOR, width=width, dash=dash), hovertemplate="k = %{x}: %{y:.5f}")
        for values, name, width, dash in ((test, "PCA, test", 3, "solid"), (train, "PCA, train", 2, "dot"))
    ]  # fmt: skip
    if here:
        k, *errors = here
        for value, name, color in zip(errors, ("this run, train", "this run, test"), (REAL, GENERATED), strict=True):
            marker = dict(size=13, color=color, symbol="circle-open", line=dict(width=3))
            traces.append(dict(type="scatter", x=[k], y=[value], mode="markers", name=name, marker=marker,
                               hovertemplate="k = %{x}: %{y:.5f}"))  # fmt: skip
    return styled(traces, titled("numbers in the code, k"), titled(f"MSE a {unit}", rangemode="tozero"), height)


def picture(frame: Frame, facts: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Image.Image:
    """The cloud with PCA's plane (grey) and the learned surface (purple) from aside; of images, three rows of them."""
    if "images" in arrays:
        return rows_of_images(frame, facts, arrays, SIZE)
    side = SIZE * FACTOR
    board = Image.new("RGB", (side, side), "white")
    draw = ImageDraw.Draw(board)
    points = arrays["points"].astype(float)
    middle, depth = np.array(facts["middle"]), np.array(facts["aside"])
    across = np.cross([0, 0, 1], depth) / np.hypot(*depth[:2])
    view = np.stack([across, np.cross(depth, across)], axis=1)  # [3, 2]: to the right, and up
    scale = side * 0.4 / facts["reach"]

    def place(at: np.ndarray) -> np.ndarray:
        return (np.asarray(at, float) - middle) @ view * [scale, -scale] + side / 2

    for surface, color in ((arrays["pca_surface"], PRIOR), (frame.arrays["surface"], RECONSTRUCTION)):
        mesh = place(surface)
        for line in (*mesh, *mesh.swapaxes(0, 1)):
            draw.line([tuple(at) for at in line], fill=color, width=FACTOR)
    for at, color in ((points, REAL), (frame.arrays["reconstructions"], RECONSTRUCTION)):
        for x, y in place(at):
            draw.ellipse([x - 5, y - 5, x + 5, y + 5], fill=color, outline="white")
    small = board.resize((SIZE, SIZE), Image.Resampling.LANCZOS)
    words = f"step {frame.step:,}"
    ImageDraw.Draw(small).text((8, 6), words, fill="#1B2430", font=ImageFont.load_default(size=19))
    return small


def rows_of_images(frame: Frame, facts: Mapping[str, Any], arrays: Mapping[str, np.ndarray], width: int) -> Image.Image:
    """Test images (above), their reconstructions (middle), and PCA's with a code of the same size (below)."""
    learned = frame.arrays["reconstructions"]
    rows = np.concatenate([arrays["images"][: len(learned)], learned, arrays["pca_reconstructions"]])
    return sheet(rows, facts["side"], len(learned), scale=max(1, width // (len(learned) * (facts["side"] + 2))))


def axis_pictures(axes: np.ndarray, side: int, width: int) -> Image.Image:
    """Directions in the space of images: uint8 [K, side²], 128 is 0; more ink blue, less ink orange."""
    signed = np.asarray(axes, float).reshape(-1, side, side) / 127.5 - 1
    more, less = (np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) for color in (REAL, GENERATED))
    weight = np.abs(signed)[..., None]
    tiles = (1 - weight) * 255 + weight * np.where(signed[..., None] > 0, more, less)
    gap = np.full((len(tiles), side, 1, 3), 255.0)
    strip = np.concatenate(np.concatenate([tiles, gap], axis=2), axis=1)[:, :-1]  # all tiles in one row
    scale = max(1, width // strip.shape[1])
    board = Image.fromarray(strip.round().astype(np.uint8))
    return board.resize((board.width * scale, board.height * scale), Image.Resampling.NEAREST)
