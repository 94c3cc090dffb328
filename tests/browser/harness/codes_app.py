"""A page with rows of pictures and a map of codes, of made-up frames. Query: selected (index of the chosen picture)."""

import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import streamlit as st

sys.path[:0] = [str(Path(__file__).parents[3]), str(Path(__file__).parent)]

from feed import feed  # noqa: E402
from made_up import SIDE, colors, pictures  # noqa: E402

from core.training.trainer import Frame  # noqa: E402
from core.ui.codes import codes  # noqa: E402
from core.ui.pictures import Row  # noqa: E402
from core.ui.pictures import pictures as draw_pictures  # noqa: E402

asked = st.query_params
labels, images = pictures()
facts = {"side": SIDE, "classes": [str(i) for i in range(10)]}
session = SimpleNamespace(lesson=SimpleNamespace(name="test"), static=(facts, {"labels": labels, "images": images}))


def frame(step):
    """Dots on a circle that grows with the steps; reconstructions that are all as dark as the step says."""
    angle = np.arange(len(labels)) * 2 * np.pi / len(labels)
    arrays = {
        "map": (5 + step * np.stack([np.cos(angle), np.sin(angle)], axis=1)).astype(np.float16),
        "reconstructions": np.full((10, SIDE**2), step, np.uint8),
        "errors": np.arange(10, dtype=np.float16) + step,
        "filters": np.repeat(np.arange(24, dtype=np.uint8)[:, None] * 10, 30, axis=1),
    }
    return Frame(step, {}, arrays)


frames = [frame(1), frame(100)]
if st.button("More"):
    frames.append(frame(200))
feed("test", frames)
st.session_state.setdefault("chosen", int(asked["selected"]) if "selected" in asked else None)


def choose(index):
    st.session_state.chosen = index


draw_pictures(
    session,
    [
        Row("Images", "images", of="static", color="#0072B2", most=10),
        Row("Reconstructions", "reconstructions", color="#CC79A7", numbers="errors"),
        Row("Filters", "filters", ramp="signed", width=6, height=5, columns=12, noun="filter"),
        Row("Colours", "colors", of="static", ramp="color", picks=False, size=150, least=150, columns=3),
        Row("Named", "named", of="static", picks=False, words=["3 → 8", "<b>bold</b>"]),
    ],
    {"images": images, "named": images[:2], "colors": colors()},
    selected=st.session_state.chosen,
    on_select=choose,
)
st.write(f"chosen: {st.session_state.chosen}")
codes(session)
