"""A page with nothing but the sketch. Query: side."""

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[3]))

from core.runs.wire import pack
from core.ui.components import piece

side = int(st.query_params.get("side", 8))
result = piece("sketch")(data=pack({"side": side, "hint": "Draw a digit"}), key="sketch", on_image_change=lambda: None)
image = result.image
st.write(f"pixels: {len(image) if image else 0}, ink: {sum(image) if image else 0}")
st.code(image)
