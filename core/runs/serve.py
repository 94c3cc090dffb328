"""The loop of a worker process: answers the engine that started it, and trains in between.

Messages are `core.runs.wire` bytes, never pickles. A request has `id`, `run`, `method`, `values` and arrays; its reply
has the same `id`, `running` (how many runs train) and either `reply` with arrays or `error` {kind, message}.
"""

from __future__ import annotations

import importlib
import json
import signal
import sys
from collections.abc import Mapping
from multiprocessing.connection import Client, Connection
from typing import Any

import numpy as np

from core.runs.engine import Reply, RunError, RunGone
from core.runs.threads import use_threads
from core.runs.wire import pack, unpack
from core.runs.worker import Lease, Worker

IDLE = 1.0  # seconds to wait for a request when nothing trains; leases end in between


def main() -> None:
    """Serve the engine that wrote where it listens, as one line of JSON, to standard input (not readable by others)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the engine's process, which then closes this one
    config = json.loads(sys.stdin.readline())
    for module in config["preload"]:
        importlib.import_module(module)
    try:
        with Client(config["address"], authkey=bytes.fromhex(config["key"])) as connection:
            connection.send_bytes(pack({"hello": config["number"]}))
            serve(connection, Worker(Lease(**config["lease"]), use_threads=use_threads))
    except (EOFError, OSError):
        pass  # the engine has closed, or its process is gone: nobody is left to work for


def serve(connection: Connection, worker: Worker) -> None:
    """Answer all that was asked, train a slice, and so on. Raises EOFError or OSError when the engine is gone."""
    while True:
        while connection.poll():
            connection.send_bytes(_answer(worker, connection.recv_bytes()))
        if not worker.tick():
            connection.poll(max(0.0, min(IDLE, worker.rests_for)))


def _answer(worker: Worker, message: bytes) -> bytes:
    request, arrays = unpack(message)
    head = {"id": request["id"]}
    try:
        reply, arrays = _reply(worker, request, arrays)
        return pack({**head, "running": worker.running, "reply": reply}, arrays)
    except RunGone as error:
        problem = {"kind": "gone", "message": str(error)}
    except RunError as error:
        problem = {"kind": "error", "message": str(error)}
    except Exception as error:  # an answer that cannot be packed, say: no reason to fail the other runs here
        problem = {"kind": "error", "message": f"{type(error).__name__}: {error}"}
    return pack({**head, "running": worker.running, "error": problem})


def _reply(worker: Worker, request: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Reply:
    """What concerns the worker is answered here, what concerns a run by the worker."""
    values = request["values"]
    match request["method"]:
        case "open":
            worker.open(request["run"], values["trainer"], values["settings"], values["step"], arrays)
        case "ping":
            return {"runs": worker.run_ids}, {}
        case "threads":
            worker.threads = values["n"]
        case method:
            return worker.request(request["run"], method, values, arrays)
    return {}, {}
