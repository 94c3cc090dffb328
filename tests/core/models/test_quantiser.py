"""Codes as bytes: how far off, at the ends, and beyond them."""

import pytest
import torch

from core.models.quantiser import Quantiser

CODES = torch.randn(500, 3, generator=torch.Generator().manual_seed(0)) * torch.tensor([0.1, 1.0, 20.0])


def test_bytes_are_off_by_half_a_step_at_most_and_by_one_twelfth_of_its_square_on_average():
    quantiser = Quantiser(CODES)
    back = quantiser.from_bytes(quantiser.to_bytes(CODES))
    step = (CODES.amax(0) - CODES.amin(0)) / 255
    assert ((back - CODES).abs() <= step / 2 * 1.001).all()
    assert ((back - CODES).square().mean(0) / step**2).tolist() == pytest.approx([1 / 12] * 3, rel=0.15)


def test_the_ends_are_kept_and_what_lies_beyond_becomes_them():
    quantiser = Quantiser(CODES)
    ends = torch.stack([CODES.amin(0), CODES.amax(0)])
    data = quantiser.to_bytes(torch.cat([ends, ends * 3]))
    assert data.dtype == torch.uint8
    assert data.tolist() == [[0] * 3, [255] * 3] * 2
    assert torch.allclose(quantiser.from_bytes(data[:2]), ends, rtol=1e-4)


def test_a_number_that_never_changes_is_kept():
    same = torch.full((5, 1), 0.7)
    quantiser = Quantiser(same)
    assert torch.allclose(quantiser.from_bytes(quantiser.to_bytes(same)), same)
