import pytest

from core.plots.bars import bars, dots
from core.plots.theme import DISCRIMINATOR, PRIOR, REAL


def test_bars_have_their_values_colours_and_unit():
    figure = bars(["z1", "z2"], [1.5, 0.25], [DISCRIMINATOR, PRIOR], "nats")
    (trace,) = figure.data
    assert list(trace.x) == ["z1", "z2"]
    assert list(trace.y) == [1.5, 0.25]
    assert list(trace.marker.color) == [DISCRIMINATOR, PRIOR]
    assert list(trace.text) == ["1.50", "0.25"]
    assert figure.layout.yaxis.title.text == "nats"
    assert figure.layout.yaxis.rangemode == "tozero"
    assert trace.error_y.array is None


def test_bars_draw_errors_as_whiskers():
    (trace,) = bars(["a", "b"], [1, 2], [REAL, REAL], "nats", errors=[0.1, 0.2]).data
    assert list(trace.error_y.array) == [0.1, 0.2]


def test_many_bars_carry_no_numbers():
    names = [f"z{i}" for i in range(13)]
    assert bars(names, [1.0] * 13, [REAL] * 13, "nats").data[0].text is None
    assert bars(names[:12], [1.0] * 12, [REAL] * 12, "nats").data[0].text is not None


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
