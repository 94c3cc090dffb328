"""The latent pad: the plane of codes under the pointer, decoded in the browser."""

from __future__ import annotations

import streamlit as st

from core.runs.wire import pack
from core.ui.components import piece
from core.ui.controls import set_controls
from core.ui.session import Session


def latent_pad(session: Session, view: dict, compact: bool = False) -> None:
    """Draw the map of the session's run; a click on it chooses the test digit.

    view: axis_x and axis_y, counted from 1, and the chosen digit.   compact: the map alone, for two side by side.
    """
    facts, arrays = session.static
    head = {
        "clock": session.lesson.name,
        "side": facts["side"],
        "classes": facts["classes"],
        "latent_dim": session.settings.latent_dim,
        "likelihood": session.settings.likelihood,
        "axes": [view["axis_x"] - 1, view["axis_y"] - 1],
        "selected": view["digit"],
        "centre": "selected",
        "epsilon_seed": session.settings.seed,
        "plain": session.settings.plain,
        "compact": compact,
    }
    key = f"latent pad of {session.lesson.name}"
    count = len(arrays["labels"])

    def choose() -> None:
        digit = st.session_state[key].selected
        if isinstance(digit, int) and 0 <= digit < count:
            set_controls({"digit": digit})

    piece("latent_pad")(key=key, data=pack(head, arrays), on_selected_change=choose)
