"""The denoising autoencoder beside a plain one: pictures, any amount of noise, the field of arrows, filters, codes."""

import numpy as np
import streamlit as st

from core.plots.curves import Curve
from core.plots.denoising import psnr_out_over_in
from core.plots.theme import GENERATED, PRIOR, REAL, RECONSTRUCTION
from core.runs.wire import pack
from core.settings.denoising_ae import AMOUNTS, CURVE, DenoisingView
from core.ui.autoencoders import errors, latent_map
from core.ui.charts import Curves, charts
from core.ui.components import piece
from core.ui.controls import choice_bar, controls
from core.ui.frame import header, reading, settings_panel
from core.ui.live import panel
from core.ui.pictures import Row, pictures
from core.ui.run_panel import run_bar
from core.ui.session import Session, open_beside, open_session
from core.ui.sketch import sketch
from core.ui.stage import say_failed

SHOWN = 10  # test images
FILTERS = 12  # a line
COLORS = (RECONSTRUCTION, GENERATED)  # of the denoising network and of the one beside it

session = open_session("denoising", DenoisingView)


def title(run: Session) -> str:
    """What stands on that side."""
    return "Denoising" if run.settings.denoise else "Plain: never saw a corrupted input"


def names() -> tuple[str, str]:
    """The same in a word, for the charts of both."""
    own, other = ("denoising" if run.settings.denoise else "plain" for run in (session, beside))
    return own, other


def stage() -> None:
    """Test images clean, corrupted, and as they come back from both networks; of points, both fields."""
    for run in (session, beside):
        if run.static is None:
            say_failed(run)
            return
    if session.settings.on_plane:
        fields()
        return
    facts, arrays = session.static
    given = {"clean": arrays["images"][:SHOWN], "corrupted": arrays["corrupted"]}
    rows = [
        Row("Test images, clean", "clean", "static", color=REAL),
        Row(f"… corrupted: {facts['psnr_in']:.1f} dB", "corrupted", "static", color=PRIOR),
    ]
    for run, color in zip((session, beside), COLORS, strict=True):
        of_run = dict(color=color, numbers="psnr_each", clock=run.lesson.name)
        rows.append(Row(f"{title(run)} (PSNR below, in dB)", "reconstructions", **of_run))
    pictures(session, rows, given)
    if session.settings.training == "greedy":
        ends = [session.settings.stage_steps * i for i in range(1, len(session.settings.widths) + 1)]
        said = ", ".join(f"stage {i} to step {end:,}" for i, end in enumerate(ends, 1))
        st.caption(f"Layer by layer: {said}, then the whole stack.")


def fields() -> None:
    """What both networks do to every place of the plane."""
    facts, arrays = session.static
    panes = [{"clock": run.lesson.name, "title": title(run)} for run in (session, beside)]
    head = {"panes": panes, "extent": facts["extent"], "times": facts["times"]}
    piece("field")(key="field", data=pack(head, {name: arrays[name] for name in ("points", "grid", "exact")}))


def error(session: Session, view: dict) -> None:
    """Errors over the steps; of points, also the distance to the best field."""
    if not session.settings.on_plane:
        clean = Curve("test_clean_mse", "test, input not corrupted", RECONSTRUCTION)
        before = Curve("psnr_in", "test, as it came in", PRIOR, dashed=True)
        errors(session, clean, psnrs=[before], beside=beside, names=names())
        st.caption("Errors are those of what comes back of a corrupted image, against the clean one.")
        return
    charts(
        session,
        Curves(
            "Mean squared error a coordinate",
            "MSE",
            [
                Curve("test_mse", "test", GENERATED),
                Curve("mse", "train", REAL, dashed=True),
                Curve("best_mse", "best there is, train", PRIOR, dashed=True),
            ],
            log=True,
        ),
        Curves("Difference of the fields", "share", [Curve("field_error", "of the best", RECONSTRUCTION)], log=True),
        beside=beside,
        names=names(),
    )
    if session.shown and session.static:
        values, facts = session.shown.scalars, session.static[0]
        st.caption(
            f"Step {session.shown.step:,}: MSE {values['mse']:.4f} a coordinate, "
            f"{values['mse'] / values['best_mse']:.2f} times that of the exact formula at the same noisy points. PSNR "
            f"in {values['psnr_in']:.1f} dB, out {values['psnr_out']:.1f} dB, with a peak of {facts['peak']:.2f}, the "
            f"widest range of a coordinate. {facts['note']} Difference: root mean square, at noisy training points. "
            "Scales are logarithmic."
        )


