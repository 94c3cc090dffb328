import pytest

from core.plots.curves import Curve, curves
from core.plots.theme import REAL, RECONSTRUCTION

HISTORY = [
    (0, {"elbo": -40.0, "se": 1.0, "kl": 0.5}),
    (50, {"elbo": -30.0, "se": 0.25}),
    (100, {"elbo": -25.0, "se": 0}),
]
ELBO = Curve("elbo", "ELBO, test", REAL)


def test_a_line_has_its_values_name_and_colour_over_steps():
    figure = curves(HISTORY, [ELBO, Curve("se", "error", RECONSTRUCTION, dashed=True)], "nats")
    line, dashed = figure.data
    assert list(line.x) == [0, 50, 100]
    assert list(line.y) == [-40.0, -30.0, -25.0]
    assert (line.name, line.line.color, line.line.dash) == ("ELBO, test", REAL, "solid")
    assert (dashed.line.color, dashed.line.dash) == (RECONSTRUCTION, "dot")
    assert figure.layout.xaxis.title.text == "step"
    assert figure.layout.yaxis.title.text == "nats"
    assert "nats" in line.hovertemplate


def test_the_band_is_the_value_plus_and_minus_two_errors():
    band, line = curves(HISTORY, [Curve("elbo", "ELBO", REAL, error="se")], "nats").data
    assert list(band.x) == [0, 50, 100, 100, 50, 0]
    assert list(band.y) == pytest.approx([-38.0, -29.5, -25.0, -25.0, -30.5, -42.0])
    assert band.fill == "toself"
    assert band.fillcolor == "rgba(0,114,178,0.15)"
    assert band.name == "ELBO ± 2 standard errors"
    assert line.name == "ELBO"


def test_a_value_that_was_not_measured_is_a_gap():
    (line,) = curves(HISTORY, [Curve("kl", "KL", REAL)], "nats").data
    assert list(line.y) == [0.5, None, None]


def test_one_frame_alone_is_a_dot():
    assert curves(HISTORY[:1], [ELBO], "nats").data[0].mode == "markers"
    assert curves(HISTORY[:2], [ELBO], "nats").data[0].mode == "lines"
    assert len(curves([], [ELBO], "nats").data[0].x) == 0


def test_zoom_and_hidden_lines_survive_an_update():
    figure = curves(HISTORY, [ELBO], "nats")
    assert figure.layout.uirevision == "keep"
    assert figure.layout.height == 320
