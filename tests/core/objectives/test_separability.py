"""Linear rules against scikit-learn, against what is known of Gaussians, and by hand."""

import numpy as np
import pytest
import torch
from scipy.special import ndtr
from sklearn.linear_model import LogisticRegression, Ridge

from core.objectives.separability import (
    RIDGE,
    beyond_guessing,
    conditional_entropy,
    explained,
    fit_classifier,
    fit_regression,
)

N, D = 600, 6
RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(N, D)) * [1, 2, 0.1, 5, 1, 1] + 3
STANDARD = (X - X.mean(0)) / X.std(0)


def test_the_regression_is_scikit_learns():
    y = X @ RANDOM.normal(size=D) + RANDOM.normal(size=N)
    rule = fit_regression(torch.from_numpy(X), torch.from_numpy(y))
    oracle = Ridge(alpha=RIDGE * N).fit(STANDARD, y)
    assert np.allclose(rule(torch.from_numpy(X))[:, 0], oracle.predict(STANDARD), atol=1e-6)


@pytest.mark.parametrize("classes", [2, 4])
def test_the_classifier_is_scikit_learns(classes):
    labels = (STANDARD[:, :classes] + RANDOM.normal(size=(N, classes))).argmax(1)
    rule = fit_classifier(torch.from_numpy(X), torch.from_numpy(labels), classes)
    told = rule(torch.from_numpy(X)).softmax(1).numpy()
    oracle = LogisticRegression(C=1 / (RIDGE * N), tol=1e-8, max_iter=5000).fit(STANDARD, labels)
    if classes == 2:  # scikit-learn has one weight vector for two classes: half the ridge
        oracle = LogisticRegression(C=2 / (RIDGE * N), tol=1e-8, max_iter=5000).fit(STANDARD, labels)
    assert np.abs(told - oracle.predict_proba(STANDARD)).max() < 3e-3


def test_two_gaussians_are_told_as_well_as_they_can_be():
    """Means ±μ, covariance I: the best rule is right with probability Φ(|μ|)."""
    generator = torch.Generator().manual_seed(0)
    mu = torch.tensor([0.6, -0.8, 0.0])
    labels = torch.randint(2, (20_000,), generator=generator)
    x = torch.randn(20_000, 3, generator=generator) + (2 * labels[:, None] - 1) * mu
    told = fit_classifier(x[:10_000], labels[:10_000], 2)(x[10_000:]).argmax(1)
    accuracy = float((told == labels[10_000:]).double().mean())
    assert accuracy == pytest.approx(ndtr(1.0), abs=3 * 0.0037)  # three standard errors
    marks = beyond_guessing(told, labels[10_000:])
    guessing = float(labels[10_000:].bincount().max()) / 10_000
    assert float(marks.mean()) == pytest.approx((accuracy - guessing) / (1 - guessing))


def test_what_a_rule_explains_is_r2_and_nothing_is_explained_by_the_mean():
    y = torch.tensor([1.0, 2.0, 4.0, 5.0])
    assert float(explained(y, y).mean()) == 1
    assert float(explained(torch.full((4,), 3.0), y).mean()) == pytest.approx(0)
    told = torch.tensor([1.0, 2.0, 3.0, 5.0])
    assert float(explained(told, y).mean()) == pytest.approx(1 - 1 / 10)


def test_guessing_the_commonest_is_worth_nothing():
    labels = torch.tensor([0, 0, 0, 1])
    assert float(beyond_guessing(torch.zeros(4, dtype=int), labels).mean()) == pytest.approx(0)
    assert float(beyond_guessing(labels, labels).mean()) == 1


def test_the_entropy_that_is_left():
    labels = np.array([0, 0, 1, 1])
    assert conditional_entropy(labels, labels) == 0
    assert conditional_entropy(labels, np.zeros(4, int)) == pytest.approx(np.log(2))
    mixed = np.array([0, 1, 1, 1])  # of the three told 1 a third is 0
    third = -(np.log(1 / 3) / 3 + 2 * np.log(2 / 3) / 3)
    assert conditional_entropy(labels, mixed) == pytest.approx(3 / 4 * third)


def test_numbers_that_do_not_vary_are_borne():
    x = torch.from_numpy(np.column_stack([X, np.ones(N)]))
    assert torch.isfinite(fit_regression(x, x[:, 0])(x)).all()
