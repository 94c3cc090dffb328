"""The share of a checkerboard, against Fourier's transform and for patterns whose share is known."""

import numpy as np
import pytest
import torch

from core.objectives.checkerboard import checkerboard


@pytest.mark.parametrize("side", [8, 28])
def test_it_is_the_energy_at_period_two(side):
    x = np.random.default_rng(0).normal(size=(5, side, side))
    energy = np.abs(np.fft.fft2(x)) ** 2
    energy[:, 0, 0] = 0
    half = side // 2
    expected = sum(energy[:, r, c].sum() for r, c in ((half, 0), (0, half), (half, half))) / energy.sum()
    assert checkerboard(torch.from_numpy(x.reshape(5, -1)), side) == pytest.approx(expected, rel=1e-9)


def test_known_patterns():
    row, column = np.indices((8, 8))
    assert checkerboard(torch.from_numpy(((row + column) % 2.0).reshape(1, -1)), 8) == pytest.approx(1)
    assert checkerboard(torch.from_numpy((row % 2.0).reshape(1, -1)), 8) == pytest.approx(1)
    assert checkerboard(torch.from_numpy((row // 2 % 2.0).reshape(1, -1)), 8) == pytest.approx(0)
    assert checkerboard(torch.ones(2, 64), 8) == 0


def test_white_noise_has_three_of_its_degrees_of_freedom():
    noise = torch.randn(4000, 64, generator=torch.Generator().manual_seed(0))
    assert checkerboard(noise, 8) == pytest.approx(3 / 63, rel=0.03)
