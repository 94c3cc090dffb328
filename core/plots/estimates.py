"""An estimate beside what it should estimate: over the steps, each on its own scale, and one against the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from core.plots.theme import DISCRIMINATOR, GENERATED, styled, titled


def over_steps(
    steps: Sequence[int], estimates: Sequence[float], distances: Sequence[float], name: str, height: int = 320
) -> go.Figure:
    """Both as lines: the estimates, called `name`, on the left scale, the exact distances on the right one."""

    def line(values: Sequence[float], label: str, color: str, **more: object) -> dict:
        return dict(type="scatter", x=steps, y=values, name=label, line=dict(color=color, width=3), **more)

    traces = [line(estimates, name, DISCRIMINATOR), line(distances, "exact W₁", GENERATED, yaxis="y2")]
    own = dict(overlaying="y", side="right", showgrid=False, zeroline=False, tickmode="auto", rangemode="tozero")
    layout = dict(yaxis2=titled("distance W₁", color=GENERATED, **own), margin=dict(l=68, r=58, t=48, b=48))
    return styled(traces, titled("step"), titled(name, color=DISCRIMINATOR), height, **layout)


def against(
    runs: Mapping[str, tuple[Sequence[float], Sequence[float]]], colors: Sequence[str], height: int = 320
) -> go.Figure:
    """A dot a frame, the distance across and the estimate up: {name of a run: (distances, estimates)}.

    Each run has its own range from 0 to 1, because the unit of its estimate is its own.
    """
    traces = [
        dict(type="scatter", x=_scaled(x), y=_scaled(y), name=name, mode="markers", marker=dict(size=7, color=color))
        for (name, (x, y)), color in zip(runs.items(), colors, strict=True)
    ]
    return styled(traces, titled("W₁, from least to most"), titled("−loss, from least to most"), height)


def _scaled(values: Sequence[float]) -> list[float]:
    """From 0 (the least) to 1 (the most)."""
    if not values:
        return []
    low, reach = min(values), max(values) - min(values) or 1.0
    return [(value - low) / reach for value in values]
