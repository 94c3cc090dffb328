"""The run bar: train, pause, step, reset, seed, and the timeline. The same on every lesson."""

from __future__ import annotations

from dataclasses import asdict

import streamlit as st

from core.runs.engine import DIVERGED, FAILED
from core.runs.wire import pack
from core.ui.components import piece
from core.ui.controls import set_controls
from core.ui.session import Session
from core.ui.text import plain

TICK = 1.0  # seconds between two looks of the page at a training run; the bar itself looks ten times a second
KEEP = 300.0  # and at one at rest, which is dropped where nobody asks about it for a quarter of an hour


def run_bar(session: Session, *beside: Session, verbs: tuple[str, str] = ("Train", "Training")) -> None:
    """Draw the bar, and see to it that the page follows when a run comes to rest.

    beside: runs on the same clock; the bar starts and stops them together.
    verbs: what a run is asked to do, and does.
    """
    sessions = (session, *beside)
    st.fragment(_bar, run_every=TICK if any(one.status.active for one in sessions) else KEEP)(sessions, verbs)


def _bar(sessions: tuple[Session, ...], verbs: tuple[str, str]) -> None:
    active = [one.status.active for one in sessions]
    for one in sessions:
        one.tick()
    session, *beside = sessions
    status = asdict(session.status)
    del status["settings"]
    header = {
        "page": session.lesson.name,
        **_feed(session),
        "others": [_feed(one) for one in beside],
        "source": "recording" if session.recorded else "live",
        "goes_on": session.lesson.goes_on and all(one.recorded for one in beside),
        "marks": session.lesson.marks,
        "caption": f"Recorded run, seed {session.settings.seed}" if session.recorded else "",
        "status": status,
        "verbs": verbs,
        "seed": session.settings.seed,
        "run": None if session.recorded else " ".join(one.run.id for one in sessions),
        "heard": session.heard,
    }
    key = f"run bar of {session.lesson.name}"
    bar = piece("run_bar")(
        key=key,
        data=pack(header),
        on_command_change=lambda: _obey(sessions, st.session_state[key].command),
        on_at_change=lambda: None,
    )
    for one in beside:  # the bar itself speaks for the first run only
        if one.status.state in (DIVERGED, FAILED):
            reason = f"{one.lesson.presets[0].title}, beside it, {one.status.state}: {one.status.reason}"
            st.error(plain(reason), icon=":material/error:")
    moved = bar.at != session.at
    for one in sessions:
        one.at = bar.at
    if moved or bar.command or [one.status.active for one in sessions] != active:
        st.rerun()  # the whole page follows; and a run that trains is looked at again and again, one that rests is not


def _feed(session: Session) -> dict:
    """Where the browser finds the frames of a run, and the clock that they go to."""
    return {"clock": session.lesson.name, "generation": session.generation, "address": session.address}


def _obey(sessions: tuple[Session, ...], command: dict | None) -> None:
    """Carry out a command of the bar. It comes from a browser, so anything unknown is left alone."""
    if not isinstance(command, dict):
        return
    session, *beside = sessions
    session.heard = _whole(command.get("number"))  # the bar sends its next command only then: none is lost
    name = command.get("name")
    if name in ("play", "pause", "reset", "step"):
        if session.recorded and name in ("play", "step") and not all(one.recorded for one in beside):
            session.command("reset")  # what stands beside it begins anew, and so do both
        for one in sessions:
            one.command(name, n=_whole(command.get("count"), 1, 1000) or 1)
    elif name == "seed" and (seed := _whole(command.get("seed"), 0, 999_999)) is not None:
        set_controls({"seed": seed})
    elif name == "resume" and isinstance(command.get("run"), str):
        for one, run in zip(sessions, command["run"].split(" "), strict=False):
            one.resume(run)
        set_controls(session.settings.model_dump())
    for one in beside:
        one.lead = session.generation


def _whole(value: object, low: int = 0, high: int = 2**53) -> int | None:
    """A whole number between the bounds, or None."""
    return value if type(value) is int and low <= value <= high else None
