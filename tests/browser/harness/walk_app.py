"""A page with nothing but the walk, of faces that are each one colour: red says the column, green the row."""

import sys
from pathlib import Path

import numpy as np
import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[3]))

from core.ui.walk import walk

SIDE, SIZE = 4, 5
columns, rows = np.meshgrid(np.arange(SIZE), np.arange(SIZE))
blue = 200 if st.button("Others") else 100
colors = np.stack([20 * columns, 30 * rows, np.full((SIZE, SIZE), blue)], axis=-1).reshape(SIZE**2, 1, 3)
walk(np.broadcast_to(colors, (SIZE**2, SIDE**2, 3)).astype(np.uint8).reshape(SIZE**2, -1), SIDE, "Said below.")
