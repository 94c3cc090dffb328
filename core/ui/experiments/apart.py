"""Two distributions carried past each other: every measure and its slope, over the distance."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.plots.curves import Curve
from core.plots.theme import GENERATED, PRIOR, REAL, RECONSTRUCTION
from core.runs.wire import pack
from core.settings.distances import WAY
from core.ui.charts import Curves, charts
from core.ui.components import piece
from core.ui.experiments import Experiment, earth
from core.ui.session import Session
from core.ui.stage import say_failed

W1 = Curve("w1", "W₁", GENERATED)
W2 = Curve("w2", "W₂", "#E69F00")
SINKHORN = Curve("sinkhorn", "Sinkhorn", "#B8860B", dashed=True)
JS = Curve("js", "JS", RECONSTRUCTION)
KL = Curve("kl", "KL(p ‖ q)", REAL, beyond=True)
REVERSE_KL = Curve("reverse_kl", "KL(q ‖ p)", "#56B4E9", dashed=True, beyond=True)
TV = Curve("tv", "total variation", PRIOR)
MEASURES = (W1, W2, SINKHORN, JS, KL, REVERSE_KL, TV)
PULLS = (W1, JS, KL)  # whose slopes are drawn as arrows

OVER = {"over": "theta", "along": "distance θ", "ends": (-WAY, WAY)}
EDGE = 1.2  # nats: where KL leaves the chart


def stage(session: Session) -> None:
    """Both distributions, to be dragged apart."""
    if session.static is None:
        say_failed(session)
        return
    facts, arrays = session.static
    measures = [
        {"name": m.scalar, "label": m.label, "color": m.color, "pulls": m in PULLS, "beyond": m.beyond}
        for m in MEASURES
    ]
    run = {"clock": session.lesson.name, "generation": session.generation}
    piece("apart")(key="two distributions apart", data=pack(run | {"facts": facts, "measures": measures}, arrays))
    st.caption(f"{facts['note']} p, the data, is blue and stays; q, the generator's, is orange.")


def distances(session: Session, view: dict) -> None:
    """Every measure over θ."""
    floor = Curve("w1_floor", "below: two samples of p", PRIOR, floor=True)
    charts(
        session,
        Curves("Transport", "distance", [floor, *with_formulas(W1, W2, SINKHORN)], low=0.0, **OVER),
        Curves("Divergences", "nats; TV: a share", with_formulas(KL, REVERSE_KL, TV, JS), low=0.0, high=EDGE, **OVER),
    )
    st.caption(
        "W₁ and W₂ are exact, between the points that are drawn (W₂ not squared); Sinkhorn's is ⟨P, C⟩ at the chosen "
        "ε. The divergences are integrals over the densities themselves; where a line runs along the upper edge it is "
        "infinite. JS ends at ln 2 = 0.693 and total variation at 1: from there on they say *apart*, "
        "and nothing more. Thin: the formula, where there is one. Drag along a chart to carry q."
    )


def with_formulas(*measures: Curve) -> list[Curve]:
    """The measures, and over them thin what formulas say, where there are any (the frames know)."""
    return [
        *measures,
        *(replace(m, scalar=f"{m.scalar}_closed", label=f"{m.label} by formula", thin=True) for m in measures),
    ]


def slopes(session: Session, view: dict) -> None:
    """The slope of each by θ: what a generator would learn from."""

    def slope(measure: Curve) -> Curve:
        return replace(measure, scalar=f"grad_{measure.scalar}", beyond=False)

    charts(
        session,
        Curves("Slope of transport", "per unit of θ", list(map(slope, (W1, W2, SINKHORN))), low=-1.6, high=1.6, **OVER),
        Curves(
            "Slope of divergences",
            "per unit of θ",
            list(map(slope, (KL, REVERSE_KL, TV, JS))),
            low=-2.5,
            high=2.5,
            **OVER,
        ),
    )
    st.caption(
        "How fast each measure changes as q moves: gradient descent moves q against it. For two of a kind W₁'s is ±1 "
        "however far q is; near p the samples blur it. JS has none once nothing overlaps, and KL none where it is "
        "infinite: a generator would stand still. The slopes of transport come from the best plans alone, which stay "
        "the best for a small move; Sinkhorn's is that of what it minimises, ⟨P, C⟩ + ε Σ P ln P. Those of the "
        "divergences come from their values 0.02 to either side."
    )


EXPERIMENT = Experiment(
    first=("epsilon",),
    stage=stage,
    panels={
        "Distances": distances,
        "Slopes": slopes,
        "Earth by hand": earth.by_hand,
        "Exact and entropic": earth.exact_and_entropic,
    },
    verbs=("Carry q", "Carrying q"),
    pace=20.0,
)
