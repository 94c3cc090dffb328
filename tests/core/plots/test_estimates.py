"""The figures hold the numbers that they are given, each on its own scale."""

import pytest

from core.plots.estimates import against, over_steps


def test_both_lines_hold_their_values_on_their_own_scales():
    figure = over_steps([1, 2], [0.1, 0.3], [2.0, 1.0], "−critic loss")
    estimates, distances = figure.data
    assert (list(estimates.x), list(estimates.y), estimates.yaxis) == ([1, 2], [0.1, 0.3], None)
    assert (list(distances.x), list(distances.y), distances.yaxis) == ([1, 2], [2.0, 1.0], "y2")
    assert (figure.layout.yaxis.title.text, figure.layout.yaxis2.title.text) == ("−critic loss", "distance W₁")
    assert figure.layout.yaxis2.overlaying == "y"


def test_each_run_goes_from_its_least_to_its_most():
    runs = {"left": ([1.0, 3.0, 2.0], [10.0, 50.0, 20.0]), "right": ([], []), "still": ([2.0, 2.0], [1.0, 1.0])}
    left, right, still = against(runs, ("#111111", "#222222", "#333333")).data
    assert (list(left.x), list(left.y)) == ([0, 1, 0.5], pytest.approx([0, 1, 0.25]))
    assert not right.x
    assert (list(still.x), list(still.y)) == ([0, 0], [0, 0])
    assert [left.name, left.marker.color] == ["left", "#111111"]
