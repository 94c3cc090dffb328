"""The convolutional autoencoder: sizes, numbers of parameters and multiply-adds, and what goes past the code."""

import itertools

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from core.models.conv_autoencoder import ConvAutoencoder
from core.models.transposed import transposed_convolution
from core.training.conv_ae import dense_width

WAYS = list(itertools.product(("strided", "pooling"), ("transposed", "unpooling", "upsampling")))


def make(
    side=8, channels=4, layers=2, latent_dim=5, shrink="strided", grow="transposed", kernel=3, remember=True, seed=0
):
    generator = torch.Generator().manual_seed(seed)
    return ConvAutoencoder(side, channels, layers, latent_dim, shrink, grow, kernel, remember, "relu", generator)


def images(n=3, side=8):
    return torch.rand(n, side**2, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize(("shrink", "grow"), WAYS)
@pytest.mark.parametrize(("side", "layers"), [(8, 1), (8, 3), (28, 2), (28, 3)])
def test_every_way_brings_back_a_picture_of_the_same_size(shrink, grow, side, layers):
    for kernel in (2, 3, 4, 5) if grow == "transposed" else (3,):
        model = make(side=side, layers=layers, shrink=shrink, grow=grow, kernel=kernel)
        x = images(side=side)
        maps, _ = model.shrunk(x)
        assert [(m.shape[1], m.shape[2]) for m in maps] == model.shapes
        assert model.encode(x).shape == (3, 5)
        assert model(x).shape == model.decode(model.encode(x)).shape == x.shape


def test_the_sides_are_halved_and_rounded_up():
    assert make(side=28, layers=3, channels=2).shapes == [(2, 14), (4, 7), (8, 4)]
    assert make(side=8, layers=2, channels=8).shapes == [(8, 4), (16, 2)]


def test_the_number_of_parameters_by_hand():
    """8 and 16 maps, a code of 8: down 1·9·8 + 8 and 8·9·16 + 16, the code 64·8 + 8 and 8·64 + 64, and up."""
    up = (16 * 8 * 9 + 8) + (8 * 1 * 9 + 1)
    model = make(channels=8, latent_dim=8)
    assert sum(p.numel() for p in model.parameters()) == 80 + 1168 + 520 + 576 + up == 3577
    assert dense_width(3577, 64, 8) == 24  # 64-24-8-24-64 has 3,576


@pytest.mark.parametrize(("shrink", "grow"), WAYS)
def test_the_multiplications_are_those_that_pytorch_counts(shrink, grow):
    model = make(shrink=shrink, grow=grow)
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model(images(1))
    assert model.multiplications() == counter.get_total_flops() // 2


def test_a_layer_that_grows_is_the_convolution_of_its_definition():
    model = make(kernel=4)
    layer, x = model.up[-1], torch.randn(2, 4, 4, 4, generator=torch.Generator().manual_seed(2))
    ours = transposed_convolution(x, layer.weight, 2, layer.padding[0], layer.output_padding[0]) + layer.bias
    assert torch.allclose(ours, layer(x), atol=1e-6)


def test_places_reach_the_picture_past_the_code_only_where_they_are_remembered():
    x = images()
    for remember in (True, False):
        model = make(shrink="pooling", grow="unpooling", remember=remember)
        through_the_code = model.decode(model.encode(x))
        assert torch.equal(model(x), through_the_code) != remember


def test_all_weights_come_from_the_runs_own_generator():
    torch.manual_seed(1)
    first = make(seed=4).state_dict()
    torch.manual_seed(2)
    again, other = make(seed=4).state_dict(), make(seed=5).state_dict()
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not any(torch.equal(first[name], other[name]) for name in first)
    for name, bound in {"down.0.weight": 1 / 3, "up.1.weight": 1 / 3, "to_code.weight": 32**-0.5}.items():
        assert 0.8 * bound < first[name].abs().max() <= bound
