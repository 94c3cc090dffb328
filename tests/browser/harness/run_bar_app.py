"""A server whose page is nothing but the run bar, and which gives it the frames of made-up runs."""

import sys
from pathlib import Path

import streamlit as st
from starlette.responses import Response
from starlette.routing import Route

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[2]), str(HERE)]

from made_up_runs import EVERY, RUNS, frame  # noqa: E402

from core.runs.wire import pack_frames  # noqa: E402

RECORDING = [frame(step) for step in range(0, 1200, EVERY)]


def frames(request):
    """What the bar asks for: status and frames of a run after a step."""
    run = RUNS[request.path_params["run"]]
    status = run.look()  # first: it makes the frames
    kept = [one for one in run.frames if one.step > int(request.query_params["since"])]
    return Response(pack_frames({"status": status}, kept))


def recorded(request):
    return Response(pack_frames({"status": {"state": "finished", "step": 1180}}, RECORDING))


routes = [Route("/runs/{run}", frames), Route("/recorded", recorded)]
app = st.App(HERE / "run_bar_page.py", routes=routes)
