"""PCA against the singular value decomposition, and against itself."""

import numpy as np
import pytest
import torch

from core.data.images import load_images, to_unit
from core.models.pca import PCA


@pytest.fixture(scope="module")
def digits() -> torch.Tensor:
    return torch.from_numpy(to_unit(load_images("digits").train_images))


def test_it_is_the_singular_value_decomposition(digits):
    pca, x = PCA(digits), digits.double().numpy()
    _, singular, rows = np.linalg.svd(x - x.mean(0), full_matrices=False)
    assert pca.variances.numpy() == pytest.approx(singular**2 / len(x), abs=1e-12)
    for k in (1, 8, 32):
        ours, theirs = pca.components[:k].numpy(), rows[:k]
        assert np.abs(ours.T @ ours - theirs.T @ theirs).max() < 1e-8  # the same projection


def test_errors_are_those_of_its_reconstructions_and_of_the_variances_left_over(digits):
    pca, x = PCA(digits), digits.double()
    errors = pca.errors(x, 32)
    for k in (0, 1, 8, 32):
        direct = (pca.decode(pca.encode(x, k)) - x).square().mean()
        assert float(errors[k]) == pytest.approx(float(direct), rel=1e-9)
        assert float(errors[k]) == pytest.approx(float(pca.variances[k:].sum() / 64), rel=1e-9)
    assert bool((errors.diff() < 0).all())


def test_no_other_flat_code_has_a_smaller_error(digits):
    pca, x = PCA(digits), digits.double()
    generator = torch.Generator().manual_seed(0)
    least = float(pca.errors(x, 3)[3])
    for _ in range(20):
        near = pca.components[:3] + 0.05 * torch.randn(3, 64, generator=generator, dtype=torch.float64)
        q = torch.linalg.qr(near.T).Q
        centred = x - pca.mean
        assert float((centred - centred @ q @ q.T).square().mean()) > least
