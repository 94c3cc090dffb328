"""Quadrature against a model whose evidence and posterior are known in closed form, and against itself."""

import pytest
import torch
from torch.distributions import Independent, MultivariateNormal, Normal, kl_divergence

from core.objectives.elbo import log_normal
from core.objectives.posterior import exact_posterior, gauss_hermite, importance_weighted

F64 = torch.float64


@pytest.fixture(params=[0.5, 0.05], ids=["wide", "narrow"])
def linear_gaussian(request):
    """x = A z + noise: p(x) and p(z|x) are Gaussian and known exactly."""
    generator = torch.Generator().manual_seed(1)
    weights = torch.randn(5, 2, generator=generator, dtype=F64)
    x = weights @ torch.tensor([0.7, -1.1], dtype=F64)
    sigma = request.param

    def log_likelihood(z):
        return Independent(Normal(z @ weights.T, sigma), 1).log_prob(x)

    evidence = MultivariateNormal(torch.zeros(5, dtype=F64), weights @ weights.T + sigma**2 * torch.eye(5, dtype=F64))
    precision = torch.eye(2, dtype=F64) + weights.T @ weights / sigma**2
    mean = torch.linalg.solve(precision, weights.T @ x / sigma**2)
    posterior = MultivariateNormal(mean, precision_matrix=precision)
    return log_likelihood, float(evidence.log_prob(x)), posterior


def test_evidence_gap_and_kl_equal_closed_form(linear_gaussian):
    log_likelihood, log_px, posterior = linear_gaussian
    mu = posterior.mean + 0.02
    log_var = torch.log(torch.diagonal(posterior.covariance_matrix)) - 0.3
    answer = exact_posterior(log_likelihood, mu, log_var)
    q = MultivariateNormal(mu, torch.diag(log_var.exp()))
    assert answer.log_px == pytest.approx(log_px, abs=1e-3)
    assert abs(answer.log_px - log_px) <= max(10 * answer.log_px_error, 1e-6)
    assert answer.kl_to_posterior == pytest.approx(float(kl_divergence(q, posterior)), abs=1e-3)
    assert answer.log_px - answer.elbo == pytest.approx(answer.kl_to_posterior, abs=1e-2)
    torch.testing.assert_close(answer.mean, posterior.mean, atol=1e-3, rtol=0)
    expected = torch.diagonal(posterior.covariance_matrix).sqrt()
    torch.testing.assert_close(answer.sigma, expected, atol=1e-3, rtol=1e-2)


def test_a_narrow_q_far_from_the_posterior_keeps_the_identity(linear_gaussian):
    """An autoencoder without the KL term: σ of a thousandth, codes where the prior hardly goes."""
    log_likelihood, log_px, posterior = linear_gaussian
    mu, log_var = posterior.mean + torch.tensor([6.0, -8.0], dtype=F64), torch.tensor([-13.0, -12.0], dtype=F64)
    answer = exact_posterior(log_likelihood, mu, log_var)
    expected = float(kl_divergence(MultivariateNormal(mu, torch.diag(log_var.exp())), posterior))
    assert answer.kl_to_posterior == pytest.approx(expected, abs=1e-2)
    assert answer.log_px - answer.elbo == pytest.approx(expected, abs=1e-2)
    assert answer.log_px == pytest.approx(log_px, abs=1e-3)


def test_a_posterior_beyond_the_usual_square_is_found():
    """x = z + noise with x far out: the likelihood pulls the posterior where the prior hardly goes."""
    x, sigma = torch.tensor([9.0, -8.0], dtype=F64), 0.3

    def log_likelihood(z):
        return Independent(Normal(z, sigma), 1).log_prob(x)

    posterior = MultivariateNormal(x / (1 + sigma**2), torch.eye(2, dtype=F64) * sigma**2 / (1 + sigma**2))
    evidence = MultivariateNormal(torch.zeros(2, dtype=F64), torch.eye(2, dtype=F64) * (1 + sigma**2))
    mu, log_var = torch.zeros(2, dtype=F64), torch.full((2,), -1.0, dtype=F64)
    answer = exact_posterior(log_likelihood, mu, log_var)
    assert answer.log_px == pytest.approx(float(evidence.log_prob(x)), abs=1e-3)
    expected = kl_divergence(MultivariateNormal(mu, torch.diag(log_var.exp())), posterior)
    assert answer.kl_to_posterior == pytest.approx(float(expected), abs=1e-2)


def test_gauss_hermite_is_exact_for_polynomials():
    mu, log_var = torch.tensor([0.5, -1.0], dtype=F64), torch.tensor([0.2, -0.7], dtype=F64)
    z, weights = gauss_hermite(mu, log_var)
    variance = log_var.exp()
    assert float(weights.sum()) == pytest.approx(1)
    torch.testing.assert_close((weights[:, None] * z).sum(0), mu)
    torch.testing.assert_close((weights[:, None] * z**2).sum(0), variance + mu**2)
    torch.testing.assert_close((weights[:, None] * (z - mu) ** 4).sum(0), 3 * variance**2)


def test_importance_weights_close_the_gap(linear_gaussian):
    log_likelihood, log_px, posterior = linear_gaussian
    log_var = torch.log(torch.diagonal(posterior.covariance_matrix))
    generator = torch.Generator().manual_seed(2)
    means = [
        float(importance_weighted(log_likelihood, posterior.mean, log_var, k, 2000, generator).mean())
        for k in (1, 10, 100)
    ]
    assert means[0] < means[1] < means[2] < log_px + 0.02
    assert means[2] == pytest.approx(log_px, abs=0.15)


def test_one_importance_sample_is_the_elbo(linear_gaussian):
    log_likelihood, _, posterior = linear_gaussian
    mu, log_var = posterior.mean, torch.log(torch.diagonal(posterior.covariance_matrix))
    estimates = importance_weighted(log_likelihood, mu, log_var, 1, 20_000, torch.Generator().manual_seed(3))
    elbo = exact_posterior(log_likelihood, mu, log_var).elbo
    assert float(estimates.mean()) == pytest.approx(elbo, abs=5 * float(estimates.std()) / 20_000**0.5)


def test_perfect_importance_weights_have_no_spread(linear_gaussian):
    """Where q is the posterior itself, every weight is p(x)."""
    _, log_px, posterior = linear_gaussian
    mu, log_var = posterior.mean, torch.zeros(2, dtype=F64)

    def log_likelihood(z):  # p(x|z) p(z) := p(x) · N(z; mu, 1)
        prior = Independent(Normal(torch.zeros(2, dtype=F64), 1.0), 1).log_prob(z)
        return log_px + log_normal(z, mu, log_var) - prior

    estimates = importance_weighted(log_likelihood, mu, log_var, 3, 50, torch.Generator().manual_seed(4))
    torch.testing.assert_close(estimates, torch.full_like(estimates, log_px))
