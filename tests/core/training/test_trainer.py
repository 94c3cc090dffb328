"""What all trainers share."""

import numpy as np
import pytest

from core.settings.vae import VAESettings
from core.training.trainer import half, threads_for
from core.training.vae import VAETrainer


@pytest.mark.parametrize(("multiplications", "threads"), [(0, 1), (99_999_999, 1), (100_000_000, 2), (10**9, 20)])
def test_a_thread_has_about_half_a_millisecond_of_work(multiplications, threads):
    assert threads_for(multiplications) == threads


def test_small_digits_train_on_one_thread_and_wide_layers_on_several():
    assert VAETrainer(VAESettings(width=128, depth=1)).most_threads == 1
    assert VAETrainer(VAESettings(width=1024, depth=2)).most_threads > 4


def test_half_keeps_numbers_beyond_float16_finite():
    np.testing.assert_array_equal(half(np.array([1e9, -1e9, 0.5])), np.array([65504, -65504, 0.5], np.float16))
