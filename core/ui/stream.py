"""Frames straight from the server to the pieces in the browser, beside Streamlit's own messages.

A rerun of a page's fragment for every look at a training run would cost the browser half a core, far more than
drawing what it brings. So the run bar fetches these addresses itself. Answers are the messages of core/runs/wire.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict
from functools import partial

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from core.runs.engine import FAILED, FINISHED, RunError, Status
from core.runs.wire import pack, pack_frames, unpack_frames
from core.settings.base import shorten
from core.training.trainer import Frame
from core.ui.catalog import stages
from core.ui.engine import engine

PLAIN = {"Content-Encoding": "identity"}  # floats hardly shrink: compressing them would only take time


def routes() -> list[Route]:
    """What the app serves beside Streamlit's own addresses."""
    return [
        Route(_base() + "/runs/{run}", _run),
        Route(_base() + "/recordings/{name}", _recorded),
        Route(_base() + "/recordings/{name}/runs/{run}", _continued),
    ]


def run_address(run_id: str, recording: str = "") -> str:
    """Where the frames of a run are, after those of the recording that it went on from; `?since=` names the step."""
    return f"{recording_address(recording) if recording else _base()}/runs/{run_id}"


def recording_address(name: str) -> str:
    """Where the frames of a lesson's recording are."""
    return f"{_base()}/recordings/{name}"


def _base() -> str:
    path = st.get_option("server.baseUrlPath").strip("/")
    return f"/{path}" if path else ""


async def _run(request: Request) -> Response:
    return await _answer(request, partial(_news, []), request.path_params["run"])


async def _recorded(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in stages():
        return PlainTextResponse(f"{shorten(name)}: no such recording", 404)
    return await _answer(request, _recording, name)


async def _continued(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in stages():
        return PlainTextResponse(f"{shorten(name)}: no such recording", 404)
    recorded = stages()[name].recording.frames
    return await _answer(request, partial(_news, recorded), request.path_params["run"])


async def _answer(request: Request, frames_of: Callable[[str, int], bytes], name: str) -> Response:
    """What is newer than the step that the address names."""
    given = request.query_params.get("since", "-1")
    if not re.fullmatch(r"-?[0-9]{1,12}", given):
        return PlainTextResponse(f"since={shorten(given)}: allowed is a whole number from -1", 400)
    message = await run_in_threadpool(frames_of, name, int(given))
    return Response(message, media_type="application/octet-stream", headers=PLAIN | {"Cache-Control": "no-store"})


def _news(recorded: list[Frame], run_id: str, since: int) -> bytes:
    """A run's newer frames, after those of the recording that it went on from."""
    before = [frame for frame in recorded if frame.step > since]
    try:
        header, arrays = engine().request(run_id, "frames", {"since": max([since, *(f.step for f in before)])}, {})
    except RunError as error:
        return pack_frames({"status": asdict(Status(FAILED, reason=str(error)))}, [])
    if not before:
        return pack(header, arrays)
    return pack_frames({"status": header["status"]}, [*before, *unpack_frames(header, arrays)])


def _recording(name: str, since: int) -> bytes:
    frames = stages()[name].recording.frames
    return pack_frames({"status": asdict(Status(FINISHED, frames[-1].step))}, [f for f in frames if f.step > since])
