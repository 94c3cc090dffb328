"""One worker process, seen from the engine: requests out, replies in, and what becomes of both when it dies."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any

import numpy as np

from core.runs.engine import RunError, RunGone
from core.runs.wire import pack, unpack

ROOT = Path(__file__).resolve().parents[2]  # of the repository: where `core` can be imported
START_LIMIT = 60.0  # seconds from the start to hello
EXIT_LIMIT = 1.0  # seconds from the end of the connection to the end of the process


class WorkerProcess:
    """A process started now and ready later; requests wait in order until it has said hello."""

    def __init__(
        self,
        config: Mapping[str, Any],
        on_running: Callable[[], None],
        on_lost: Callable[[WorkerProcess], None],
    ):
        """Returns without waiting.

        config: what `core.runs.serve.main` reads, with its own `number`.
        on_running: called when the count of running runs has changed.   on_lost: called once, when the process is
        gone. Both are called from this object's threads, without locks held.
        """
        self.number: int = config["number"]
        self.running = 0  # how many of its runs train, as of its last reply
        self.ready = False  # whether it has said hello
        self.lost: str | None = None  # why it is gone
        self._on_running, self._on_lost = on_running, on_lost
        self._lock = Lock()  # over lost, _pending and _heard
        self._ids = itertools.count()
        self._pending: dict[int, tuple[Future, float]] = {}  # id → (its reply to come, when it was asked)
        self._outbox: SimpleQueue[bytes | None] = SimpleQueue()
        self._heard = time.monotonic()  # its last sign of life; at first, its start
        self.process = subprocess.Popen(
            [sys.executable, "-m", "core.runs.worker"], stdin=subprocess.PIPE, cwd=ROOT, text=True
        )
        try:
            with self.process.stdin as pipe:  # the key goes this way: other users can read neither this nor the key
                pipe.write(json.dumps(config) + "\n")
        except OSError:
            pass  # it has ended already, which `check` will find

    def connected(self, connection: Connection) -> None:
        """It has said hello on this connection: let the waiting requests go."""
        with self._lock:
            self.ready, self._heard = True, time.monotonic()
        Thread(target=self._read, args=[connection], name=f"worker {self.number} replies", daemon=True).start()

    def ask(
        self,
        method: str,
        run_id: str = "",
        values: Mapping[str, Any] | None = None,
        arrays: Mapping[str, np.ndarray] | None = None,
    ) -> Future:
        """Send a request without waiting; the future gets the `Reply`, a RunError, or RunGone if the process dies.

        Raises TypeError or ValueError for values that are not JSON and arrays of dtypes that do not travel.
        """
        number = next(self._ids)
        message = pack({"id": number, "run": run_id, "method": method, "values": values or {}}, arrays)
        future: Future = Future()
        with self._lock:
            lost = self.lost
            if lost is None:
                self._pending[number] = future, time.monotonic()
                self._outbox.put(message)
        if lost is not None:
            future.set_exception(RunGone(lost))
        return future

    def check(self, limit: float) -> None:
        """End it, and say why, if it has ended by itself, does not get ready, or leaves a question open for `limit` s.

        Silence is counted from its last reply: a queue of many quick questions is no hang.
        """
        with self._lock:
            asked = min((when for _, when in self._pending.values()), default=None)
            heard, now = self._heard, time.monotonic()
        if self.process.poll() is not None:
            self.fail(self._ending())
        elif not self.ready:
            if now - heard > START_LIMIT:
                self.fail(f"The training process did not start within {START_LIMIT:g} s. Restart the run.")
        elif asked is not None and now - max(asked, heard) > limit:
            self.fail(f"A step or question took longer than {limit:g} s and was stopped. Restart the run.")

    def fail(self, reason: str) -> None:
        """Kill the process and fail what it was asked; the first reason given stays."""
        with self._lock:
            if self.lost is not None:
                return
            self.lost = reason
            pending, self._pending = self._pending, {}
        self.process.kill()
        self.process.wait()
        for future, _ in pending.values():
            future.set_exception(RunGone(reason))
        self._on_lost(self)

    def _ending(self) -> str:
        """How the process ended, in words."""
        try:
            code = self.process.wait(EXIT_LIMIT)
        except subprocess.TimeoutExpired:
            return "The connection to the training process broke. Restart the run."
        how = f"signal {-code}" if code < 0 else f"exit status {code}"
        verb = "stopped" if self.ready else "could not start"
        return f"The training process {verb} ({how}). Restart the run."

    # ---- its two threads ------------------------------------------------------------------------------------------

    def _read(self, connection: Connection) -> None:
        # Sending has a thread of its own: were it done here or by callers, both sides could wait with full pipes.
        sender = Thread(target=self._send, args=[connection], name=f"worker {self.number} requests", daemon=True)
        sender.start()
        try:
            while True:
                self._receive(connection.recv_bytes())
        except (EOFError, OSError):
            self.fail(self._ending())
        finally:
            self._outbox.put(None)
            sender.join()
            connection.close()

    def _send(self, connection: Connection) -> None:
        try:
            for message in iter(self._outbox.get, None):
                connection.send_bytes(message)
        except OSError:
            pass  # the reading thread meets the same end and says so

    def _receive(self, message: bytes) -> None:
        header, arrays = unpack(message)
        with self._lock:
            future, _ = self._pending.pop(header["id"], (Future(), 0.0))  # given up just now: nobody waits
            self._heard = time.monotonic()
        changed, self.running = header["running"] != self.running, header["running"]
        if error := header.get("error"):
            future.set_exception((RunGone if error["kind"] == "gone" else RunError)(error["message"]))
        else:
            future.set_result((header["reply"], arrays))
        if changed:
            self._on_running()