def noise(session: Session, view: dict) -> None:
    """Any amount of corruption at test time: pictures, and PSNR out over PSNR in."""
    if only_images() or session.static is None:
        return
    amount, some = view["test_amount"], session.static[1]["images"][:SHOWN]
    runs = {title(run): run for run in (session, beside)}
    answers = {name: run.ask("reconstruct", images=some, amount=amount) for name, run in runs.items()}
    curves = {name: run.ask("curve", amount=amount) for name, run in runs.items()}
    if not all([*answers.values(), *curves.values()]):
        return
    left, right = st.columns([6, 5])
    with left:
        first = next(iter(answers.values()))
        given = {"clean": some, "corrupted": first["corrupted"]}
        rows = [
            Row("Clean", "clean", "static", color=REAL),
            Row(f"Corrupted: {np.mean(first['psnr_in']):.1f} dB", "corrupted", "static", color=PRIOR),
        ]
        for (name, answer), color in zip(answers.items(), COLORS, strict=True):
            given[name] = answer["pixels"]
            rows.append(Row(f"{name}: {np.mean(answer['psnr_out']):.1f} dB", name, "static", color=color))
        pictures(session, rows, given, key="pictures at an amount")
    with right:
        st.plotly_chart(psnr_out_over_in(curves, AMOUNTS, COLORS), key="PSNR out over in")
    st.caption(
        f"Trained with the amount {session.settings.amount:g}, looked at with {amount:g}. PSNR of ten images (left: "
        f"the mean of their decibels) and of {CURVE} (right: of their mean error). A dot is an amount from "
        f"{AMOUNTS[0]:g} (most decibels in) to {AMOUNTS[-1]:g}, a ring the one on the left; below the dotted line a "
        "network makes pictures worse than they came in."
    )


def by_hand(session: Session, view: dict) -> None:
    """A drawing, as if it were what is left of a digit."""
    if only_images() or session.static is None:
        return
    side = session.static[0]["side"]
    left, right = st.columns([3, 4])
    with left:
        image = sketch(side, "Draw a digit, or a part of one")
    with right:
        if image is None:
            st.caption("What both networks make of your drawing appears here. It goes in as it is.")
            return
        given = {"drawing": image[None]}
        rows = [Row("Your drawing", "drawing", "static", color=REAL, columns=1)]
        for i, (run, color) in enumerate(zip((session, beside), COLORS, strict=True)):
            answer = run.ask("reconstruct", images=image[None], amount=0.0)
            if not answer:
                return
            given[f"answer {i}"] = answer["pixels"]
            rows.append(Row(title(run), f"answer {i}", "static", color=color, columns=1))
        pictures(session, rows, given, key="pictures by hand")


def filters(session: Session, view: dict) -> None:
    """What units of the first layer look for, with and without corruption."""
    if only_images() or session.static is None:
        return
    side = round(session.shown.arrays["filters"].shape[1] ** 0.5) if session.shown else 0
    of_filters = dict(ramp="signed", columns=FILTERS, noun="unit", width=side, height=side)
    rows = [
        Row(title(run), "filters", color=color, clock=run.lesson.name, **of_filters)
        for run, color in zip((session, beside), COLORS, strict=True)
    ]
    pictures(session, rows, key="pictures of filters")
    st.caption(
        "Weights from the pixels to a unit of the first layer, each scaled by its largest one: blue asks for ink, "
        "orange for paper."
    )


def codes(session: Session, view: dict) -> None:
    """Where the codes of clean test images lie."""
    if not only_images():
        latent_map(session)


def only_images() -> bool:
    """Says that a panel has nothing to show of points, where that is so."""
    if session.settings.on_plane:
        st.info("Only with images: choose digits, MNIST or Fashion-MNIST.", icon=":material/info:")
    return session.settings.on_plane


header(session)
bar = st.container()  # drawn last, when the controls have had their say
left, right = st.columns([6, 4], gap="medium")  # narrower rows: all four are on the screen at 1280×720
with right:
    settings_panel(session, first=("dataset", "corruption", "amount", "network", "layers"))
    beside = open_beside(
        session, "plain", session.settings.model_copy(update={"denoise": not session.settings.denoise})
    )
with left:
    stage()
with bar:
    run_bar(session, beside)
chosen = choice_bar(DenoisingView, "panel")
view = controls(DenoisingView, DenoisingView(), DenoisingView(), ["test_amount"]) if chosen == "Noise" else {}
PANELS = {"Errors": error, "Noise": noise, "Draw": by_hand, "Filters": filters, "Latent map": codes}
panel(session, PANELS[chosen], view)
reading(session)
