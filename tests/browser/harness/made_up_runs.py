"""Training that takes no work: runs that advance by the clock on the wall."""

import time

import numpy as np

from core.training.trainer import Frame

EVERY = 20  # steps between two frames
POINTS = np.random.default_rng(0).normal(size=(256, 2))
RUNS = {}  # by id, for the page and for the address at which the bar asks


class MadeUpRun:
    """A run with its frames."""

    def __init__(self, seed, planned, rate):
        self.id, self.seed = f"run-{len(RUNS) + 1}", seed
        self.state, self.step, self.reason = "ready", 0, ""
        self.planned, self.rate, self.diverges = planned, rate, 10**9
        self.frames = [frame(0)]
        RUNS[self.id] = self

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
            if self.step >= self.diverges:
                self.state, self.reason = "diverged", f"loss became nan at step {self.step}"
        rate = self.rate if self.state == "running" else 0
        return {"state": self.state, "step": self.step, "planned": self.planned, "rate": rate, "reason": self.reason}


def frame(step):
    return Frame(step, {"loss": 1 / (1 + step)}, {"points": (POINTS * np.exp(-step / 1000)).astype(np.float16)})
