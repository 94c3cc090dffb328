"""What the server gives the pieces in the browser beside Streamlit's own messages."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode

import numpy as np
import pytest
from starlette.applications import Starlette

from core.runs.wire import unpack, unpack_frames
from core.ui import stream
from core.ui.catalog import lesson


@dataclass
class Answer:
    status_code: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()


@pytest.fixture
def get(monkeypatch, engine):
    """get(address, since=…): the app's answer, asked as a server asks it (ASGI)."""
    monkeypatch.setattr(stream, "engine", lambda: engine)
    app = Starlette(routes=stream.routes())

    def get(address, **query):
        told = []
        scope = {
            "type": "http",
            "method": "GET",
            "path": address,
            "headers": [],
            "query_string": urlencode(query).encode(),
        }

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            told.append(message)

        with ThreadPoolExecutor(1) as other_thread:  # in this one a browser's loop may be running
            other_thread.submit(asyncio.run, app(scope, receive, send)).result()
        headers = {name.decode(): value.decode() for name, value in told[0]["headers"]}
        return Answer(told[0]["status"], headers, b"".join(part["body"] for part in told[1:]))

    return get


def ask(get, address, **query):
    answer = get(address, **query)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/octet-stream")
    header, arrays = unpack(answer.content)
    return header["status"], unpack_frames(header, arrays)


def test_frames_of_a_run_after_a_step(get, opened):
    session = opened(seed=1)
    session.run.step(3)
    status, frames = ask(get, session.address)
    assert (status["state"], status["step"]) == ("paused", 3)
    assert [frame.step for frame in frames] == [0, 3]
    _, kept = session.run.frames()
    assert np.array_equal(frames[1].arrays["x"], kept[1].arrays["x"])
    assert [frame.step for frame in ask(get, session.address, since=0)[1]] == [3]
    assert ask(get, session.address, since=3)[1] == []


def test_a_run_that_went_on_has_the_frames_of_its_recording_before_its_own(get, trained, monkeypatch):
    session = trained()
    monkeypatch.setattr(stream, "stages", lambda: {"toy": session.lesson})
    session.command("step", n=4)
    status, frames = ask(get, session.address)
    recorded = session.lesson.recording.frames
    assert (status["state"], status["step"]) == ("paused", 124)
    assert [frame.step for frame in frames] == [*(frame.step for frame in recorded), 124]
    assert np.array_equal(frames[3].arrays["x"], recorded[3].arrays["x"])
    assert [frame.step for frame in ask(get, session.address, since=110)[1]] == [120, 124]
    assert [frame.step for frame in ask(get, session.address, since=120)[1]] == [124]
    assert get(stream.run_address(session.run.id, "nothing")).status_code == 404


def test_answers_are_neither_kept_nor_compressed(get, opened):
    answer = get(opened(seed=1).address)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-encoding"] == "identity"


def test_a_run_that_is_not_there_has_failed_with_a_reason(get):
    status, frames = ask(get, stream.run_address("no-such-run"))
    assert status["state"] == "failed"
    assert status["reason"]
    assert frames == []


@pytest.mark.parametrize("since", ["", "x", "1.5", "--1", "<b>", "9" * 5000])
def test_another_since_is_refused_in_one_line(get, opened, since):
    answer = get(opened(seed=1).address, since=since)
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/plain")
    assert "allowed is a whole number" in answer.text
    assert "\n" not in answer.text
    assert len(answer.text) < 100


def test_a_lessons_recording(get):
    status, frames = ask(get, stream.recording_address("variational"))
    kept = lesson("variational").recording.frames
    assert (status["state"], status["step"]) == ("finished", kept[-1].step)
    assert [frame.step for frame in frames] == [frame.step for frame in kept]


def test_no_other_file_can_be_asked_for(get):
    assert get(stream.recording_address("nothing")).status_code == 404
    assert get(stream.recording_address("../variational")).status_code == 404


def test_addresses_lie_below_the_servers_own_path(monkeypatch):
    monkeypatch.setattr(stream.st, "get_option", {"server.baseUrlPath": "/class/"}.get)
    assert stream.run_address("a") == "/class/runs/a"
    assert [route.path for route in stream.routes()] == [
        "/class/runs/{run}",
        "/class/recordings/{name}",
        "/class/recordings/{name}/runs/{run}",
    ]
