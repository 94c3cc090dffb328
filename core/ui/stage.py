"""Worlds of generative models on the stage, one pane a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.runs.wire import pack
from core.ui.components import piece
from core.ui.session import Session
from core.ui.text import plain


def stage(
    panes: Mapping[str, Session],
    layers: Sequence[str] = ("real", "generated", "surface", "trails"),
    parts: Mapping[str, str] | None = None,
    **head: Any,
) -> None:
    """Draw the runs side by side, each under its title; or say why one cannot be drawn. The first one's clock leads.

    layers: those that are shown at first.   parts: of panes that draw one of several things in a run's frames, by
    title; the part "kl" has the scalars and arrays that end in "_kl".   head: what else the piece is told: `words` for
    layers (None: one that is never there), `arrow`, the scale of all arrows.
    """
    for session in {id(session): session for session in panes.values()}.values():  # several panes may show one run
        if session.static is None:
            say_failed(session)
    shown, arrays = [], {}
    for title, session in panes.items():
        if session.static is None:
            continue
        facts, static = session.static
        arrays[f"{len(shown)}/real"] = static["real"]
        facts = facts | {"seeds": session.settings.seeds}
        pane = {"clock": session.lesson.name, "title": title, "facts": facts}
        shown.append(pane | ({"part": parts[title]} if parts else {}))
    if shown:
        facts = shown[0]["facts"]
        seen = {name: facts[name] for name in ("extent", "centre", "tallness") if name in facts}
        name = next(iter(panes.values())).lesson.name
        header = {"panes": shown, **seen, "layers": list(layers), **head}
        piece("stage")(key=f"stage of {name}", data=pack(header, arrays))
        notes = {pane["facts"].get("companions", "") for pane in shown} - {""}
        if notes:  # how a map is read that is none by itself
            st.caption(" ".join(sorted(notes)))


def say_failed(session: Session) -> None:
    """Why a run has nothing to be drawn from."""
    st.error(plain(session.run.status().reason), icon=":material/error:")
