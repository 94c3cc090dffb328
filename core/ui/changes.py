"""The changes of the WGAN one by one: what each way in which the switches can stand did in ten recorded runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import streamlit as st

from core.runs.recording import Recording
from core.settings.gan2d import GAN2DSettings
from core.settings.wgan import COMBINATIONS, RIVAL
from core.ui.catalog import ROOT
from core.ui.estimates import correlation

FOLDER = ROOT / "assets" / "wgan"
LOSSES = {
    "non_saturating": "logs of probabilities",
    "total_variation": "means of probabilities",
    "wasserstein": "means, no sigmoid",
    "wasserstein_gp": "means, no sigmoid, gradient penalty",
}
OPTIMIZERS = {"adam": "Adam", "rmsprop": "RMSProp"}


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
    every = correlations(recording)
    found = [r for r in every if r is not None]
    constant = f", {len(every) - len(found)} constant" if len(found) < len(every) else ""
    return {
        "critic's slope": _spread(last["seed_slope"]),
        "weights at ±c": _spread(100 * last["seed_at_clip"], " %") if "seed_at_clip" in last else "",
        "r of −loss and W₁": _spread(found, form=".2f") + constant,
        "W₁": _spread(last["seed_w1"]),
        "modes of 8": _spread(last["seed_modes"]),
    }


def changes_table() -> None:
    """A row for each way in which the switches can stand, and one for the gradient penalty."""
    rows = [_settings_in_words(changes) | outcome(name) for name, changes in COMBINATIONS.items()]
    rows.append(_settings_in_words(RIVAL.changes) | outcome(RIVAL.name))
    st.markdown("**Measured here**: each way to set the switches, and the gradient penalty, in ten runs")
    st.dataframe(rows, hide_index=True, height="content")
    recording = measured(RIVAL.name)
    counted, points = len(recording.frames) - 1, recording.static["w1_points"]
    st.caption(
        f"Seeds 0 to 9 at round {recording.frames[-1].step:,}: the median, and the least and the most in brackets. r "
        f"is over {counted} frames of a run, from round {recording.frames[1].step} to the end; a constant loss has "
        f"none. W₁ is exact, between {points} points of each kind: two real samples of that size are "
        f"{recording.static['floors']['w1_floor']:.2f} apart on the mean. D has two hidden layers of 64 units and "
        "makes five steps a round; c = 0.05."
    )
    st.caption("The last row was made by this command, the others by theirs, which the files in `assets/wgan` hold:")
    st.code(recording.meta["command"], language="bash")


def _settings_in_words(changes: Mapping[str, Any]) -> dict[str, str]:
    settings = GAN2DSettings(**changes)
    return {
        "D's loss": LOSSES[settings.loss],
        "weights": "clipped" if settings.clips else "",
        "optimizer": OPTIMIZERS[settings.optimizer_d],
    }


def _spread(values: Sequence[float], unit: str = "", form: str = ".2g") -> str:
    """The median, and the least and the most: a run that ran away would say nothing in a mean."""
    least, middle, most = (
        f"{value:{form}}" if abs(value) < 100 else f"{value:,.0f}" for value in np.quantile(values, (0, 0.5, 1))
    )
    return f"{middle}{unit} ({least} … {most})".replace("-", "−")
