"""Runs in the calling process: for tests and the command line."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import numpy as np

from core.runs.engine import Engine, Reply, Run, RunError, Status
from core.runs.wire import pack, unpack
from core.runs.worker import Worker
from core.settings.base import Settings


class InlineEngine(Engine):
    """A worker without a process. Nothing trains by itself: `step` does at once what fits a slice, `drive` the rest.

    >>> run = engine.open("vae", settings); run.play(until=500); engine.drive(run)
    """

    def __init__(self, worker: Worker | None = None):
        self.worker = worker or Worker()
        self._opened: dict[str, Run] = {}

    def open(
        self, trainer: str, settings: Settings, state: Mapping[str, np.ndarray] | None = None, step: int = 0
    ) -> Run:
        """A new run; here the trainer is built before this returns."""
        run = Run(self, secrets.token_urlsafe(16), trainer, settings)
        self.worker.open(run.id, trainer, settings.model_dump(), step, state or {})
        self._opened[run.id] = run
        return run

    def attach(self, run_id: str) -> Run | None:
        """The run of that name, or None where it is not (or no longer) here."""
        return self._opened.get(run_id) if run_id in self.worker.run_ids else None

    def request(self, run_id: str, method: str, values: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Reply:
        """Answer at once, through the same bytes as between processes, so that what works here works there."""
        try:
            message, arrays = unpack(pack({"values": values}, arrays))
            reply, arrays = self.worker.request(run_id, method, message["values"], arrays)
            header, arrays = unpack(pack({"reply": reply}, arrays))
        except (TypeError, ValueError) as error:
            raise RunError(str(error)) from None
        return header["reply"], arrays

    def drive(self, run: Run) -> Status:
        """Give turns to all running runs until this one does not run any more; its status then.

        Each time a run plays past its planned steps it ends after as many again; play it `until` a step to say where.
        """
        while (status := run.status()).active:
            self.worker.tick()
        return status

    def close(self) -> None:
        """Stop all runs."""
        self.worker = Worker()
        self._opened.clear()
