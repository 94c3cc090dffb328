"""The convolutional denoiser against PyTorch's own layers one after another."""

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from core.models.conv_denoiser import ConvDenoiser


def make(side=8, channels=3, activation="relu", seed=0):
    return ConvDenoiser(side, channels, activation, torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("side", [8, 28])
def test_it_is_the_plain_sequence_of_layers(side):
    model = make(side)
    plain = nn.Sequential(
        nn.Conv2d(1, 3, 5, 2, 2), nn.ReLU(), nn.Conv2d(3, 12, 3, 2, 1), nn.ReLU(),
        nn.Conv2d(12, 12, 3, 1, 1), nn.ReLU(),
        nn.ConvTranspose2d(12, 3, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(3, 1, 4, 2, 1),
    )  # fmt: skip
    with torch.no_grad():
        for mine, theirs in zip(model.parameters(), plain.parameters(), strict=True):
            theirs.copy_(mine)
    x = torch.rand(5, side**2, generator=torch.Generator().manual_seed(1))
    code = model.encode(x)
    assert code.shape == (5, 12 * (side // 4) ** 2)
    assert torch.allclose(model.decode(code), plain(x.view(5, 1, side, side)).flatten(1), atol=1e-6)


def test_a_seed_gives_the_weights_and_the_global_generator_is_left_alone():
    before = torch.random.get_rng_state()
    first, again, other = make(seed=4), make(seed=4), make(seed=5)
    assert torch.equal(before, torch.random.get_rng_state())
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), again.parameters(), strict=True))
    assert not torch.equal(first.down[0].weight, other.down[0].weight)


@pytest.mark.parametrize("side", [8, 28])
def test_multiplications_are_those_that_pytorch_counts(side):
    model = make(side)
    with FlopCounterMode(display=False) as counter:
        model.decode(model.encode(torch.zeros(1, side**2)))
    assert model.multiplications() == counter.get_total_flops() // 2


def test_a_side_that_cannot_be_halved_twice_is_refused():
    with pytest.raises(ValueError, match="images of side 10 cannot be halved twice"):
        make(10)
