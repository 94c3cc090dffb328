"""The dense autoencoder: its shapes, its mirror, its activations."""

import pytest
import torch

from core.models.autoencoder import ACTIVATIONS, Autoencoder


def make(activation: str, sizes=(5, 4, 2), seed=0) -> Autoencoder:
    return Autoencoder(sizes, activation, torch.Generator().manual_seed(seed)).double()


def test_the_decoder_is_the_encoders_mirror_image():
    model = make("tanh")
    assert [tuple(layer.weight.shape) for layer in model.encoder] == [(4, 5), (2, 4)]
    assert [tuple(layer.weight.shape) for layer in model.decoder] == [(4, 2), (5, 4)]


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_unit_but_the_outputs_is_bent(activation):
    model, x = make(activation), torch.randn(7, 5, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    bend = {"linear": lambda h: h, "relu": lambda h: h.clamp(min=0)}.get(activation) or getattr(torch, activation)
    (w1, b1, w2, b2), (w3, b3, w4, b4) = (
        [p for layer in part for p in (layer.weight, layer.bias)] for part in (model.encoder, model.decoder)
    )
    code = bend(bend(x @ w1.T + b1) @ w2.T + b2)
    assert torch.allclose(model.encode(x), code)
    assert torch.allclose(model.decode(code), bend(code @ w3.T + b3) @ w4.T + b4)


def test_the_seed_decides_the_first_weights():
    first, again, other = (make("linear", seed=seed).encoder[0].weight for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
