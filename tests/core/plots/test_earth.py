"""Charts of Sinkhorn's way to the exact plan: what is drawn is what was measured."""

import numpy as np
import pytest

from core.plots.earth import plan_matrix, time_over_epsilon, value_over_epsilon

CURVES = {
    "epsilon": [1.0, 0.1, 0.01],
    "value": [2.0, 1.5, 1.1],
    "exact": 1.0,
    "ms": [1.0, 10.0, 300.0],
    "exact_ms": 4.0,
    "iterations": [11, 101, 500],
    "converged": [True, True, False],
}


@pytest.mark.parametrize(
    ("chart", "name", "exact"), [(value_over_epsilon, "value", 1.0), (time_over_epsilon, "ms", 4.0)]
)
def test_a_curve_over_epsilon_beside_the_exact_line(chart, name, exact):
    figure = chart(CURVES, 0.1)
    sinkhorn, line = figure.data
    assert list(sinkhorn.x) == CURVES["epsilon"]
    assert list(sinkhorn.y) == CURVES[name]
    assert list(sinkhorn.marker.symbol) == ["circle", "circle", "circle-open"]
    assert list(line.y) == [exact, exact]
    assert list(line.x) == [1.0, 0.01]
    assert figure.layout.xaxis.type == "log"
    assert figure.layout.xaxis.autorange == "reversed"
    (here,) = figure.layout.shapes
    assert here.x0 == here.x1 == 0.1


def test_time_is_on_a_log_scale_and_the_value_is_not():
    assert time_over_epsilon(CURVES, 0.1).layout.yaxis.type == "log"
    assert value_over_epsilon(CURVES, 0.1).layout.yaxis.type is None


def test_values_that_differ_by_rounding_alone_do_not_fill_the_chart():
    same = CURVES | {"value": [1.0, 1 + 1e-15, 1.0]}
    low, high = value_over_epsilon(same, 0.1).layout.yaxis.range
    assert high - low == pytest.approx(2e-3)
    low, high = value_over_epsilon(CURVES, 0.1).layout.yaxis.range
    assert low < 1.0
    assert high > 2.0


def test_a_plan_is_shaded_by_the_share_of_a_points_mass():
    (heatmap,) = plan_matrix(np.eye(4) / 4).data
    np.testing.assert_allclose(heatmap.z, np.eye(4))
    assert (heatmap.zmin, heatmap.zmax) == (0, 1)
