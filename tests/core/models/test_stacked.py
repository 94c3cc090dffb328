"""Copies side by side do what each does alone, and the initial weights are PyTorch's usual ones."""

import pytest
import torch
from torch import nn

from core.models.stacked import ACTIVATIONS, Generator, affine, initial_layer


def generators(*seeds: int) -> list[torch.Generator]:
    return [torch.Generator().manual_seed(seed) for seed in seeds]


@pytest.mark.parametrize("width", [1, 2, 15, 16, 40])
@pytest.mark.parametrize("copies", [1, 3])
def test_a_layer_equals_torchs_with_its_gradients(width, copies):
    """Narrow and wide, one copy and several go different ways to the same numbers."""
    x = torch.randn(copies, 7, 5, dtype=torch.float64, requires_grad=True)
    weight = torch.randn(copies, 5, width, dtype=torch.float64, requires_grad=True)
    bias = torch.randn(copies, 1, width, dtype=torch.float64, requires_grad=True)
    expected = torch.stack([nn.functional.linear(x[i], weight[i].T, bias[i, 0]) for i in range(copies)])
    found = affine(x, weight, bias)
    torch.testing.assert_close(found, expected)
    upstream = torch.randn_like(expected)
    gradients = [torch.autograd.grad(out, (x, weight, bias), upstream) for out in (found, expected)]
    torch.testing.assert_close(*gradients)


def test_a_generator_equals_a_sequence_of_layers():
    g = Generator(3, 16, 2, "tanh", generators(0))
    layers: list[nn.Module] = []
    for weight, bias in zip(g.parameters[::2], g.parameters[1::2], strict=True):
        layer = nn.Linear(weight.shape[1], weight.shape[2])
        layer.weight.data, layer.bias.data = weight[0].T, bias[0, 0]
        layers += [layer, nn.Tanh()]
    z = torch.randn(1, 9, 3)
    torch.testing.assert_close(g(z, g.parameters)[0], nn.Sequential(*layers[:-1])(z[0]))


def test_a_copy_has_the_weights_of_its_own_generator():
    together = Generator(2, 8, 2, "relu", generators(5, 6, 7))
    alone = Generator(2, 8, 2, "relu", generators(6))
    for stacked, single in zip(together.parameters, alone.parameters, strict=True):
        assert torch.equal(stacked[1:2], single)


def test_initial_weights_are_uniform_within_torchs_bound():
    weight, bias = initial_layer(100, 400, generators(0, 1))
    assert (weight.shape, bias.shape) == ((2, 100, 400), (2, 1, 400))
    for values in (weight, bias):
        assert float(values.abs().max()) <= 0.1
        assert float(values.abs().max()) > 0.099
    assert float(weight.std()) == pytest.approx(0.1 / 3**0.5, rel=0.02)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_are_torchs(name):
    oracle = {
        "relu": nn.ReLU(),
        "leaky_relu": nn.LeakyReLU(0.2),
        "tanh": nn.Tanh(),
        "elu": nn.ELU(),
        "sigmoid": nn.Sigmoid(),
    }[name]
    x = torch.linspace(-3, 3, 50)
    torch.testing.assert_close(ACTIVATIONS[name](x.clone()), oracle(x))
