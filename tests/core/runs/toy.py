"""A trainer small enough to reason about: x ← x − rate·x, in numpy, with every fault on demand."""

from __future__ import annotations

import time

import numpy as np

from core.settings import TrainerSpec
from core.settings.base import Settings, setting
from core.training.trainer import Frame, Trainer, check_finite, query

NEVER = 1_000_000_000


class ToySettings(Settings):
    """When each fault happens, and what a step costs."""

    rate: float = setting(0.001, "Rate", "Step size.", ge=0.0, le=10.0, live=True)
    size: int = setting(4, "Size", "Numbers in x.", ge=1, le=10_000_000)
    step_ms: float = setting(0.0, "Step time", "Milliseconds a step takes.", ge=0.0, le=1e6)
    observe_ms: float = setting(0.0, "Observe time", "Milliseconds a frame takes.", ge=0.0, le=1e6)
    inf_loss_at: int = setting(NEVER, "Infinite loss", "Step whose loss is infinite.", ge=0, le=NEVER, live=True)
    nan_weight_at: int = setting(NEVER, "NaN weight", "Step that spoils a weight.", ge=0, le=NEVER, live=True)
    raise_at: int = setting(NEVER, "Exception", "Step that raises.", ge=0, le=NEVER)
    steps: int = setting(1000, "Steps", "Planned steps.", ge=1, le=NEVER, live=True, group="Run")


class ToyTrainer(Trainer):
    """Minimises |x|²/2 from x = 1."""

    spend = staticmethod(time.sleep)  # tests with their own clock replace it

    def __init__(self, settings: ToySettings):
        self.settings = settings
        self.x = np.ones(settings.size, np.float32)

    def step(self) -> None:
        number, settings = self.step_count + 1, self.settings
        if settings.step_ms:
            self.spend(settings.step_ms / 1000)
        if number == settings.raise_at:
            raise KeyError("no such\nweight")
        check_finite(number, {"kl": float("inf") if number == settings.inf_loss_at else 0.0})
        self.x -= np.float32(settings.rate) * self.x
        if number == settings.nan_weight_at:
            self.x[0] = np.nan
        self.step_count = number

    def observe(self) -> Frame:
        if self.settings.observe_ms:
            self.spend(self.settings.observe_ms / 1000)
        return Frame(self.step_count, {"loss": float(self.x @ self.x) / 2}, {"x": self.x.astype(np.float16)})

    def state(self) -> dict[str, np.ndarray]:
        return {"x": self.x.copy()}

    def load(self, state) -> None:
        if state["x"].shape != self.x.shape:
            raise ValueError(f"x: expected an array of shape {self.x.shape}, found {state['x'].shape}")
        self.x = state["x"].copy()

    def static(self):
        return {"size": self.settings.size}, {"start": np.ones(2, np.uint8)}

    @query
    def scale(self, by: float, offset: np.ndarray) -> dict:
        """by·x + offset, the step it was asked at, and a refusal."""
        if by == 0:
            raise ValueError("by=0: allowed is any other number")
        return {"values": by * self.x + offset, "step": np.int64(self.step_count), "names": ["a", "b"]}


SPECS = {"toy": TrainerSpec("toy", "Toy", ToySettings, f"{__name__}:ToyTrainer")}
