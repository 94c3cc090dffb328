"""Transposed convolution by its definition and unpooling, against PyTorch's own and by hand."""

import itertools

import pytest
import torch
from torch.nn.functional import conv_transpose2d, max_pool2d, max_unpool2d

from core.models.transposed import fixed_places, pool, transposed_convolution, unpool, zero_stuffed

CASES = [
    (stride, kernel, padding, output_padding)
    for stride, kernel, padding in itertools.product((1, 2, 3), (1, 2, 3, 4, 5), (0, 1, 2))
    for output_padding in range(stride)
    if 3 * stride - 2 * padding + kernel > 0
]


def drawn(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize(("n_in", "n_out"), [(1, 1), (3, 2)])
def test_it_is_torchs_own_for_every_stride_padding_and_output_padding(n_in, n_out):
    for case in CASES:
        stride, kernel, padding, output_padding = case
        x, weight = drawn(2, n_in, 4, 4).double(), drawn(n_in, n_out, kernel, kernel, seed=1).double()
        ours = transposed_convolution(x, weight, stride, padding, output_padding)
        theirs = conv_transpose2d(x, weight, None, stride, padding, output_padding)
        assert ours.shape == theirs.shape, case
        assert (ours - theirs).abs().max() <= 1e-6, case


def test_a_small_one_by_hand():
    """Two stamps of the kernel [1 2 3] × [1 0 0]ᵀ, two cells apart: they overlap in one cell."""
    x, kernel = torch.tensor([[[[1.0, 10.0]]]]), torch.tensor([[[[1.0, 2, 3], [0, 0, 0], [0, 0, 0]]]])
    assert transposed_convolution(x, kernel, stride=2)[0, 0, 0].tolist() == [1, 2, 3 + 10, 20, 30]
    assert zero_stuffed(x, 3).tolist() == [[[[1, 0, 0, 10]]]]


LECTURE = torch.tensor([[1.0, 2, 6, 3], [3, 5, 2, 1], [1, 2, 2, 1], [7, 3, 4, 8]])[None, None]


def test_the_lectures_example_by_hand():
    values, places = pool(LECTURE)
    assert values[0, 0].tolist() == [[5, 6], [7, 8]]
    assert places[0, 0].tolist() == [[5, 2], [12, 15]]
    back = unpool(torch.tensor([[[[1.0, 2], [3, 4]]]]), places, 4)
    assert back[0, 0].tolist() == [[0, 0, 2, 0], [0, 1, 0, 0], [0, 0, 0, 0], [3, 0, 0, 4]]


@pytest.mark.parametrize("side", [8, 7])
def test_pooling_and_unpooling_are_torchs_own(side):
    x = drawn(3, 2, side, side)
    values, places = pool(x)
    theirs, switches = max_pool2d(x, 2, ceil_mode=True, return_indices=True)
    assert torch.equal(values, theirs)
    assert torch.equal(places, switches)
    other = drawn(*values.shape, seed=2)
    assert torch.equal(unpool(other, places, side), max_unpool2d(other, switches, 2, output_size=(side, side)))


@pytest.mark.parametrize("side", [8, 7])
def test_fixed_places_are_the_upper_left_corners(side):
    """Which makes unpooling the zero-stuffing of a transposed convolution."""
    x = drawn(2, 3, 4, 4)
    grown = unpool(x, fixed_places(x, side), side)
    assert torch.equal(grown[:, :, :7, :7], zero_stuffed(x, 2))
    assert grown[:, :, 7:].abs().sum() == 0
