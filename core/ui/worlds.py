"""A world of the learner's own: drawn by hand or uploaded."""

from __future__ import annotations

import re

import streamlit as st

from core.runs.wire import pack
from core.settings.base import SettingsError
from core.settings.gan2d import GAN2DSettings
from core.settings.points import canonical, parse_points
from core.ui.components import piece
from core.ui.controls import set_controls
from core.ui.text import plain

MOST_BYTES = 20_000  # of an uploaded table: 400 points need less


def own_world(settings: GAN2DSettings) -> None:
    """Ways to give the points of the world, where it is the learner's own."""
    if settings.world != "points":
        return
    key = "sketch of a world"
    example = GAN2DSettings.model_fields["points"].default
    own = [] if settings.points == example else parse_points(settings.points)
    piece("sketch")(
        key=key,
        data=pack({"mode": "points", "hint": "Draw your world", "points": own}),
        on_points_change=lambda: _take(st.session_state[key].points),
    )
    st.file_uploader(
        "… or a table of x, y (CSV)",
        type=["csv", "txt"],
        key="table of a world",
        on_change=_uploaded,
        help="Two numbers a line, from −3 to 3; 8 to 400 points.",
    )
    if problem := st.session_state.get("problem of a world"):
        st.error(plain(problem), icon=":material/error:")


def _take(points: object) -> None:
    """Points from the sketch: a flat list of numbers, if it is one."""
    if isinstance(points, list) and all(isinstance(value, int | float) for value in points):
        _put(" ".join(f"{value}" for value in points))


def _uploaded() -> None:
    file = st.session_state["table of a world"]
    if file is None:  # taken away again, and what was wrong with it too
        st.session_state.pop("problem of a world", None)
        return
    if file.size > MOST_BYTES:
        st.session_state["problem of a world"] = f"The table has {file.size:,} bytes; allowed are {MOST_BYTES:,}."
        return
    text = file.getvalue().decode("utf-8", "replace").lstrip("\ufeff")
    rows = [re.split(r"[,;\s]+", line.strip(" ,;\t")) for line in text.splitlines()]
    for number, row in enumerate(rows, 1):
        header = number == 1 and not any(_is_number(cell) for cell in row)  # the names of the columns
        if header:
            rows[0] = []
        elif row != [""] and len(row) != 2:
            problem = f"Line {number} of the table has {len(row)} entries; expected are two numbers, x and y."
            st.session_state["problem of a world"] = problem
            return
    _put(" ".join(" ".join(row) for row in rows))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _put(text: str) -> None:
    """Put the points into their control, or say why they cannot be taken."""
    st.session_state.pop("problem of a world", None)
    try:
        set_controls({"points": canonical(text)})
    except (ValueError, SettingsError) as error:
        st.session_state["problem of a world"] = f"These points cannot be taken: {error}"
