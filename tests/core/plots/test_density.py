import numpy as np
import pytest

from core.plots.density import aggregate_against_prior, ellipse, posterior_against_encoder
from core.plots.theme import GENERATED, PRIOR, REAL, RECONSTRUCTION

MU, LOG_VAR = np.array([1.0, -2.0]), np.log([4.0, 0.25])  # σ = 2 and 0.5


@pytest.mark.parametrize("sigmas", [1, 2, 3.5])
def test_the_ellipse_solves_its_equation_and_closes(sigmas):
    x, y = ellipse(MU, LOG_VAR, sigmas)
    assert ((x - 1) / 2) ** 2 + ((y + 2) / 0.5) ** 2 == pytest.approx(np.full(120, sigmas**2))
    assert (x[0], y[0]) == pytest.approx((x[-1], y[-1]))
    assert (x.max(), x.min()) == pytest.approx((1 + 2 * sigmas, 1 - 2 * sigmas), abs=0.01)
    assert (y.max(), y.min()) == pytest.approx((-2 + sigmas / 2, -2 - sigmas / 2), abs=0.01)


def test_the_posterior_lies_under_the_encoders_ellipses():
    grid = np.arange(6.0).reshape(2, 3)  # two values of z₂, three of z₁
    figure = posterior_against_encoder(grid, np.array([-1.0, 0, 1]), np.array([5.0, 6]), MU, LOG_VAR)
    heat, one, two = figure.data
    assert np.array_equal(heat.z, grid)
    assert (len(heat.x), len(heat.y)) == (3, 2)
    assert [trace.name for trace in (one, two)] == ["encoder 1σ", "encoder 2σ"]
    assert max(one.x) == pytest.approx(3, abs=0.01)
    assert max(two.x) == pytest.approx(5, abs=0.01)
    assert {one.line.color, two.line.color} == {RECONSTRUCTION}
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("z₁", "z₂")
    assert figure.layout.yaxis.scaleanchor == "x"
    assert heat.colorbar.title.text == "p(z|x)"


def test_the_difference_of_densities_has_zero_in_the_middle_of_its_colours():
    posterior, prior = np.array([[0.0, 0.3], [0.1, 0.1]]), np.full((2, 2), 0.15)
    figure = aggregate_against_prior(posterior, prior, np.array([-4.0, 4.0]), (1, 11))
    heat, one, two = figure.data
    assert np.allclose(heat.z, [[-0.15, 0.15], [-0.05, -0.05]])
    assert (heat.zmin, heat.zmax) == pytest.approx((-0.15, 0.15))
    assert [heat.colorscale[0][1], heat.colorscale[2][1]] == [GENERATED, REAL]
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("z₂", "z₁₂")
    assert (max(one.x), max(two.x)) == pytest.approx((1, 2), abs=0.01)
    assert {one.line.color, two.line.color} == {PRIOR}
