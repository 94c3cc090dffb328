"""The recurrent autoencoder: an image read row by row, its code, and the image written row by row."""

import numpy as np
import streamlit as st

from core.plots.curves import Curve
from core.plots.recurrent import error_over_prefix, error_over_rows
from core.plots.theme import DISCRIMINATOR, GENERATED, REAL, RECONSTRUCTION
from core.runs.wire import pack
from core.settings.recurrent_ae import RecurrentView
from core.ui.autoencoders import NOTHING, errors, latent_map
from core.ui.charts import Curves, charts
from core.ui.components import piece
from core.ui.controls import choice_bar, controls, set_controls
from core.ui.frame import header, reading, settings_panel
from core.ui.live import panel
from core.ui.pictures import Row, pictures
from core.ui.run_panel import run_bar
from core.ui.session import Session, open_session
from core.ui.stage import say_failed

session = open_session("recurrent", RecurrentView)


def stage(session: Session, view: dict) -> None:
    """One image being read and written, and all of those that can be chosen with what comes back of them."""
    if session.static is None:
        say_failed(session)
        return
    arrays = session.static[1]
    head = {
        "clock": session.lesson.name,
        "selected": view["image"],
        "feedback": session.settings.decoder == "feedback",
    }
    shown = {name: arrays[name] for name in ("images", "reading", "writing")}
    piece("reading")(key="reading piece", data=pack(head, shown))
    rows = [
        Row("Test images", "images", of="static", color=REAL, most=10),
        Row("Written by the network alone", "reconstructions", color=RECONSTRUCTION),
    ]
    pictures(session, rows, arrays, selected=view["image"], on_select=lambda i: set_controls({"image": i}))


def forcing(session: Session, view: dict) -> None:
    """The error with the true rows fed back against that with its own, over the steps and over the rows."""
    frame = session.shown
    if frame is None:
        st.caption(NOTHING)
        return
    forced = frame.arrays.get("forced_row_errors")
    left, right = st.columns(2)
    with left:
        free = Curve("test_mse", "its own rows fed back" if forced is not None else "test", GENERATED)
        true = Curve("forced_test_mse", "true rows fed back", DISCRIMINATOR)
        lines = [free, true] if forced is not None else [free]
        charts(session, Curves("Test error a pixel", "MSE", lines, log=True), name="forcing")
    with right:
        st.markdown("**Test error, row by row**")
        st.plotly_chart(error_over_rows(frame.arrays["row_errors"], forced), key="rows")
    if forced is None:
        st.info("This writer is given the code alone: let it be given the row before, too.", icon=":material/info:")
        return
    values, trained = frame.scalars, "true rows" if session.settings.forced else "its own rows"
    st.caption(
        f"Step {frame.step:,}, trained on **{trained}**: test MSE {values['test_mse']:.4f} with its own rows fed back, "
        f"as when it must write alone, {values['forced_test_mse']:.4f} with the true ones. The gap is exposure bias: "
        "what the network loses where it meets its own mistakes, which training on true rows never showed it."
    )


def prefix(session: Session, view: dict) -> None:
    """What is written when only the first rows have been read."""
    if session.static is None:
        st.caption(NOTHING)
        return
    facts, arrays = session.static
    total = facts["side"]
    view = view | controls(RecurrentView, RecurrentView(), RecurrentView(), ["rows_read"], {"rows_read": total})
    answer = session.ask("prefix", image=view["image"])
    if not answer:
        return
    here, image = view["rows_read"], arrays["images"][view["image"]].reshape(total, total)
    step = np.argsort(arrays["reading"])  # when a row is read
    seen = np.where((step < np.arange(total + 1)[:, None])[..., None], image, 0).astype(np.uint8)
    rows = [
        Row("Read so far", "seen", of="static", color=REAL),
        Row("Written from that", "pixels", of="static", color=RECONSTRUCTION),
    ]
    pictures(
        session,
        rows,
        {"seen": seen.reshape(total + 1, -1), "pixels": answer["pixels"]},
        key="prefixes",
        selected=here,
        on_select=lambda r: set_controls({"rows_read": r}),
        noun="rows read:",
    )
    st.plotly_chart(error_over_prefix(answer["mse"], answer["mean_mse"], here), key="prefix")
    st.caption(
        f"After {here} of {total} rows this image comes back with an MSE of {answer['mse'][here]:.4f} a pixel, after "
        f"all of them with {answer['mse'][-1]:.4f}. Computed now: the state of layer 2 after so many rows is the code. "
        "The grey line is the mean of 100 test images."
    )


header(session)
bar = st.container()  # drawn last, when the controls have had their say
left, right = st.columns([7, 3], gap="medium")
with right:
    settings_panel(session, first=("dataset", "cell", "hidden", "latent_dim", "decoder", "teacher_forcing"))
    view = controls(RecurrentView, RecurrentView(), RecurrentView(), ["image"])
with left:
    stage(session, view)  # follows the run by itself
with bar:
    run_bar(session)
chosen = choice_bar(RecurrentView, "panel")
drawn = {
    "Errors": lambda session, view: errors(session),
    "Teacher forcing": forcing,
    "Prefix": prefix,
    "Codes": lambda session, view: latent_map(session),
}
panel(session, drawn[chosen], view)
reading(session)
