"""Blind codes have the mean and the covariance of the codes that they are drawn around."""

import torch

from core.training.blind_codes import normal_around


def test_mean_and_covariance_are_those_of_the_codes_also_where_one_has_no_variance():
    generator = torch.Generator().manual_seed(0)
    codes = torch.randn(500, 3, generator=generator) @ torch.tensor([[2.0, 1.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]])
    codes += torch.tensor([5.0, -3.0, 7.0])
    epsilon = torch.randn(4000, 3, generator=generator)
    epsilon = (epsilon - epsilon.mean(0)) @ torch.linalg.inv(
        torch.linalg.cholesky(torch.cov(epsilon.T))
    ).T  # exactly N(0, I)
    drawn = normal_around(codes, epsilon)
    assert torch.allclose(drawn.mean(0), codes.mean(0), atol=1e-3)
    assert torch.allclose(torch.cov(drawn.T), torch.cov(codes.T), atol=1e-3)
