"""WGAN, change by change: four switches on a GAN, beside the gradient penalty, on one clock."""

import streamlit as st

from core.plots.curves import Curve
from core.plots.estimates import against, over_steps
from core.plots.theme import DISCRIMINATOR, GENERATED, PRIOR
from core.settings.base import parse_leniently
from core.settings.gan2d import LOGS, GAN2DSettings
from core.settings.gan_views import WganView
from core.settings.wgan import BINS, PENALTY, RIVAL, positions
from core.ui.changes import changes_table
from core.ui.charts import Bars, Curves, charts
from core.ui.controls import choice_bar
from core.ui.estimates import correlation, correlation_text, estimate
from core.ui.frame import header, reading, settings_panel
from core.ui.live import panel
from core.ui.run_panel import run_bar
from core.ui.session import Session, open_beside, open_session
from core.ui.stage import stage
from core.ui.switches import switches
from core.ui.worlds import own_world

TITLES = ("The GAN, no change yet", "One change", "Two changes", "Three changes", "The WGAN, clipped")
OUTSIDE = "Your own GAN"  # least squares, hinge and the penalty stand on no rung of that ladder

session = open_session("wgan", WganView)


def slope(session: Session, view: dict) -> None:
    """How steep D is, and what of it reaches G."""
    charts(
        session,
        Curves(
            "Critic's slope at generated points",
            "output / distance",
            [Curve("slope", "mean |∇D|, before any sigmoid", DISCRIMINATOR)],
            log=True,
        ),
        Curves("Gradient that reaches G", "norm", [Curve("grad_g", "all weights of G", GENERATED)], log=True),
        beside=beside,
    )
    now = [f"{run.shown.scalars['slope']:.3g}" if run.shown else "–" for run in (session, beside)]
    st.markdown(f"**Slope at the step that is shown**: left {now[0]}, right {now[1]}.")
    st.caption(
        "A slope of 1 is what a critic needs whose scores are to be distances: a point that is 0.5 away from where it "
        "should be then differs by 0.5. The penalty on the right asks for it. Both scales are logarithmic."
    )


def weights(session: Session, view: dict) -> None:
    """Where the clipped weights lie."""
    if session.settings.loss == "wasserstein_clip":
        st.info(
            "This loss cuts the weights and keeps no count of them: choose *wasserstein*, and *Clip the weights*.",
            icon=":material/info:",
        )
        return
    if not session.settings.weight_clipping:
        st.info(
            "Nothing cuts the weights on the left: turn *Clip the weights* on. On the right nothing ever does: a "
            "gradient penalty bounds the slope itself and leaves every single weight free.",
            icon=":material/info:",
        )
        return
    ends = ["−c", *["" if i != BINS // 2 else "0" for i in range(BINS)], "c"]
    charts(
        session,
        Bars(
            "D's weights between −c and c",
            "share of the weights",
            "weight_shares",
            "weight_ends",
            GENERATED,
            "at ±c",
            PRIOR,
            "between",
            "bin ",
            0.1,
            ends,
        ),
        Curves("Weights at ±c", "share", [Curve("at_clip", "of D's weights", GENERATED)], low=0.0, high=1.02),
    )
    share = session.shown.scalars.get("at_clip") if session.shown else None
    if share is not None:
        st.markdown(f"**{share:.0%} of D's weights lie at ±c** = ±{session.settings.clip:g} at the step that is shown.")
    st.caption(
        "All weights and biases of D. At step 0 they are not cut yet: whatever lies beyond c counts as at ±c. "
        "On the right nothing is cut: a gradient penalty bounds the slope itself and leaves every weight free."
    )


def loss(session: Session, view: dict) -> None:
    """Whether what D minimises tells how far the generator is."""
    columns = st.columns([4, 4, 3])
    seen = {}
    for column, side, run in zip(columns, ("left", "right"), (session, beside), strict=False):
        frames = [frame for step, frame in sorted(run.history.items()) if step > 0]
        distances = [frame.scalars["w1"] for frame in frames]
        estimates = [estimate(run.settings.loss, frame.scalars) for frame in frames]
        seen[side] = distances, estimates
        r = correlation_text(correlation(estimates, distances))
        column.markdown(f"**{side.capitalize()}: correlation r = {r}** over {len(frames)} frames")
        name = "−critic loss" if positions(run.settings)["linear"] else "−D's loss"
        column.plotly_chart(
            over_steps([frame.step for frame in frames], estimates, distances, name), key=f"{side} loss"
        )
    columns[-1].markdown("**One against the other**, a dot a frame")
    columns[-1].plotly_chart(against(seen, (PRIOR, DISCRIMINATOR)), key="both losses")
    points = session.static[0]["w1_points"] if session.static else 0
    st.caption(
        "r is Pearson's, over the frames that this page has seen from the first round on; before it no D has learnt "
        "anything, and in the next few it is still learning. W₁ is exact, between "
        f"{points} points of each kind. The loss is measured on other points; a critic's without penalties. With logs "
        "it is minus D's loss, as it is: at best −2 ln 2 + 2 JS."
    )


def one_by_one(session: Session, view: dict) -> None:
    """What each change did in ten runs."""
    changes_table()


header(session)
bar = st.container()  # drawn last, when the controls have had their say
left, right = st.columns([7, 3], gap="medium")
with right:
    on = switches(session.settings)
    settings_panel(session, first=("clip", "world"), extra=own_world)
    penalised, _ = parse_leniently(GAN2DSettings, PENALTY, session.settings)
    beside = open_beside(session, RIVAL.name, penalised)
with left:
    on_ladder = session.settings.loss in (*LOGS, "total_variation", "wasserstein", "wasserstein_clip")
    title = TITLES[sum(on.values())] if on_ladder else OUTSIDE
    stage({title: session, "WGAN-GP": beside}, layers=("real", "generated", "surface"))
with bar:
    run_bar(session, beside)
chosen = choice_bar(WganView, "panel")
panels = {"Slope": slope, "Weights": weights, "Loss against distance": loss, "One by one": one_by_one}
panel(session, panels[chosen], view={})
reading(session)
