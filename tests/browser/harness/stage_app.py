"""A page with nothing but the stage, on made-up runs.

Query: panes; seeds; empty (no frame); exact (frames that are easy to tell apart), critic (no probabilities);
only (arrays of a frame, as points-surface); layers (shown at first); title; words (another name of the arrows);
stream (frames a second, for ever, with all the work of a real page).
"""

import sys
from pathlib import Path
from time import monotonic

import streamlit as st

sys.path[:0] = [str(Path(__file__).parents[3]), str(Path(__file__).parent)]

from feed import feed  # noqa: E402
from made_up_worlds import exact, facts, real, run  # noqa: E402

from core.runs.wire import pack  # noqa: E402
from core.training.trainer import Frame  # noqa: E402
from core.ui.components import piece  # noqa: E402

TICK = 0.1  # seconds between two messages of a stream


@st.cache_resource
def made_up(pane, seeds):
    """Runs that cover 3, 8, 1, … modes; those beside the first take other steps and have fewer frames."""
    return run(30 if pane == 0 else 24, 100 if pane == 0 else 150, (3.0, 8.5, 1.0)[pane % 3], seeds)


def frames_of(pane):
    if "exact" in asked:
        return exact(probability="critic" not in asked, boundary=float(asked.get("boundary", 0)))
    made = made_up(pane, int(asked.get("seeds", 1)))
    if "only" in asked:
        kept = asked["only"].split("-")
        made = [Frame(f.step, f.scalars, {name: f.arrays[name] for name in kept if name in f.arrays}) for f in made]
    return made


def stream():
    """The last five frames of as many as are due by now, over and over, with steps that go on."""
    rate, memory = float(asked["stream"]), st.session_state
    now = monotonic()
    due = int((now - memory.setdefault("since", now)) * rate)
    for pane in range(panes):
        made = made_up(pane, 1)
        window = [(step, made[step % len(made)]) for step in range(max(0, due - 4), due + 1)]
        feed(f"run {pane}", [Frame(step, f.scalars, f.arrays) for step, f in window], key=f"feed {pane}")


st.set_page_config(layout="wide")
asked = st.query_params
panes = int(asked.get("panes", 1))
header = {
    "panes": [
        {
            "clock": f"run {i}",
            "title": asked.get("title", ("Collapse", "With one change", "One mode")[i % 3]),
            "facts": facts(int(asked.get("seeds", 1)), probability="critic" not in asked),
        }
        for i in range(panes)
    ],
    "extent": 3,
}
if "layers" in asked:
    header["layers"] = asked["layers"].split("-")
if "words" in asked:
    header["words"] = {"gradients": [asked["words"], "The other arrows"]}
arrays = {f"{i}/real": real() for i in range(panes)}
piece("stage")(data=pack(header, arrays), key="stage")
if "stream" in asked:
    st.fragment(stream, run_every=TICK)()
elif "empty" not in asked:
    for i in range(panes):
        feed(f"run {i}", frames_of(i), key=f"feed {i}")
