"""A page with nothing but the run bar, on made-up runs. It obeys the bar's commands as a lesson does.

Query: source (live or recording), state, step, planned, rate, reason; diverge (the step at which training diverges).
"""

import json
import time

import streamlit as st
from made_up_runs import EVERY, RUNS, MadeUpRun

from core.runs.wire import pack
from core.ui.components import piece

asked = st.query_params
PLANNED = int(asked.get("planned", 3000))


def new_run(seed, state="ready"):
    run = MadeUpRun(seed, PLANNED, float(asked.get("rate", 400)))
    run.diverges = int(asked.get("diverge", run.diverges))
    if state == "running":
        run.play()
    run.state = state
    return run


def obey():
    command = dict(st.session_state["bar"]["command"])
    memory.heard = command.pop("number")
    memory.commands.append(command)
    name, run = command["name"], memory.run
    if name == "resume":
        memory.run = RUNS.get(command["run"], run)
    elif name in ("play", "step") and run is None:
        memory.run = new_run(memory.seed, "running" if name == "play" else "paused")
    elif name == "play":
        if run.state == "finished":
            run.planned += 1000
        run.play()
    elif name == "pause":
        run.look()
        run.state = "paused"
    elif name == "step":
        run.advance(command.get("count", 1))
        run.state = "paused"
    elif name in ("reset", "seed"):
        memory.seed = command.get("seed", memory.seed)
        memory.run = new_run(memory.seed)


def bar():
    run = memory.run
    if run is None:
        ready = {"state": "ready", "step": 0, "planned": PLANNED, "rate": 0, "reason": ""}
        header = {"generation": "recorded", "source": "recording", "caption": "Recorded run, seed 0", "status": ready}
        header["address"] = "/recorded"
    else:
        header = {"generation": run.id, "source": "live", "caption": "", "status": run.look(), "run": run.id}
        header["address"] = f"/runs/{run.id}"
    header = {"page": "made_up", "clock": "made_up", "seed": memory.seed, "run": None, "heard": memory.heard, **header}
    result = piece("run_bar")(
        data=pack({**header, "others": [], "marks": []}), key="bar", on_command_change=obey, on_at_change=lambda: None
    )
    st.text(f"commands: {json.dumps(memory.commands)}")
    st.text(f"at: {result.at}")
    if (run is not None and run.state == "running") != ticking:
        st.rerun()


st.set_page_config(layout="wide")
memory = st.session_state
if "commands" not in memory:
    memory.commands, memory.seed, memory.run, memory.scripts = [], 42, None, 0
    memory.heard = None
    if asked.get("source", "live") == "live":
        run = memory.run = new_run(memory.seed)
        run.advance(int(asked.get("step", 0)) // EVERY * EVERY)
        run.reason = asked.get("reason", "")
        if asked.get("state") == "running":
            run.play()
        run.state = asked.get("state", "ready")
memory.scripts += 1
ticking = memory.run is not None and memory.run.state == "running"
st.fragment(bar, run_every=0.5 if ticking else None)()
st.text_input("Another field")
st.text(f"scripts: {memory.scripts}")
time.sleep(0.05)  # a script that ends sooner than its messages leave may see the bar taken away and put back
