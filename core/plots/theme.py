"""The one colour code of the app, and the look that every chart shares."""

from __future__ import annotations

import plotly.graph_objects as go

REAL = "#0072B2"  # data
GENERATED = "#D55E00"
DISCRIMINATOR = "#009E73"  # also the critic
RECONSTRUCTION = "#CC79A7"
PRIOR = "#8A8F98"

# Ten classes that stay apart for colour-blind eyes; on light paper, the same as in assets/components/shared/colors.js.
CLASSES = (
    "#003BAE",
    "#F44272",
    "#8A6921",
    "#1B3802",
    "#C47FFF",
    "#F18621",
    "#452B34",
    "#870274",
    "#959ED1",
    "#02B9A1",
)


SMALL = dict(size=14)  # numbers and legend: Streamlit's own 12 cannot be read from the back row
AXIS = dict(zeroline=False, tickfont=SMALL)
GRID = "rgba(128,128,128,0.25)"


def styled(
    traces: list[dict], x: dict | None = None, y: dict | None = None, height: int = 320, **layout: object
) -> go.Figure:
    """Traces in the shared look: no background of its own, large type, a legend above, nothing that jumps on an update.

    x, y: what is special about an axis.   layout: what is special about the figure.
    It is made in one go: plotly's update methods take several times as long as all the rest, and a page that trains
    draws its charts again and again.
    """
    shared = dict(
        height=height,
        margin=dict(l=64, r=10, t=48, b=48),  # fixed: fitting them takes the browser a third of a redraw
        font=dict(size=15),
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        legend=dict(orientation="h", yanchor="bottom", y=1.0, x=0, font=SMALL),
        hovermode="closest",
        uirevision="keep",  # zoom and hidden traces survive an update
        xaxis=AXIS | dict(showgrid=False) | (x or {}),
        yaxis=AXIS | dict(gridcolor=GRID) | (y or {}),
    )
    return go.Figure(traces, shared | layout)


def titled(text: str, **axis: object) -> dict:
    """An axis with a title."""
    return dict(title=dict(text=text, standoff=6)) | axis
