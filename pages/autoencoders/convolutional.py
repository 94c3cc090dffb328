"""The convolutional autoencoder: feature maps live, ways to shrink and to grow by hand, dense beside convolutional."""

import streamlit as st

from core.plots.curves import Curve
from core.plots.theme import GENERATED, PRIOR, REAL, RECONSTRUCTION
from core.settings.base import parse
from core.settings.conv_ae import ConvolutionalView, cells_at_stake
from core.ui.autoencoders import NOTHING, errors, latent_map
from core.ui.charts import Curves, charts
from core.ui.controls import choice_bar, controls, set_controls
from core.ui.frame import header, reading, settings_panel
from core.ui.growing import pooling_by_hand, transposed_by_hand
from core.ui.live import panel
from core.ui.pictures import Row, pictures
from core.ui.run_panel import run_bar
from core.ui.session import Session, close_beside, open_beside, open_session
from core.ui.stage import say_failed

SHOWN = 10  # test images on the stage
LINE = 16  # maps a line
IMAGE = 56  # CSS pixels of a test image: the maps below are to be seen with it
CELL = 10  # CSS pixels of a map's number
CODE = 160  # CSS pixels of the code
VIEW = ConvolutionalView

session = open_session("convolutional", VIEW)


def stage(session: Session, view: dict) -> None:
    """The same test images and what comes back, and every layer's maps of the chosen one."""
    if session.static is None:
        say_failed(session)
        return
    facts, arrays = session.static
    top = st.container()
    chosen = maps(session) if "shapes" in facts else None
    rows = [
        Row("Test images", "images", "static", color=REAL, size=IMAGE),
        Row("What comes back", "reconstructions", color=RECONSTRUCTION, size=IMAGE),
    ]
    given = {"images": arrays["images"][:SHOWN]}
    with top:
        pictures(session, rows, given, key="images", selected=chosen, on_select=lambda i: set_controls({"image": i}))
        if beside is not None and beside.static is not None:
            of_rival = Row(f"Beside it: {title_of_beside}", "reconstructions", color=GENERATED, size=IMAGE)
            pictures(beside, [of_rival], key="images beside", leader=session)
    if chosen is None:
        st.caption("A dense network has no maps: every hidden unit sees every pixel.")


def maps(session: Session) -> int:
    """Down to the code, and up again, of the test image whose number is chosen; returns that."""
    facts = session.static[0]
    down, up = st.columns(2)
    with down:
        of_down = st.container()
        chosen = controls(VIEW, VIEW(), VIEW(), ["image"], {"image": facts["laid_open"] - 1})["image"]
    rows = [map_row(f"Down {i}", f"down{i} {chosen}", *shape) for i, shape in enumerate(facts["shapes"], 1)]
    size = facts["code_size"]
    title = f"The code: {size} numbers"
    code = dict(width=size, height=1, columns=1, size=CODE)
    rows.append(Row(title, f"code {chosen}", ramp="signed", picks=False, noun="code", **code))
    back = [map_row(f"Up {i}", f"up{i} {chosen}", *shape) for i, shape in enumerate(facts["shapes"][::-1])]
    with of_down:
        pictures(session, rows, key="maps down", noun="map")
    with up:
        pictures(session, back, key="maps up", noun="map")
        st.caption(
            f"Test image {chosen} on its way. Blue is above 0, orange below; each map is scaled by its "
            "own largest number, so strong and weak ones look alike. The last layer draws the picture itself."
        )
    return chosen


def map_row(title: str, array: str, count: int, side: int) -> Row:
    """One layer's maps of an image."""
    words = f"{title}: {count} maps of {side}×{side}"
    return Row(
        words, array, ramp="signed", width=side, height=side, size=CELL * side, columns=LINE, picks=False, noun="map"
    )


def error(session: Session, view: dict) -> None:
    """Errors over the steps, beside the other run's if there is one."""
    if beside is None:
        errors(session)
        return
    errors(session, beside=beside, names=("this run", title_of_beside))
    if session.static is None or beside.static is None:
        return
    counts = [run.static[0]["parameters"] for run in (session, beside)]
    now = [f"{run.shown.scalars['test_mse']:.4f}" if run.shown else "–" for run in (session, beside)]
    st.markdown(
        f"This run: {counts[0]:,} parameters, test MSE {now[0]}. Beside it, {title_of_beside}: {counts[1]:,}, {now[1]}."
    )


