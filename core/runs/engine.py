"""Where runs live, as a page sees it: an Engine opens runs, a Run is a handle on one of them.

Every question to a run is one `Engine.request`: a method name, plain values and arrays in, plain values and
arrays out. An engine is only placement and plumbing for that call, so a page never knows which one it has.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.runs.recording import Recording
from core.runs.wire import unpack_frames
from core.settings.base import Settings
from core.training.trainer import Frame

STARTING, READY, RUNNING, PAUSED = "starting", "ready", "running", "paused"
FINISHED, DIVERGED, FAILED = "finished", "diverged", "failed"

Reply = tuple[dict[str, Any], dict[str, np.ndarray]]


class RunError(RuntimeError):
    """A run could not answer; the message is one line for the person at the screen."""


class RunGone(RunError):
    """The run is not there any more: dropped after long silence, or its worker has died."""


@dataclass(frozen=True)
class Status:
    """How a run stands."""

    state: str  # one of the seven words above
    step: int = 0
    planned: int = 0  # steps asked for
    rate: float = 0.0  # optimisation steps a second, over the last second of training
    reason: str = ""  # why it diverged or failed, or was paused unasked
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def active(self) -> bool:
        """Whether new frames may come without anybody pressing a button."""
        return self.state in (STARTING, RUNNING)


class Run:
    """A trainer living in a worker."""

    def __init__(self, engine: Engine, run_id: str, trainer: str, settings: Settings):
        self.engine, self.id, self.trainer, self.settings = engine, run_id, trainer, settings

    def _ask(self, method: str, arrays: Mapping[str, np.ndarray] | None = None, **values: Any) -> Reply:
        return self.engine.request(self.id, method, values, arrays or {})

    def status(self) -> Status:
        """How the run stands now. Never raises: a run that is gone is `failed` with the reason."""
        return self.frames(since=None)[0]

    def frames(self, since: int | None = -1) -> tuple[Status, list[Frame]]:
        """Status and the frames after step `since` that are still kept (None: no frames)."""
        try:
            header, arrays = self._ask("frames", since=since)
        except RunError as error:
            return Status(FAILED, reason=str(error), settings=self.settings.model_dump()), []
        return Status(**header["status"]), unpack_frames(header, arrays)

    def static(self) -> Reply:
        """What the trainer says once: plain facts, and arrays that never change."""
        return self._ask("static")

    def play(self, until: int | None = None, pace: float | None = None) -> None:
        """Train, up to step `until` (default: the planned number; where that is reached, as many again).

        pace: steps a second, each with a frame of its own, for slow motion; None: as fast as it goes.
        """
        self._ask("play", until=until, pace=pace)

    def pause(self) -> None:
        """Stop training after the present step."""
        self._ask("pause")

    def step(self, n: int = 1) -> None:
        """Train n steps, take a frame, pause."""
        self._ask("step", n=n)

    def apply(self, settings: Settings) -> None:
        """Take live settings into the running model."""
        self._ask("apply", settings=settings.model_dump())
        self.settings = settings

    def call(self, query: str, **arguments: Any) -> dict[str, Any]:
        """Ask one of the trainer's @query methods. Arrays among the arguments travel as arrays."""
        arrays = {name: value for name, value in arguments.items() if isinstance(value, np.ndarray)}
        values = {name: value for name, value in arguments.items() if name not in arrays}
        header, result = self._ask("call", arrays, query=query, values=values)
        return {**header, **result}

    def recording(self) -> Recording:
        """The flight recorder: settings, kept frames and the present weights."""
        header, arrays = self._ask("recording")
        return Recording.from_message(header, arrays)

    def checkpoint(self) -> dict[str, np.ndarray]:
        """Weights and optimizer state as they stand (of a diverged run: as at its last good frame)."""
        return self._ask("checkpoint")[1]

    def stop(self) -> None:
        """Drop the run and free its memory; no error if it is gone already."""
        try:
            self._ask("stop")
        except RunError:
            pass


class Engine(ABC):
    """Places runs and carries requests to them."""

    @abstractmethod
    def open(
        self, trainer: str, settings: Settings, state: Mapping[str, np.ndarray] | None = None, step: int = 0
    ) -> Run:
        """A new run, at once and without waiting; with `state`, it starts from those weights at `step`."""

    @abstractmethod
    def attach(self, run_id: str) -> Run | None:
        """The run of that name, or None where it is not (or no longer) here."""

    @abstractmethod
    def request(self, run_id: str, method: str, values: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Reply:
        """Carry a request to a run and wait for the answer. Raises RunError with a reason."""

    @abstractmethod
    def close(self) -> None:
        """Stop all runs and free everything."""
