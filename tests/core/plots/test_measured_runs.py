"""The chart of a measured comparison holds every seed, the means and the floor."""

import numpy as np
import pytest

from core.plots.measured_runs import Lines, over_clock, round_numbers
from core.plots.theme import GENERATED, PRIOR, REAL

ONE = Lines("One", GENERATED, [0, 4], np.array([0.0, 1.0, 2.0]), np.array([[300.0, 20.0, 4.0], [300.0, 40.0, 8.0]]))
OTHER = Lines("Other", PRIOR, [0, 4], np.array([0.0, 3.0]), np.array([[100.0, 10.0], [200.0, 30.0]]))


def test_every_seed_is_a_thin_line_and_the_mean_a_bold_one_above_all_of_them():
    *thin, one, other, _ = over_clock([ONE, OTHER], 2.0, "step", "distance").data
    assert [tuple(line.y) for line in thin] == [(300, 20, 4), (300, 40, 8), (100, 10), (200, 30)]
    assert [line.line.color for line in thin] == [GENERATED, GENERATED, PRIOR, PRIOR]
    assert (tuple(one.y), tuple(other.y)) == ((300, 30, 6), (150, 20))
    assert (tuple(one.x), tuple(other.x)) == ((0, 1, 2), (0, 3))
    assert (one.line.color, other.line.color) == (GENERATED, PRIOR)
    assert min(one.line.width, other.line.width) > 2 * max(line.line.width for line in thin)
    assert [line.name for line in (one, other)] == ["One: mean of 2 seeds", "Other: mean of 2 seeds"]
    assert not any(line.showlegend for line in thin)
    assert "seed 4" in thin[1].hovertemplate


def test_the_floor_is_dashed_over_the_longest_arm():
    floor = over_clock([ONE, OTHER], 2.0, "step", "distance").data[-1]
    assert (tuple(floor.x), tuple(floor.y)) == ((0, 3), (2, 2))
    assert (floor.line.dash, floor.line.color) == ("dash", REAL)


def test_the_axis_is_logarithmic_and_names_round_numbers():
    axis = over_clock([ONE, OTHER], 2.0, "work", "distance").layout.yaxis
    assert axis.type == "log"
    assert axis.ticktext == ("1", "2", "5", "10", "20", "50", "100", "200", "500", "1000", "2000", "5000")


@pytest.mark.parametrize(("low", "high", "numbers"), [(0.3, 0.9, [0.1, 0.2, 0.5, 1, 2, 5]), (10, 10, [10, 20, 50])])
def test_round_numbers_reach_over_all_values(low, high, numbers):
    assert round_numbers(low, high) == numbers
