"""What a measured comparison says is what its numbers say: ahead, behind, or no more apart than the seeds."""

import numpy as np
import pytest

from core.settings.dcgan import ARMS
from core.settings.progan import ARMS as WAYS
from core.ui.comparison import (
    AHEAD,
    ALIKE,
    BEHIND,
    STEPS,
    WORK,
    at,
    chance,
    common_end,
    compared,
    ends,
    mean_and_deviation,
    protocol,
    verdict,
)
from core.ui.measured_runs import Arm, Run
from tests.core.ui.measured import record


def arm(preset, last, steps=1000, work=4.0, trainer="progan"):
    """Runs with seeds 0, 1, … that end at these distances."""
    runs = [
        Run.of(record(trainer, preset.name, seed, [(0, 400.0, 0.0), (steps, distance, work)]))
        for seed, distance in enumerate(last)
    ]
    return Arm(preset, runs)


def told(ours, theirs):
    growing, full_size = arm(WAYS[0], ours), arm(WAYS[1], theirs)
    return verdict(growing, full_size, WORK)


def test_ahead_is_who_has_the_lower_distance_with_every_seed():
    assert told([10, 11, 12], [20, 22, 24]) == (
        "**Growing is ahead of full size at once** after 4.00 · 10¹² multiply-adds: Fréchet distance 11.0 ± 1.0 "
        "against 22.0 ± 2.0, a factor of 2. Seed by seed, Growing has the lower one in 3 of 3."
    )


def test_behind_is_the_same_the_other_way_round():
    assert told([20, 22, 24], [10, 11, 12]) == (
        "**Growing is behind full size at once** after 4.00 · 10¹² multiply-adds: Fréchet distance 22.0 ± 2.0 "
        "against 11.0 ± 1.0, a factor of 2. Seed by seed, Growing has the lower one in 0 of 3."
    )


def test_where_seeds_overlap_nobody_is_ahead():
    assert told([10, 11, 21], [20, 22, 24]) == (
        "**Growing and full size at once do not differ beyond the spread of the seeds** after 4.00 · 10¹² "
        "multiply-adds: Fréchet distance 14.0 ± 6.1 against 22.0 ± 2.0. Seed by seed, Growing has the lower one "
        "in 3 of 3."
    )


@pytest.mark.parametrize(
    ("values", "others", "expected"),
    [
        ([1, 2], [3, 4], AHEAD),
        ([3, 4], [1, 2], BEHIND),
        ([1, 3], [2, 4], ALIKE),
        ([1, 4], [2, 3], ALIKE),
        ([1, 2], [2, 3], ALIKE),
    ],
)
def test_one_overlap_is_enough_to_be_alike(values, others, expected):
    assert compared(np.array(values), np.array(others)) == expected


def test_on_another_clock_the_place_is_a_step():
    whole, broken = (arm(preset, [5, 6], trainer="dcgan") for preset in ARMS[:2])
    assert "**No batch norm and all five guidelines do not differ" in verdict(broken, whole, STEPS)
    assert " at step 1,000: " in verdict(broken, whole, STEPS)


def test_arms_are_compared_where_the_shorter_ones_end():
    growing, full_size = arm(WAYS[0], [10, 11], work=2.0), arm(WAYS[1], [10, 11], work=8.0)
    assert common_end([growing, full_size], WORK) == 2
    # a quarter of the way from 400 to its end, on the logarithmic axis
    assert at(full_size, WORK, 2.0) == pytest.approx([400 ** (3 / 4) * 10 ** (1 / 4), 400 ** (3 / 4) * 11 ** (1 / 4)])
    assert at(growing, WORK, 2.0) == pytest.approx([10, 11])


def test_other_seeds_are_not_compared_seed_by_seed():
    with pytest.raises(ValueError, match="is shorter than"):
        verdict(arm(WAYS[0], [1, 2, 3]), arm(WAYS[1], [1, 2]), WORK)


def test_what_the_steps_cost_is_told_of_every_arm():
    growing, full_size = arm(WAYS[0], [10, 12], 2500, 3.0), arm(WAYS[1], [5, 7], 1500, 8.0)
    assert ends([growing, full_size]) == (
        "Growing: 2,500 steps are 3.00 · 10¹² multiply-adds and end at 11.0 ± 1.4. "
        "Full size at once: 1,500 steps are 8.00 · 10¹² multiply-adds and end at 6.0 ± 1.4."
    )


def test_the_chance_that_two_arms_part_is_counted():
    """All orders of 2 S equal runs are equally likely; in two of them one arm comes first as a whole."""
    assert [chance(seeds) for seeds in (1, 2, 3, 5)] == [1, 3, 10, 126]
    random = np.random.default_rng(0)
    parted = [compared(*random.normal(size=(2, 3))) != ALIKE for _ in range(5000)]
    assert np.mean(parted) == pytest.approx(1 / 10, abs=0.015)


def test_the_protocol_names_seeds_and_a_command():
    growing = arm(WAYS[0], [10, 11, 12])
    said = protocol(growing)
    assert "the seeds 0, 1, 2;" in said
    assert "once in 10 comparisons" in said
    assert f"`{growing.runs[0].command}`" in said


def test_a_deviation_is_that_of_a_sample():
    assert mean_and_deviation(np.array([1.0, 2.0, 3.0]), 1) == "2.0 ± 1.0"
