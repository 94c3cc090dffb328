"""The sparse autoencoder's frame as one picture, and the orientations of its edges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
from PIL import Image

from core.plots.pictures import beside, sheet
from core.plots.theme import PRIOR, REAL, styled, titled
from core.training.trainer import Frame

SIZE = 420  # pixels a square
TURN = 15  # degrees a bar


def picture(frame: Frame, facts: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Image.Image:
    """Units × test images, dark where a unit is active (left), and the busiest units' filters (right)."""
    heat = Image.fromarray(255 - frame.arrays["units"]).resize((SIZE, SIZE), Image.Resampling.NEAREST)
    columns = 8
    side = facts["filter_side"]
    tiles = sheet(frame.arrays["filters"][: columns**2], side, columns, scale=max(1, SIZE // (columns * (side + 2))))
    return beside([heat, tiles.resize((SIZE, SIZE), Image.Resampling.NEAREST)])


def orientations(degrees: np.ndarray, edges: np.ndarray, height: int = 300) -> go.Figure:
    """How many filters lie in which direction, edges and others: [K] degrees from 0 to 180, bool [K]."""
    starts = np.arange(0, 180, TURN)
    traces = [
        dict(
            type="bar",
            x=starts + TURN / 2,
            y=np.histogram(degrees[chosen], [*starts, 180])[0].tolist(),
            width=TURN * 0.9,
            name=name,
            marker=dict(color=color),
            hovertemplate=f"%{{x}}° ± {TURN / 2:g}°: %{{y}} {name}<extra></extra>",
        )
        for chosen, name, color in ((edges, "edges", REAL), (~edges, "other filters", PRIOR))
    ]
    across = titled("orientation in degrees: 0 is level, 90 upright", tickvals=[0, 45, 90, 135, 180], range=[0, 180])
    return styled(traces, across, titled("filters"), height, barmode="stack")
