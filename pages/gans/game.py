"""The GAN game: forger and detective, whose belief should be p/(p + q), and what happens when one is too strong."""

import numpy as np
import streamlit as st

from core.plots.curves import Curve
from core.plots.gan2d import belief_map, error_map
from core.plots.theme import DISCRIMINATOR, GENERATED, PRIOR, REAL, RECONSTRUCTION
from core.runs.wire import pack
from core.settings.gan_views import GameView
from core.ui.charts import Curves, charts
from core.ui.components import piece
from core.ui.controls import choice_bar, controls
from core.ui.frame import header, reading, settings_panel
from core.ui.live import panel
from core.ui.run_panel import run_bar
from core.ui.session import Session, open_session
from core.ui.stage import stage
from core.ui.worlds import own_world

SLOW = 2.0  # half rounds a second

session = open_session("game", GameView)


def flow(session: Session) -> None:
    """Who plays with whom, with the half that was just trained lit."""
    settings = session.settings
    head = {
        "clock": session.lesson.name,
        "batch": settings.batch_size * settings.packing,
        "k_d": settings.k_d,
        "k_g": settings.k_g,
    }
    piece("flow")(key="flow", data=pack(head))


def scores(session: Session, view: dict) -> None:
    """What the players pay, and how often the detective is right."""
    charts(
        session,
        Curves(
            "Cross-entropy of each player",
            "nats",
            [
                Curve("ce_d", "D: mean of real and generated", DISCRIMINATOR),
                Curve("ce_g", "G: of calling its points real", GENERATED),
            ],
        )
        if session.settings.loss in ("minimax", "non_saturating")
        else Curves(
            "Loss of each player",
            "loss",
            [Curve("loss_d", "D", DISCRIMINATOR), Curve("loss_g", "G", GENERATED)],
        ),
        Curves(
            "D is right about…",
            "share",
            [Curve("accuracy_real", "real points", REAL), Curve("accuracy_fake", "generated points", GENERATED)],
            low=0.0,
            high=1.02,
        ),
        Curves(
            "Gradient that reaches each player",
            "norm",
            [Curve("grad_d", "D", DISCRIMINATOR), Curve("grad_g", "G", GENERATED)],
            log=True,
        ),
    )
    st.caption(
        "A D that cannot tell pays ln 2 = 0.693 nats and is right about half of the points. G's own loss says nothing "
        "about how good its points are: it is measured by an opponent that changes all the time. All is measured on "
        "the same latents and real points, without instance noise; where G's weights are averaged, on the average."
    )


def distances(session: Session, view: dict) -> None:
    """How far the generator is from the world, by measures that no player sees."""
    charts(
        session,
        Curves(
            "Wasserstein distance W₁",
            "distance",
            [Curve("w1", "generated to real", GENERATED), Curve("w1_floor", "two real samples", PRIOR, dashed=True)],
            low=0.0,
        ),
        Curves(
            "Divergences on a grid",
            "nats",
            [
                Curve("js", "Jensen–Shannon", RECONSTRUCTION),
                Curve("js_floor", "its floor", RECONSTRUCTION, dashed=True),
                Curve("kl", "KL(real ‖ generated)", REAL),
                Curve("kl_floor", "its floor", REAL, dashed=True),
            ],
            low=0.0,
        ),
        Curves("The generator's loss alone", "loss", [Curve("loss_g", "G's loss", GENERATED)]),
    )
    facts = session.static[0] if session.static else {}
    st.caption(
        f"W₁ is exact, between {facts.get('w1_points', 0)} generated and as many held-out points; the divergences "
        f"compare {facts.get('samples', 0):,} of each. A floor is what real samples of the same size score on the "
        "mean: where a generator stays around it, the measure cannot tell it from the real thing. KL counts a half in "
        "every bin that either one occupies: without that, one missed bin makes it infinite. Compare the loss on the "
        "right with the two distances: it does not follow them."
    )


def best(session: Session, view: dict) -> None:
    """What D believes, and what the best possible D would believe against this generator."""
    if session.settings.loss not in ("minimax", "non_saturating"):
        st.info("The best D is known for losses whose D gives a probability: choose minimax or non_saturating.")
        return
    answer = session.ask("optimal")
    if not answer:
        return
    ticks, trusted = answer["ticks"], answer["trusted"]
    known = np.where(trusted, np.abs(answer["own"] - answer["optimal"]), np.nan)
    maps = [
        ("D believes", belief_map(answer["own"], ticks), "belief"),
        ("The best D\\*: p / (p + q)", belief_map(np.where(trusted, answer["optimal"], np.nan), ticks), "optimal"),
        (f"Difference: {answer['error']:.3f} on the mean", error_map(known, ticks), "difference"),
    ]
    for column, (title, chart, key) in zip(st.columns(3), maps, strict=True):
        column.markdown(f"**{title}**")
        column.plotly_chart(chart, key=f"{key} chart")
    st.caption(
        f"p is the world's own density, q an estimate from 2,500 generated points with kernels of width "
        f"{answer['bandwidth']:g} (p is blurred alike). Blank: too few points of either kind to know. The mean is "
        f"weighted with p + q. Penalties on D's slope keep it flatter than D*. The model as it stands at step "
        f"{session.status.step:,}."
    )


header(session)
bar = st.container()  # drawn last, when the controls have had their say
left, right = st.columns([7, 3], gap="medium")
with right:
    settings_panel(
        session,
        first=("world", "loss", "lr_d", "lr_g", "k_d", "halves"),
        extra=own_world,
    )
    view = controls(GameView, GameView(), GameView(), ["slow"])
    pace = SLOW if view["slow"] else None
    if pace != session.pace:
        session.pace = pace
        if session.status.state == "running":
            session.play()
with left:
    stage({"Generated (orange) against real (blue)": session})
    flow(session)
with bar:
    run_bar(session)
chosen = choice_bar(GameView, "panel")
panel(session, {"Scores": scores, "Distances": distances, "The best D": best}[chosen], view)
reading(session)
