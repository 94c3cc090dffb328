"""Points of the learner's own: drawn by hand or uploaded."""

from __future__ import annotations

import re

import streamlit as st

from core.plots.theme import REAL
from core.runs.wire import pack
from core.settings.base import Settings, SettingsError
from core.settings.gan2d import GAN2DSettings
from core.settings.points import canonical, parse_points
from core.ui.components import piece
from core.ui.controls import set_controls
from core.ui.text import plain

MOST_BYTES = 20_000  # of an uploaded table: 400 points need less


def own_world(settings: GAN2DSettings) -> None:
    """Ways to give the points of the world, where it is the learner's own."""
    if settings.world == "points":
        own_points(settings, "points", "Draw your world")


def own_points(settings: Settings, field: str, hint: str, color: str = REAL) -> None:
    """Ways to give the points that are the text of this field.   hint: what to draw."""
    key, text = f"sketch of {field}", getattr(settings, field)
    example = type(settings).model_fields[field].default
    own = [] if text == example else parse_points(text)
    piece("sketch")(
        key=key,
        data=pack({"mode": "points", "hint": hint, "points": own, "color": color}),
        on_points_change=lambda: _take(field, st.session_state[key].points),
    )
    st.file_uploader(
        "… or a table of x, y (CSV)",
        type=["csv", "txt"],
        key=f"table of {field}",
        on_change=lambda: _uploaded(field),
        help="Two numbers a line, from −3 to 3; 8 to 400 points.",
    )
    if problem := st.session_state.get(f"problem of {field}"):
        st.error(plain(problem), icon=":material/error:")


def _take(field: str, points: object) -> None:
    """Points from the sketch: a flat list of numbers, if it is one."""
    if isinstance(points, list) and all(isinstance(value, int | float) for value in points):
        _put(field, " ".join(f"{value}" for value in points))


def _uploaded(field: str) -> None:
    file, problem = st.session_state[f"table of {field}"], f"problem of {field}"
    if file is None:  # taken away again, and what was wrong with it too
        st.session_state.pop(problem, None)
        return
    if file.size > MOST_BYTES:
        st.session_state[problem] = f"The table has {file.size:,} bytes; allowed are {MOST_BYTES:,}."
        return
    text = file.getvalue().decode("utf-8", "replace").lstrip("\ufeff")
    rows = [re.split(r"[,;\s]+", line.strip(" ,;\t")) for line in text.splitlines()]
    for number, row in enumerate(rows, 1):
        header = number == 1 and not any(_is_number(cell) for cell in row)  # the names of the columns
        if header:
            rows[0] = []
        elif row != [""] and len(row) != 2:
            said = f"Line {number} of the table has {len(row)} entries; expected are two numbers, x and y."
            st.session_state[problem] = said
            return
    _put(field, " ".join(" ".join(row) for row in rows))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _put(field: str, text: str) -> None:
    """Put the points into their control, or say why they cannot be taken."""
    st.session_state.pop(f"problem of {field}", None)
    try:
        set_controls({field: canonical(text)})
    except (ValueError, SettingsError) as error:
        st.session_state[f"problem of {field}"] = f"These points cannot be taken: {error}"
