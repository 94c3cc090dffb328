"""A loss as an estimate, and its correlation with a distance, against numbers worked out by hand."""

import pytest

from core.ui.estimates import correlation, correlation_text, estimate

SCALARS = {"score_real": 2.0, "score_fake": -1.5, "loss_d": 0.25}


@pytest.mark.parametrize(
    ("loss", "expected"),
    [("wasserstein", 3.5), ("wasserstein_gp", 3.5), ("total_variation", -0.25), ("non_saturating", -0.25)],
)
def test_penalties_are_no_part_of_a_critics_estimate(loss, expected):
    assert estimate(loss, SCALARS) == expected


def test_pearsons_correlation():
    assert correlation([1, 2, 3, 4], [2, 4, 6, 8]) == pytest.approx(1)
    assert correlation([1, 2, 3, 4], [1, 3, 2, 4]) == pytest.approx(0.8)  # covariance 4 of variances 5 and 5
    assert correlation([1, 2, 3], [3, 2, 1]) == pytest.approx(-1)


@pytest.mark.parametrize(("x", "y"), [([], []), ([1, 2], [1, 2]), ([1, 1, 1], [1, 2, 3]), ([1, 2, 3], [5, 5, 5])])
def test_where_there_is_no_correlation_none_is_said(x, y):
    assert correlation(x, y) is None
    assert correlation_text(correlation(x, y)) == "–"


def test_a_correlation_in_words():
    assert [correlation_text(r) for r in (0.987, -0.5)] == ["0.99", "−0.50"]
