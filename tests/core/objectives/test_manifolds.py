"""Precision and recall of samples, by hand and on clouds whose overlap is known."""

import numpy as np
import pytest
import torch

from core.objectives.manifolds import precision_and_recall, radii


def cloud(n: int, seed: int, shift: float = 0.0) -> np.ndarray:
    return (np.random.RandomState(seed).randn(n, 2) + shift).astype(np.float32)


def test_a_radius_reaches_the_third_nearest_other_point():
    points = torch.tensor([[0.0], [1.0], [3.0], [7.0], [15.0]])
    assert radii(points).tolist() == [7, 6, 4, 7, 14]


def test_both_are_shares_of_points_in_balls_of_the_others():
    real, samples = cloud(40, 0), cloud(30, 1, shift=1.0)

    def share(points, known):
        found = 0
        for point in points:
            for centre in known:
                radius = np.sort(np.linalg.norm(known - centre, axis=1))[3]
                if np.linalg.norm(point - centre) <= radius:
                    found += 1
                    break
        return found / len(points)

    expected = (share(samples, real), share(real, samples))
    assert precision_and_recall(real, samples) == pytest.approx(expected)
    assert 0.2 < min(expected) < max(expected) < 1


def test_samples_of_one_kind_have_quality_without_variety():
    real = np.concatenate([cloud(200, 0, -10), cloud(200, 1, 10)])
    precision, recall = precision_and_recall(real, cloud(200, 2, 10))
    assert precision > 0.9
    assert 0.4 < recall < 0.55
    assert precision_and_recall(real, cloud(200, 3, 100)) == (0, 0)
