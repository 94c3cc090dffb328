"""Runs in a few processes on this machine."""

from __future__ import annotations

import atexit
import os
import secrets
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Listener
from pathlib import Path
from threading import Event, RLock, Thread
from typing import Any

import numpy as np

from core.runs.engine import STARTING, Engine, Reply, Run, RunError, RunGone, Status
from core.runs.process import WorkerProcess
from core.runs.threads import cores
from core.runs.wire import unpack
from core.runs.worker import GONE, Lease
from core.settings.base import Settings

WARM_UP = ("core.runs.warmup",)
OBITUARIES = 1000  # runs of dead workers whose reason is remembered


@dataclass
class _Placed:
    """A run as the engine knows it."""

    worker: WorkerProcess
    trainer: str
    settings: Settings  # as last applied
    step: int  # at which it was opened
    opened: Future  # done when the worker has built the trainer


@dataclass(frozen=True)
class WorkerStats:
    """One worker process at this moment."""

    pid: int
    ready: bool
    runs: int
    running: int
    memory: int | None  # resident bytes; None where the system does not say


class LocalEngine(Engine):
    """Workers in processes started ahead, so that the first run need not wait for torch.

    Safe to use from many threads. A worker that dies or hangs fails its own runs, and another one takes its place.
    """

    def __init__(
        self,
        workers: int | None = None,
        lease: Lease | None = None,
        watchdog: float = 30.0,
        preload: tuple[str, ...] = WARM_UP,
    ):
        """Starts the processes and returns without waiting for them.

        workers: how many; default: one a core.   lease: how long unasked runs live.
        watchdog: seconds that one step or question may take.   preload: modules each worker imports before its hello.
        """
        self._size = workers or cores()
        self._watchdog = watchdog
        self._lock = RLock()  # over the bookkeeping below; never held while waiting for a worker
        self._workers: dict[int, WorkerProcess] = {}
        self._runs: dict[str, _Placed] = {}
        self._obituaries: dict[str, str] = {}  # run → why its worker died, oldest first
        self._pings: dict[WorkerProcess, Future] = {}
        self._threads = _share(1)  # torch threads that each worker may use
        self._started = 0  # workers so far
        self._closed = False
        self._changed = Event()  # wakes the thread that watches
        key = secrets.token_bytes(32)
        self._listener = Listener(authkey=key, backlog=self._size)
        self._config = {
            "address": self._listener.address,
            "key": key.hex(),
            "preload": preload,
            "lease": asdict(lease or Lease()),
        }
        with self._lock:
            self._fill()
        self._helpers = [Thread(target=task, name=task.__name__, daemon=True) for task in (self._accept, self._watch)]
        for helper in self._helpers:
            helper.start()
        atexit.register(self.close)

    # ---- what pages use -------------------------------------------------------------------------------------------

    def open(
        self, trainer: str, settings: Settings, state: Mapping[str, np.ndarray] | None = None, step: int = 0
    ) -> Run:
        """A new run on the least busy worker, at once; what goes wrong there shows in its status."""
        run_id = secrets.token_urlsafe(16)
        values = {"trainer": trainer, "settings": settings.model_dump(), "step": step}
        with self._lock:
            if self._closed:
                raise RunError("The engine is closed.")
            self._fill()
            worker = min(self._workers.values(), key=self._business)
            opened = worker.ask("open", run_id, values, state)
            self._runs[run_id] = _Placed(worker, trainer, settings, step, opened)
        return Run(self, run_id, trainer, settings)

    def attach(self, run_id: str) -> Run | None:
        """The run of that name with its settings of now, or None where it is not (or no longer) here."""
        placed = self._runs.get(run_id)
        return Run(self, run_id, placed.trainer, placed.settings) if placed else None

    def request(self, run_id: str, method: str, values: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Reply:
        """Carry a request to the run's worker and wait for the answer; `frames` and `stop` never wait for a start."""
        with self._lock:
            placed = self._runs.get(run_id)
            if placed is None:
                raise RunGone(self._obituaries.get(run_id, GONE))
            if method == "stop":
                del self._runs[run_id]
        if method == "frames" and not placed.opened.done():
            planned = getattr(placed.settings, "steps", 0)
            status = Status(STARTING, placed.step, planned, settings=placed.settings.model_dump())
            return {"status": asdict(status), "frames": []}, {}
        try:
            future = placed.worker.ask(method, run_id, values, arrays)
        except (TypeError, ValueError) as error:
            raise RunError(str(error)) from None
        if method == "stop":
            return {}, {}
        reply = future.result()
        if method == "apply":
            placed.settings = type(placed.settings).model_validate(values["settings"])
        return reply

    def stats(self) -> list[WorkerStats]:
        """Every worker process, for a statement of memory and load."""
        with self._lock:
            return [
                WorkerStats(w.process.pid, w.ready, self._count(w), w.running, _memory(w.process.pid))
                for w in self._workers.values()
            ]

    def close(self) -> None:
        """End the processes; what was asked and is not answered raises RunGone."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            workers = list(self._workers.values())
        for worker in workers:
            worker.fail("The engine was closed.")
        self._changed.set()
        try:
            Client(self._listener.address).close()  # wakes the thread that waits for connections
        except OSError:
            pass
        for helper in self._helpers:
            helper.join()
        self._listener.close()
        atexit.unregister(self.close)

    def __enter__(self) -> LocalEngine:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    # ---- placement ------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        """Start workers up to the wanted number (lock held)."""
        while len(self._workers) < self._size:
            self._started += 1
            config = {**self._config, "number": self._started}
            worker = WorkerProcess(config, on_running=self._changed.set, on_lost=self._bury)
            worker.ask("threads", values={"n": self._threads})
            self._workers[worker.number] = worker

    def _business(self, worker: WorkerProcess) -> tuple[int, int, bool]:
        """Smaller is better for a new run."""
        return worker.running, self._count(worker), not worker.ready

    def _count(self, worker: WorkerProcess) -> int:
        return sum(placed.worker is worker for placed in self._runs.values())

    def _bury(self, worker: WorkerProcess) -> None:
        """A worker is gone: remember why for its runs, and replace it.

        One that never got ready would fail again at once, so it is replaced only when a run is next opened.
        """
        with self._lock:
            del self._workers[worker.number]
            self._pings.pop(worker, None)
            for run_id in [run_id for run_id, placed in self._runs.items() if placed.worker is worker]:
                del self._runs[run_id]
                self._obituaries[run_id] = worker.lost
            while len(self._obituaries) > OBITUARIES:
                del self._obituaries[next(iter(self._obituaries))]
            if worker.ready and not self._closed:
                self._fill()

    # ---- its two threads ------------------------------------------------------------------------------------------

    def _accept(self) -> None:
        """Take connections of workers that are ready."""
        while not self._closed:
            try:
                connection = self._listener.accept()
                number = unpack(connection.recv_bytes())[0]["hello"]
            except (OSError, EOFError, AuthenticationError):
                continue  # a worker that died on the way here; the watching thread finds it
            with self._lock:
                worker = self._workers.get(number)
            if worker:
                worker.connected(connection)
            else:
                connection.close()

    def _watch(self) -> None:
        """Find dead and hanging workers, forget dropped runs, share out threads."""
        period = min(1.0, self._watchdog / 4)
        while not self._closed:
            self._changed.wait(period)
            self._changed.clear()
            with self._lock:
                workers = list(self._workers.values())
            for worker in workers:
                worker.check(self._watchdog)
                self._ping(worker)
            self._share_threads()

    def _ping(self, worker: WorkerProcess) -> None:
        """Ask a worker which runs it still has: leases end there. The watchdog sees if it does not answer."""
        with self._lock:
            before = self._pings.get(worker)
            if worker.lost is not None or (before and not before.done()):
                return
            known = [r for r, placed in self._runs.items() if placed.worker is worker and placed.opened.done()]
            ping = self._pings[worker] = worker.ask("ping")
        ping.add_done_callback(lambda answer: self._forget(known, answer))

    def _forget(self, known: list[str], answer: Future) -> None:
        if answer.exception() is None:
            here = set(answer.result()[0]["runs"])
            with self._lock:
                for run_id in known:
                    if run_id not in here:
                        self._runs.pop(run_id, None)

    def _share_threads(self) -> None:
        """Give each worker its share of the cores, counting workers that train."""
        with self._lock:
            workers = list(self._workers.values())
            threads = _share(sum(worker.running > 0 for worker in workers))
            if threads != self._threads:
                self._threads = threads
                for worker in workers:
                    worker.ask("threads", values={"n": threads})


def _share(active: int) -> int:
    """Threads for each of so many training workers: all cores but one, which the pages and the browser need."""
    return max(1, (cores() - 1) // max(1, active))


def _memory(pid: int) -> int | None:
    """Resident bytes of a process."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    except OSError:
        return None
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