def board(session: Session, view: dict) -> None:
    """How much of what is drawn repeats every two pixels."""
    shown = session.shown
    if shown is None or session.static is None:
        st.caption(NOTHING)
        return
    line = Curve("checkerboard", "what the decoder draws", RECONSTRUCTION)
    charts(
        session, Curves("Checkerboard", "share of the variance", [line], log=True), beside=beside, name="checkerboard"
    )
    facts = session.static[0]
    st.caption(
        f"Step {shown.step:,}: **{shown.scalars['checkerboard']:.2%}** of the variance within the pictures says only "
        f"whether a pixel's row and column are even or odd (the energy at period 2). The test images themselves have "
        f"{facts['data_checkerboard']:.2%}; white noise would have {3 / (facts['side'] ** 2 - 1):.2%}."
    )
    st.markdown(CHECKERBOARD)


# Measured on seeds 0 to 2: digits at step 0 and after 800, MNIST (8 maps) at step 0 and after 300.
CHECKERBOARD = (
    "**What is true here.** Untrained, a transposed convolution draws a strong pattern: 46 to 79 % with kernel 3 and "
    "10 to 39 % with kernel 4 on digits (61 to 84 % and 45 to 74 % on MNIST). Even coverage does not end it, for each "
    "of the four kinds of cells is made by weights of its own. Upsampling and a convolution draw 2 to 6 % on digits. "
    "**Training takes it away from all of them**, to about what the data have or less: it is an error that is cheap to "
    "be rid of."
)


def places(session: Session, view: dict) -> None:
    """What the switches carry past the code."""
    shown = session.shown
    if not session.settings.remembers:
        st.info(
            "Nothing goes past the code here: choose the preset *Switches* (pooling and unpooling).",
            icon=":material/info:",
        )
        return
    if shown is None or session.static is None or "fixed_mse" not in shown.scalars:
        st.caption(NOTHING)
        return
    rows = [
        Row("With its own code and its own places", "reconstructions", color=RECONSTRUCTION),
        Row("With its own code, all places in the upper left corner", "fixed", color=PRIOR),
        Row("With its neighbour's code and its own places", "foreign", color=GENERATED),
    ]
    pictures(session, rows, key="places")
    charts(
        session,
        Curves(
            "Test error of the same network",
            "MSE a pixel",
            [
                Curve("test_mse", "own code, own places", RECONSTRUCTION),
                Curve("fixed_mse", "own code, fixed places", PRIOR),
                Curve("foreign_mse", "another's code, own places", GENERATED),
            ],
            log=True,
        ),
        name="places",
    )
    cells = cells_at_stake(session.static[0]["shapes"])
    st.caption(
        f"The switches of an image are {cells:,} choices among four cells, up to {2 * cells:,} bits, beside a code of "
        f"{session.settings.latent_dim} numbers: so its error must not be compared with that of a code alone."
    )


header(session)
bar = st.container()  # drawn last, when the controls have had their say
left, right = st.columns([7, 3], gap="medium")
with right:
    view = controls(VIEW, VIEW(), VIEW(), ["beside"])
    settings_panel(session, first=("architecture", "shrink", "grow", "latent_dim"))
beside = None
if view["beside"] == "nothing":
    close_beside(session)
else:
    rival = session.lesson.spec.preset(view["beside"])
    title_of_beside = rival.title.lower()
    beside = open_beside(session, rival.name, parse(type(session.settings), rival.changes, session.settings))
with left:
    panel(session, stage, view)
with bar:
    run_bar(session, *([beside] if beside else []))
chosen = choice_bar(VIEW, "panel")
panels = {
    "Error": error,
    "Pooling by hand": pooling_by_hand,
    "Transposed convolution by hand": transposed_by_hand,
    "Checkerboard": board,
    "Places": places,
    "Codes": lambda session, view: latent_map(session),
}
panel(session, panels[chosen], view)
reading(session)
