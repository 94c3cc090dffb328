"""What the gradient microscope shows beside its charts: networks over the plane, critics on a line, fitted bumps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.plots.theme import DISCRIMINATOR, GENERATED, GRID, PRIOR, REAL, RECONSTRUCTION, styled, titled

LOW_TO_HIGH = [[0, GENERATED], [0.5, "rgba(160,160,160,0.12)"], [1, DISCRIMINATOR]]  # the boundary in the middle
MIDDLE = 0.01  # a fit that is nearer to 0 stands between the bumps
ARROW = 0.7  # length of the longest arrow, in units of the plane
CRITIC_STYLES = {
    "exact": ("the exact one", PRIOR, "solid"),
    "wasserstein_gp": ("with gradient penalty", DISCRIMINATOR, "solid"),
    "wasserstein_clip": ("clipped", DISCRIMINATOR, "dash"),
}
FIT_STYLES = {
    "forward_kl": ("KL(p ‖ q)", REAL, "solid"),
    "reverse_kl": ("KL(q ‖ p)", RECONSTRUCTION, "solid"),
    "non_saturating": ("KL(q ‖ p) − 2 JS", GENERATED, "dash"),
}


def network_map(
    surface: np.ndarray,
    reach: float,
    extent: float,
    points: Mapping[str, np.ndarray],
    pull: np.ndarray | None = None,
) -> go.Figure:
    """How far a network is above its boundary (green) or below it (orange) over the square, with points and their pull.

    surface: [T, T], 0 at the boundary.   reach: so far from it, either way, is full colour.
    points: real and generated, [N, 2] each.   pull: [K, 2] of the first generated points, the longest of them 1.
    """
    ticks = np.linspace(-extent, extent, len(surface))
    heat = dict(
        type="heatmap",
        z=surface,
        x=ticks,
        y=ticks,
        zmin=-reach,
        zmax=reach,
        colorscale=LOW_TO_HIGH,
        showscale=False,
        hoverinfo="skip",
        opacity=0.55,
    )
    dots = [
        dict(
            type="scatter",
            x=at[:, 0],
            y=at[:, 1],
            mode="markers",
            marker=dict(color=color, size=4, line=dict(color="white", width=0.5)),
            hoverinfo="skip",
        )
        for at, color in zip(points.values(), (REAL, GENERATED), strict=True)
    ]
    arrows = [] if pull is None else [_arrows(points["generated"][: len(pull)], pull)]
    span = dict(range=[-extent, extent], constrain="domain", tickvals=[-3, 0, 3], showgrid=False)
    square = span, span | dict(scaleanchor="x")
    layout = dict(margin=dict(l=30, r=4, t=4, b=26), showlegend=False)
    return styled([heat, *dots, *arrows], *square, 230, **layout)


def _arrows(at: np.ndarray, pull: np.ndarray) -> dict:
    """Lines from the points along their pulls, as one trace with gaps."""
    ends = at + ARROW * pull
    gaps = np.full_like(at, np.nan)
    x, y = np.stack([at, ends, gaps], axis=1).reshape(-1, 2).T
    return dict(type="scatter", x=x, y=y, mode="lines", line=dict(color=GENERATED, width=1.5), hoverinfo="skip")


def critic_lines(answer: Mapping[str, Any], height: int = 340) -> go.Figure:
    """Critics along the line through both centres, all on the scale of slope 1."""
    styles = [CRITIC_STYLES[name] for name in answer["names"]]
    traces = [
        dict(
            type="scatter",
            x=answer["x"],
            y=values,
            mode="lines",
            name=label,
            line=dict(color=color, width=3, dash=dash),
        )
        for values, (label, color, dash) in zip(answer["lines"], styles, strict=True)
    ]
    return styled(traces, titled("x, at y = 0"), titled("critic, at slope 1"), height)


def fitted_bumps(answer: Mapping[str, Any], height: int = 360) -> go.Figure:
    """The target and each objective's best fits, drawn; the other optima faint."""
    x = answer["x"]
    target = dict(
        type="scatter",
        x=x,
        y=answer["p"],
        name="target p",
        mode="lines",
        fill="tozeroy",
        fillcolor=GRID,
        line=dict(color=PRIOR),
    )
    traces = [target]
    for name, (label, color, dash) in FIT_STYLES.items():
        best = answer["fits"][name][0][2]
        for i, (mean, width, value) in enumerate(answer["fits"][name]):
            traces.append(
                dict(
                    type="scatter",
                    x=x,
                    y=np.exp(-((x - mean) ** 2) / (2 * width**2)) / (np.sqrt(2 * np.pi) * width),
                    name=f"q by {label}",
                    legendgroup=name,
                    showlegend=i == 0,
                    mode="lines",
                    opacity=1.0 if value < best + 1e-6 else 0.35,
                    line=dict(color=color, width=3, dash=dash),
                    hovertemplate=f"μ = {mean:.2f}, σ = {width:.2f}: {value:.3f} nats",
                )
            )
    return styled(traces, titled("x"), titled("density"), height)


def fit_words(answer: Mapping[str, Any]) -> str:
    """Where each objective is least and where its other optima are, in a sentence each."""
    found = {label: _places(answer["fits"][name]) for name, (label, _, _) in FIT_STYLES.items()}
    return " ".join(f"{label} is least {'; next best is '.join(places)}." for label, places in found.items())


def _places(fits: Sequence[Sequence[float]]) -> list[str]:
    """Optima in words, the best first; those on either side, which are mirror images, are one."""
    found = {}
    for mean, width, value in fits:
        at = "in the middle" if abs(mean) < MIDDLE else f"on either side at μ = ±{abs(mean):.2f}"
        found[at] = f"{at} (σ = {width:.2f}: {round(value, 3) + 0.0:.3f} nats)"
    return list(found.values())


def fit_rows(answer: Mapping[str, Any]) -> Sequence[Mapping[str, str]]:
    """Every optimum as a row of a table."""
    return [
        {
            "q minimises": label,
            "μ": f"{round(mean, 2) + 0.0:+.2f}".replace("-", "−"),
            "σ": f"{width:.2f}",
            "at, nats": f"{value:.4f}",
        }
        for name, (label, _, _) in FIT_STYLES.items()
        for mean, width, value in answer["fits"][name]
    ]
