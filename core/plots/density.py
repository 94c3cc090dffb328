"""Densities over the plane of two latent dimensions."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from core.plots.theme import GENERATED, PRIOR, REAL, RECONSTRUCTION, styled, titled


def ellipse(mu: np.ndarray, log_var: np.ndarray, sigmas: float, points: int = 120) -> tuple[np.ndarray, np.ndarray]:
    """Outline of an axis-parallel Gaussian at so many σ: x [points], y [points]."""
    angle = np.linspace(0, 2 * np.pi, points)
    sigma = np.exp(0.5 * np.asarray(log_var, float))
    return mu[0] + sigmas * sigma[0] * np.cos(angle), mu[1] + sigmas * sigma[1] * np.sin(angle)


def posterior_against_encoder(
    grid: np.ndarray, x: np.ndarray, y: np.ndarray, mu: np.ndarray, log_var: np.ndarray, height: int = 430
) -> go.Figure:
    """The true posterior [len(y), len(x)] as a heatmap under the encoder's ellipses at 1σ and 2σ."""
    heatmap = dict(
        type="heatmap",
        z=grid,
        x=x,
        y=y,
        colorscale=[[0, "rgba(128,128,128,0.06)"], [0.25, "#9ECAE1"], [1, "#08306B"]],
        colorbar=dict(title=dict(text="p(z|x)"), thickness=12),
        hovertemplate="z = (%{x:.2f}, %{y:.2f})<br>p(z|x) = %{z:.3f}<extra></extra>",
    )
    outlines = [
        _outline(mu, log_var, sigmas, f"encoder {sigmas}σ", dict(color=RECONSTRUCTION, width=4 - sigmas))
        for sigmas in (1, 2)
    ]
    return styled([heatmap, *outlines], *_square("z₁", "z₂"), height)


def aggregate_against_prior(
    posterior: np.ndarray, prior: np.ndarray, ticks: np.ndarray, axes: tuple[int, int], height: int = 430
) -> go.Figure:
    """Where codes are against where samples are drawn: the aggregate posterior minus the prior, 0 in the middle.

    posterior, prior: densities [T, T] (rows: second axis) on ticks [T].
    """
    difference = posterior - prior
    limit = float(prior.max())  # of the prior's own size: a few sharp codes would bleach everything else
    heatmap = dict(
        type="heatmap",
        z=difference,
        x=ticks,
        y=ticks,
        zmin=-limit,
        zmax=limit,
        colorscale=[[0, GENERATED], [0.5, "rgba(160,160,160,0.12)"], [1, REAL]],
        colorbar=dict(title=dict(text="q(z) − p(z)"), thickness=12),
        hovertemplate="z = (%{x:.2f}, %{y:.2f})<br>q − p = %{z:.3f}<extra></extra>",
    )
    outlines = [
        _outline(np.zeros(2), np.zeros(2), sigmas, f"prior {sigmas}σ", dict(color=PRIOR, width=2, dash="dot"))
        for sigmas in (1, 2)
    ]
    names = [f"z{_subscript(axis)}" for axis in axes]
    return styled([heatmap, *outlines], *_square(*names), height)


def _outline(mu: np.ndarray, log_var: np.ndarray, sigmas: float, name: str, line: dict) -> dict:
    x, y = ellipse(mu, log_var, sigmas)
    return dict(type="scatter", x=x, y=y, mode="lines", name=name, line=line)


def _square(x: str, y: str) -> tuple[dict, dict]:
    """Titled axes on which one unit is as long across as up."""
    return titled(x, constrain="domain"), titled(y, scaleanchor="x")


def _subscript(axis: int) -> str:
    return str(axis + 1).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
