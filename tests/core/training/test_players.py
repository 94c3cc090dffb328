"""Gradients of the two players: unrolled ones and penalties against finite differences, and who moves."""

import numpy as np
import pytest
import torch

from core.training.gan2d import GAN2DTrainer
from core.training.players import Players
from tests.core.training.gan2d_cases import SPEC, make, train

F64 = torch.float64


def exact_players(**values) -> Players:
    """Tiny smooth players in double precision that have trained a little."""
    small = {"g_width": 4, "d_width": 4, "g_depth": 1, "d_depth": 1, "g_activation": "tanh", "d_activation": "tanh"}
    trainer = train(GAN2DTrainer(SPEC.parse({**small, "batch_size": 8, "lr_d": 0.05, **values})), 5)
    players = trainer.players
    for name in ("frozen_d", "frozen_g"):
        setattr(players, name, [p.double() for p in getattr(players, name)])
    players.all.d = [p.clone().requires_grad_() for p in players.frozen_d]
    players.all.g = [p.clone().requires_grad_() for p in players.frozen_g]
    players.optimizer_d.slots = {
        slot: [v.double() for v in values] for slot, values in players.optimizer_d.slots.items()
    }
    return players


def numeric(function, parameter: torch.Tensor, index: tuple[int, ...]) -> float:
    """The derivative of function() by one number of a parameter, from both sides."""
    values = []
    for sign in (1, -1):
        with torch.no_grad():
            parameter[index] += sign * 1e-5
        values.append(function().item())
        with torch.no_grad():
            parameter[index] -= sign * 1e-5
    return (values[0] - values[1]) / 2e-5


UNROLLED = [
    {"unroll": 3, "optimizer_d": "sgd"},
    {"unroll": 3, "optimizer_d": "rmsprop"},
    {"unroll": 3, "optimizer_d": "adam"},
    {"unroll": 2, "loss": "wasserstein_gp", "optimizer_d": "sgd"},
    {"unroll": 2, "r1": 1.0},
    {"unroll": 2, "packing": 2, "minibatch": "stddev"},
]


@pytest.mark.parametrize("values", UNROLLED, ids=str)
def test_the_unrolled_gradient_equals_finite_differences(values):
    """G's gradient runs through D's own steps: what D would answer counts."""
    players = exact_players(**values)
    z, real = players.latents.next().double(), players.real.next().double()
    mix = players.mix.next().double() if players.settings.loss == "wasserstein_gp" else None

    def objective(through: bool = True) -> torch.Tensor:
        fake = players.g(z, players.all.g)
        ahead = players.unrolled(
            real, fake if through else fake.detach(), players.all, [(None, mix)] * players.settings.unroll
        )
        return players.objective_g(fake, ahead, None).sum()

    gradients = torch.autograd.grad(objective(), players.all.g)
    for i, index in ((0, (0, 1, 2)), (1, (0, 0, 3)), (2, (0, 2, 1)), (3, (0, 0, 0))):
        expected = numeric(objective, players.all.g[i], index)
        assert float(gradients[i][index]) == pytest.approx(expected, rel=1e-4, abs=1e-8)
    short = torch.autograd.grad(objective(through=False), players.all.g)
    assert not all(torch.allclose(a, b, rtol=1e-3) for a, b in zip(gradients, short, strict=True))


@pytest.mark.parametrize(
    "values", [{"r1": 2.0}, {"loss": "wasserstein_gp", "gp_weight": 10.0}, {"loss": "wasserstein_gp", "packing": 2}]
)
def test_the_gradient_of_penalties_equals_finite_differences(values):
    players = exact_players(**values)
    real, fake = players.real.next().double(), players.g(players.latents.next().double(), players.frozen_g)
    mix = players.mix.next().double() if players.settings.loss == "wasserstein_gp" else None

    def objective() -> torch.Tensor:
        return players.objective_d(real, fake, players.all.d, None, mix).sum()

    gradients = torch.autograd.grad(objective(), players.all.d, allow_unused=True)
    for i, index in ((0, (0, 1, 2)), (1, (0, 0, 3)), (2, (0, 2, 0))):
        expected = numeric(objective, players.all.d[i], index)
        assert float(gradients[i][index]) == pytest.approx(expected, rel=1e-4, abs=1e-8)


