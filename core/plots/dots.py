"""One number for each of a few things."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from core.plots.theme import styled, titled


def dots(
    labels: Sequence[str], values: Sequence[float], errors: Sequence[float], unit: str, color: str, height: int = 280
) -> go.Figure:
    """Numbers that are not counted from zero: a dot each with ± `errors`, and the value written beside it."""
    points = dict(
        type="scatter",
        x=list(labels),
        y=list(values),
        mode="markers+text",
        marker=dict(size=14, color=color),
        text=[f"{value:.2f}" for value in values],
        textposition="top center",
        error_y=dict(type="data", array=list(errors), thickness=2),
        cliponaxis=False,
        hovertemplate="%{x}: %{y:.3f} " + unit + "<extra></extra>",
    )
    spread = max(values) - min(values) or 1.0
    reach = [min(values) - 0.2 * spread, max(values) + 0.35 * spread]
    return styled([points], y=titled(unit, range=reach), height=height)
