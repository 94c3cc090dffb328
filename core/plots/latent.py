"""Charts about StyleGAN's latent spaces."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from core.plots.theme import GENERATED, PRIOR, RECONSTRUCTION, styled, titled

SPACES = {"Z": PRIOR, "W": GENERATED}  # and their colours
ROW = 30  # pixels of an attribute
PAPER, INK = "#F5F3F0", "#1B2430"  # of the table of changes, in both themes: its numbers stand on its own colours


def separability(labels: Sequence[str], shares: np.ndarray, errors: np.ndarray) -> go.Figure:
    """What a linear rule tells of each attribute from z and from w: shares [2, A] with ± `errors` [2, A]."""
    traces = [
        dict(
            type="scatter",
            name=space,
            x=np.asarray(mean, float),
            y=list(labels),
            mode="markers",
            marker=dict(size=13, color=color),
            error_x=dict(type="data", array=np.asarray(error, float), thickness=2, color=color),
            hovertemplate=f"{space}: %{{y}} %{{x:.2f}}<extra></extra>",
        )
        for (space, color), mean, error in zip(SPACES.items(), shares, errors, strict=True)
    ]
    across = titled("0: no better than guessing · 1: told in full", gridcolor="rgba(128,128,128,0.25)", showgrid=True)
    upright = dict(autorange="reversed", showgrid=False)
    return styled(traces, across, upright, 110 + ROW * len(labels), margin=dict(l=110, r=10, t=40, b=48))


def changes(directions: Sequence[str], attributes: Sequence[str], shares: np.ndarray) -> go.Figure:
    """What moving along each direction (rows) changes of each attribute (columns): [D, A], 1: as another face."""
    heat = dict(
        type="heatmap",
        z=np.asarray(shares, float),
        x=list(attributes),
        y=list(directions),
        zmin=0,
        zmax=1,
        colorscale=[[0, PAPER], [1, GENERATED]],
        showscale=False,
        texttemplate="%{z:.2f}",
        textfont=dict(color=INK, size=15),
        hovertemplate="along %{y}: %{x} %{z:.2f}<extra></extra>",
    )
    upright = dict(autorange="reversed", showgrid=False)
    margin = dict(l=150, r=40, t=90, b=10)
    return styled([heat], dict(tickangle=-40, side="top"), upright, 100 + ROW * len(directions), margin=margin)


def descent(losses: np.ndarray, steps: int) -> go.Figure:
    """Both parts of a projection's loss over its steps: [T, 2], 1: as unrelated faces."""
    parts = (("pixels", RECONSTRUCTION, None), ("features", GENERATED, "dash"))
    traces = [
        dict(
            type="scatter",
            name=name,
            x=list(range(len(losses))),
            y=np.asarray(losses[:, i], float),
            mode="lines",
            line=dict(color=color, width=3, dash=dash),
            hovertemplate=f"{name}, step %{{x}}: %{{y:.3f}}<extra></extra>",
        )
        for i, (name, color, dash) in enumerate(parts)
    ]
    scale = titled("1: unrelated faces", type="log", tickvals=[1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001])
    return styled(traces, titled("step", range=[0, steps]), scale, 280)
