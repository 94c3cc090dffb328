"""Three experiments with two distributions: carry one past the other, let it descend, or train discriminators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from core.data.pairs import Pair, gaussian_pair, make_pair
from core.objectives import reverse_kl
from core.objectives.blurred import js, kl
from core.objectives.closed_forms import FORMS
from core.objectives.divergences import of_log_densities
from core.objectives.transport import gradient, optimal_transport
from core.settings.distances import MICROSCOPE, DistancesSettings
from core.settings.points import parse_points
from core.training import earth
from core.training.discriminators import TrainedDiscriminator
from core.training.microscope import Microscope
from core.training.pair_measures import PairMeasures
from core.training.race import Race
from core.training.sweep import Sweep
from core.training.trainer import Frame, Trainer, query, threads_for
from core.training.weights import copy_into, to_arrays

EXPERIMENTS = {"apart": Sweep, "race": Race, "microscope": Microscope}


class Experiment(Protocol):
    """What a trainer of distances does with its pair."""

    multiplications: int  # of a step

    def step(self, number: int) -> None:
        """Step `number`. Raises Diverged before anything changes."""

    def observe(self, step: int) -> tuple[dict[str, float], dict[str, np.ndarray]]:
        """Scalars and arrays of the frame after so many steps."""

    def tensors(self) -> dict[str, Any]:
        """Everything that a step changes, by name (no copies)."""

    def static(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """(plain facts, arrays that never change)."""


class DistancesTrainer(Trainer):
    """A pair of distributions and one experiment with it."""

    observe_share = 0.5  # what is measured is the lesson

    def __init__(self, settings: DistancesSettings):
        self.settings = settings
        self.pair = chosen_pair(settings)
        self.experiment: Experiment = EXPERIMENTS[settings.experiment](settings, self.pair)
        self.most_threads = threads_for(self.experiment.multiplications)

    def step(self) -> None:
        """One step of the experiment."""
        self.experiment.step(self.step_count + 1)
        self.step_count += 1

    def apply(self, settings: DistancesSettings) -> None:
        """Live settings go to the running experiment."""
        super().apply(settings)
        self.experiment.settings = settings

    def state(self) -> dict[str, np.ndarray]:
        """What the experiment has learned."""
        return to_arrays(self.experiment.tensors())

    def load(self, state: Mapping[str, np.ndarray]) -> None:
        """Take over the arrays of `state()`."""
        copy_into(self.experiment.tensors(), state)

    def observe(self) -> Frame:
        """What the experiment measures."""
        return Frame(self.step_count, *self.experiment.observe(self.step_count))

    def static(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """What the pair is, and what the experiment adds."""
        facts, arrays = self.experiment.static()
        pair = {"pair": self.pair.name, "note": self.pair.note, "dimension": self.pair.dimension}
        return pair | facts, arrays

    # ---- questions ------------------------------------------------------------------------------------------------

    @query
    def critics(self) -> dict[str, Any]:
        """The exact critic beside the learned ones: see `Microscope.compare`. Raises ValueError without any."""
        if not isinstance(self.experiment, Microscope):
            raise ValueError(f"experiment={self.settings.experiment}: no critic is trained; allowed: {MICROSCOPE}")
        return self.experiment.compare()

    @query
    def bumps(self, separation: float) -> dict[str, Any]:
        """One Gaussian fitted to two, by KL either way and by the non-saturating loss: see `reverse_kl.answer`."""
        return reverse_kl.answer(separation)

    @query
    def piles(self, name: str, power: int = 1, theta: float = 0.0, draw: int = 0, blocks: str = "") -> dict[str, Any]:
        """Small piles with their best plan and prices; see `chosen_piles` and `best_plan`."""
        return earth.best_plan(earth.chosen_piles(name, self.pair, theta, draw, blocks), power)

    @query
    def entropic(self, theta: float, epsilon: float) -> dict[str, Any]:
        """Exact transport beside entropic at θ; see `exact_and_entropic`. One ε at a time: others wait for it."""
        return earth.exact_and_entropic(self.pair, theta, self.settings.samples, self.settings.seed, epsilon)

    @query
    def plans(self, theta: float, epsilon: float) -> dict[str, Any]:
        """Exact and entropic plans of a few points at θ; see `plans_side_by_side`."""
        return earth.plans_side_by_side(self.pair, theta, epsilon, self.settings.seed)

    sources = (
        *(Sweep, PairMeasures, earth.best_plan, Race, TrainedDiscriminator),
        *(optimal_transport, gradient, of_log_densities, kl, js, *FORMS.values()),
        *(Microscope, reverse_kl.non_saturating, reverse_kl.theorem),
    )


def chosen_pair(settings: DistancesSettings) -> Pair:
    """The pair that the settings describe."""
    if settings.pair in ("gaussians_1d", "gaussians_2d"):
        return gaussian_pair(settings.pair, int(settings.pair[-2]), settings.sigma, settings.sigma_q)
    return make_pair(settings.pair, (parse_points(settings.points_p), parse_points(settings.points_q)))
