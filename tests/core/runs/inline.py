"""Runs of the toy trainer in this process, whose time passes only where a test lets it."""

import numpy as np

from core.runs.engine import Run
from core.runs.inline import InlineEngine
from tests.core.runs.toy import ToySettings


class Clock:
    """Time that passes only where a test or a toy's step lets it."""

    def __init__(self):
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += seconds


def opened(engine: InlineEngine, **settings) -> Run:
    """A run whose steps take a millisecond unless said otherwise."""
    return engine.open("toy", ToySettings(**{"step_ms": 1, "steps": 1000, **settings}))


def finished(engine: InlineEngine, **settings) -> Run:
    run = opened(engine, **settings)
    run.play()
    engine.drive(run)
    return run


def exact(step: int, rate: float = 0.001) -> np.float32:
    """x of the toy after so many steps."""
    x = np.float32(1)
    for _ in range(step):
        x -= np.float32(rate) * x
    return x
