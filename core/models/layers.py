"""Building blocks that more than one network uses."""

from __future__ import annotations

import math
from typing import TypeVar

import torch
from torch import nn

Layer = TypeVar("Layer", bound=nn.Module)


def linear(n_in: int, n_out: int, generator: torch.Generator) -> nn.Linear:
    """A dense layer [N, n_in] → [N, n_out], with PyTorch's usual initial weights drawn from `generator`.

    Weights and biases are uniform in ±1/√n_in (LeCun et al. 1998, with PyTorch's gain).
    """
    layer = nn.utils.skip_init(nn.Linear, n_in, n_out)  # nn.Linear itself would draw from the global generator
    return _drawn(layer, n_in, generator)


def conv(n_in: int, n_out: int, kernel: int, generator: torch.Generator, **how: int) -> nn.Conv2d:
    """A convolution [N, n_in, H, W] → [N, n_out, H', W'], initial weights as in `linear`: uniform in ±1/√(n_in k²).

    how: stride, padding.
    """
    return _drawn(nn.utils.skip_init(nn.Conv2d, n_in, n_out, kernel, **how), n_in * kernel**2, generator)


def transposed_conv(n_in: int, n_out: int, kernel: int, generator: torch.Generator, **how: int) -> nn.ConvTranspose2d:
    """A transposed convolution [N, n_in, H, W] → [N, n_out, H', W'], weights uniform in ±1/√(n_out k²) as PyTorch's.

    how: stride, padding, output_padding.
    """
    return _drawn(nn.utils.skip_init(nn.ConvTranspose2d, n_in, n_out, kernel, **how), n_out * kernel**2, generator)


def _drawn(layer: Layer, fan_in: int, generator: torch.Generator) -> Layer:
    """The layer with weights and biases uniform in ±1/√fan_in."""
    bound = 1 / math.sqrt(fan_in)
    nn.init.uniform_(layer.weight, -bound, bound, generator=generator)
    nn.init.uniform_(layer.bias, -bound, bound, generator=generator)
    return layer


RECURRENT = {"lstm": nn.LSTM, "gru": nn.GRU}


@torch.no_grad()
def recurrent(cell: str, n_in: int, n_out: int, generator: torch.Generator) -> nn.RNNBase:
    """A layer of LSTM or GRU cells over time: [T, N, n_in] → [T, N, n_out]; `cell` is a key of RECURRENT.

    A gate's matrices start as Keras' do, from `generator`: Glorot-uniform from the inputs (Glorot and Bengio 2010),
    orthogonal from its own units (Saxe et al. 2014), so that a signal neither grows nor dies on its way through time.
    Biases start at 0, and at 1 where an LSTM forgets: so at first it doesn't (Jozefowicz et al. 2015).
    """
    layer = RECURRENT[cell](n_in, n_out, device="meta").to_empty(device="cpu")  # as skip_init does, not made for these
    for matrix in layer.weight_ih_l0.split(n_out):
        nn.init.xavier_uniform_(matrix, generator=generator)
    for matrix in layer.weight_hh_l0.split(n_out):
        nn.init.orthogonal_(matrix, generator=generator)
    nn.init.zeros_(layer.bias_ih_l0)
    nn.init.zeros_(layer.bias_hh_l0)  # PyTorch's second bias: only the sum of the two matters
    if cell == "lstm":
        nn.init.ones_(layer.bias_ih_l0[n_out : 2 * n_out])  # PyTorch's order: input, forget, cell, output
    return layer
