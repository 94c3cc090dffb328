"""The paired t-test against SciPy's, by hand, and where there is no spread."""

import numpy as np
import pytest
from scipy.stats import ttest_rel

from core.objectives.paired import paired_t_test


@pytest.mark.parametrize("count", [2, 5, 16])
@pytest.mark.parametrize("shift", [0.0, 0.05, -0.3])
def test_it_is_scipys(count, shift):
    random = np.random.RandomState(count)
    a = random.normal(0.8, 0.1, count)
    b = a + random.normal(shift, 0.05, count)
    mean, error, p = paired_t_test(a, b)
    expected = ttest_rel(a, b)
    assert mean == pytest.approx((a - b).mean())
    assert mean / error == pytest.approx(expected.statistic)
    assert p == pytest.approx(expected.pvalue)


def test_by_hand():
    """Differences 1, 2, 3: mean 2, deviation 1, error 1/√3, t = 2√3; two degrees of freedom have a closed form."""
    mean, error, p = paired_t_test(np.array([4.0, 5.0, 6.0]), np.array([3.0, 3.0, 3.0]))
    assert (mean, error) == pytest.approx((2, 3**-0.5))
    t = 2 * 3**0.5
    assert p == pytest.approx(1 - t / (2 + t**2) ** 0.5)


def test_differences_without_spread_prove_all_or_nothing():
    assert paired_t_test(np.full(5, 0.75), np.full(5, 0.5)) == (0.25, 0.0, 0.0)
    assert paired_t_test(np.full(5, 0.5), np.full(5, 0.5)) == (0.0, 0.0, 1.0)


@pytest.mark.parametrize(("a", "b"), [([1.0], [2.0]), ([1.0, 2.0], [1.0, 2.0, 3.0])])
def test_samples_that_are_no_pairs_are_refused(a, b):
    with pytest.raises(ValueError, match="expected as many of both, and 2 or more"):
        paired_t_test(np.array(a), np.array(b))
