"""A page with nothing but the flow of the GAN game. Query: half (what the last step was), k_d, k_g, step."""

import sys
from pathlib import Path

import streamlit as st

sys.path[:0] = [str(Path(__file__).parents[3]), str(Path(__file__).parent)]

from feed import feed  # noqa: E402

from core.runs.wire import pack  # noqa: E402
from core.training.trainer import Frame  # noqa: E402
from core.ui.components import piece  # noqa: E402

asked = st.query_params
head = {"clock": "test", "batch": 256, "k_d": int(asked.get("k_d", 1)), "k_g": int(asked.get("k_g", 1))}
scalars = {"accuracy_real": 0.75, "accuracy_fake": 0.5, "grad_g": 0.0625}
frames = [Frame(0, scalars | {"half": 0})]
if "half" in asked:
    frames.append(Frame(int(asked.get("step", 1)), scalars | {"half": int(asked["half"])}))
if st.button("G moves"):
    frames.append(Frame(9, scalars | {"half": 2}))
feed("test", frames)
piece("flow")(data=pack(head), key="flow")
