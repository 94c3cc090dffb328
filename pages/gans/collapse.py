"""Mode collapse: a generator that runs from mode to mode, beside the same one with a cure."""

import streamlit as st

from core.plots.curves import Curve
from core.plots.theme import GENERATED, PRIOR, RECONSTRUCTION
from core.settings.gan_views import CollapseView
from core.ui.charts import Bands, Curves, charts
from core.ui.controls import choice_bar, controls
from core.ui.cures import cures_table, with_cure
from core.ui.frame import header, reading, settings_panel
from core.ui.live import panel
from core.ui.run_panel import run_bar
from core.ui.session import Session, open_beside, open_session
from core.ui.stage import stage
from core.ui.text import plain
from core.ui.worlds import own_world

EARLY = 500  # rounds before which a generator has had no time to spread
FEW = 2  # modes that hold more than 2 % of the samples: no more than these is a collapse
THINGS = ("shoes", "shirts", "trousers", "bags", "coats", "sandals", "hats", "dresses")  # what modes may stand for

session = open_session("collapse", CollapseView)


def modes(session: Session, view: dict) -> None:
    """Which mode the samples are nearest to, when."""
    if not (session.static and session.static[0]["modes"]):
        st.info("This world has no modes: choose the ring, the grid or two Gaussians.", icon=":material/info:")
        return
    bands = Bands(
        "Which mode the samples are nearest to, when",
        "mode_shares",
        GENERATED,
        "share of the samples",
        "mode",
        session.lesson.marks,
    )
    charts(session, bands, beside=beside)
    if session.settings.seeds > 1:
        counts = [collapsed(run) for run in (session, beside)]
        st.markdown(f"**Trained {session.settings.seeds} times, these collapse**: left {counts[0]}, right {counts[1]}.")
    order = {"ring": ", counted from the right against the clock", "grid": ", row by row from the lowest"}
    st.caption(
        f"A row is a mode{order.get(session.settings.world, '')}; a sample counts for the mode nearest to it, hit or "
        "not. One strong band that jumps from row to row is a generator on the run; even bands in all rows are one "
        "that covers its world. A click shows that moment on the stage. Of many copies the first is drawn; one has "
        f"collapsed where at most two modes hold more than {session.static[0]['held']:.0%} of its samples."
    )


def collapsed(run: Session) -> str:
    """How many copies hold so few modes at the moment that is shown that they have collapsed."""
    shares = run.shown.arrays.get("mode_shares") if run.shown else None
    if shares is None:
        return "not known yet"
    if run.shown.step < EARLY:
        return "too early to say"
    few = (shares > run.static[0]["held"]).sum(axis=1) <= FEW
    return f"{few.sum()} of {len(few)}"


def distances(session: Session, view: dict) -> None:
    """How far both runs are from the world."""
    charts(
        session,
        Curves(
            "Wasserstein distance W₁",
            "distance",
            [Curve("w1", "generated to real", GENERATED), Curve("w1_floor", "two real samples", PRIOR, dashed=True)],
            low=0.0,
        ),
        Curves(
            "Jensen–Shannon divergence",
            "nats",
            [
                Curve("js", "generated and real", RECONSTRUCTION),
                Curve("js_floor", "two real samples", PRIOR, dashed=True),
            ],
            low=0.0,
            high=0.72,
        ),
        beside=beside,
    )
    st.caption(
        "JS cannot exceed ln 2 = 0.693: there it says only that the "
        "two have nothing in common, not how far they are apart. W₁ does."
    )


def things(session: Session, view: dict) -> None:
    """The same run told with clothes: one kind after another."""
    st.markdown(
        "Give each mode of the ring a thing. A generator that makes only what fools *today's* discriminator makes "
        "**shoes**; when these are known as forgeries it makes only **shirts**; and so on, without end."
    )
    moments = session.lesson.marks
    for title, run in (("The collapsing GAN", session), (f"With a cure: {cure.title}", beside)):
        st.markdown(f"**{title}**")
        for column, moment in zip(st.columns(len(moments)), moments, strict=True):
            thing, quality = told(run, moment)
            column.metric(f"about iteration {moment:,}", thing, quality, delta_color="off", delta_arrow="off")
    st.caption(
        "A thing is named after the mode that the points are nearest to; well made are those within 3σ of a mode."
    )


def told(run: Session, moment: int) -> tuple[str, str | None]:
    """What a run makes at its kept frame nearest to that step, and how much of it is good."""
    steps = [step for step in run.history if abs(step - moment) <= moment / 4]
    frame = run.history[min(steps, key=lambda step: abs(step - moment))] if steps else None
    shares = frame.arrays.get("mode_shares") if frame else None
    if shares is None or shares.shape[1] != len(THINGS):
        return "–", None
    held = [(share, THINGS[i]) for i, share in enumerate(shares[0]) if share > run.static[0]["held"]]
    share, thing = max(held, default=(0, "nothing"))
    made = f"{thing} {share:.0%}" if len(held) <= FEW else f"{len(held)} kinds"
    return made, f"{frame.scalars['high_quality']:.0%} well made"


def cures(session: Session, view: dict) -> None:
    """What each change did in ten runs."""
    cures_table()


header(session)
bar = st.container()  # drawn last, when the controls have had their say
left, right = st.columns([7, 3], gap="medium")
with right:
    view = controls(CollapseView, CollapseView(), CollapseView(), ["cure"])
    cure = session.lesson.spec.preset(view["cure"])
    words = st.container()  # it compares with the settings, which come below
    settings_panel(session, first=("world", "k_g", "seeds"), extra=own_world)
    cured, changes = with_cure(session.settings, cure)
    with words:
        st.caption(f"{cure.watch} On the right: {plain(changes)}.")
    beside = open_beside(session, cure.name, cured)
with left:
    panes = {"The collapsing GAN": session, f"With a cure: {cure.title}": beside}
    stage(panes, layers=("real", "generated", "surface"))
with bar:
    run_bar(session, beside)
chosen = choice_bar(CollapseView, "panel")
panels = {"Modes over time": modes, "Distances": distances, "One thing after another": things, "Cures": cures}
panel(session, panels[chosen], view)
reading(session)
