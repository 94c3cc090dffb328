"""Answers that take a while, kept as long as the model that gave them is the same."""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from typing import Any

import streamlit as st

from core.ui.catalog import ROOT
from core.ui.session import Session

MOST = 24  # answers that are kept: some have a few megabytes


def ask_once(session: Session, query: str, age: float = 0.0, **arguments) -> dict | None:
    """As `Session.ask`, but a model is asked the same only once.

    age: seconds for which an answer will do while the model trains on.
    """
    kept = _kept(session)
    key = (query, repr(sorted(arguments.items())))
    session.questioned = True
    if key in kept:
        kept.move_to_end(key)
        step, at, answer = kept[key]
        if step == session.status.step or time.monotonic() - at < age:
            return answer
    step = session.status.step
    answer = session.ask(query, **arguments)
    if answer is not None:
        kept[key] = (step, time.monotonic(), answer)
        kept.move_to_end(key)
        while len(kept) > MOST:
            kept.popitem(last=False)
    return answer


def known(session: Session, query: str, **arguments) -> dict | None:
    """The answer of the model as it stands, if it has been asked already."""
    step, _, answer = _kept(session).get((query, repr(sorted(arguments.items()))), (None, 0.0, None))
    return answer if step == session.status.step else None


def shipped(session: Session, name: str) -> Any | None:
    """What was measured once of the recorded model, and lies beside it; None of any other model."""
    file = ROOT / "assets" / "recordings" / f"{session.lesson.name}.json"
    if not session.recorded or not file.exists():
        return None
    return json.loads(file.read_text("utf-8")).get(name)


def rests(session: Session) -> bool:
    """Whether the model stands still; where it trains, says that what takes long waits for it."""
    if session.status.active:
        st.info("It takes some seconds: it is measured when training rests.", icon=":material/pause:")
    return not session.status.active


def _kept(session: Session) -> OrderedDict:
    """The answers of this run, asked for last ones last; those of another run are forgotten."""
    name = f"answers of {session.lesson.name}"
    run, kept = st.session_state.get(name, ("", OrderedDict()))
    if run != session.run.id:
        kept = OrderedDict()
        st.session_state[name] = (session.run.id, kept)
    return kept
