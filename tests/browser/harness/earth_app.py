"""A page with nothing but the piles of earth. Query: blocks (as in an address), power, fixed."""

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[3]))

from core.data.pairs import make_pair
from core.runs.wire import pack
from core.training.earth import best_plan, chosen_piles
from core.ui.components import piece
from core.ui.experiments.earth import LIMITS, plain_values

st.set_page_config(layout="wide")
power = int(st.query_params.get("power", 1))
piles = chosen_piles("own", make_pair("points"), 0.0, 0, st.query_params.get("blocks", "0 1 | 2 5"))
header = {"piles": plain_values(best_plan(piles, power)) | {"power": power}}
header["limits"] = None if "fixed" in st.query_params else LIMITS
found = piece("earth")(data=pack(header), key="earth", on_piles_change=lambda: None)
st.write(f"edited: {found.piles}")
