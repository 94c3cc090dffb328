"""Errors in one unit."""

import pytest
import torch

from core.objectives.reconstruction import BEST, mean_squared_error, psnr


def test_mean_squared_error_is_a_number_of_an_example():
    x = torch.zeros(2, 4)
    assert float(mean_squared_error(torch.full((2, 4), 0.5), x)) == 0.25


@pytest.mark.parametrize(("mse", "peak", "db"), [(0.01, 1, 20), (0.01, 10, 40), (1, 1, 0), (0, 1, BEST), (0, 7, BEST)])
def test_psnr(mse, peak, db):
    assert psnr(mse, peak) == pytest.approx(db)
