"""L1 against KL against no penalty: what each did in five measured runs."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import streamlit as st

from core.settings import trainer_spec
from core.settings.sparse_ae import PENALTIES, SparseAESettings
from core.ui.catalog import ROOT
from core.ui.comparison import mean_and_deviation

FILE = ROOT / "assets" / "sparse" / "penalties.jsonl"  # a line a run: its command, and the numbers that it printed last
NAMES = {"kl": "KL", "l1": "L1", "none": "none"}


@cache
def measured() -> list[dict[str, Any]]:
    """The runs, as their commands printed them."""
    return [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def runs_of(penalty: str) -> list[dict[str, Any]]:
    """Those of one penalty, a run a seed."""
    return [run for run in measured() if f"preset={penalty}" in run["command"].split()]


def penalties_table() -> None:
    """A row for each penalty: mean ± standard deviation over the seeds."""
    rows = []
    for penalty in PENALTIES:
        settings: SparseAESettings = trainer_spec("sparse_ae").parse({"preset": penalty})
        runs = runs_of(penalty)
        rows.append(
            {
                "penalty": NAMES[penalty] + ("" if penalty == "none" else f", weight {settings.weight:g}"),
                "mean activation": _spread(runs, "mean_activation", 3),
                "below 0.1, %": _spread(runs, "quiet_share", 0, 100),
                "dead of 100": _spread(runs, "dead_units", 0),
                "test MSE a pixel": _spread(runs, "test_mse", 4),
            }
        )
    st.markdown("**Measured here**: each penalty in five runs on the digits")
    st.dataframe(rows, hide_index=True)
    first = runs_of("kl")[0]
    st.caption(
        f"Mean ± standard deviation over seeds 0 to {len(runs) - 1} after {first['step']:,} steps, on all "
        f"held-out digits. Dead: below 0.05 on every one of them. A run is repeated by `{first['command']}`."
    )


def _spread(runs: list[dict[str, Any]], name: str, digits: int, scale: float = 1) -> str:
    return mean_and_deviation(scale * np.array([run[name] for run in runs]), digits)
