"""One pixel's features before and after PixelNorm."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from core.plots.theme import GENERATED, PRIOR, styled, titled


def features(before: np.ndarray, after: np.ndarray) -> go.Figure:
    """Two bars a feature: [C] each."""
    numbers = np.arange(len(before))
    named = ((before, "before", PRIOR), (after, "after", GENERATED))
    bars = [dict(type="bar", x=numbers, y=y, name=name, marker=dict(color=color)) for y, name, color in named]
    return styled(bars, x=titled("feature"), y=titled("value"), height=280, barmode="group", bargap=0.1)
