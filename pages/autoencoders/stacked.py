"""The stacked autoencoder: the sandwich, tied weights, layer by layer, what codes are good for, and compression."""

import streamlit as st

from core.plots.curves import Curve
from core.plots.stacked import JPEG_COUNTS, compression
from core.plots.theme import DISCRIMINATOR, GENERATED, PRIOR, REAL, RECONSTRUCTION
from core.runs.wire import pack
from core.settings.stacked_ae import StackedView, parameters, turned
from core.ui.autoencoders import NOTHING, errors, latent_map
from core.ui.charts import Curves, charts
from core.ui.components import piece
from core.ui.compression import about, measured, verdict
from core.ui.controls import choice_bar, controls, set_controls
from core.ui.frame import header, reading, settings_panel
from core.ui.live import panel
from core.ui.pictures import Row, pictures
from core.ui.run_panel import run_bar
from core.ui.session import Session, close_beside, open_beside, open_session
from core.ui.stage import say_failed

IMAGE = 48  # CSS pixels of a test image on the stage: both rows are to be seen with the sandwich
CLOSE = 72  # and in the panels
STEPS_OF_WALK = 11
NEAREST = 8
STAGE_COLORS = (REAL, GENERATED, DISCRIMINATOR, RECONSTRUCTION, PRIOR)  # of five stages at most

session = open_session("stacked", StackedView)


def name_of(run: Session) -> str:
    """What is special about a run, in a few words."""
    weights = "tied" if run.settings.tied else "free"
    return f"{weights} weights, trained {'layer by layer' if run.settings.training == 'greedy' else 'at once'}"


def stack(run: Session, key: str) -> None:
    """The sandwich of a run, and what comes back of the same test images."""
    if run.static is None:
        say_failed(run)
        return
    facts, arrays = run.static
    head = {
        "clock": run.lesson.name,
        "leader": session.lesson.name,
        "sizes": facts["sizes"],
        "tied": run.settings.tied,
        "greedy": run.settings.training == "greedy",
        "stageSteps": run.settings.stage_steps,
        "parameters": facts["parameters"],
    }
    piece("sandwich")(key=f"sandwich {key}", data=pack(head))
    rows = [
        Row("Test images", "images", of="static", color=REAL, size=IMAGE, most=10),
        Row("What comes back", "reconstructions", color=RECONSTRUCTION, size=IMAGE),
    ]
    pictures(
        run,
        rows,
        {"images": arrays["images"]},
        key=f"pictures {key}",
        selected=view["image"],
        on_select=lambda index: set_controls({"image": index}),
        leader=session,
    )


def error(session: Session, view: dict) -> None:
    """Errors over steps, of both runs where there are two."""
    errors(session, Curve("mean_test_mse", "always the mean image", PRIOR, dashed=True), beside=beside)
    if session.static is None:
        return
    sizes = session.static[0]["sizes"]
    free, tied = (f"{parameters(sizes, shared):,}" for shared in (False, True))
    st.caption(f"A stack of {'-'.join(map(str, sizes))} and back has {free} parameters, {tied} with tied weights.")


def stages(session: Session, view: dict) -> None:
    """Each stage's own error, where a run is trained layer by layer."""
    greedy = next((run for run in (session, beside) if run and run.settings.training == "greedy"), None)
    if greedy is None:
        st.info("All layers train at once: choose *greedy* training, or put it beside.", icon=":material/info:")
        return
    depth = len(greedy.settings.widths)
    lines = [Curve(f"stage_{i}_mse", f"stage {i}", STAGE_COLORS[i - 1]) for i in range(1, depth + 1)]
    charts(
        greedy,
        Curves("Each stage's own error on test images", "MSE a unit", lines, log=True),
        Curves("The whole stack's", "MSE a pixel", [Curve("test_mse", "test", GENERATED)], log=True),
        name="stages",
    )
    st.caption(
        "A stage gives back what the stages below make of an image; its error is a unit of that level, so stages "
        "cannot be compared with one another. A curve begins with its stage. In fine-tuning only the image counts, "
        "and a stage's own error may rise again: the layers no longer undo one another one by one."
    )


def codes(session: Session, view: dict) -> None:
    """The map of the codes."""
    latent_map(session)


