"""One number for each of a few things."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from core.plots.theme import styled, titled


def bars(
    labels: Sequence[str],
    values: Sequence[float],
    colors: Sequence[str],
    unit: str,
    errors: Sequence[float] | None = None,
    height: int = 320,
) -> go.Figure:
    """Bars with their values written on them; `errors` are drawn as ± whiskers."""
    bar = dict(
        type="bar",
        x=list(labels),
        y=[float(value) for value in values],
        marker=dict(color=list(colors)),
        text=[f"{float(value):.2f}" for value in values] if len(values) <= 12 else None,
        textposition="outside",
        cliponaxis=False,
        error_y=dict(type="data", array=list(errors)) if errors is not None else None,
        hovertemplate="%{x}: %{y:.3f} " + unit + "<extra></extra>",
    )
    return styled([bar], y=titled(unit, rangemode="tozero"), height=height)


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
