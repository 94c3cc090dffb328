"""Two distributions carried past each other: every measure and its slope, over the distance."""

from __future__ import annotations

from core.plots.curves import Curve
from core.plots.theme import DISCRIMINATOR, GENERATED, PRIOR, REAL, RECONSTRUCTION
from core.ui.charts import Curves, charts
from core.ui.experiments import Experiment, earth
from core.ui.session import Session


def stage(session: Session) -> None:
    """Both distributions, to be dragged apart."""


def distances(session: Session, view: dict) -> None:
    """Every measure over θ."""
    charts(
        session,
        Curves(
            "Transport distances",
            "distance",
            [
                Curve("w1", "W₁", GENERATED),
                Curve("w2", "W₂", REAL),
                Curve("sinkhorn", "Sinkhorn", DISCRIMINATOR),
                Curve("w1_floor", "W₁ of two samples of p", PRIOR, dashed=True),
            ],
            low=0.0,
        ),
        Curves(
            "Divergences",
            "nats",
            [Curve("js", "JS", RECONSTRUCTION), Curve("kl", "KL(p ‖ q)", REAL)],
            low=0.0,
        ),
    )


def slopes(session: Session, view: dict) -> None:
    """The slope of each by θ."""
    charts(session, Curves("Slope by θ", "per unit of θ", [Curve("grad_w1", "W₁", GENERATED)]))


PANELS = {
    "Distances": distances,
    "Slopes": slopes,
    "Earth by hand": earth.by_hand,
    "Exact and entropic": earth.exact_and_entropic,
}
EXPERIMENT = Experiment(("epsilon",), stage, PANELS, pace=20.0)
