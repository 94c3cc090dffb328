import pytest

from core.plots.dots import dots
from core.plots.theme import REAL


def test_dots_have_values_errors_and_an_axis_that_holds_them_all():
    figure = dots(["ELBO", "k = 10", "exact"], [-30.0, -29.0, -28.5], [0, 0.2, 0], "nats", REAL)
    (trace,) = figure.data
    assert list(trace.y) == [-30.0, -29.0, -28.5]
    assert list(trace.error_y.array) == [0, 0.2, 0]
    assert trace.marker.color == REAL
    assert figure.layout.yaxis.title.text == "nats"
    low, high = figure.layout.yaxis.range
    assert low < -30.0
    assert high > -28.5


def test_dots_of_one_height_have_an_axis_around_them():
    low, high = dots(["a", "b"], [2.0, 2.0], [0, 0], "nats", REAL).layout.yaxis.range
    assert low < 2.0 < high
    assert high - low == pytest.approx(0.55)
