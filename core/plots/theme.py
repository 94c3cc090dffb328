"""The one colour code of the app, and the look that every chart shares."""

from __future__ import annotations

import plotly.graph_objects as go

REAL = "#0072B2"  # data
GENERATED = "#D55E00"
DISCRIMINATOR = "#009E73"  # also the critic
RECONSTRUCTION = "#CC79A7"
PRIOR = "#8A8F98"

# Ten classes that stay apart for colour-blind eyes; the same list is in assets/components/shared/colors.js.
CLASSES = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#D55E00",
    "#56B4E9",
    "#CC79A7",
    "#7A5195",
    "#A6761D",
    "#666666",
    "#B2DF8A",
)


def styled(figure: go.Figure, height: int = 320) -> go.Figure:
    """The shared look: no background of its own, large type, a legend above, nothing that jumps on an update."""
    figure.update_layout(
        height=height,
        margin=dict(l=10, r=10, t=36, b=10),
        font=dict(size=15),
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        legend=dict(orientation="h", yanchor="bottom", y=1.0, x=0),
        hovermode="closest",
        uirevision="keep",  # zoom and hidden traces survive an update
    )
    figure.update_xaxes(showgrid=False, zeroline=False, automargin=True, title_standoff=6)
    figure.update_yaxes(gridcolor="rgba(128,128,128,0.25)", zeroline=False, automargin=True, title_standoff=6)
    return figure
