"""A page with nothing but the sketch. Query: mode (digit or points), side, seed, given."""

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[3]))

from core.runs.wire import pack
from core.ui.components import piece

asked = st.query_params
if asked.get("mode") == "points":
    header = {"mode": "points", "hint": "Draw a world", "seed": int(asked.get("seed", 0))}
    header["points"] = [[-1.5, 0.5], [2.25, -0.75]] if "given" in asked else []
    points = piece("sketch")(data=pack(header), key="world", on_points_change=lambda: None).points
    st.code(points)
    st.write(f"points: {len(points) // 2 if points else 0}")  # after the points: whoever sees it, sees them too
else:
    header = {"side": int(asked.get("side", 8)), "hint": "Draw a digit"}
    image = piece("sketch")(data=pack(header), key="sketch", on_image_change=lambda: None).image
    st.code(image)
    st.write(f"pixels: {len(image) if image else 0}, ink: {sum(image) if image else 0}")
