"""A page with nothing but the run bar, on made-up runs. It obeys the bar's commands as a lesson does.

Query: source (live or recording), state, step, planned, rate, reason; diverge (the step at which training diverges).
"""

import json
import sys
import time
from itertools import count
from pathlib import Path

import numpy as np
import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[3]))

from core.runs.wire import pack_frames
from core.training.trainer import Frame
from core.ui.components import piece

EVERY = 20  # steps between two frames
POINTS = np.random.default_rng(0).normal(size=(256, 2))
asked = st.query_params


class MadeUpRun:
    """Training that takes no work: it advances by the clock on the wall."""

    def __init__(self, seed):
        self.id, self.seed = f"run-{next(runs_made())}", seed
        self.state, self.step, self.reason = "ready", 0, ""
        self.planned, self.rate = int(asked.get("planned", 3000)), float(asked.get("rate", 400))
        self.frames = [frame(0)]

    def play(self):
        self.since, self.from_step = time.monotonic(), self.step
        self.state = "running"

    def advance(self, steps):
        for step in range(self.step + 1, self.step + steps + 1):
            if step % EVERY == 0 or steps < EVERY:
                self.frames.append(frame(step))
        self.step += steps

    def look(self):
        if self.state == "running":
            due = self.from_step + int((time.monotonic() - self.since) * self.rate)
            self.advance(max(0, min(due, self.planned) - self.step) // EVERY * EVERY)
            if self.step >= self.planned:
                self.state = "finished"
            if self.step >= int(asked.get("diverge", 10**9)):
                self.state, self.reason = "diverged", f"loss became nan at step {self.step}"
        rate = self.rate if self.state == "running" else 0
        return {"state": self.state, "step": self.step, "planned": self.planned, "rate": rate, "reason": self.reason}


def frame(step):
    return Frame(step, {"loss": 1 / (1 + step)}, {"points": (POINTS * np.exp(-step / 1000)).astype(np.float16)})


@st.cache_resource
def runs_made():
    return count(1)


@st.cache_resource
def runs():
    return {}


def new_run(seed, state="ready"):
    run = MadeUpRun(seed)
    runs()[run.id] = run
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
        memory.run = runs().get(command["run"], run)
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
        ready = {"state": "ready", "step": 0, "planned": int(asked.get("planned", 3000)), "rate": 0, "reason": ""}
        header = {"generation": "recorded", "source": "recording", "caption": "Recorded run, seed 0", "status": ready}
        frames = [frame(step) for step in range(0, 1200, EVERY)]
    else:
        header = {"generation": run.id, "source": "live", "caption": "", "status": run.look(), "run": run.id}
        frames = run.frames[-8:] if memory.sent == run.id else run.frames
        memory.sent = run.id
    header = {"page": "made_up", "clock": "made_up", "seed": memory.seed, "run": None, "heard": memory.heard, **header}
    result = piece("run_bar")(
        data=pack_frames(header, frames), key="bar", on_command_change=obey, on_at_change=lambda: None
    )
    st.text(f"commands: {json.dumps(memory.commands)}")
    st.text(f"at: {result.at}")
    if (run is not None and run.state == "running") != ticking:
        st.rerun()


st.set_page_config(layout="wide")
memory = st.session_state
if "commands" not in memory:
    memory.commands, memory.seed, memory.run, memory.sent, memory.scripts = [], 42, None, None, 0
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
st.fragment(bar, run_every=0.1 if ticking else None)()
st.text_input("Another field")
st.text(f"scripts: {memory.scripts}")
time.sleep(0.05)  # a script that ends sooner than its messages leave may see the bar taken away and put back
