"""The sparse autoencoder: activations live, filters, one unit by hand, the penalties side by side, edges."""

import numpy as np
import streamlit as st

from core.plots.curves import Curve
from core.plots.sparse import orientations
from core.plots.theme import GENERATED, PRIOR, REAL, RECONSTRUCTION
from core.settings.base import parse_leniently
from core.settings.sparse_ae import PENALTIES, SparseAESettings, SparseView
from core.ui.activations import activations, clamp
from core.ui.autoencoders import NOTHING, errors, latent_map
from core.ui.charts import Curves, charts
from core.ui.controls import choice_bar, controls, set_controls
from core.ui.frame import header, reading, settings_panel
from core.ui.live import panel
from core.ui.penalties import NAMES, penalties_table
from core.ui.pictures import Row, pictures
from core.ui.run_panel import run_bar
from core.ui.session import Session, close_beside, open_beside, open_session
from core.ui.stage import say_failed

SHOWN = 10  # test images on the stage
IMAGE = 42  # CSS pixels of one, about: both rows of digits are on the first screen
CHOSEN = "a unit was chosen"

session = open_session("sparse", SparseView)
st.session_state.pop(CHOSEN, None)  # the whole page is drawn, the controls with it


def choose(unit: int, image: int | None = None) -> None:
    """A unit, and perhaps an image, was chosen on a picture."""
    set_controls({"unit": unit} | ({} if image is None else {"image": image}))
    st.session_state[CHOSEN] = True


def named(settings: SparseAESettings) -> str:
    """The penalty in words."""
    if settings.penalty == "none":
        return "No penalty"
    target = f", ρ = {settings.rho:g}" if settings.penalty == "kl" else ""
    return f"{NAMES[settings.penalty]}, weight {settings.weight:g}{target}"


def stage() -> None:
    """The activations of one run or two, and what comes back of test images."""
    runs = [run for run in (session, beside) if run]
    for run in runs:
        if run.static is None:
            say_failed(run)
            return
    for column, run in zip(st.columns(len(runs)), runs, strict=True):
        with column:
            activations(run, named(run.settings), session, view["unit"], choose)
    rows = [
        Row("Test images", "images", of="static", color=REAL, size=IMAGE, most=SHOWN),
        Row("What comes back", "reconstructions", color=RECONSTRUCTION, size=IMAGE),
    ]
    pictures(session, rows, {"images": session.static[1]["images"][:SHOWN]}, aside=True)


def unit(session: Session, view: dict) -> None:
    """The chosen unit: what it adds, what excites it, and what it does when it is set by hand."""
    answer = session.ask("unit", unit=view["unit"])
    if not answer or session.static is None:
        return
    left, right = st.columns(2, gap="medium")
    classes = session.static[0]["classes"]
    with left:
        st.markdown(f"**Unit {view['unit']}**: mean activation {answer['mean']:.3f} over all test images")
        rows = [
            Row("What the output moves by when it goes from 0 to 1", "filter", of="static", ramp="signed"),
            Row("The test images that excite it most", "images", of="static", noun="image"),
        ]
        pictures(session, rows, answer, key="exciting", noun="image")
        told = ", ".join(
            f"{classes[label]} {value:.2f}"
            for label, value in zip(answer["labels"], answer["activations"], strict=True)
        )
        st.caption(f"Their activations: {told}. Blue adds ink, orange takes it away; length {answer['length']:.2f}.")
    with right:
        clamp(session, view["unit"], view["image"])


def filters(session: Session, view: dict) -> None:
    """All filters as pictures, the busiest first."""
    if st.session_state.pop(CHOSEN, False):
        st.rerun()  # the controls stand outside this part of the page
    shown = session.shown
    if shown is None or session.static is None:
        st.caption(NOTHING)
        return
    by_use = shown.arrays["by_use"].tolist()
    side = session.static[0]["filter_side"]
    pictures(
        session,
        [
            Row(
                "Filters, the busiest unit first",
                "filters",
                ramp="signed",
                width=side,
                height=side,
                columns=20,
                noun="place",
                picks=True,
            )
        ],
        key="filters",
        selected=by_use.index(view["unit"]) if view["unit"] in by_use else 0,
        on_select=lambda place: choose(int(session.shown.arrays["by_use"][place])),
        noun="place",
    )
    smaller = "; here at half their size" if side != session.static[0]["side"] else ""
    st.caption(
        f"What the output moves by when a unit goes from 0 to 1{smaller}: blue adds ink, orange takes it away. Each is "
        "drawn at its own full strength. With hidden units it depends on the others, which are held at their means. "
        "A click chooses the unit."
    )


