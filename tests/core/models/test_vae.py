"""The network: sizes, seeds, and the trick that lets the gradient pass."""

import pytest
import torch

from core.models.vae import VAE, reparameterize


def make(seed: int = 0, **sizes) -> VAE:
    sizes = {"pixels": 784, "width": 400, "depth": 1, "latent_dim": 20} | sizes
    return VAE(**sizes, generator=torch.Generator().manual_seed(seed))


def test_parameter_count_of_the_usual_reference():
    """784-400-(20,20)-400-784 has 652,824 parameters (pytorch/examples, vae)."""
    assert sum(parameter.numel() for parameter in make().parameters()) == 652_824


@pytest.mark.parametrize("depth", [1, 3])
def test_shapes(depth):
    model = make(pixels=64, width=16, depth=depth, latent_dim=3)
    mu, log_var = model.encode(torch.rand(5, 64))
    assert mu.shape == log_var.shape == (5, 3)
    assert model.decode(mu).shape == (5, 64)


def test_the_seed_decides_the_weights_and_nothing_else_is_drawn():
    before = torch.random.get_rng_state()
    first, again, other = make(1), make(1), make(2)
    assert torch.equal(torch.random.get_rng_state(), before)
    for a, b, c in zip(first.parameters(), again.parameters(), other.parameters(), strict=True):
        assert torch.equal(a, b)
        assert not torch.equal(a, c)


def test_initial_weights_are_spread_as_torch_spreads_them():
    ours, usual = make().encoder[0], torch.nn.Linear(784, 400)
    assert ours.weight.std().item() == pytest.approx(usual.weight.std().item(), rel=0.02)
    assert ours.weight.abs().max().item() <= 1 / 784**0.5


def test_reparameterized_samples_have_the_mean_and_deviation_asked_for():
    mu, log_var = torch.tensor([1.0, -2.0]), torch.log(torch.tensor([0.25, 4.0]))
    z = reparameterize(mu, log_var, torch.randn(200_000, 2, generator=torch.Generator().manual_seed(0)))
    torch.testing.assert_close(z.mean(0), mu, atol=0.02, rtol=0)
    torch.testing.assert_close(z.std(0), torch.tensor([0.5, 2.0]), atol=0.02, rtol=0)


def test_the_gradient_passes_to_mean_and_deviation():
    mu = torch.tensor([0.3], dtype=torch.float64, requires_grad=True)
    log_var = torch.tensor([-0.4], dtype=torch.float64, requires_grad=True)
    epsilon = torch.tensor([1.7], dtype=torch.float64)
    assert torch.autograd.gradcheck(lambda m, v: reparameterize(m, v, epsilon), (mu, log_var))
