"""Losses against torch's own, penalties against closed forms, and what makes the game's losses differ."""

import pytest
import torch
from torch.nn import functional as F

from core.objectives.adversarial import (
    boundary,
    discriminator_loss,
    generator_loss,
    generator_losses,
    gradient_penalty,
    r1_penalty,
)

F64 = torch.float64
BOUNDED = ("minimax", "non_saturating", "least_squares", "hinge")
WASSERSTEIN = ("wasserstein", "wasserstein_clip", "wasserstein_gp")


@pytest.fixture
def outputs() -> tuple[torch.Tensor, torch.Tensor]:
    """Of three copies, for 40 real and 40 generated points."""
    generator = torch.Generator().manual_seed(0)
    r, f = torch.randn(2, 3, 40, generator=generator, dtype=F64) * 3
    return r, f


def bce(x: torch.Tensor, label: float) -> torch.Tensor:
    return F.binary_cross_entropy_with_logits(x, torch.full_like(x, label), reduction="none").mean(-1)


def mse(x: torch.Tensor, target: float) -> torch.Tensor:
    return F.mse_loss(x, torch.full_like(x, target), reduction="none").mean(-1)


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.5])
@pytest.mark.parametrize("name", ["minimax", "non_saturating"])
def test_the_discriminators_cross_entropy_equals_torchs(outputs, name, smoothing):
    r, f = outputs
    torch.testing.assert_close(discriminator_loss(name, r, f, smoothing), bce(r, 1 - smoothing) + bce(f, 0.0))


def test_the_generators_losses_equal_torchs(outputs):
    _, f = outputs
    torch.testing.assert_close(generator_loss("non_saturating", f), bce(f, 1.0))
    torch.testing.assert_close(generator_loss("minimax", f), -bce(f, 0.0))
    torch.testing.assert_close(generator_loss("least_squares", f), 0.5 * mse(f, 1.0))
    for name in ("hinge", *WASSERSTEIN):
        torch.testing.assert_close(generator_loss(name, f), -f.mean(-1))


def test_the_other_discriminators_losses_equal_torchs(outputs):
    r, f = outputs
    torch.testing.assert_close(discriminator_loss("least_squares", r, f), 0.5 * mse(r, 1.0) + 0.5 * mse(f, 0.0))
    torch.testing.assert_close(discriminator_loss("least_squares", r, f, 0.2), 0.5 * mse(r, 0.8) + 0.5 * mse(f, 0.0))
    labels = torch.zeros(r.shape[-1], dtype=torch.int64)  # torch halves it: it averages over the two classes
    hinges = [2 * F.multi_margin_loss(torch.stack([a, 0 * a], 1), labels) for a in (*r, *-f)]
    torch.testing.assert_close(discriminator_loss("hinge", r, f), torch.stack(hinges[:3]) + torch.stack(hinges[3:]))
    for name in WASSERSTEIN:
        torch.testing.assert_close(discriminator_loss(name, r, f), f.mean(-1) - r.mean(-1))


def test_the_means_of_probabilities_are_those_of_the_f_gan(outputs):
    """Nowozin et al. 2016, table 6: the total variation's output is ½ tanh, here of half of D's."""
    r, f = outputs
    half_tanh = [torch.tanh(x / 2) / 2 for x in (r, f)]
    torch.testing.assert_close(
        discriminator_loss("total_variation", r, f), half_tanh[1].mean(-1) - half_tanh[0].mean(-1)
    )
    torch.testing.assert_close(generator_loss("total_variation", f), -half_tanh[1].mean(-1) - 0.5)


def test_the_best_difference_of_probabilities_is_the_total_variation():
    """A sure D that calls real what is more often real reaches ½ Σ |p − q|, and no other one more."""
    p, q = torch.tensor([5, 3, 1, 1]), torch.tensor([1, 2, 3, 4])  # how often each of four places is met, of ten
    best = torch.where(p > q, 50.0, -50.0).double()

    def reached(d: torch.Tensor) -> float:
        return -float(discriminator_loss("total_variation", d.repeat_interleave(p), d.repeat_interleave(q)))

    assert reached(best) == pytest.approx(0.5 * float((p - q).abs().sum()) / 10)
    others = torch.randn(200, 4, generator=torch.Generator().manual_seed(0), dtype=F64) * 5
    assert max(reached(d) for d in others) < reached(best)


def test_minimax_is_flat_where_the_discriminator_is_sure_and_the_other_loss_is_steep():
    f = torch.tensor([-8.0], dtype=F64, requires_grad=True)
    slopes = {
        name: abs(float(torch.autograd.grad(generator_losses(name, f).sum(), f)[0]))
        for name in ("minimax", "non_saturating")
    }
    assert slopes["minimax"] < 1e-3
    assert slopes["non_saturating"] > 0.999


def test_large_outputs_stay_finite():
    big = torch.tensor([[1e4, -1e4]])
    for name in (*BOUNDED, "total_variation", *WASSERSTEIN):
        assert torch.isfinite(discriminator_loss(name, big, -big, 0.1)).all()
        assert torch.isfinite(generator_loss(name, big)).all()


@pytest.mark.parametrize(
    ("name", "smoothing"),
    [(name, s) for name in BOUNDED for s in (0.0, 0.3) if name != "hinge" or not s],  # hinge has no labels to smooth
)
def test_the_boundary_is_where_the_two_kinds_pull_as_hard(name, smoothing):
    at = torch.full((1, 1), boundary(name, smoothing), dtype=F64, requires_grad=True)
    real, fake = (discriminator_loss(name, *pair, smoothing) for pair in ((at, at.detach()), (at.detach(), at)))
    slopes = [torch.autograd.grad(loss.sum(), at)[0] for loss in (real, fake)]
    torch.testing.assert_close(slopes[0], -slopes[1])


def test_the_means_of_probabilities_meet_at_a_half():
    """They pull alike everywhere: the place is that of the probability ½."""
    assert torch.sigmoid(torch.tensor(boundary("total_variation"))) == 0.5


def test_a_critic_has_no_boundary_of_its_own():
    assert [boundary(name) for name in WASSERSTEIN] == [None] * len(WASSERSTEIN)


def test_penalties_of_a_linear_critic_are_known():
    """D(x) = w·x has the slope w everywhere."""
    w = torch.tensor([3.0, 4.0], dtype=F64, requires_grad=True)
    slopes = w.expand(2, 10, 2)
    penalty = gradient_penalty(slopes)
    torch.testing.assert_close(penalty, torch.full((2,), 16.0, dtype=F64))  # (5 − 1)²
    (gradient,) = torch.autograd.grad(penalty[0], w)
    torch.testing.assert_close(gradient, 2 * 4 * w.detach() / 5)
    torch.testing.assert_close(r1_penalty(slopes), torch.full((2,), 12.5, dtype=F64))


def test_the_gradient_penalty_of_a_quadratic_critic_equals_autograds():
    """D(x) = a |x|² has the slope 2a x, so the penalty is the mean of (2a |x| − 1)²."""
    x = torch.randn(1, 30, 2, generator=torch.Generator().manual_seed(1), dtype=F64, requires_grad=True)
    a = torch.tensor(0.7, dtype=F64, requires_grad=True)
    (slopes,) = torch.autograd.grad((a * x.square().sum(-1)).sum(), x, create_graph=True)
    closed = (2 * a * x.norm(dim=-1) - 1).square().mean()
    torch.testing.assert_close(gradient_penalty(slopes)[0], closed)
    torch.testing.assert_close(
        torch.autograd.grad(gradient_penalty(slopes)[0], a)[0], torch.autograd.grad(closed, a)[0]
    )
