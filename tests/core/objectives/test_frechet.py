"""The Fréchet distance against the formula as Heusel et al. write it, and where it is known."""

import numpy as np
import pytest
from scipy.linalg import sqrtm

from core.objectives.frechet import Gaussian, frechet_distance


def features(n: int, f: int, seed: int) -> np.ndarray:
    random = np.random.RandomState(seed)
    return random.randn(n, f) @ random.randn(f, f) + random.randn(f)


@pytest.mark.parametrize("f", [1, 3, 20])
def test_it_is_heusels_formula_by_scipys_matrix_root(f):
    p, q = (Gaussian.of(features(200, f, seed)) for seed in (1, 2))
    root = sqrtm(p.covariance @ q.covariance).real
    expected = ((p.mean - q.mean) ** 2).sum() + np.trace(p.covariance + q.covariance - 2 * root)
    assert frechet_distance(p, q) == pytest.approx(expected, rel=1e-7)
    assert frechet_distance(q, p) == pytest.approx(expected, rel=1e-7)


def test_diagonal_gaussians_are_apart_by_their_means_and_deviations():
    p = Gaussian(np.array([0.0, 1, 2]), np.diag([1.0, 4, 9]))
    q = Gaussian(np.array([3.0, 1, 0]), np.diag([4.0, 4, 0.25]))
    assert frechet_distance(p, q) == pytest.approx(3**2 + 2**2 + 1**2 + 2.5**2)


def test_equal_ones_are_0_apart_also_where_there_are_fewer_samples_than_features():
    for n in (10, 500):
        one = Gaussian.of(features(n, 30, 0))
        assert frechet_distance(one, one) == pytest.approx(0, abs=1e-9 * np.trace(one.covariance))


def test_moved_features_are_the_square_of_the_way_apart():
    x = features(100, 4, 3)
    assert frechet_distance(Gaussian.of(x), Gaussian.of(x + np.array([3, 0, 4, 0]))) == pytest.approx(25)


def test_the_mean_and_covariance_of_features_by_hand():
    one = Gaussian.of(np.array([[0, 0], [2, 4]], np.float32))
    assert one.mean.tolist() == [1, 2]
    assert one.covariance.tolist() == [[2, 4], [4, 8]]
    assert one.covariance.dtype == np.float64


def test_what_does_not_fit_is_named():
    with pytest.raises(ValueError, match=r"\(5,\); expected \(N, F\)"):
        Gaussian.of(np.zeros(5))
    with pytest.raises(ValueError, match="N at least 2"):
        Gaussian.of(np.zeros((1, 5)))
    with pytest.raises(ValueError, match="not finite"):
        Gaussian.of(np.array([[0.0], [np.nan]]))
    with pytest.raises(ValueError, match=r"covariance of shape \(2, 3\)"):
        Gaussian(np.zeros(2), np.zeros((2, 3)))
    with pytest.raises(ValueError, match="of 2 and of 3 numbers"):
        frechet_distance(Gaussian(np.zeros(2), np.eye(2)), Gaussian(np.zeros(3), np.eye(3)))
