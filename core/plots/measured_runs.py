"""Arms of a measured comparison over a clock: a thin line a seed, a bold one for their mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from core.plots.theme import REAL, styled, titled

ROUND = (1, 2, 5)  # numbers of each power of ten that a logarithmic axis names


@dataclass(frozen=True, eq=False)
class Lines:
    """The runs of one arm."""

    name: str
    color: str
    seeds: Sequence[int]  # [S]
    clock: np.ndarray  # [T], the same for all seeds
    values: np.ndarray  # [S, T], above 0


def over_clock(arms: Sequence[Lines], floor: float, along: str, unit: str, height: int = 380) -> go.Figure:
    """Each arm's values on a logarithmic axis, and dashed what as many drawn faces have.   along: the clock's name."""
    traces = []
    for arm in arms:
        for seed, values in zip(arm.seeds, arm.values, strict=True):
            hover = f"{arm.name}, seed {seed}: %{{y:.3g}} at %{{x:,.4~g}}<extra></extra>"
            thin = dict(color=arm.color, width=1.5)
            traces.append(_line(arm.clock, values, thin, opacity=0.7, showlegend=False, hovertemplate=hover))
    for arm in arms:  # above all thin ones
        name = f"{arm.name}: mean of {len(arm.seeds)} seeds"
        hover = f"{name}: %{{y:.3g}} at %{{x:,.4~g}}<extra></extra>"
        bold = dict(color=arm.color, width=4)
        traces.append(_line(arm.clock, arm.values.mean(0), bold, name=name, hovertemplate=hover))
    ends = [min(arm.clock[0] for arm in arms), max(arm.clock[-1] for arm in arms)]
    dashed = dict(color=REAL, width=3, dash="dash")
    hover = "as many drawn faces: %{y:.3g}<extra></extra>"
    traces.append(_line(ends, [floor, floor], dashed, name="as many drawn faces", hovertemplate=hover))
    highest = max(arm.values.max() for arm in arms)
    ticks = round_numbers(floor, highest)
    up = titled(unit, type="log", tickvals=ticks, ticktext=[f"{tick:g}" for tick in ticks])
    return styled(traces, titled(along), up, height)


def round_numbers(low: float, high: float) -> list[float]:
    """1, 2 and 5 times the powers of ten from the last one below `low` to the first one above `high`."""
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    return [float(f"{number}e{power}") for power in powers for number in ROUND]


def _line(x: Sequence[float], y: Sequence[float], line: dict, **more: object) -> dict:
    return dict(type="scatter", mode="lines", x=list(x), y=list(y), line=line, **more)
