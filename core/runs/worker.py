"""Hosts many runs and trains the running ones in turns. No process, thread or socket here: engines add those.

`python -m core.runs.worker` serves one to the engine that started the process; see `core.runs.serve`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.runs.engine import RUNNING, Reply, RunError, RunGone
from core.runs.hosted import HostedRun

SLICE = 0.02  # seconds a run trains before the next one and the questions get their turn
WATCHED_FOR = 5.0  # seconds after a request in which somebody is taken to be looking
GONE = "This run is not here any more: it was stopped, or not used for long. Restart the run."


@dataclass(frozen=True)
class Lease:
    """How long a run lives that nobody asks about, in seconds."""

    pause_after: float = 60.0
    drop_after: float = 900.0


class Worker:
    """Runs by name. `request` answers about one; `tick` trains one for a slice, whoever's turn it is."""

    def __init__(
        self,
        lease: Lease | None = None,
        clock: Callable[[], float] = time.perf_counter,
        use_threads: Callable[[int], None] = lambda n: None,
    ):
        """clock: seconds from any zero, for tests. use_threads: sets the process's threads before a run computes."""
        self.lease = lease or Lease()
        self.threads = 1  # that a run may use
        self._clock = clock
        self._use_threads, self._used = use_threads, 0
        self._runs: dict[str, HostedRun] = {}
        self._turns = 0

    @property
    def run_ids(self) -> list[str]:
        """The runs that are here."""
        return list(self._runs)

    @property
    def running(self) -> int:
        """How many runs are training."""
        return sum(run.state == RUNNING for run in self._runs.values())

    @property
    def rests_for(self) -> float:
        """Seconds until a run in slow motion is due; infinite where none is."""
        return min((run.rests_for for run in self._runs.values() if run.state == RUNNING), default=math.inf)

    def open(
        self, run_id: str, trainer: str, settings: Mapping[str, Any], step: int, arrays: Mapping[str, np.ndarray]
    ) -> None:
        """A new run, from `arrays` (a trainer's state) where there are any. What is wrong shows in its status."""
        self._runs[run_id] = HostedRun(trainer, settings, step, arrays, self._clock)

    def request(self, run_id: str, method: str, values: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Reply:
        """Answer one of the requests of `engine.Run`. Raises RunGone, or RunError with a reason."""
        run = self._runs.get(run_id)
        if run is None:
            raise RunGone(GONE)
        run.asked = self._clock()
        self._lend_threads(run)
        match method:
            case "frames":
                return run.frames(values["since"])
            case "static":
                return run.static()
            case "play":
                run.play(values["until"], values["pace"])
            case "pause":
                run.pause()
            case "step":
                run.step(values["n"], SLICE)
            case "apply":
                run.apply(values["settings"])
            case "call":
                return run.call(values["query"], values["values"], arrays)
            case "recording":
                return run.record()
            case "checkpoint":
                return run.checkpoint()
            case "stop":
                del self._runs[run_id]
            case _:
                raise RunError(f"{method}: no such request")
        return {}, {}

    def tick(self) -> bool:
        """One slice for the run that has waited longest of those that train and are due; whether there was any."""
        self._end_leases()
        due = [run for run in self._runs.values() if run.state == RUNNING and run.rests_for <= 0]
        if not due:
            return False
        run = min(due, key=lambda run: run.turn)
        self._turns += 1
        run.turn = self._turns
        self._lend_threads(run)
        run.train(SLICE, watched=self._clock() - run.asked < WATCHED_FOR)
        return True

    def _lend_threads(self, run: HostedRun) -> None:
        n = min(self.threads, run.most_threads)
        if n != self._used:
            self._use_threads(n)
            self._used = n

    def _end_leases(self) -> None:
        now = self._clock()
        for run_id, run in list(self._runs.items()):
            if now - run.asked >= self.lease.drop_after:
                del self._runs[run_id]
            elif now - run.asked >= self.lease.pause_after:
                run.pause(reason="Paused: no page asked for it any more.")


if __name__ == "__main__":
    from core.runs.serve import main

    main()
