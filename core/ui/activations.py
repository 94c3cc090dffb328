"""The activations of a code, live in the browser, and one unit of it set by hand."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.runs.wire import pack
from core.settings.sparse_ae import QUIET
from core.ui.components import piece
from core.ui.session import Session


def activations(
    session: Session, title: str, lead: Session, unit: int, choose: Callable[[int, int | None], None]
) -> None:
    """Units × images of the run's frames on the clock of `lead`; a click chooses a unit and an image."""
    facts, arrays = session.static
    settings = session.settings
    head = {
        "clock": session.lesson.name,
        "leader": lead.lesson.name,
        "title": title,
        "classes": facts["classes"],
        "rho": settings.rho if settings.penalty == "kl" else None,
        "selected": unit,
        "quiet": QUIET,
        "noun": "test image",
    }
    key = f"activations of {session.lesson.name}"

    def chosen() -> None:
        given = st.session_state[key].chosen
        if isinstance(given, dict):
            unit, image = (_index(given.get(name), count) for name, count in _counts(session).items())
            if unit is not None:
                choose(unit, image)

    given = {"labels": arrays["column_labels"], "columns": arrays["columns"]}
    piece("activations")(key=key, data=pack(head, given), on_chosen_change=chosen)


def clamp(session: Session, unit: int, image: int) -> None:
    """A slider for one unit of a test image's code, and what the decoder makes of it."""
    answer = session.ask("decoder", image=image)
    if not answer:
        return
    facts, arrays = session.static
    label = facts["classes"][arrays["labels"][image]]
    head = {"side": facts["side"], "unit": unit, "image": image, "label": label}
    piece("clamp")(key="clamp", data=pack(head, answer))


def _counts(session: Session) -> dict[str, int]:
    return {"unit": session.settings.units, "image": len(session.static[1]["labels"])}


def _index(value: object, count: int) -> int | None:
    """A whole number below the count, or None: it comes from a browser."""
    return value if type(value) is int and 0 <= value < count else None
