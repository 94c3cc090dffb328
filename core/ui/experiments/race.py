"""Six equal clouds, each descending on another objective: who arrives, who is thrown off, who never starts."""

from __future__ import annotations

import streamlit as st

from core.plots.curves import Curve
from core.plots.theme import DISCRIMINATOR, GENERATED, PRIOR, REAL, RECONSTRUCTION
from core.settings.distances import RACERS
from core.ui.charts import Curves, charts
from core.ui.experiments import Experiment
from core.ui.session import Session
from core.ui.stage import stage as draw_stage

PANES = {title: racer for racer, title in RACERS.items()}  # in their order
LOOKS = {
    "kl": (REAL, False),
    "minimax": (DISCRIMINATOR, False),
    "non_saturating": (DISCRIMINATOR, True),
    "w1": (GENERATED, False),
    "w2": (GENERATED, True),
    "js": (RECONSTRUCTION, False),
}  # colour, and whether dashed: of two of a kind the second one. JS is drawn last: else others at ln 2 would hide it
OWN = {"w1_w1": "w1", "js_js": "js"}  # what measures its own cloud has its own name
MOMENTS = (1, 50, 100)  # iterations of the lecture's table
ARROW = 0.2  # a pull of 1 is drawn so long, in every pane and frame
UNKNOWN = "not known yet"


def stage(session: Session) -> None:
    """Six panes of one run."""
    words = {
        "generated": ["points", "The cloud that descends"],
        "gradients": ["pull", "Which way the objective pulls each point; in all panes at the same scale"],
        "surface": None,
        "mesh": None,
    }
    layers = ("real", "generated", "gradients", "trails")
    draw_stage(dict.fromkeys(PANES, session), layers, PANES, words=words, arrow=ARROW)
    if session.shown:
        w2, step = session.shown.scalars["w2"], session.shown.step
        st.caption(f"{RACERS['w2']} is the square of W₂: its cloud is W₂ = {w2:.2f} from the data at step {step:,}.")


def lines(measure: str) -> list[Curve]:
    """A line for each racer: that measure of its cloud."""
    return [Curve(scalar(measure, racer), RACERS[racer], *look) for racer, look in LOOKS.items()]


def scalar(measure: str, racer: str) -> str:
    """How that measure of that racer's cloud is called in a frame."""
    return OWN.get(f"{measure}_{racer}", f"{measure}_{racer}")


def distances(session: Session, view: dict) -> None:
    """W₁ and JS of every cloud over the iterations."""
    start = session.history[min(session.history)].scalars["w1"] if session.history else 0.0
    charts(
        session,
        Curves(
            "W₁ from each cloud to the data",
            "distance",
            [*lines("w1"), Curve("w1_floor", "two samples of the data", PRIOR, dashed=True)],
            low=0.0,
            high=1.3 * start or None,
        ),
        Curves("JS of each cloud and the data", "nats", lines("js"), low=0.0, high=0.75),
    )
    st.caption(
        "W₁ is exact, between the points. JS is that of both clouds blurred, and cannot exceed ln 2 = 0.693: there it "
        "says nothing of the way. A cloud of which points are thrown off leaves the left chart."
    )


def pull(session: Session, view: dict) -> None:
    """How hard each objective pulls."""
    charts(session, Curves("Mean length of the gradient that a point gets", "gradient", lines("grad"), log=True))
    st.caption(
        "A point moves by the step size times this: the gradient of N times the objective, N being the number of "
        "points, so that its speed does not depend on it. (The slopes of the first experiment are by θ, which shifts "
        "all points at once.) W₁ pulls with 1 where a point goes to one place; one whose mass is split, as where 9 "
        "go to 8, is pulled by the mean of the directions. W₂² pulls with twice the way. KL pulls only the few points "
        "next to the data, by way/blur² for each share of the data: it throws them off. JS and the saturating loss go "
        "flat where the best discriminator, or the one that has learned, is sure."
    )


def table(session: Session, view: dict) -> None:
    """The lecture's table: W₁ and JS at three iterations."""
    rows = []
    for racer, title in RACERS.items():
        row = {"descends on": title}
        for name, measure in (("W₁", "w1"), ("JS", "js")):
            row |= {f"{name} at {moment}": measured(session, moment, measure, racer) for moment in MOMENTS}
        rows.append(row)
    st.dataframe(rows, hide_index=True)
    ways = [measured(session, moment, "w1", "js") for moment in MOMENTS]
    st.caption(
        f"Iterations {', '.join(map(str, MOMENTS))}. ln 2 = 0.693 is the most that JS can be: it says that two clouds "
        f"have nothing in common, however far they are apart, so there is no way down. On it, W₁ went "
        f"{' → '.join(ways)}; on W₁ itself, {' → '.join(measured(session, moment, 'w1', 'w1') for moment in MOMENTS)}."
    )


def measured(session: Session, moment: int, measure: str, racer: str) -> str:
    """A measure of a racer's cloud at that iteration, in words."""
    if moment not in session.history:
        return UNKNOWN
    value = session.history[moment].scalars[scalar(measure, racer)]
    return f"{value:,.0f}" if value >= 100 else f"{value:.3f}"


EXPERIMENT = Experiment(
    first=("lr", "blur", "k_d"),
    stage=stage,
    panels={"W₁ over the steps": distances, "Pull": pull, "The lecture's table": table},
    verbs=("Descend", "Descending"),
    pace=20.0,
)
