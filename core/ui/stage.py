"""Worlds of generative models on the stage, one pane a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from core.runs.wire import pack
from core.ui.components import piece
from core.ui.session import Session


def stage(panes: Mapping[str, Session], layers: Sequence[str] = ("real", "generated", "surface", "trails")) -> None:
    """Draw the runs side by side, each under its title; or say why one cannot be drawn. The first one's clock leads.

    layers: those that are shown at first.
    """
    shown, arrays = [], {}
    for title, session in panes.items():
        if session.static is None:
            st.error(session.run.status().reason, icon=":material/error:")
            continue
        facts, static = session.static
        arrays[f"{len(shown)}/real"] = static["real"]
        facts = facts | {"seeds": session.settings.seeds}
        shown.append({"clock": session.lesson.name, "title": title, "facts": facts})
    if shown:
        extent = shown[0]["facts"]["extent"]
        name = next(iter(panes.values())).lesson.name
        piece("stage")(
            key=f"stage of {name}", data=pack({"panes": shown, "extent": extent, "layers": list(layers)}, arrays)
        )
        if notes := {pane["facts"].get("companions", "") for pane in shown} - {
            ""
        }:  # how a map is read that is none by itself
            st.caption(" ".join(sorted(notes)))
