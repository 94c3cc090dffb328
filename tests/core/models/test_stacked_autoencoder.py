"""The stacked autoencoder: its sizes, its mirror, its parameters, and what shared matrices do to the gradient."""

import pytest
import torch

from core.models.stacked_autoencoder import StackedAutoencoder

SIZES = (6, 5, 3, 2)


def make(sizes=SIZES, tied=False, activation="tanh", seed=0) -> StackedAutoencoder:
    return StackedAutoencoder(sizes, activation, tied, torch.Generator().manual_seed(seed)).double()


def examples(n=7, size=SIZES[0]) -> torch.Tensor:
    return torch.rand(n, size, dtype=torch.float64, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize(("tied", "count"), [(False, 163_814), (True, 82_414)])
def test_the_lectures_network_has_its_parameters(tied, count):
    model = make((784, 100, 30), tied)
    assert sum(p.numel() for p in model.parameters()) == count


def test_the_code_is_linear_the_outputs_are_sigmoids_and_all_between_is_bent():
    model, x = make(), examples()
    (w1, b1), (w2, b2), (w3, b3) = ((layer.weight, layer.bias) for layer in model.encoder)
    (v3, c3), (v2, c2), (v1, c1) = ((layer.weight, layer.bias) for layer in model.decoder)
    code = torch.tanh(torch.tanh(x @ w1.T + b1) @ w2.T + b2) @ w3.T + b3
    back = torch.sigmoid(torch.tanh(torch.tanh(code @ v3.T + c3) @ v2.T + c2) @ v1.T + c1)
    assert torch.allclose(model.encode(x), code)
    assert torch.allclose(model.decode(code), back)
    assert torch.allclose(model.climb(x, 2), torch.tanh(torch.tanh(x @ w1.T + b1) @ w2.T + b2))


def test_a_tied_decoder_uses_the_encoders_matrices_transposed():
    model, h = make(tied=True), examples(size=2)
    (w1, _), (w2, _), (w3, _) = ((layer.weight, layer.bias) for layer in model.encoder)
    c3, c2, c1 = (layer.bias for layer in model.decoder)
    back = torch.sigmoid(torch.tanh(torch.tanh(h @ w3 + c3) @ w2 + c2) @ w1 + c1)
    assert torch.allclose(model.decode(h), back)
    with torch.no_grad():
        w1 += 1
    assert torch.equal(model.decoder[-1].weight, w1)


def test_the_gradient_of_a_tied_matrix_is_the_encoders_part_and_the_decoders_transposed():
    """By hand: two networks that compute the same, the one with matrices of its own on each side."""
    tied, free, x = make(tied=True), make(seed=3), examples()
    with torch.no_grad():
        for level, layer in enumerate(tied.encoder):
            free.encoder[level].weight.copy_(layer.weight)
            free.decoder[tied.depth - 1 - level].weight.copy_(layer.weight.T)
        for mine, other in zip((*free.encoder, *free.decoder), (*tied.encoder, *tied.decoder), strict=True):
            mine.bias.copy_(other.bias)
    for model in (tied, free):
        (model.decode(model.encode(x)) - x).square().mean().backward()
    for level, layer in enumerate(tied.encoder):
        down, up = free.encoder[level].weight.grad, free.decoder[tied.depth - 1 - level].weight.grad
        assert torch.allclose(layer.weight.grad, down + up.T, rtol=1e-10)
        assert not torch.allclose(layer.weight.grad, down, rtol=1e-2)
    for mine, other in zip((*tied.encoder, *tied.decoder), (*free.encoder, *free.decoder), strict=True):
        assert torch.allclose(mine.bias.grad, other.bias.grad, rtol=1e-10)


def test_levels_go_up_and_down_as_the_whole_does():
    model, x = make(), examples()
    h = x
    for level in range(model.depth):
        h = model.up(h, level)
    assert torch.equal(h, model.encode(x))
    for level in reversed(range(model.depth)):
        h = model.down(h, level)
        assert h.shape == (7, SIZES[level])
    assert torch.equal(h, model.decode(model.encode(x)))


def test_the_seed_decides_the_first_weights():
    first, again, other = (make(tied=True, seed=seed).state_dict() for seed in (1, 1, 2))
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not any(torch.equal(first[name], other[name]) for name in first)
