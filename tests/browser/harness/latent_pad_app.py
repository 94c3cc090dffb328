"""A page with nothing but the latent pad, on made-up data. Query: latent_dim, depth, axes (as 0-1), empty."""

import sys
from pathlib import Path

import streamlit as st

sys.path[:0] = [str(Path(__file__).parents[3]), str(Path(__file__).parent)]

from feed import feed  # noqa: E402
from made_up import SIDE, frames, pictures  # noqa: E402

from core.runs.wire import pack  # noqa: E402
from core.ui.components import piece  # noqa: E402

st.set_page_config(layout="wide")
latent_dim = int(st.query_params.get("latent_dim", 2))
axes = [int(axis) for axis in st.query_params.get("axes", "0-1").split("-")]
labels, images = pictures()

if "empty" not in st.query_params:
    feed("test", frames(latent_dim, depth=int(st.query_params.get("depth", 1))))
if st.button("Choose 7 from Python"):
    st.session_state["choice"] = 7


def chosen():
    st.session_state["choice"] = st.session_state["pad"].selected


header = {
    "clock": "test",
    "side": SIDE,
    "latent_dim": latent_dim,
    "likelihood": "bernoulli",
    "axes": axes,
    "selected": st.session_state.get("choice"),
    "centre": "selected",
    "epsilon_seed": 0,
    "classes": [str(i) for i in range(10)],
}
piece("latent_pad")(data=pack(header, {"labels": labels, "images": images}), key="pad", on_selected_change=chosen)
st.write(f"selected: {st.session_state.get('choice')}")
