"""KL and JS of blurred clouds against independent sums, their gradients against finite differences and the best D."""

import math

import numpy as np
import pytest
import torch
from scipy.stats import norm

from core.objectives.blurred import js, kl


def clouds(m=6, n=5, way=0.7, seed=0):
    """Two small clouds that overlap where they are blurred by a few tenths: float64 [m, 2] and [n, 2]."""
    random = np.random.RandomState(seed)
    x, y = random.uniform(-0.5, 0.5, (m, 2)), random.uniform(-0.5, 0.5, (n, 2)) + np.array([way, 0])
    return torch.from_numpy(x), torch.from_numpy(y)


def densities(x, y, blur, reach=4.0, count=801):
    """p and q at the places of a fine, wide lattice, from SciPy's normal density, and the area of a cell."""
    ticks = np.linspace(-reach, reach, count)
    found = []
    for cloud in (x, y):
        along, across = (norm.pdf(ticks, cloud.numpy()[:, axis, None], blur) for axis in (0, 1))
        found.append(np.einsum("na,nb->ab", along, across) / len(cloud))
    return *found, (ticks[1] - ticks[0]) ** 2


def slopes(measure, x, y, blur, nudge=1e-5):
    """∂measure/∂y by central differences: [N, 2]."""
    found = torch.zeros_like(y)
    for place in np.ndindex(*y.shape):
        either = []
        for sign in (1, -1):
            moved = y.clone()
            moved[place] += sign * nudge
            either.append(measure(x, moved, blur)[0])
        found[place] = (either[0] - either[1]) / (2 * nudge)
    return found


@pytest.mark.parametrize("blur", [0.1, 0.2, 0.5])
def test_values_are_those_of_the_densities(blur):
    x, y = clouds()
    p, q, cell = densities(x, y, blur)
    some = p > 1e-200
    assert kl(x, y, blur)[0] == pytest.approx((p[some] * np.log(p[some] / q[some])).sum() * cell, rel=2e-4)
    m = (p + q) / 2
    halves = [(d[d > 1e-200] * np.log(d[d > 1e-200] / m[d > 1e-200])).sum() * cell / 2 for d in (p, q)]
    assert js(x, y, blur)[0] == pytest.approx(sum(halves), abs=1e-7)


def test_one_point_each_is_two_gaussians():
    """KL(N(0, h²) ‖ N(a, h²)) = a²/2h², and by a it rises with a/h²."""
    value, slope = kl(torch.zeros(1, 2, dtype=torch.float64), torch.tensor([[3.0, 4.0]], dtype=torch.float64), 0.1)
    assert value == pytest.approx(25 / 0.02, rel=1e-9)
    np.testing.assert_allclose(slope, [[300.0, 400.0]], rtol=1e-9)


@pytest.mark.parametrize("measure", [kl, js])
@pytest.mark.parametrize("blur", [0.1, 0.3, 1.0])
def test_gradients_are_the_slopes_of_the_values(measure, blur):
    x, y = clouds()
    found = measure(x, y, blur)[1]
    np.testing.assert_allclose(found, slopes(measure, x, y, blur), atol=1e-6 * float(found.abs().max()))


def test_equal_clouds_are_0_apart_and_rest():
    x, _ = clouds()
    for measure in (kl, js):
        value, slope = measure(x, x.clone(), 0.2)
        assert value == pytest.approx(0, abs=1e-8)
        assert slope.abs().max() < 1e-7


def test_js_of_clouds_apart_is_ln_2_and_its_gradient_is_tiny_but_not_lost():
    """The gradient lives where p = q, halfway: with a gap g it falls like exp(−g²/8h²)."""
    x, y = (torch.tensor([[place, 0.0]], dtype=torch.float64) for place in (0.0, 2.0))
    sizes = {}
    for blur in (0.1, 0.05):
        value, slope = js(x, y, blur)
        assert value == pytest.approx(math.log(2), abs=1e-12)
        assert slope[0, 0] > 0  # downhill is towards the data
        sizes[blur] = math.log(float(slope[0, 0]))
    assert sizes[0.1] == pytest.approx(-4 / 0.08, rel=0.1)
    assert sizes[0.05] == pytest.approx(-4 / 0.02, rel=0.1)


def test_js_pulls_half_as_hard_as_the_saturating_loss_of_the_best_discriminator():
    """∂JS/∂yᵢ = ½ E ∂ln(1 − D*)/∂x /N at blurred places of yᵢ, D* = p/(p + q) held still, by autograd and noise."""
    x, y = clouds()
    blur, draws = 0.4, 100_000
    generator = torch.Generator().manual_seed(0)
    noise = torch.randn(draws // 2, 2, generator=generator, dtype=torch.float64)
    places = (y[1] + blur * torch.cat([noise, -noise])).requires_grad_()
    log_p, log_q = (
        (-(places[:, None] - cloud).square().sum(-1) / (2 * blur**2)).logsumexp(1) - math.log(len(cloud))
        for cloud in (x, y)
    )
    (slope,) = torch.autograd.grad(-torch.nn.functional.softplus(log_p - log_q).sum(), places)
    saturating = slope.mean(0) / len(y)
    noise = float(slope.std(0).max()) / len(y) / math.sqrt(draws)
    assert saturating.norm() > 100 * noise
    np.testing.assert_allclose(2 * js(x, y, blur)[1][1], saturating, atol=4 * noise)


def test_kl_pulls_only_what_is_next_to_data():
    x = torch.zeros(1, 2, dtype=torch.float64)
    y = torch.tensor([[1.0, 0.0], [2.0, 0.0]], dtype=torch.float64)
    near, far = kl(x, y, 0.1)[1][:, 0].tolist()
    assert near == pytest.approx(1 / 0.01, rel=1e-6)
    assert 0 <= far < 1e-40


def test_points_thrown_far_off_have_nothing_in_common_with_the_data():
    x, y = clouds()
    value, slope = js(x, y + torch.tensor([900.0, -4000.0]), 0.1)
    assert value == pytest.approx(math.log(2), abs=1e-12)
    assert slope.abs().max() == 0
    away = kl(x, y * 1000, 0.05)
    assert math.isfinite(away[0])
    assert torch.isfinite(away[1]).all()
