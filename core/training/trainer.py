"""The contract every trainer keeps. No torch here: the web process reads frames too."""

from __future__ import annotations

import inspect
import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from core.settings.base import Settings, restarts

OPTIMIZER = "optimizer."  # in the names of what an optimizer remembers, in a trainer's state
GENERATOR, AVERAGED = "generator.", "averaged."  # before the names of a generator's weights and of their average


@dataclass(frozen=True)
class Frame:
    """What was measured at one step: everything a page draws, and nothing drawn."""

    step: int
    scalars: dict[str, float] = field(default_factory=dict)
    arrays: dict[str, np.ndarray] = field(default_factory=dict)  # float16 or uint8 where the eye can't tell


class Diverged(ArithmeticError):
    """A loss or weight stopped being a finite number."""

    def __init__(self, what: str, value: float, step: int):
        super().__init__(f"{what} became {value} at step {step}")
        self.what, self.step = what, step


def query(method: Callable) -> Callable:
    """Mark a trainer's method as a question the page may ask: arrays and plain values in and out."""
    method.is_query = True
    return method


class Trainer(ABC):
    """A model in training: data + model + objective + optimizer.

    It knows nothing of time, screens or processes. The same settings (seed included) give the same frames.
    """

    settings: Settings
    step_count: int = 0  # optimisation steps done
    most_threads: int = 1  # that a step can make use of; see `threads_for`
    observe_share: ClassVar[float] = 0.05  # frames may cost this fraction of the training time
    sources: ClassVar[tuple[Any, ...]] = ()  # classes and functions whose code the lesson shows

    @abstractmethod
    def step(self) -> None:
        """One optimisation step. Raises Diverged, before the weights change, if a loss is not finite."""

    @abstractmethod
    def observe(self) -> Frame:
        """Measure the model as it stands, for the screen. Changes nothing, also no random state."""

    @abstractmethod
    def state(self) -> dict[str, np.ndarray]:
        """Weights and optimizer state by name (copies); what `load` takes."""

    @abstractmethod
    def load(self, state: Mapping[str, np.ndarray]) -> None:
        """Take over a `state()`. Raises ValueError naming the first array that does not fit."""

    def evaluate(self) -> dict[str, float]:
        """The scalars measured on all held-out data: slower and steadier than those of a frame."""
        return self.observe().scalars

    def snapshot(self) -> tuple[Frame, dict[str, np.ndarray]]:
        """A frame and the state it was measured at. Raises Diverged naming a weight or scalar that is not finite."""
        state = self.state()
        for name, array in state.items():
            if array.dtype.kind == "f" and not np.isfinite(array).all():
                raise Diverged(name, float(array[~np.isfinite(array)].flat[0]), self.step_count)
        frame = self.observe()
        check_finite(self.step_count, frame.scalars)
        return frame, state

    def static(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """What a page needs once a run: (plain facts, arrays that never change)."""
        return {}, {}

    def apply(self, settings: Settings) -> None:
        """Take new values of the live settings into the running model."""
        if restarts(self.settings, settings):
            raise ValueError("these settings need a new model")
        self.settings = settings

    @query
    def source(self) -> dict[str, Any]:
        """The code that runs, read from the running modules: name, file and text of each piece."""
        names = [piece.__qualname__ for piece in self.sources]
        files = [piece.__module__.replace(".", "/") + ".py" for piece in self.sources]
        return {"names": names, "files": files, "texts": [inspect.getsource(p) for p in self.sources]}


def threads_for(multiplications: int) -> int:
    """How many threads a step of so many multiply-adds can make use of.

    Each needs about half a millisecond of them, or waiting for the others costs more than they bring. It depends on the
    model alone: the same settings give the same sums, and so the same frames, wherever there are as many cores.
    """
    return max(1, multiplications // 50_000_000)


def half(array: np.ndarray) -> np.ndarray:
    """float16 for the screen; numbers beyond its range become its largest, ±65,504, and not infinite."""
    return np.clip(array, -65504, 65504).astype(np.float16)


def check_place(name: str, place: int, count: int) -> None:
    """Raise ValueError where a question is about something that is none of so many."""
    if not 0 <= place < count:
        raise ValueError(f"{name}={place}: allowed is a whole number from 0 to {count - 1}")


def check_number(name: str, value: float, low: float, high: float, whole: bool = False) -> None:
    """Raise ValueError where a question is given anything but a number between two bounds, both included."""
    if not isinstance(value, int if whole else int | float) or isinstance(value, bool) or not low <= value <= high:
        raise ValueError(f"{name}={value}: allowed is a {'whole ' * whole}number from {low:g} to {high:g}")


def check_finite(step: int, values: Mapping[str, float]) -> None:
    """Raise Diverged for the first value that is not a finite number."""
    for name, value in values.items():
        if not math.isfinite(value):
            raise Diverged(name, value, step)
