"""Panels that follow a training run at reading pace."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.ui.session import Session

PACE = 1.5  # seconds: what is read need not move faster, and in a class every chart costs the one web process


def panel(session: Session, draw: Callable[[Session, dict], None], view: dict) -> None:
    """Draw a panel now, and again and again while the run trains."""
    st.fragment(draw, run_every=PACE if session.status.active else None)(session, view)