def compare(session: Session, view: dict) -> None:
    """The penalties side by side: live where a second run stands beside, and as measured."""
    if beside and session.recorded:
        st.info("Press *Train*: a new run begins, and the one beside begins with it.", icon=":material/play_arrow:")
    if beside:
        charts(
            session,
            Curves(
                "Mean activation",
                "activation",
                [Curve("mean_activation", "all units, test", RECONSTRUCTION)],
                low=0.0,
            ),
            Curves("Test error", "MSE a pixel", [Curve("test_mse", "test", GENERATED)], log=True),
            Curves("Activations below 0.1", "share", [Curve("quiet_share", "of all, test", PRIOR)], low=0.0, high=1.02),
            beside=beside,
            name="compare",
        )
    else:
        st.info("Choose a penalty under *Beside it*, and train: both runs start together.", icon=":material/compare:")
    penalties_table()


def edges(session: Session, view: dict) -> None:
    """Gabor functions fitted to the filters of patches."""
    if session.settings.dataset != "patches":
        st.info("Edges come from photographs: press *Edges*, or choose the data set *patches*.", icon=":material/info:")
        return
    if session.status.active:
        st.info("The fits take some seconds: they are made when training rests.", icon=":material/pause:")
        return
    answer = session.ask("gabor")
    if not answer:
        return
    found, count = answer["edges"], len(answer["r2"])
    fitting, short = (answer["r2"] >= 0.6).mean(), answer["short"].mean()
    st.markdown(
        f"**{found.mean():.0%} of {count} filters are edges** at step {session.status.step:,}: a Gabor function "
        f"explains R² ≥ 0.6 of them (as it does of {fitting:.0%}), they prefer one orientation, and they are narrow. "
        f"{short:.0%} also end within the patch."
    )
    best = np.argsort(~found * 2 - answer["r2"])[:20]
    rows = [
        Row("Filters: edges first, by R²", "filters", of="static", ramp="signed", columns=20, noun="filter"),
        Row("The Gabor function fitted to each", "fits", of="static", ramp="signed", columns=20, noun="fit"),
    ]
    pictures(session, rows, {name: answer[name][best] for name in ("filters", "fits")}, key="fits", noun="filter")
    left, right = st.columns([3, 2])
    left.plotly_chart(orientations(answer["orientation"], found), key="orientations")
    right.dataframe(
        [
            {
                "unit": int(answer["units"][i]),
                "R²": round(float(answer["r2"][i]), 2),
                "orientation, °": round(float(answer["orientation"][i])),
                "cycles a pixel": round(float(answer["frequency"][i]), 3),
                "selectivity": round(float(answer["selectivity"][i]), 2),
            }
            for i in best
        ],
        hide_index=True,
        height=300,
    )
    st.caption(EDGES)


EDGES = (
    "R² is the share of a filter's variance over its pixels that the fit explains. One orientation: the filter answers "
    "to its best wave at least three times as strongly as to any at right angles. Narrow: the bell's standard "
    "deviation across the edge is at most a quarter of the patch; it ends within the patch where the one along it is "
    "at most half. The floor: of 144 filters of white noise none is an edge (R² 0.11 in the median, 0.27 at most), of "
    "noise as smooth as the patches at most one (0.36; 0.69), of PCA's components two. Of the patches themselves 20 to "
    "29 % would count."
)


header(session)
bar = st.container()  # drawn last, when the controls have had their say
left, right = st.columns([7, 3], gap="medium")
with right:
    settings_panel(session, first=("penalty", "weight", "rho", "dataset"))
    limits = {"unit": session.settings.units - 1}
    if session.static:
        limits["image"] = len(session.static[1]["labels"]) - 1
    view = controls(SparseView, SparseView(), SparseView(), ("beside", "unit", "image"), limits)
    beside = None
    if view["beside"] == "nothing":
        close_beside(session)
    else:
        other, _ = parse_leniently(SparseAESettings, PENALTIES[view["beside"]], session.settings)
        beside = open_beside(session, view["beside"], other)
with left:
    stage()
with bar:
    run_bar(*(run for run in (session, beside) if run))
chosen = choice_bar(SparseView, "panel")
PANELS = {
    "Unit": unit,
    "Filters": filters,
    "Compare": compare,
    "Edges": edges,
    "Errors": lambda session, view: errors(session, beside=beside),
    "Latent map": lambda session, view: latent_map(session),
}
panel(session, PANELS[chosen], view)
reading(session)