def neighbours(session: Session, view: dict) -> None:
    """Which test images have the codes nearest to one image's, and nearest pixels."""
    if session.static is None or session.shown is None:
        st.caption(NOTHING)
        return
    answer = session.ask("neighbours", index=view["image"], count=NEAREST)
    if answer is None:
        return
    facts, arrays = session.static
    left, right = st.columns([3, 2])
    with left:
        images = arrays["images"]
        found = {space: images[answer[space]] for space in ("codes", "pixels")}
        rows = [
            Row("The image", "image", of="static", color=REAL, size=CLOSE, picks=False),
            Row("Nearest by their codes", "codes", of="static", color=RECONSTRUCTION, size=CLOSE, picks=False),
            Row("Nearest by their pixels", "pixels", of="static", color=PRIOR, size=CLOSE, picks=False),
        ]
        pictures(session, rows, {"image": images[[view["image"]]], **found}, key="pictures of neighbours")
    with right:
        lines = [
            Curve("neighbours", "by codes", RECONSTRUCTION),
            Curve("pixel_neighbours", "by pixels", PRIOR, dashed=True),
        ]
        charts(session, Curves("Nearest neighbour of the same class", "share", lines, low=0.0, high=1.0))
    labels = [facts["classes"][arrays["labels"][i]] for i in answer["codes"]]
    st.caption(
        f"Of image {view['image']}, a {facts['classes'][arrays['labels'][view['image']]]}; by codes nearest: "
        f"{', '.join(labels)}. Step {session.shown.step:,}: of {len(images)} test images, "
        f"{session.shown.scalars['neighbours']:.0%} have a nearest neighbour of their own class by codes, "
        f"{session.shown.scalars['pixel_neighbours']:.0%} by pixels; by chance it would be {facts['chance']:.0%}. "
        "The model as it stands; the labels are for this count only."
    )


def walk(session: Session, view: dict) -> None:
    """What is drawn of the codes between those of two test images."""
    if session.static is None:
        st.caption(NOTHING)
        return
    view = view | controls(StackedView, StackedView(), StackedView(), ["goal"])
    answer = session.ask("interpolate", first=view["image"], second=view["goal"], n=STEPS_OF_WALK)
    if answer is None:
        return
    images = session.static[1]["images"][[view["image"], view["goal"]]]
    rows = [
        Row("From one test image to the other", "images", of="static", color=REAL, size=CLOSE, picks=False),
        Row("Codes on the straight line between theirs, decoded", "walk", of="static", color=RECONSTRUCTION,
            size=CLOSE, picks=False, noun="stop"),
    ]  # fmt: skip
    pictures(session, rows, {"images": images, "walk": answer["pixels"]}, key="pictures of a walk")
    st.caption(
        "The model as it stands, so the ends are what comes back of the two images. What do the stops on the way have "
        "to do with them?"
    )


def compressed(session: Session, view: dict) -> None:
    """PSNR over bytes an image, beside PCA and JPEG."""
    curves = measured(session.settings.dataset)
    if curves is None:
        st.info("The curves are measured on 8×8 digits only: choose that data set.", icon=":material/info:")
        return
    counted = choice_bar(StackedView, "jpeg")
    shown = session.shown
    here = (session.settings.widths[-1], shown.scalars["byte_psnr"]) if shown else None
    st.plotly_chart(compression(curves, here, counted), key="compression")
    st.markdown(verdict(curves, JPEG_COUNTS[counted]))
    st.caption(f"{COUNTED[counted]} {about(curves)}")


COUNTED = {
    "one file for all": "**JPEG: all test images side by side in one file**, so that they share its header.",
    "coded pixels only": "**JPEG: only what codes the pixels**, as if every reader knew the header and its tables.",
    "a file each": "**JPEG: a file for each image.** Nearly all of it is header: it says nothing about JPEG's coding.",
}


header(session)
bar = st.container()  # drawn last, when the controls have had their say
left, right = st.columns([7, 3], gap="medium")
with right:
    view = controls(StackedView, StackedView(), StackedView(), ["beside"])
    settings_panel(session, first=("layers", "tied", "training", "activation"))
    beside = None
    if view["beside"] == "nothing":
        close_beside(session)
    else:
        beside = open_beside(session, view["beside"], turned(session.settings, view["beside"]))
    view |= controls(StackedView, StackedView(), StackedView(), ["image"])
with left:
    if beside:
        for column, run, key in zip(st.columns(2), (session, beside), ("left", "right"), strict=True):
            with column:
                st.markdown(f"**{key.capitalize()}: {name_of(run)}**")
                stack(run, key)
    else:
        stack(session, "left")
with bar:
    run_bar(session, *([beside] if beside else []))
chosen = choice_bar(StackedView, "panel")
panels = {
    "Error": error,
    "Stages": stages,
    "Codes": codes,
    "Neighbours": neighbours,
    "Walk": walk,
    "Compression": compressed,
}
panel(session, panels[chosen], view)
reading(session)