def test_the_gradient_penalty_of_a_linear_critic_is_known():
    """D(x) = w·x, made of a ReLU and its mirror image: the slope is w everywhere, and λ (|w| − 1)² the penalty."""
    players = make(loss="wasserstein_gp", d_depth=1, d_width=4).players
    w = torch.tensor([0.6, -1.7])
    weight, bias, out, shift = players.frozen_d
    for p in (weight, bias, out, shift):
        p.zero_()
    weight[0, :, 0], weight[0, :, 1] = w, -w
    out[0, 0, 0], out[0, 1, 0] = 1.0, -1.0
    real, fake = players.real.next(), torch.randn(1, 16, 2)
    found = players.penalty(real, fake, players.all.d, players.mix.next())
    assert found.item() == pytest.approx((float(w.norm()) - 1) ** 2, rel=1e-5)
    (gradient,) = torch.autograd.grad(found.sum(), players.all.d[2])
    # ∂/∂out₀ of (|out₀·w·1[x·w>0] + …| − 1)²: half of the points see each unit, together the whole slope
    n = float(w.norm())
    assert float(gradient[0, 0, 0] - gradient[0, 1, 0]) == pytest.approx(2 * (n - 1) * n, rel=1e-4)


def test_unrolling_leaves_the_discriminator_to_its_own_steps():
    """After a round D has made k_d steps and no more."""
    usual, unrolled = make(), make(unroll=5)
    usual.players.step_d(1)
    unrolled.players.step_d(1)
    before = [p.clone() for p in unrolled.players.frozen_d]
    unrolled.players.step_g(1)
    for p, kept, own in zip(unrolled.players.frozen_d, before, usual.players.frozen_d, strict=True):
        assert torch.equal(p, kept)
        assert torch.equal(p, own)
    assert int(unrolled.players.optimizer_d.steps[0]) == 1


@pytest.mark.parametrize(
    "values",
    [{"loss": "wasserstein_clip"}, {"weight_clipping": True}, {"weight_clipping": True, "loss": "wasserstein_gp"}],
)
def test_clipped_weights_stay_within_the_clip(values):
    trainer = train(make(clip=0.03, **values), 5)
    players = trainer.players
    fake = players.g(players.latents.next(), players.all.g)
    ahead = players.unrolled(players.real.next(), fake, players.all, [players.d_noises()] * 2)
    assert max(float(p.detach().abs().max()) for p in ahead) == pytest.approx(0.03)
    assert max(float(p.abs().max()) for p in trainer.players.frozen_d) == pytest.approx(0.03)
    assert max(float(p.abs().max()) for p in trainer.players.frozen_g) > 0.03


def test_a_discriminator_learns_the_optimal_one():
    """Two Gaussians against a fixed G whose density is known: |D − D*| < 0.05 over the points that D meets."""
    trainer = make(world="gaussians", d_width=64, g_depth=1, g_width=4, batch_size=512, lr_d=3e-3)
    weight, bias, out, shift = trainer.players.frozen_g
    for p in (weight, bias, out, shift):
        p.zero_()
    for axis in (0, 1):  # relu(z) − relu(−z) = z: G(z) = 0.8 z, so q = N(0, 0.8²)
        weight[0, axis, 2 * axis], weight[0, axis, 2 * axis + 1] = 1.0, -1.0
        out[0, 2 * axis, axis], out[0, 2 * axis + 1, axis] = 0.8, -0.8
    for number in range(1500):
        trainer.settings = trainer.players.settings = trainer.settings.model_copy(
            update={"lr_d": 3e-3 if number < 1000 else 3e-4}
        )
        trainer.players.step_d(number)

    ticks = np.linspace(-3, 3, 61)
    x, y = np.meshgrid(ticks, ticks)
    p = trainer.world.density(ticks)
    q = np.exp(-(x**2 + y**2) / (2 * 0.64)) / (2 * np.pi * 0.64)
    best = p / (p + q)
    points = np.stack([x, y], -1).reshape(-1, 2)
    own = trainer.discriminate(points=points)["probability"].reshape(61, 61)
    error = ((p + q) * np.abs(own - best)).sum() / (p + q).sum()
    assert error < 0.05

    answer = trainer.optimal(size=61)
    trusted = answer["trusted"]
    assert 0.2 < trusted.mean() < 0.9
    assert np.abs(answer["optimal"] - best)[trusted].mean() < 0.05
    assert answer["error"] < 0.07
    np.testing.assert_allclose(answer["own"], own, atol=1e-5)
