import hashlib

import numpy as np
import pytest
from sklearn.datasets import load_digits

from core.data import digits
from core.data.images import DataError, available, load_images, to_unit


def test_the_digits_are_those_of_scikit_learn():
    data, oracle = load_images("digits"), load_digits()
    train, test = digits.split(1797, 297)
    for part, images, labels in (
        (train, data.train_images, data.train_labels),
        (test, data.test_images, data.test_labels),
    ):
        np.testing.assert_array_equal(np.rint(images * (16 / 255)), oracle.images[part])  # nothing lost in rounding
        np.testing.assert_array_equal(labels, oracle.target[part])


def test_sizes_types_and_range():
    data = load_images("digits")
    assert data.train_images.shape == (1500, 8, 8)
    assert data.test_images.shape == (297, 8, 8)
    assert data.side == 8
    assert {a.dtype for a in (data.train_images, data.train_labels, data.test_images, data.test_labels)} == {
        np.dtype("uint8")
    }
    assert set(np.unique(data.train_images)) == {
        0,
        16,
        32,
        48,
        64,
        80,
        96,
        112,
        128,
        143,
        159,
        175,
        191,
        207,
        223,
        239,
        255,
    }
    assert set(data.train_labels) == set(data.test_labels) == set(range(10))
    assert data.classes == tuple("0123456789")
    for number in ("1,797", "1,500", "297"):
        assert number in data.note


def test_the_split_is_disjoint_complete_and_fixed():
    train, test = digits.split(1797, 297)
    assert sorted([*train, *test]) == list(range(1797))
    labels = load_images("digits").test_labels
    assert (
        hashlib.sha256(labels.tobytes()).hexdigest()
        == "983f853744f33276cbae4be35586189aa5f151577be20333b1f52e61922b1f0f"
    )


def test_loaded_once_and_read_only():
    data = load_images("digits")
    assert load_images("digits") is data
    assert not data.train_images.flags.writeable
    assert not data.test_labels.flags.writeable


def test_to_unit():
    unit = to_unit(load_images("digits").test_images)
    assert unit.shape == (297, 64)
    assert unit.dtype == np.float32
    assert (unit.min(), unit.max()) == (0, 1)
    assert unit.flags.writeable


def test_without_scikit_learn(monkeypatch):
    monkeypatch.setattr(digits, "find_spec", lambda name: None)
    digits.load.cache_clear()
    assert available("digits") is None
    with pytest.raises(DataError, match=r"install the packages of requirements\.txt"):
        load_images("digits")
