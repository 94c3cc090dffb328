"""Panels that follow a training run at reading pace."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.ui.session import Session

PACE = 1.5  # seconds: what is read need not move faster, and in a class every chart costs the one web process


def panel(session: Session, draw: Callable[[Session, dict], None], view: dict) -> None:
    """Draw a panel now, and again and again while the run trains; what it asks is answered by the model as trained."""
    st.fragment(_drawn, run_every=PACE if session.status.active else None)(session, draw, view)


def _drawn(session: Session, draw: Callable[[Session, dict], None], view: dict) -> None:
    session.questioned = False
    draw(session, view)
    if session.questioned and len(session.history) > 1:  # there is a timeline, on which the stage may stand elsewhere
        of = "as it trains on" if session.status.active else f"of step {session.status.step:,}, the newest"
        st.caption(f"Answered by the model {of}, whatever step the stage shows.")
