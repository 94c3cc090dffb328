"""The one engine that all sessions of this server share."""

from __future__ import annotations

import streamlit as st

from core.runs.engine import Engine
from core.runs.local import LocalEngine


@st.cache_resource(show_spinner=False)
def engine() -> Engine:
    """Worker processes, started at the first call and without waiting for them."""
    return LocalEngine()
