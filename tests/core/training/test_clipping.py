"""Where clipped weights lie, on weights made by hand."""

import numpy as np
import pytest
import torch

from core.training.clipping import BINS, clipped_weights


def test_ends_are_counted_apart_from_the_bins_between():
    c = 0.1
    weights = torch.tensor([[[-c, c, c, 0.5]], [[0.0, 0.0, 0.0, 0.0]]])  # [2, 1, 4]: two copies
    biases = torch.tensor([[[-0.099, 0.001, 0.001, 0.025]], [[c, 0.0, 0.0, 0.0]]])
    scalars, arrays = clipped_weights([weights, biases], c)
    expected = np.zeros(BINS + 2)
    expected[[0, 1, 11, 13, -1]] = 1 / 8, 1 / 8, 2 / 8, 1 / 8, 3 / 8  # bins are 0.01 wide: 0.025 is in the third
    np.testing.assert_allclose(arrays["weight_shares"], expected, atol=1e-6)
    assert arrays["weight_ends"].tolist() == [1, *[0] * BINS, 1]
    assert arrays["seed_at_clip"] == pytest.approx([4 / 8, 1 / 8])
    assert scalars == {"at_clip": pytest.approx(5 / 16)}


def test_of_a_single_copy_nothing_is_said_twice():
    _, arrays = clipped_weights([torch.zeros(1, 2, 3)], 0.01)
    assert set(arrays) == {"weight_shares", "weight_ends"}
