"""What pretraining gains: over the number of labels, and as one picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
from PIL import Image, ImageDraw, ImageFont

from core.plots.pictures import strips
from core.plots.theme import DISCRIMINATOR, PRIOR, REAL, styled, titled
from core.training.trainer import Frame

ARMS = {
    "scratch": ("from scratch", PRIOR),
    "frozen": ("pretrained, frozen", REAL),
    "finetuned": ("pretrained, fine-tuned", DISCRIMINATOR),
}  # how each arm is called and coloured
WIDTH, ROW, LEFT = 560, 34, 190  # pixels of the picture: its width, an arm's row, and where its axis begins
INK = "#1B2430"


def over_labels(
    curve: Mapping[str, np.ndarray], here: tuple[int, Mapping[str, float]] | None, height: int = 360
) -> go.Figure:
    """Gain against scratch over the number of labels: the mean ± 2 standard errors, and a dot for every seed.

    curve: counts [T], and accuracies [T, S] of each arm.   here: the present run's labels and its scalars.
    """
    counts, scratch = curve["counts"], curve["scratch"].astype(float)
    copies = scratch.shape[1]
    traces = []
    for suffix, arm in (("", "finetuned"), ("_frozen", "frozen")):
        name, color = ARMS[arm]
        gains = 100 * (curve[arm].astype(float) - scratch)  # [T, S], percentage points
        errors = 2 * gains.std(1, ddof=1) / copies**0.5
        traces += [
            dict(type="scatter", x=np.repeat(counts, copies), y=gains.ravel(), mode="markers", showlegend=False,
                 marker=dict(size=5, color=color, opacity=0.35), hoverinfo="skip"),
            dict(type="scatter", x=counts, y=gains.mean(1), mode="lines+markers", name=name,
                 line=dict(color=color, width=3), error_y=dict(array=errors, thickness=2),
                 hovertemplate="%{x:,} labels: %{y:+.1f} points<extra>" + name + "</extra>"),
        ]  # fmt: skip
        if here and f"gain{suffix}" in here[1]:
            labels, scalars = here
            error = dict(array=[200 * scalars[f"gain{suffix}_se"]], thickness=2)
            traces.append(
                dict(type="scatter", x=[labels], y=[100 * scalars[f"gain{suffix}"]], mode="markers", error_y=error,
                     name=f"this run, {name.split()[-1]}", hovertemplate="this run: %{y:+.1f} points<extra></extra>",
                     marker=dict(size=14, color=color, symbol="circle-open", line=dict(width=3)))
            )  # fmt: skip
    across = titled("labelled images n", type="log", tickvals=list(counts), ticktext=[f"{n:,}" for n in counts])
    up = titled("gain in accuracy, percentage points", zeroline=True, zerolinecolor=PRIOR, zerolinewidth=2)
    return styled(traces, across, up, height)


def picture(frame: Frame, facts: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Image.Image:
    """Test images, what the first autoencoder makes of them, and every seed's accuracy with each start as a dot."""
    back = frame.arrays["reconstructions"]
    rows = strips([arrays["images"][: len(back)], back], facts["side"], WIDTH)
    top = rows.height + 12
    board = Image.new("RGB", (WIDTH, top + ROW * (len(ARMS) + 1)), "white")
    board.paste(rows.convert("RGB"), (0, 0))
    draw, font = ImageDraw.Draw(board), ImageFont.load_default(size=15)
    trained = f"seed_{next(iter(ARMS))}" in frame.arrays
    said = "accuracy on test images, 0 to 100 %" if trained else "pretraining: no labels yet"
    draw.text((4, top), f"step {frame.step:,}, {said}", fill=INK, font=font)
    for i, (arm, (name, color)) in enumerate(ARMS.items(), 1):
        y = top + i * ROW + ROW // 2
        draw.text((4, y - 9), name, fill=INK, font=font)
        draw.line([LEFT, y, WIDTH - 10, y], fill="#B8C0CA", width=2)
        for share in frame.arrays.get(f"seed_{arm}", np.empty(0)).astype(float):
            x = LEFT + share * (WIDTH - 10 - LEFT)
            draw.ellipse([x - 6, y - 6, x + 6, y + 6], fill=color, outline="white")
    return board
