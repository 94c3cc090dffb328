"""Scalars over training steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from core.plots.theme import styled, titled


@dataclass(frozen=True)
class Curve:
    """One line: which scalar, how it is called and coloured; dashed for the training split."""

    scalar: str
    label: str
    color: str
    dashed: bool = False
    error: str | None = None  # the scalar that holds its standard error, drawn as a band of ±2
    thin: bool = False  # a formula's line over the measured one
    floor: bool = False  # all below it is shaded: differences that a sample of this size has anyway
    each: str | None = None  # the frame's array with the value of every copy, [S]: a thin line each around the mean
    beyond: bool = False  # a frame that lacks the scalar has it infinite: drawn along the upper edge


def curves(
    history: Sequence[tuple[int, dict[str, float]]],
    lines: Sequence[Curve],
    unit: str,
    height: int = 320,
) -> go.Figure:
    """Lines over steps from (step, scalars)."""
    traces = []
    steps = [step for step, _ in history]
    for line in lines:
        values = [scalars.get(line.scalar) for _, scalars in history]
        if line.error:
            traces.append(_band(steps, values, [scalars.get(line.error) for _, scalars in history], line))
        traces.append(
            dict(
                type="scatter",
                x=steps,
                y=values,
                name=line.label,
                mode="lines" if len(steps) > 1 else "markers",
                line=dict(color=line.color, width=2 if line.dashed else 3, dash="dot" if line.dashed else "solid"),
                hovertemplate="step %{x:,}: %{y:.2f} " + unit,
            )
        )
    return styled(traces, titled("step"), titled(unit), height)


def _band(steps: list[int], values: list, errors: list, line: Curve) -> dict:
    upper = [v + 2 * e for v, e in zip(values, errors, strict=True)]
    lower = [v - 2 * e for v, e in zip(values, errors, strict=True)]
    red, green, blue = (int(line.color[i : i + 2], 16) for i in (1, 3, 5))
    return dict(
        type="scatter",
        x=steps + steps[::-1],
        y=upper + lower[::-1],
        fill="toself",
        fillcolor=f"rgba({red},{green},{blue},0.15)",
        line=dict(width=0),
        hoverinfo="skip",
        name=f"{line.label} ± 2 standard errors",
        showlegend=False,
    )
