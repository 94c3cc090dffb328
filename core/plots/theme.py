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
