"""One run inside a worker: a trainer, what state it is in, and what it left on the flight recorder."""

from __future__ import annotations

import copy
import importlib
import logging
import math
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from core.runs.engine import DIVERGED, FAILED, FINISHED, PAUSED, READY, RUNNING, Reply, RunError, Status
from core.runs.pace import Cadence, Rate
from core.runs.recording import Recording
from core.runs.wire import DTYPES, frames_message
from core.settings import trainer_spec
from core.settings.base import Settings, SettingsError, parse, restarts, shorten
from core.training.trainer import Diverged, Frame, Trainer

LOG = logging.getLogger(__name__)
RECENT_FRAMES = 48  # kept beside the recording, unthinned: two or three seconds, what a slow screen can lag behind
RECENT_BYTES = 12_000_000
MOST_PACE = 20  # steps a second: beyond it is no slow motion


class HostedRun:
    """A trainer and its state. Whatever goes wrong in the trainer ends in the status, not in an exception."""

    def __init__(
        self,
        trainer: str,
        settings: Mapping[str, Any],
        step: int,
        state: Mapping[str, np.ndarray],
        clock: Callable[[], float],
    ):
        self.state, self.reason = READY, ""
        self.asked = clock()  # when somebody last asked about this run
        self.turn = 0  # the worker's count of slices when this run had its last
        self.planned = 0  # the step that is asked for
        self._clock = clock
        self._goal = math.inf  # where training stops, and the state it is in then
        self._at_goal = FINISHED
        self._pace: float | None = None  # steps a second in slow motion
        self._next = 0.0  # when its next step is due
        self._rate = Rate()
        self._recent: deque[Frame] = deque(maxlen=RECENT_FRAMES)
        self._good: dict[str, np.ndarray] = {}  # the trainer's state at the newest frame
        self._trainer: Trainer | None = None
        self.recording = Recording(trainer, dict(settings))
        try:
            self._begin(trainer, settings, step, state)
        except Exception as error:  # a trainer's code may raise anything; the page shows it as this run's reason
            self._trainer = None
            self.state, self.reason = FAILED, _describe(error)
            LOG.warning("%s could not be opened: %s", trainer, self.reason, exc_info=error)

    def _begin(self, trainer: str, settings: Mapping[str, Any], step: int, state: Mapping[str, np.ndarray]) -> None:
        spec = trainer_spec(trainer)
        parsed = parse(spec.settings, settings)
        self.recording.settings, self.planned = parsed.model_dump(), _planned(parsed)
        module, _, name = spec.location.partition(":")
        self._trainer = getattr(importlib.import_module(module), name)(parsed)
        self._cadence = Cadence(self._trainer.observe_share)
        if state:
            self._trainer.load(state)
        self._trainer.step_count = step
        self.recording.static, self.recording.static_arrays = self._trainer.static()
        self._cadence.taken(cost=0.0, size=_size(self._observe()))  # the first costs more than any after it

    # ---- training -------------------------------------------------------------------------------------------------

    def train(self, seconds: float, watched: bool) -> None:
        """Steps for so many seconds (one at least), up to the goal, with the frames that are due."""
        trainer, clock, cadence = self._trainer, self._clock, self._cadence
        start = now = clock()
        try:
            while trainer.step_count < self._goal:
                trainer.step()
                before, now = now, clock()
                cadence.trained(now - before)
                if self._pace:  # every step is looked at
                    self._take_frame()
                    self._next = clock() + 1 / self._pace
                    break
                if cadence.due(watched):
                    self._take_frame()
                    now = clock()
                if now - start >= seconds:
                    break
            if trainer.step_count >= self._goal:
                self._rest(self._at_goal)
        except Exception as error:
            self._give_up(error)
        self._rate.mark(now, trainer.step_count)

    @property
    def most_threads(self) -> int:
        """As many threads as a step can make use of."""
        return self._trainer.most_threads if self._trainer else 1

    @property
    def rests_for(self) -> float:
        """Seconds until the next step is due: more than 0 in slow motion only."""
        return self._next - self._clock() if self._pace else 0.0

    def _run_to(self, goal: float, then: str) -> None:
        if self.state != RUNNING:
            self._rate.restart(self._clock(), self._trainer.step_count)
        self._goal, self._at_goal = goal, then
        self.state, self.reason = RUNNING, ""

    def _rest(self, state: str) -> None:
        """Stop in this state, with a frame of the model as it stands."""
        if self._recent[-1].step != self._trainer.step_count:
            self._take_frame()
        self.state = state

    def _take_frame(self) -> None:
        start = self._clock()
        frame = self._observe()
        self._cadence.taken(self._clock() - start, _size(frame))

    def _observe(self) -> Frame:
        """Measure the model, and copy its weights to come back to. Raises Diverged, or what observing raises."""
        seen, state = self._trainer.snapshot()
        scalars = {name: float(value) for name, value in seen.scalars.items()}
        # Copies: an array that shares memory with the weights would go on changing inside a kept frame.
        frame = Frame(seen.step, scalars, {name: _copied(name, a) for name, a in seen.arrays.items()})
        self.recording.add(frame)
        self._good = state
        if self._recent and self._recent[-1].step == frame.step:
            self._recent.pop()
        self._recent.append(frame)
        while len(self._recent) > 1 and sum(map(_size, self._recent)) > RECENT_BYTES:
            self._recent.popleft()
        return frame

    def _give_up(self, error: Exception) -> None:
        """Diverged: back to the last good frame, from where other settings may go on. Anything else: failed."""
        self.state, self.reason = FAILED, _describe(error)
        if isinstance(error, Diverged):
            try:
                self._trainer.load(self._good)
                self._trainer.step_count = self._recent[-1].step
                self.state, self.reason = DIVERGED, str(error)
            except Exception as second:
                self.reason = f"{error}, and the last good weights could not be restored: {_describe(second)}"
        if self.state == FAILED:
            LOG.warning("%s failed: %s", self.recording.trainer, self.reason, exc_info=error)

    # ---- requests -------------------------------------------------------------------------------------------------

    @property
    def status(self) -> Status:
        """How the run stands."""
        step = self._recent[-1].step if self.state == FAILED and self._recent else self._step_count
        rate = self._rate.value if self.state == RUNNING else 0.0
        return Status(self.state, step, self.planned, rate, self.reason, self.recording.settings)

    @property
    def _step_count(self) -> int:
        return self._trainer.step_count if self._trainer else 0

    def frames(self, since: int | None) -> Reply:
        """Status and the kept frames after step `since` (None: no frames), recent ones unthinned."""
        kept = []
        if since is not None:
            by_step = {frame.step: frame for frame in (*self.recording.frames, *self._recent) if frame.step > since}
            kept = [by_step[step] for step in sorted(by_step)]
        return frames_message({"status": asdict(self.status)}, kept)

    def static(self) -> Reply:
        """The trainer's facts and unchanging arrays."""
        self._need_trainer()
        return self.recording.static, self.recording.static_arrays

    def play(self, until: int | None, pace: float | None) -> None:
        """Train to step `until`, else to the planned number; where that is reached already, as many steps again."""
        self._need_health()
        if pace is not None and not (type(pace) in (int, float) and 0 < pace <= MOST_PACE):
            raise RunError(f"pace={shorten(pace)}: allowed is a number above 0, up to {MOST_PACE}")
        self._pace, self._next = pace, 0.0
        if until is not None:
            self.planned = _whole("until", until, 0)
            self._run_to(self.planned, FINISHED)
            return
        plan = _planned(self._trainer.settings)
        self.planned = plan * (self._step_count // plan + 1)
        self._run_to(self.planned, FINISHED)

    def pause(self, reason: str = "") -> None:
        """Stop after the present step, with a frame; nothing where it does not run."""
        if self.state == RUNNING:
            self.reason = reason
            try:
                self._rest(PAUSED)
            except Exception as error:
                self._give_up(error)

    def step(self, n: int, seconds: float) -> None:
        """Train n steps, then pause: at once those that take `seconds` (one at least), the others in later turns."""
        self._need_health()
        self._pace = None
        self._run_to(self._step_count + _whole("n", n, 1), PAUSED)
        self.train(seconds, watched=True)

    def apply(self, settings: Mapping[str, Any]) -> None:
        """Take live settings. Raises RunError naming the first value that cannot be taken."""
        self._need_health()
        old = self._trainer.settings
        try:
            new = parse(type(old), settings)
            if restarts(old, new):
                raise RunError("These settings need a new model.")
            self._trainer.apply(new)
        except (SettingsError, ValueError) as error:
            raise RunError(str(error)) from None
        self.recording.settings = new.model_dump()
        if _planned(new) != _planned(old):
            self.planned = _planned(new)
            if self.state == RUNNING and self._at_goal == FINISHED:
                self._goal = self.planned

    def call(self, query: str, values: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Reply:
        """Ask one of the trainer's @query methods. Raises RunError for other names and for what it cannot answer."""
        self._need_trainer()
        cls = type(self._trainer)
        if not getattr(getattr(cls, query, None), "is_query", False):
            known = [name for name in dir(cls) if getattr(getattr(cls, name), "is_query", False)]
            raise RunError(f"{query}: no such question to {self.recording.trainer}; allowed: {', '.join(known)}")
        try:
            result = getattr(self._trainer, query)(**values, **arrays)
        except (ValueError, TypeError) as error:
            raise RunError(shorten(error, 200)) from None
        except Exception as error:
            raise RunError(_describe(error)) from error
        return _split(result)

    def checkpoint(self) -> Reply:
        """Weights and optimizer state as they stand; of a failed run, those of its last frame."""
        self._need_trainer()
        return {}, self._good if self.state == FAILED else self._trainer.state()

    def record(self) -> Reply:
        """The flight recorder's message, with the weights as they stand."""
        recording = copy.copy(self.recording)
        if self._trainer:
            recording.weights = self.checkpoint()[1]
        return recording.to_message()

    def _need_trainer(self) -> None:
        if self._trainer is None:
            raise RunError(self.reason)

    def _need_health(self) -> None:
        if self.state == FAILED:
            raise RunError(self.reason)


def _planned(settings: Settings) -> int:
    return getattr(settings, "steps", 0)


def _size(frame: Frame) -> int:
    return sum(array.nbytes for array in frame.arrays.values())


def _copied(name: str, array: np.ndarray) -> np.ndarray:
    array = np.array(array)
    if array.dtype.name not in DTYPES:
        raise TypeError(f"frame array {name!r} has dtype {array.dtype}; allowed: {', '.join(DTYPES)}")
    return array


def _whole(name: str, value: Any, least: int) -> int:
    if type(value) is not int or value < least:
        raise RunError(f"{name}={shorten(value)}: allowed is a whole number from {least}")
    return value


def _split(result: Mapping[str, Any]) -> Reply:
    """A query's answer as plain values and arrays."""
    arrays = {name: value for name, value in result.items() if isinstance(value, np.ndarray)}
    values = {name: value for name, value in result.items() if name not in arrays}
    plain = {name: value.item() if isinstance(value, np.generic) else value for name, value in values.items()}
    return plain, arrays


def _describe(error: Exception) -> str:
    """An exception as one line; a setting's own message already says all."""
    if isinstance(error, SettingsError):
        return str(error)
    return f"{type(error).__name__}: {shorten(error, 200)}"
