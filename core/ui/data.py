"""Data sets that are not on this machine yet."""

from __future__ import annotations

import streamlit as st

from core.data.images import NAMES, DataError, available, load_images


def fetch(dataset: str | None) -> str | None:
    """See to it that an image data set is on this machine, with a progress bar; the reason where it can't be.

    It is fetched here and not by the worker: a step that takes minutes would look like one that never ends.
    """
    if dataset not in NAMES or available(dataset):
        return None
    refused = st.session_state.setdefault("data sets refused", {})  # so that not every click waits for the network
    if dataset not in refused:
        bar = st.progress(0.0, f"Fetching {dataset}")
        try:
            load_images(dataset, bar.progress)
        except DataError as error:
            refused[dataset] = str(error)
        finally:
            bar.empty()
    return refused.get(dataset)


def provide(dataset: str | None) -> bool:
    """Like `fetch`; says why, and offers to look again, where the data set can't be had."""
    reason = fetch(dataset)
    if reason:
        refused = st.session_state["data sets refused"]
        st.error(f"{reason}. The run goes on with its present data.", icon=":material/cloud_off:")
        st.button("Look again", icon=":material/refresh:", on_click=refused.clear)
    return reason is None
