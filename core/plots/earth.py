"""Entropic transport on its way to the exact one: value, time and plans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.plots.theme import DISCRIMINATOR, GENERATED, PRIOR, styled, titled

TITLE = "ε, from large to small"


def value_over_epsilon(curves: Mapping[str, Any], epsilon: float) -> go.Figure:
    """⟨P, C⟩ at each ε, with the exact W₁ as a line. curves: as `exact_and_entropic` gives them."""
    values = [*curves["value"], curves["exact"]]
    room = max(0.08 * (max(values) - min(values)), 1e-3)  # rounding alone is not to fill the chart
    axis = dict(range=[min(values) - room, max(values) + room])
    return _over_epsilon(curves, "value", "exact", "⟨P, C⟩", epsilon, axis)


def time_over_epsilon(curves: Mapping[str, Any], epsilon: float) -> go.Figure:
    """Milliseconds at each ε, with the exact solver's as a line, both on log scales."""
    return _over_epsilon(curves, "ms", "exact_ms", "milliseconds", epsilon, dict(type="log", dtick=1))


def _over_epsilon(
    curves: Mapping[str, Any], name: str, exact: str, unit: str, epsilon: float, axis: dict[str, Any]
) -> go.Figure:
    ends = [max(curves["epsilon"]), min(curves["epsilon"])]
    sinkhorn = dict(
        type="scatter",
        x=curves["epsilon"],
        y=curves[name],
        mode="lines+markers",
        name="entropic (Sinkhorn)",
        line=dict(color=DISCRIMINATOR, width=3),
        marker=dict(
            size=11,
            color=DISCRIMINATOR,
            symbol=["circle" if converged else "circle-open" for converged in curves["converged"]],
            line=dict(width=2),
        ),
        customdata=curves["iterations"],
        hovertemplate=f"ε = %{{x:g}}<br>%{{y:.4g}} {unit}<br>%{{customdata}} iterations<extra></extra>",
    )
    line = dict(
        type="scatter",
        x=ends,
        y=[curves[exact]] * 2,
        mode="lines",
        name="exact (network simplex)",
        line=dict(color=GENERATED, width=3, dash="dash"),
        hovertemplate=f"%{{y:.4g}} {unit}<extra></extra>",
    )
    here = dict(type="line", x0=epsilon, x1=epsilon, y0=0, y1=1, yref="paper", line=dict(color=PRIOR, width=2))
    ticks = dict(tickvals=curves["epsilon"], ticktext=[f"{value:g}" for value in curves["epsilon"]])
    return styled(
        [sinkhorn, line],
        titled(TITLE, type="log", autorange="reversed", **ticks),
        titled(unit, **axis),
        shapes=[here],
    )


def plan_matrix(plan: np.ndarray) -> go.Figure:
    """A plan [N, M] as a picture: a row for each point of q, a column for each of p; the darker, the more goes there.

    Scaled to the largest share that one point can send to one other: 1 over the number of points.
    """
    share = plan * len(plan)
    heatmap = dict(
        type="heatmap",
        z=np.round(share, 4),
        zmin=0,
        zmax=1,
        colorscale=[[0, "rgba(128,128,128,0.08)"], [0.1, "#F3C9A8"], [1, GENERATED]],
        showscale=False,
        xgap=1,
        ygap=1,
        hovertemplate="q's point %{y} sends %{z:.0%} of its mass to p's point %{x}<extra></extra>",
    )
    bare = dict(showticklabels=False, showgrid=False, ticks="")
    x, y = titled("p", constrain="domain", **bare), titled("q", scaleanchor="x", autorange="reversed", **bare)
    return styled([heatmap], x, y, 300, margin=dict(l=30, r=10, t=10, b=30))
