"""What comes from the browser to the mixing stage, and what goes there."""

import json

import numpy as np
import pytest

from core.models.stylegan import Synthesis
from core.ui.style_mixing import layer_sides, listed, valid_mask


def test_a_mask_of_the_right_length_is_taken():
    assert valid_mask([True, False, True], 3) == [True, False, True]


@pytest.mark.parametrize("wanted", [None, [True, False], [1, 0, 1], "tft", [True, False, None], {"0": True}])
def test_anything_else_is_not(wanted):
    assert valid_mask(wanted, 3) is None


def test_shares_that_nobody_could_measure_are_said_to_be_none():
    shares = np.array([[[0.5, 0.25, 0.25], [np.nan] * 3]])
    assert json.loads(json.dumps(listed(shares), allow_nan=False)) == [[[0.5, 0.25, 0.25], None]]


def test_listed_shares_are_read_as_they_are_kept():
    kept = json.loads(json.dumps(listed(np.array([[[0.5, 0.25, 0.25], [np.nan] * 3]]))))
    assert listed(kept) == kept


def test_sides_are_those_of_the_network():
    assert layer_sides(8) == Synthesis([2, 2, 2, 2], 2, None).layer_sides
