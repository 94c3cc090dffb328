"""Scalars over training steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from core.plots.theme import styled


@dataclass(frozen=True)
class Curve:
    """One line: which scalar, how it is called and coloured; dashed for the training split."""

    scalar: str
    label: str
    color: str
    dashed: bool = False
    error: str | None = None  # the scalar that holds its standard error, drawn as a band of ±2


def curves(
    history: Sequence[tuple[int, dict[str, float]]],
    lines: Sequence[Curve],
    unit: str,
    at: int | None = None,
    height: int = 320,
) -> go.Figure:
    """Lines over steps from (step, scalars); `at` marks the step that the stage shows."""
    figure = go.Figure()
    steps = [step for step, _ in history]
    for line in lines:
        values = [scalars.get(line.scalar) for _, scalars in history]
        if line.error:
            figure.add_trace(_band(steps, values, [scalars.get(line.error) for _, scalars in history], line))
        figure.add_trace(
            go.Scatter(
                x=steps,
                y=values,
                name=line.label,
                mode="lines" if len(steps) > 1 else "markers",
                line=dict(color=line.color, width=2 if line.dashed else 3, dash="dot" if line.dashed else "solid"),
                hovertemplate="step %{x:,}: %{y:.2f} " + unit,
            )
        )
    if at is not None:
        figure.add_vline(x=at, line=dict(color="rgba(128,128,128,0.8)", width=2, dash="dash"))
    figure.update_xaxes(title="step")
    figure.update_yaxes(title=unit)
    return styled(figure, height)


def _band(steps: list[int], values: list, errors: list, line: Curve) -> go.Scatter:
    upper = [v + 2 * e for v, e in zip(values, errors, strict=True)]
    lower = [v - 2 * e for v, e in zip(values, errors, strict=True)]
    red, green, blue = (int(line.color[i : i + 2], 16) for i in (1, 3, 5))
    return go.Scatter(
        x=steps + steps[::-1],
        y=upper + lower[::-1],
        fill="toself",
        fillcolor=f"rgba({red},{green},{blue},0.15)",
        line=dict(width=0),
        hoverinfo="skip",
        name=f"{line.label} ± 2 standard errors",
        showlegend=False,
    )
