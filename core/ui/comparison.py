"""Arms of a measured comparison: a chart, a table, and in words what it comes to, built from the numbers alone.

The spread of the seeds decides: an arm is ahead, or behind, where each of its seeds is so of each of the other's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
import streamlit as st

from core.plots.measured_runs import Lines, over_clock
from core.plots.theme import GENERATED, PRIOR
from core.ui.measured_runs import Arm

MEASURE = "frechet"  # what decides: less is better
AHEAD, BEHIND, ALIKE = -1, 1, 0


@dataclass(frozen=True)
class Clock:
    """What arms are compared over."""

    scalar: str  # of the frames
    axis: str
    place: str  # on it, in words: a format


STEPS = Clock("step", "step", "at step {:,.0f}")
WORK = Clock("work", "work done, 10¹² multiply-adds", "after {:.2f} · 10¹² multiply-adds")


# ---- numbers --------------------------------------------------------------------------------------------------------


def common_end(arms: Sequence[Arm], clock: Clock) -> float:
    """As far as all runs go."""
    return min(float(arm.scalars(clock.scalar)[:, -1].min()) for arm in arms)


def at(arm: Arm, clock: Clock, place: float) -> np.ndarray:
    """Each seed's distance at a place of the clock, as its line is drawn between two frames: [S]."""
    both = zip(arm.scalars(clock.scalar), np.log(arm.scalars(MEASURE)), strict=True)  # the axis is logarithmic
    return np.exp([np.interp(place, times, logs) for times, logs in both])


def compared(values: np.ndarray, others: np.ndarray) -> int:
    """AHEAD where each of these values is below each of the others, BEHIND where each is above, else ALIKE."""
    if values.max() < others.min():
        return AHEAD
    return BEHIND if values.min() > others.max() else ALIKE


def chance(seeds: int) -> int:
    """Two arms that differ in nothing part so far that no seeds overlap once in so many comparisons."""
    return comb(2 * seeds, seeds) // 2


def mean_and_deviation(values: np.ndarray, digits: int) -> str:
    """Over the seeds: "3.1 ± 0.2"."""
    return f"{values.mean():.{digits}f} ± {values.std(ddof=1):.{digits}f}"


# ---- words ----------------------------------------------------------------------------------------------------------


def verdict(arm: Arm, base: Arm, clock: Clock) -> str:
    """Who is ahead where the shorter runs end, by how much, and with how many of the seeds."""
    place = common_end([arm, base], clock)
    ours, theirs = at(arm, clock, place), at(base, clock, place)
    name, other = arm.preset.title, _lowered(base.preset.title)
    where = compared(ours, theirs)
    said = {
        AHEAD: f"{name} is ahead of {other}",
        BEHIND: f"{name} is behind {other}",
        ALIKE: f"{name} and {other} do not differ beyond the spread of the seeds",
    }[where]
    means = sorted((ours.mean(), theirs.mean()))
    factor = f", a factor of {means[1] / means[0]:.2g}" if where != ALIKE else ""
    lower = sum(a < b for a, b in zip(ours, theirs, strict=True))
    return (
        f"**{said}** {clock.place.format(place)}: Fréchet distance {mean_and_deviation(ours, 1)} against "
        f"{mean_and_deviation(theirs, 1)}{factor}. Seed by seed, {name} has the lower one in {lower} of {len(ours)}."
    )


def ends(arms: Sequence[Arm]) -> str:
    """What the steps of each arm cost, and where they led to."""
    told = []
    for arm in arms:
        steps, work = (arm.scalars(name)[0, -1] for name in ("step", "work"))
        told.append(
            f"{arm.preset.title}: {steps:,.0f} steps are {work:.2f} · 10¹² multiply-adds and end at "
            f"{mean_and_deviation(arm.scalars(MEASURE)[:, -1], 1)}."
        )
    return " ".join(told)


def protocol(arm: Arm) -> str:
    """How it was measured, and when a difference is called one."""
    seeds = ", ".join(map(str, arm.seeds))
    return (
        f"Thin: one run each with the seeds {seeds}; ± is the standard deviation over them. *Ahead* or better, "
        "*behind* or worse is said only where every seed of one kind is below every seed of the other; kinds that "
        f"differ in nothing would part like that once in {chance(len(arm.seeds))} comparisons. A run is repeated by "
        f"`{arm.runs[0].command}`."
    )


# ---- on the screen --------------------------------------------------------------------------------------------------


def comparison(arm: Arm, base: Arm, clock: Clock, key: str) -> None:
    """Every seed of both arms over the clock, and below it who is ahead where the shorter ones end."""
    lines = [
        Lines(one.preset.title, color, one.seeds, one.scalars(clock.scalar)[0], one.scalars(MEASURE))
        for one, color in ((base, PRIOR), (arm, GENERATED))
    ]
    floor = float(base.scalars(f"{MEASURE}_floor")[0, 0])
    st.plotly_chart(over_clock(lines, floor, clock.axis, "Fréchet distance"), key=key, config={"displayModeBar": False})
    st.markdown(verdict(arm, base, clock))


def arms_table(arms: Sequence[Arm]) -> None:
    """Each arm at its last step, the first one being what the others are held against, and what drawn faces have."""
    base = arms[0]
    against = f"against {_lowered(base.preset.title)}"
    words = {AHEAD: "better", BEHIND: "worse", ALIKE: "within the seeds' spread"}
    rows = []
    for arm in arms:
        distance, coverage = (arm.scalars(name)[:, -1] for name in (MEASURE, "coverage"))
        rows.append(
            {
                "runs": arm.preset.title,
                "Fréchet distance": mean_and_deviation(distance, 1),
                against: "" if arm is base else words[compared(distance, base.scalars(MEASURE)[:, -1])],
                "coverage, %": mean_and_deviation(100 * coverage, 0),
            }
        )
    floor, most = (base.scalars(f"{name}_floor")[0, 0] for name in (MEASURE, "coverage"))
    drawn = {"runs": "as many drawn faces", "Fréchet distance": f"{floor:.1f}", "coverage, %": f"{100 * most:.0f}"}
    st.dataframe([*rows, drawn | {against: ""}], hide_index=True, height="content")


def _lowered(title: str) -> str:
    """A title within a sentence."""
    return title[0].lower() + title[1:]
