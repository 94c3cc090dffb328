"""Copies side by side: each is the run that its own seed gives alone."""

import numpy as np
import pytest

from core.training.players import blocks
from tests.core.training.gan2d_cases import LOSSES, make, train

# SGD with the gradient penalty: the gradients of some biases are 0 but for rounding, and Adam would make steps of that.
CASES = [{"loss": loss} | ({"optimizer_d": "sgd"} if loss == "wasserstein_gp" else {}) for loss in LOSSES] + [
    {"unroll": 3},
    {"unroll": 2, "optimizer_d": "rmsprop"},
    {"packing": 3},
    {"minibatch": "stddev"},
    {"minibatch": "discrimination"},
    {"r1": 0.5, "instance_noise": 0.2, "label_smoothing": 0.1},
    {"loss": "wasserstein_gp", "packing": 2, "unroll": 1, "optimizer_d": "sgd"},
    {"latent": "uniform", "latent_dim": 7, "optimizer_d": "sgd", "optimizer_g": "rmsprop", "g_activation": "tanh"},
    {"ema": 0.9, "k_d": 2, "k_g": 2, "world": "moons"},
]


@pytest.mark.parametrize("values", CASES, ids=str)
def test_a_copy_equals_the_run_of_its_own_seed(values):
    together = train(make(seed=5, seeds=3, **values), 30)
    frame, state = together.observe(), together.state()
    for i in range(3):
        alone = train(make(seed=5 + i, **values), 30)
        for name, array in alone.state().items():
            if name.startswith(("g.", "d.", "average.")):
                np.testing.assert_allclose(state[name][i : i + 1], array, atol=2e-4, rtol=1e-3, err_msg=name)
        points = alone.observe().arrays["points"][0].astype(float)
        shown = frame.arrays["points"][i].astype(float)
        np.testing.assert_allclose(shown, points[: len(shown)], atol=5e-3)


@pytest.mark.parametrize(
    ("copies", "each", "sizes"), [(16, 1, [16]), (16, 4, [6, 6, 4]), (10, 4, [5, 5]), (3, 99, [1] * 3)]
)
def test_blocks_are_about_equal_and_fit_the_cache_or_are_single_copies(monkeypatch, copies, each, sizes):
    monkeypatch.setattr("core.training.players.CACHE", 24)
    parts = blocks(copies, each)
    assert [part.stop - part.start for part in parts] == sizes
    assert [i for part in parts for i in range(part.start, part.stop)] == list(range(copies))


@pytest.mark.parametrize(
    "values", [{}, {"unroll": 3, "instance_noise": 0.2}, {"loss": "wasserstein_gp", "optimizer_d": "sgd"}], ids=str
)
def test_training_in_blocks_changes_nothing(values, monkeypatch):
    whole = train(make(seed=5, seeds=3, **values), 30)
    monkeypatch.setattr("core.training.players.CACHE", 1)
    parts = train(make(seed=5, seeds=3, **values), 30)
    assert [len(trainer.players.blocks) for trainer in (whole, parts)] == [1, 3]
    state = parts.state()
    for name, array in whole.state().items():
        np.testing.assert_allclose(state[name], array, atol=2e-4, rtol=1e-3, err_msg=name)


def test_scalars_are_means_over_the_copies():
    together = train(make(seed=2, seeds=2), 10).observe().scalars
    alone = [train(make(seed=2 + i), 10).observe().scalars for i in range(2)]
    for name in ("loss_d", "loss_g", "grad_d", "grad_g", "slope", "ce_d", "js", "accuracy_real", "high_quality"):
        assert together[name] == pytest.approx((alone[0][name] + alone[1][name]) / 2, rel=1e-3, abs=1e-4), name


def test_the_picture_of_d_is_that_of_the_first_copy():
    together = train(make(seed=2, seeds=2), 10).observe().arrays
    alone = train(make(seed=2), 10).observe().arrays
    for name, tolerance in (("surface", 1), ("gradients", 1e-2), ("mesh", 1e-2)):
        np.testing.assert_allclose(together[name].astype(float), alone[name].astype(float), atol=tolerance)


def test_the_world_does_not_depend_on_the_seed():
    first, second = make(seed=1), make(seed=2)
    assert np.array_equal(first.world.train, second.world.train)
    assert np.array_equal(first.static()[1]["real"], second.static()[1]["real"])
