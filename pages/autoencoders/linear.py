"""The linear autoencoder beside PCA: the plane in space, the errors, the axes, the codes, the size of the code."""

import numpy as np
import streamlit as st

from core.plots.curves import Curve
from core.plots.linear import (
    angle_map,
    axes_in_plane,
    axis_pictures,
    codes_map,
    error_over_size,
    rows_of_images,
)
from core.plots.pictures import png
from core.plots.theme import GENERATED, PRIOR, REAL, RECONSTRUCTION
from core.runs.wire import pack
from core.settings.linear_ae import CLOUDS, LinearView
from core.training.trainer import Frame
from core.ui.charts import Curves, charts
from core.ui.components import piece
from core.ui.controls import choice_bar, controls
from core.ui.frame import header, reading, settings_panel
from core.ui.live import panel
from core.ui.run_panel import run_bar
from core.ui.session import Session, open_session

SLOW = 20.0  # steps a second
WIDE = 1000  # pixels of a row of pictures

session = open_session("linear", LinearView)


def seen(session: Session, array: str) -> Frame | None:
    """The frame that is shown, if it still has the array; else the newest one: past frames keep the small arrays."""
    shown = session.shown
    return shown if shown is None or array in shown.arrays else session.latest


def unit(session: Session) -> str:
    """What an error is counted by."""
    return "coordinate" if session.settings.dataset in CLOUDS else "pixel"


def stage(session: Session, view: dict) -> None:
    """The cloud with both planes in space, or images with both reconstructions."""
    if session.static is None:
        st.error(session.run.status().reason, icon=":material/error:")
        return
    facts, arrays = session.static
    if "points" in arrays:
        head = {
            "clock": session.lesson.name,
            "aside": facts["aside"],
            "middle": facts["middle"],
            "reach": facts["reach"],
        }
        cloud = {"points": arrays["points"], "plane": arrays["pca_surface"]}
        piece("space")(key="space", data=pack(head, cloud))
        return
    frame = seen(session, "reconstructions")
    if frame is None:
        st.caption("Drawn as soon as there is a frame.")
        return
    st.markdown("**Test images (above), their reconstructions, and PCA's with a code of the same size (below)**")
    st.image(png(rows_of_images(frame, facts, arrays, WIDE)), alt=ROWS, width="stretch")
    if "axes" in frame.arrays:
        st.markdown("**Learned axes (above) and PCA's (below)**: blue is more ink, orange less")
        for name, axes in (("Learned axes", frame.arrays["axes"]), ("PCA's axes", arrays["pca_axes"])):
            st.image(png(axis_pictures(axes, facts["side"], WIDE)), alt=name, width="stretch")
    st.caption(f"**Step {frame.step:,}.** {verdict(frame)}")


PEAKS = {"coordinate": "the widest range of the points", "pixel": "full ink"}
ROWS = "Test images, their reconstructions, and PCA's"


def verdict(frame: Frame) -> str:
    """The learned code against PCA's, in a sentence or two."""
    values = frame.scalars
    ratio = values["mse"] / values["pca_mse"]
    said = f"Error on the training data: {ratio:.4f} × PCA's"
    if ratio < 0.995:
        return f"{said}: it beats every flat code of this size."
    if "principal_angle" in values:
        return f"{said}; the learned plane lies {values['principal_angle']:.2f}° away from PCA's."
    return f"{said}; what the decoder draws is bent."


def error(session: Session, view: dict) -> None:
    """Errors over steps against PCA's, and the angle between the planes."""
    shown = session.shown
    if shown is None or session.static is None:
        st.caption("Nothing has been measured yet.")
        return
    angle = Curves(
        "Largest angle to PCA's plane",
        "degrees",
        [Curve("principal_angle", "principal angle", RECONSTRUCTION)],
        log=True,
    )
    charts(
        session,
        Curves(
            f"Mean squared error a {unit(session)}",
            "MSE",
            [
                Curve("test_mse", "test", GENERATED),
                Curve("mse", "train", REAL),
                Curve("pca_test_mse", "PCA, test", GENERATED, dashed=True),
                Curve("pca_mse", "PCA, train", PRIOR, dashed=True),
            ],
            log=True,
        ),
        *([angle] if session.settings.affine else []),
    )
    values, facts = shown.scalars, session.static[0]
    train, test = facts["measured"]
    if session.settings.affine:
        angle_said = "The angle is the largest principal angle between the two spaces: 0° is the same plane."
    else:
        angle_said = "There is no angle: this decoder draws a bent surface."
    st.caption(
        f"Step {shown.step:,}: test MSE {values['test_mse']:.5f} a {unit(session)} (PCA's "
        f"{values['pca_test_mse']:.5f}), PSNR {values['test_psnr']:.2f} dB (PCA's {values['pca_test_psnr']:.2f} dB) "
        f"with a peak of {facts['peak']:.3g}: {PEAKS[unit(session)]}. {facts['note']} Measured on "
        f"{train:,} training and {test:,} test examples. The scales are logarithmic. "
        f"{angle_said}"
    )


