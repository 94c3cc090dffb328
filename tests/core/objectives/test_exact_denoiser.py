"""The best denoiser of a finite set of points: by hand, by Tweedie's formula, and that none is better."""

import math

import pytest
import torch
from torch.distributions import Categorical, Independent, MixtureSameFamily, Normal

from core.objectives.exact_denoiser import posterior_mean

SIGMA = 0.4
POINTS = torch.randn(30, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
NOISY = torch.randn(50, 2, generator=torch.Generator().manual_seed(1), dtype=torch.float64) * 1.5


def noisy_density():
    """p_σ as torch.distributions makes it: a Gaussian around every point."""
    around = Independent(Normal(POINTS, SIGMA), 1)
    return MixtureSameFamily(Categorical(torch.ones(len(POINTS), dtype=torch.float64)), around)


def test_its_arrows_are_the_slope_of_the_logarithm_of_the_noisy_density():
    """x̂ − x̃ = σ² ∇ log p_σ(x̃), by central differences."""
    step, density = 1e-5, noisy_density()
    for axis in (0, 1):
        shift = torch.zeros(2, dtype=torch.float64)
        shift[axis] = step
        slope = (density.log_prob(NOISY + shift) - density.log_prob(NOISY - shift)) / (2 * step)
        arrows = (posterior_mean(NOISY, POINTS, SIGMA) - NOISY)[:, axis]
        torch.testing.assert_close(arrows, SIGMA**2 * slope, atol=1e-8, rtol=1e-6)


def test_of_two_points_it_is_a_hyperbolic_tangent():
    points = torch.tensor([[-1.0, 0.0], [1.0, 0.0]], dtype=torch.float64)
    noisy = torch.tensor([[0.3, 5.0], [0.0, 0.0]], dtype=torch.float64)
    guess = posterior_mean(noisy, points, 0.5)
    assert guess[0].tolist() == pytest.approx([math.tanh(0.3 / 0.25), 0.0])
    assert guess[1].tolist() == [0.0, 0.0]


def test_little_noise_means_the_nearest_point_and_much_noise_the_mean():
    nearest = POINTS[torch.cdist(NOISY, POINTS).argmin(1)]
    torch.testing.assert_close(posterior_mean(NOISY, POINTS, 1e-3), nearest)
    torch.testing.assert_close(posterior_mean(NOISY, POINTS, 1e4), POINTS.mean(0).expand(50, 2), atol=1e-6, rtol=0)


def test_far_away_it_is_still_a_number():
    assert posterior_mean(torch.tensor([[1e3, -1e3]]), POINTS.float(), 0.01).isfinite().all()


def test_what_another_denoiser_does_worse_is_its_distance_to_this_one():
    """E|f − x|² = E|f − E[x|x̃]|² + E|E[x|x̃] − x|²: Pythagoras, for any f."""
    generator = torch.Generator().manual_seed(2)
    clean = POINTS.repeat(20_000, 1)
    noisy = clean + SIGMA * torch.randn(clean.shape, generator=generator, dtype=torch.float64)
    best, other = posterior_mean(noisy, POINTS, SIGMA), 0.7 * noisy
    error, away, least = ((a - b).square().mean() for a, b in ((other, clean), (other, best), (best, clean)))
    assert float(error) == pytest.approx(float(away + least), rel=5e-3)
