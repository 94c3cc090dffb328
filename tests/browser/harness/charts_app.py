"""A page with nothing but charts that follow a made-up run.

Query: bands (of two runs), over (curves over a scalar), copies (a mean with its copies, in two phases).
"""

import sys
from pathlib import Path

import numpy as np
import streamlit as st

sys.path[:0] = [str(Path(__file__).parents[3]), str(Path(__file__).parent)]

from feed import feed  # noqa: E402

from core.runs.wire import pack  # noqa: E402
from core.training.trainer import Frame  # noqa: E402
from core.ui.components import piece  # noqa: E402


def frame(step):
    scalars = {"rising": step / 100, "error": 0.5, "falling": 10 ** (-step / 250)}
    heights = np.array([step / 1000, 0.25, 0.5], np.float16)
    return Frame(step, scalars, {"heights": heights, "flags": (heights >= 0.5).astype(np.uint8)})


def band_frame(step):
    """All samples in mode 1, from step 500 on in mode 3; of a second copy always in mode 2. A quarter is in mode 4."""
    shares = np.zeros((2, 4), np.float16)
    shares[0, 0 if step < 500 else 2], shares[0, 3], shares[1, 1] = 1, 0.25, 1
    return Frame(step, {}, {"shares": shares})


def bands():
    """The same chart of a run, and of a shorter one beside it."""
    for clock, end in (("test", 1000), ("beside", 600)):
        feed(clock, [band_frame(step) for step in range(0, end + 1, 100)], key=f"feed {clock}")
    kind = dict(kind="bands", array="shares", color="#D55E00", label="share of <b>samples</b>", rows="mode", share=4)
    runs = {"left: ": "test", "right: ": "beside"}
    return [kind | dict(title="Modes", marks=[300, 5000], clock=clock, of=of) for of, clock in runs.items()]


def placed_frame(step):
    """At −2 … 2; `near` is infinite from a half on, and left out there."""
    place = step / 250 - 2
    scalars = {"place": place, "far": abs(place), "floor": 0.5, "formula": abs(place)}
    return Frame(step, scalars | ({"near": abs(place)} if abs(place) < 0.5 else {}))


def over():
    """Curves over a scalar: a floor, a line with its formula, and one that leaves the chart."""
    feed("test", [placed_frame(step) for step in range(0, 1001, 50)])
    line = dict(dashed=False, error=None, thin=False, floor=False, beyond=False)
    lines = [
        line | dict(scalar="floor", label="below", color="#009E73", floor=True),
        line | dict(scalar="far", label="far", color="#0072B2"),
        line | dict(scalar="near", label="near", color="#D55E00", beyond=True),
        line | dict(scalar="formula", label="far by formula", color="#0072B2", thin=True),
    ]
    kind = dict(kind="curves", unit="metres", log=False, low=0, high=3, share=4, clock="test", of="")
    return [kind | dict(title="Apart", lines=lines, over="place", along="at", ends=[-3, 3])]


def copies_frame(step):
    """From step 500 on three copies, and their mean."""
    values = np.array([0.2, 0.4, 0.9], np.float16) * step / 1000
    return Frame(step, {"mean": float(values.mean())}, {"of_copies": values}) if step >= 500 else Frame(step, {})


def copies():
    """The same lines in a chart for each phase."""
    feed("test", [copies_frame(step) for step in range(0, 1001, 100)])
    line = dict(scalar="mean", label="mean", color="#0072B2", dashed=False, error=None, each="of_copies")
    kind = dict(kind="curves", unit="share", log=False, low=None, high=None, share=4, clock="test", of="", lines=[line])
    phases = {"First": [0, 499], "Second": [500, 1000]}
    return [kind | dict(title=title, ends=[0, 1000], during=steps) for title, steps in phases.items()]


st.set_page_config(layout="wide")
if "copies" in st.query_params:
    piece("charts")(data=pack({"clock": "test", "charts": copies()}), key="charts")
    st.stop()
if "over" in st.query_params:
    piece("charts")(data=pack({"clock": "test", "charts": over()}), key="charts")
    st.stop()
if "bands" in st.query_params:
    piece("charts")(data=pack({"clock": "test", "charts": bands()}), key="charts")
    st.stop()
last = st.session_state.setdefault("last", 1000)
if st.button("More"):
    last = st.session_state["last"] = 2000
feed("test", [frame(step) for step in range(0, last + 1, 100)])
rising = dict(scalar="rising", label="rising <b>bold</b>", color="#0072B2", dashed=False, error="error")
falling = dict(scalar="falling", label="falling", color="#D55E00", dashed=True, error=None)
curves = dict(kind="curves", unit="nats", log=False, low=None, high=None, share=4)
charts = [
    dict(curves, title="Two lines", lines=[rising, falling]),
    dict(curves, title="Decades", lines=[falling], log=True),
    dict(
        kind="bars",
        least=0.1,
        title="Bars",
        unit="nats",
        share=3,
        array="heights",
        flags="flags",
        on="#009E73",
        on_label="tall",
        off="#8A929C",
        off_label="short",
        prefix="z",
    ),
]
head = {"clock": "test", "charts": [chart | {"clock": "test", "of": ""} for chart in charts]}
piece("charts")(data=pack(head), key="charts")
