"""The cures of mode collapse: what each did in ten recorded runs, beside the numbers that papers print."""

from __future__ import annotations

from functools import cache

import numpy as np
import streamlit as st

from core.runs.recording import Recording
from core.settings.base import Preset, controls_of, parse_leniently
from core.settings.gan2d import GAN2DSettings
from core.settings.gan2d_presets import COLLAPSE, CURES, change_of
from core.ui.catalog import ROOT

WORLDS = {"ring": 8, "grid": 25}  # with their numbers of modes
FOLDER = ROOT / "assets" / "cures"

# (what, ring modes, ring high quality %, grid modes, grid high quality %), as printed
PUBLISHED = {
    "VEEGAN paper (Srivastava et al. 2017), 2,500 samples, its ring r = 1, σ = 0.01": [
        ("GAN", 1, 99.3, 3.3, 0.5),
        ("unrolled GAN", 7.6, 35.6, 23.6, 16.0),
        ("VEEGAN", 8, 52.9, 24.6, 40.0),
    ],
    "PacGAN paper (Lin et al. 2018), the same protocol, its own networks": [
        ("GAN", 6.3, 98.2, 17.3, 94.8),
        ("PacGAN2", 7.9, 95.6, 23.8, 91.3),
        ("PacGAN4", 7.8, 95.9, 24.8, 93.6),
    ],
}


def with_cure(settings: GAN2DSettings, cure: Preset) -> tuple[GAN2DSettings, str]:
    """These settings with what the cure changes, and all that differs in words; what has no use is left out."""
    changed, problems = parse_leniently(GAN2DSettings, settings.model_dump() | change_of(cure))
    names = {control.name: control.label for control in controls_of(GAN2DSettings)}
    differences = [
        f"{names[name]} {getattr(settings, name)} → {value}"
        for name, value in changed
        if value != getattr(settings, name)
    ]
    return changed, "; ".join([*differences, *problems]) or "nothing: both runs are alike"


@cache
def measured(name: str, world: str) -> Recording:
    """The recording of ten runs with that preset in that world."""
    return Recording.load(FOLDER / f"{world}-{name}.safetensors")


def outcome(name: str, world: str) -> dict[str, str]:
    """Modes and high-quality share at the end of the ten runs, in words."""
    last = measured(name, world).frames[-1].arrays
    modes, quality = last["seed_modes"].astype(float), 100 * last["seed_high_quality"].astype(float)
    everything = int((modes == WORLDS[world]).sum())
    return {
        f"{world}: modes of {WORLDS[world]}": f"{modes.mean():.1f} ± {_spread(modes):.1f}",
        f"{world}: all modes": f"{everything} of {len(modes)}",
        f"{world}: high quality, %": f"{quality.mean():.0f} ± {_spread(quality):.0f}",
    }


def _spread(values: np.ndarray) -> float:
    return float(values.std(ddof=1))


def cures_table() -> None:
    """Each cure with its outcome, then the published numbers with their setups."""
    rows = []
    for preset in (COLLAPSE, *CURES):
        row = {"cure": "none: the collapsing GAN" if preset is COLLAPSE else preset.title}
        for world in WORLDS:
            row |= {"rounds": f"{measured(preset.name, world).frames[-1].step:,}"} | outcome(preset.name, world)
        rows.append(row)
    st.markdown("**Measured here**: each cure in ten runs, at their last step")
    st.dataframe(rows, hide_index=True)
    st.caption(
        "Mean ± standard deviation over seeds 0 to 9. A mode counts with one of 2,500 samples within 3σ of it; high "
        "quality is the share of samples within 3σ of any mode: 98.89 % for a perfect generator, and a mode is easy to "
        "touch on the way past it. Ring: r = 2, σ = 0.02; grid: 5 × 5 modes one apart, σ = 0.025. The settings were "
        "found on the ring and taken to the grid as they are. What a cure changes is said where it is chosen."
    )
    for setup, numbers in PUBLISHED.items():
        st.markdown(f"**Published**: {setup}")
        names = ("model", "ring: modes of 8", "ring: high quality, %", "grid: modes of 25", "grid: high quality, %")
        st.dataframe([dict(zip(names, row, strict=True)) for row in numbers], hide_index=True)
    st.caption("“GAN” differs by setup: compare within a table, not across tables.")
