"""A page with nothing but the blend, on made-up branches. Query: rest=no (without a recorded frame that fades)."""

import sys
from pathlib import Path
from types import SimpleNamespace

import streamlit as st

sys.path[:0] = [str(Path(__file__).parents[3]), str(Path(__file__).parent)]

from feed import feed  # noqa: E402
from made_up_branches import fading, plain  # noqa: E402

from core.settings.progan import ProGANSettings  # noqa: E402
from core.ui.blend import blend  # noqa: E402

st.set_page_config(layout="wide")
frames = [plain(5, 4), fading(500, 8, 0.25)]
if st.button("More"):
    frames.append(fading(600, 8, 0.5))
if st.button("Done"):
    frames.append(plain(900, 8))
feed("test", frames)
session = SimpleNamespace(lesson=SimpleNamespace(name="test"), settings=ProGANSettings())
blend(session, None if st.query_params.get("rest") == "no" else fading(2200, 32, 0.5))
