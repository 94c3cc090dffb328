"""The penalties of a sparse code against PyTorch's own divergence, by hand, and by finite differences."""

import math

import pytest
import torch
from torch.distributions import Bernoulli, kl_divergence

from core.objectives.sparsity import kl_penalty, l1_penalty


@pytest.fixture
def activations():
    return torch.sigmoid(torch.randn(7, 5, dtype=torch.float64, generator=torch.Generator().manual_seed(0)))


@pytest.mark.parametrize("rho", [0.01, 0.05, 0.5])
def test_kl_is_that_between_coins_summed_over_the_units(activations, rho):
    oracle = kl_divergence(Bernoulli(torch.tensor(rho, dtype=torch.float64)), Bernoulli(activations.mean(0))).sum()
    assert float(kl_penalty(activations, rho)) == pytest.approx(float(oracle), rel=1e-6)


def test_kl_by_hand():
    a = torch.tensor([[0.2, 0.05], [0.6, 0.05]])  # means 0.4 and 0.05
    expected = 0.05 * math.log(0.05 / 0.4) + 0.95 * math.log(0.95 / 0.6)
    assert float(kl_penalty(a, 0.05)) == pytest.approx(expected, rel=1e-5)


def test_l1_by_hand_is_a_mean_over_images_of_a_sum_over_units():
    a = torch.tensor([[0.2, 0.1, 0.0], [0.5, 0.0, 0.4]])
    assert float(l1_penalty(a)) == pytest.approx((0.3 + 0.9) / 2)


@pytest.mark.parametrize("penalty", [l1_penalty, lambda a: kl_penalty(a, 0.05)], ids=["l1", "kl"])
def test_a_larger_batch_of_the_same_images_costs_the_same(activations, penalty):
    assert float(penalty(activations.repeat(3, 1))) == pytest.approx(float(penalty(activations)))


@pytest.mark.parametrize("penalty", [l1_penalty, lambda a: kl_penalty(a, 0.05)], ids=["l1", "kl"])
def test_gradients_are_those_of_finite_differences(activations, penalty):
    assert torch.autograd.gradcheck(penalty, activations.requires_grad_())


def test_units_that_are_never_or_always_active_cost_much_and_not_infinitely():
    a = torch.stack([torch.zeros(4), torch.ones(4)], dim=1).requires_grad_()
    penalty = kl_penalty(a, 0.05)
    assert 10 < penalty.item() < 20
    assert torch.isfinite(torch.autograd.grad(penalty, a)[0]).all()