def axes(session: Session, view: dict) -> None:
    """Why the weights are not PCA's axes, although the plane is."""
    frame = seen(session, "axes")
    if not session.settings.affine:
        st.info(
            "A bent decoder has no axes: set the hidden units to 0 or the activation to linear.", icon=":material/info:"
        )
        return
    if frame is None or session.static is None or "angles" not in frame.arrays:
        st.caption("Nothing has been measured yet.")
        return
    left, right = st.columns(2)
    with left:
        st.markdown("**Angle between each learned axis and each of PCA's**")
        st.plotly_chart(angle_map(frame.arrays["angles"]), key="angles")
    with right:
        if "points" in session.static[1]:
            st.markdown("**Seen from above PCA's plane**")
            st.plotly_chart(axes_in_plane(frame.arrays["axes"], session.static[1]["pca_axes"]), key="axes")
        st.markdown(
            "Put any invertible matrix A behind the encoder and its inverse before the decoder: the same comes out, "
            "with the same error. The error cannot tell such networks apart, and training ends at whichever it meets "
            "first: another seed, other axes, the **same plane**. They need not even be at right angles. PCA asks for "
            "more than a small error: axes at right angles, sorted by variance."
        )
    st.caption(
        f"Step {frame.step:,}. A learned axis is a column of the decoder: how the output moves with one number of the "
        "code. Were they PCA's, the diagonal would be 0° and all else 90°."
    )


def codes(session: Session, view: dict) -> None:
    """A map of the codes of held-out data, learned and PCA's."""
    frame = seen(session, "codes")
    if frame is None or session.static is None:
        st.caption("Nothing has been measured yet.")
        return
    arrays = session.static[1]
    labels = arrays.get("labels")
    for column, title, values in zip(
        st.columns(2), ("Learned code", "PCA's code"), (frame.arrays["codes"], arrays["pca_codes"]), strict=True
    ):
        column.markdown(f"**{title}**")
        column.plotly_chart(codes_map(values, labels, "number"), key=title)
    what = "a colour a class" if labels is not None else "one dot a point"
    st.caption(
        f"Step {frame.step:,}: {len(arrays['pca_codes'])} held-out examples, {what}; the first two numbers of each "
        "code. Without bends the left map is the right one turned, stretched and sheared, once the planes agree: "
        "nothing is gained or lost by that. With more than two numbers the two maps show different views."
    )


def sizes(session: Session, view: dict) -> None:
    """PCA's error over the size of the code, with the present run's place."""
    if session.static is None:
        return
    arrays, shown = session.static[1], session.shown
    here = (session.settings.code_size, shown.scalars["mse"], shown.scalars["test_mse"]) if shown else None
    curve = error_over_size(arrays["pca_curve"], arrays["pca_test_curve"], here, unit(session))
    st.plotly_chart(curve, key="error over the size")
    left = np.round(arrays["pca_curve"][session.settings.code_size] / arrays["pca_curve"][0] * 100, 1)
    st.caption(
        f"PCA with {session.settings.code_size} numbers leaves {left:g} % of the variance. All of the grey "
        "curves is exact; a run without bends ends on them, and never below the dotted one. Change k and train."
    )


header(session)
bar = st.container()  # drawn last, when the controls have had their say
left, right = st.columns([7, 3], gap="medium")
with right:
    settings_panel(session, first=("dataset", "latent_dim", "activation", "hidden", "learning_rate"))
    pace = SLOW if controls(LinearView, LinearView(), LinearView(), ["slow"])["slow"] else None
    if pace != session.pace:
        session.pace = pace
        if session.status.state == "running":
            session.play()
with left:
    panel(session, stage, {})
with bar:
    run_bar(session)
chosen = choice_bar(LinearView, "panel")
panel(session, {"Error": error, "Axes": axes, "Codes": codes, "Size of the code": sizes}[chosen], {})
reading(session)
