"""Copies side by side are single autoencoders: the same numbers, the same gradients, weights of their own seeds."""

import pytest
import torch
from torch import nn

from core.models.autoencoder import Autoencoder
from core.models.autoencoder_copies import AutoencoderCopies

SIZES = [20, 9, 17, 4]  # narrow and wide layers go different ways to the same numbers


def generators(*seeds: int) -> list[torch.Generator]:
    return [torch.Generator().manual_seed(seed) for seed in seeds]


def single(copies: AutoencoderCopies, i: int, activation: str) -> Autoencoder:
    """A plain autoencoder with the weights of copy i."""
    alone = Autoencoder(SIZES, activation, torch.Generator())
    for ours, modules in ((copies.encoder, alone.encoder), (copies.decoder, alone.decoder)):
        for weight, bias, module in zip(ours[::2], ours[1::2], modules, strict=True):
            module.weight = nn.Parameter(weight[i].detach().T.clone())
            module.bias = nn.Parameter(bias[i, 0].detach().clone())
    return alone


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_each_copy_is_a_single_autoencoder_with_its_gradients(activation):
    copies = AutoencoderCopies(SIZES, activation, generators(0, 1, 2))
    x = torch.rand(3, 11, SIZES[0])
    back = copies.every(x)
    gradients = torch.autograd.grad((back - x).square().sum(), list(copies.parameters()))
    for i in range(3):
        alone = single(copies, i, activation)
        expected = alone.decode(alone.encode(x[i]))
        torch.testing.assert_close(back[i], expected)
        expected_gradients = torch.autograd.grad((expected - x[i]).square().sum(), list(alone.parameters()))
        for ours, theirs in zip(gradients, expected_gradients, strict=True):
            torch.testing.assert_close(ours[i].squeeze(0) if theirs.dim() == 1 else ours[i].T, theirs)


def test_for_itself_it_is_its_first_copy():
    copies = AutoencoderCopies(SIZES, "tanh", generators(3, 4))
    alone, x = single(copies, 0, "tanh"), torch.rand(6, SIZES[0])
    torch.testing.assert_close(copies.encode(x), alone.encode(x))
    torch.testing.assert_close(copies.decode(copies.encode(x)), copies.every(x.expand(2, -1, -1))[0])


def test_a_copy_has_the_weights_of_its_own_generator():
    together = AutoencoderCopies(SIZES, "relu", generators(5, 6, 7))
    alone = AutoencoderCopies(SIZES, "relu", generators(6))
    for stacked, one in zip(together.parameters(), alone.parameters(), strict=True):
        assert torch.equal(stacked[1:2], one)
