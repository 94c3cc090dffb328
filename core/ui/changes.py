"""The changes of the WGAN one by one: what each way in which the switches can stand did in ten recorded runs."""

from __future__ import annotations

from functools import cache

import numpy as np
import streamlit as st

from core.runs.recording import Recording
from core.settings.gan2d import GAN2DSettings
from core.settings.wgan import COMBINATIONS, RIVAL, SWITCHES, positions
from core.ui.catalog import ROOT
from core.ui.estimates import correlation

FOLDER = ROOT / "assets" / "wgan"


@cache
def measured(name: str) -> Recording:
    """The recording of ten runs with the switches like that."""
    return Recording.load(FOLDER / f"{name}.safetensors")


def correlations(recording: Recording) -> list[float | None]:
    """Of −critic loss and W₁ for each run, from the first recorded step of training on."""
    trained = [frame.arrays for frame in recording.frames if frame.step > 0]
    estimates, distances = (np.stack([a[name] for a in trained]).astype(float) for name in ("seed_estimate", "seed_w1"))
    return [correlation(x, y) for x, y in zip(estimates.T, distances.T, strict=True)]


def outcome(name: str) -> dict[str, str]:
    """What the ten runs came to, in words."""
    recording = measured(name)
    last = recording.frames[-1].arrays
    found = [r for r in correlations(recording) if r is not None]
    return {
        "critic's slope": _spread(last["seed_slope"]),
        "weights at ±c": _spread(100 * last["seed_at_clip"], " %") if "seed_at_clip" in last else "",
        "r of −loss and W₁": _spread(found),
        "W₁": _spread(last["seed_w1"]),
        "modes of 8": _spread(last["seed_modes"]),
    }


def _spread(values: np.ndarray, unit: str = "") -> str:
    """The median, and the least and the most: a run that ran away would say nothing in a mean."""
    least, middle, most = (
        f"{value:.2g}" if abs(value) < 100 else f"{value:,.0f}" for value in np.quantile(values, (0, 0.5, 1))
    )
    return f"{middle}{unit} ({least} … {most})".replace("-", "−")


def changes_table() -> None:
    """A row for each way in which the switches can stand, and one for the gradient penalty."""
    rows = []
    for name, changes in COMBINATIONS.items():
        on = positions(GAN2DSettings(**changes))
        rows.append({switch.label: on[switch.name] for switch in SWITCHES} | outcome(name))
    rows.append({switch.label: None for switch in SWITCHES} | outcome(RIVAL.name))
    st.dataframe(rows, hide_index=True)
