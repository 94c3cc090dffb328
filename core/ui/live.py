"""Panels that follow a training run at reading pace."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.ui.session import Session

PACE = 0.7  # seconds: what is read changes at most about twice a second


def panel(session: Session, draw: Callable[[Session, dict], None], view: dict) -> None:
    """Draw a panel now, and again and again while the run trains."""
    st.fragment(draw, run_every=PACE if session.status.active else None)(session, view)
