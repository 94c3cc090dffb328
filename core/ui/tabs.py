"""Which browser tab a run is shown in.

A tab finds its run again after a reload, by the run's name in the tab's own storage. A tab that the browser duplicates
is given a copy of that storage: without this, what one of the two resets would be lost to the other.
"""

from __future__ import annotations

from threading import Lock

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

_tabs: dict[str, str] = {}  # Streamlit session that shows it, by run
_lock = Lock()


def keep(run: str) -> None:
    """The tab whose script this is shows that run."""
    with _lock:
        for gone in [one for one, tab in _tabs.items() if not _is_open(tab)]:
            del _tabs[gone]
        _tabs[run] = _this_tab()


def is_elsewhere(run: str) -> bool:
    """Whether another tab, which is still open, shows that run."""
    tab = _tabs.get(run, "")
    return tab != _this_tab() and _is_open(tab)


def _this_tab() -> str:
    context = get_script_run_ctx()
    return context.session_id if context else ""


def _is_open(tab: str) -> bool:
    return runtime.exists() and runtime.get_instance().is_active_session(tab)
