"""The experiments of the lesson on distances: for each, what is at hand, what is on the stage and what below it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.ui.session import Session


@dataclass(frozen=True)
class Experiment:
    """How one experiment looks."""

    first: tuple[str, ...]  # settings at hand, beside the experiment and the pair
    stage: Callable[[Session], None]
    panels: Mapping[str, Callable[[Session, dict], None]]  # by the names in its field of DistancesView
    verbs: tuple[str, str]  # what a run is asked to do, and does
    pace: float | None  # steps a second at which every step is looked at; None: as fast as it goes
