"""The learning rate of the GANs of faces: constant, or falling over the second half of the planned steps."""

from itertools import pairwise

import pytest

from core.settings.faces import REST, FaceGANSettings


def test_it_stays_where_it_is_not_to_fall():
    settings = FaceGANSettings(learning_rate=1e-3, steps=100)
    assert {settings.rate(step) for step in (1, 50, 100, 1000)} == {1e-3}


def test_it_falls_evenly_over_the_second_half_and_stays_at_a_tenth():
    settings = FaceGANSettings(learning_rate=1e-3, steps=100, falling=True)
    assert REST == 0.1
    assert {settings.rate(step) for step in (0, 1, 50)} == {1e-3}
    assert settings.rate(75) == pytest.approx(5.5e-4)
    assert settings.rate(100) == settings.rate(5000) == pytest.approx(1e-4)
    rates = [settings.rate(step) for step in range(50, 101)]
    assert all(a - b == pytest.approx(1.8e-5) for a, b in pairwise(rates))
