"""The parts of the ELBO against torch's own distributions, Monte Carlo and finite differences."""

import pytest
import torch
from torch.distributions import Bernoulli, Independent, Normal, kl_divergence

from core.objectives.elbo import (
    active_units,
    bernoulli_log_likelihood,
    gaussian_log_likelihood,
    kl_standard_normal,
    log_normal,
    log_standard_normal,
)


@pytest.fixture
def generator() -> torch.Generator:
    return torch.Generator().manual_seed(0)


@pytest.fixture
def codes(generator) -> tuple[torch.Tensor, torch.Tensor]:
    mu = torch.randn(50, 4, generator=generator, dtype=torch.float64) * 2
    return mu, torch.randn(50, 4, generator=generator, dtype=torch.float64)


def test_kl_equals_torch_distributions(codes):
    mu, log_var = codes
    oracle = kl_divergence(Normal(mu, (0.5 * log_var).exp()), Normal(0.0, 1.0))
    torch.testing.assert_close(kl_standard_normal(mu, log_var), oracle)


def test_kl_equals_monte_carlo(codes, generator):
    mu, log_var = codes[0][0], codes[1][0]
    z = mu + (0.5 * log_var).exp() * torch.randn(400_000, 4, generator=generator, dtype=torch.float64)
    log_ratio = log_normal(z, mu, log_var) - log_standard_normal(z)
    error = log_ratio.std() / len(z) ** 0.5
    assert abs(log_ratio.mean() - kl_standard_normal(mu, log_var).sum()) < 5 * error


def test_kl_is_zero_only_at_the_prior():
    zero = torch.zeros(1, 3)
    assert kl_standard_normal(zero, zero).sum() == 0
    assert (kl_standard_normal(zero + 0.1, zero) > 0).all()


def test_bernoulli_equals_torch_distributions(generator):
    logits = torch.randn(8, 20, generator=generator) * 3
    x = (torch.rand(8, 20, generator=generator) > 0.5).float()
    oracle = Independent(Bernoulli(logits=logits), 1).log_prob(x)
    torch.testing.assert_close(bernoulli_log_likelihood(logits, x), oracle)


def test_gaussian_equals_torch_distributions(generator):
    logits, x = torch.randn(8, 20, generator=generator), torch.rand(8, 20, generator=generator)
    oracle = Independent(Normal(torch.sigmoid(logits), 0.3), 1).log_prob(x)
    torch.testing.assert_close(gaussian_log_likelihood(logits, x, 0.3), oracle)


def test_log_normal_equals_torch_distributions(codes, generator):
    mu, log_var = codes
    z = torch.randn(mu.shape, generator=generator, dtype=torch.float64)
    torch.testing.assert_close(
        log_normal(z, mu, log_var), Independent(Normal(mu, (0.5 * log_var).exp()), 1).log_prob(z)
    )
    torch.testing.assert_close(log_standard_normal(z), Normal(0.0, 1.0).log_prob(z).sum(-1))


def test_gradients_equal_finite_differences(codes, generator):
    logits = torch.randn(3, 6, generator=generator, dtype=torch.float64, requires_grad=True)
    x = torch.rand(3, 6, generator=generator, dtype=torch.float64)
    mu, log_var = (part[:3].clone().requires_grad_() for part in codes)
    assert torch.autograd.gradcheck(lambda a: bernoulli_log_likelihood(a, x), logits)
    assert torch.autograd.gradcheck(lambda a: gaussian_log_likelihood(a, x, 0.2), logits)
    assert torch.autograd.gradcheck(kl_standard_normal, (mu, log_var))


def test_active_units_follow_burda():
    mu = torch.zeros(200, 3)
    mu[:, 0] = torch.linspace(-1, 1, 200)  # variance 1/3
    mu[:, 1] = torch.linspace(-0.1, 0.1, 200)  # variance 1/300: below 0.01
    mu[:, 2] = 5.0  # far from 0, but the same for every image
    assert active_units(mu).tolist() == [True, False, False]
