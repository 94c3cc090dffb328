"""Panels that every lesson of the autoencoder family has: the errors on both splits, and the map of the codes."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.plots.curves import Curve
from core.plots.theme import GENERATED, REAL
from core.ui.charts import Curves, charts
from core.ui.codes import codes
from core.ui.session import Session

NOTHING = "Nothing has been measured yet."


def errors(
    session: Session,
    *extra: Curve,
    psnrs: Sequence[Curve] = (),
    beside: Session | None = None,
    names: tuple[str, str] = ("left", "right"),
) -> None:
    """MSE a pixel and PSNR over the steps, on training and on test images.

    extra: more lines for the chart of the MSE.   psnrs: for that of the PSNR.
    beside: a second run on the same clock.   names: of the two, before the titles of their charts.
    """
    shown = session.shown
    if shown is None or session.static is None:
        st.caption(NOTHING)
        return
    charts(
        session,
        Curves(
            "Mean squared error a pixel",
            "MSE",
            [Curve("test_mse", "test", GENERATED), Curve("mse", "train", REAL, dashed=True), *extra],
            log=True,
        ),
        Curves(
            "Peak signal-to-noise ratio",
            "dB",
            [Curve("test_psnr", "test", GENERATED), Curve("psnr", "train", REAL, dashed=True), *psnrs],
        ),
        beside=beside,
        names=names,
        name="errors",
    )
    values, facts = shown.scalars, session.static[0]
    train, test = facts["measured"]
    st.caption(
        f"Step {shown.step:,}: test MSE **{values['test_mse']:.4f}** a pixel, PSNR **{values['test_psnr']:.2f} dB** "
        f"(train {values['mse']:.4f}, {values['psnr']:.2f} dB). PSNR is 10 log₁₀(1/MSE): full ink is 1. Measured on "
        f"the same {train:,} training and {test:,} test images each time. {facts['note']}"
    )


def latent_map(session: Session) -> None:
    """Where the codes of test images lie."""
    if session.static is None:
        st.caption(NOTHING)
        return
    codes(session)
    size = session.static[0]["code_size"]
    if size > 2:
        seen = f"the two directions in which the {size} numbers of the codes vary most, turned as a whole to lie steady"
    else:
        seen = "the code itself"
    st.caption(f"Each dot is a held-out image, coloured by its class, which the network was never told. Shown: {seen}.")
