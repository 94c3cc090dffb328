"""The figure of the gain holds the numbers that it is given; the picture shows both phases."""

import numpy as np
import pytest

from core.plots.pretraining import ARMS, over_labels, picture
from core.training.trainer import Frame

CURVE = {
    "counts": np.array([10, 100]),
    "scratch": np.array([[0.5, 0.6, 0.7], [0.8, 0.8, 0.8]]),
    "frozen": np.array([[0.4, 0.5, 0.6], [0.8, 0.8, 0.8]]),
    "finetuned": np.array([[0.6, 0.8, 1.0], [0.8, 0.9, 1.0]]),
}


def test_the_gain_is_the_paired_mean_with_two_standard_errors():
    dots, tuned, frozen_dots, frozen = over_labels(CURVE, None).data
    assert list(tuned.x) == [10, 100]
    assert tuned.y == pytest.approx([20, 10])
    assert tuned.error_y.array == pytest.approx([2 * 10 / 3**0.5, 2 * 10 / 3**0.5])  # deviations of 10 points
    assert frozen.y == pytest.approx([-10, 0])
    assert frozen.error_y.array == pytest.approx([0, 0])
    assert list(dots.x) == [10, 10, 10, 100, 100, 100]
    assert dots.y == pytest.approx([10, 20, 30, 0, 10, 20])
    assert frozen_dots.y == pytest.approx([-10, -10, -10, 0, 0, 0])


def test_the_present_run_stands_at_its_labels_once_its_classifiers_have_begun():
    scalars = {"gain": 0.05, "gain_se": 0.01, "gain_frozen": -0.02, "gain_frozen_se": 0.02}
    rings = [trace for trace in over_labels(CURVE, (50, scalars)).data if trace.marker.symbol == "circle-open"]
    assert [(list(ring.x), list(ring.y)) for ring in rings] == [([50], [5.0]), ([50], [-2.0])]
    assert rings[0].error_y.array == pytest.approx([2])
    assert len(over_labels(CURVE, (50, {"mse": 0.1})).data) == 4


def test_the_picture_shows_what_there_is():
    facts, arrays = {"side": 8}, {"images": np.full((12, 64), 200, np.uint8)}
    pixels = {"reconstructions": np.full((10, 64), 100, np.uint8)}
    early = picture(Frame(5, {}, pixels), facts, arrays)
    seeds = {f"seed_{arm}": np.array([0.5, 0.9], np.float16) for arm in ARMS}
    late = picture(Frame(9, {}, pixels | seeds), facts, arrays)
    assert early.size == late.size
    for arm, (_, color) in ARMS.items():
        wanted = tuple(int(color[i : i + 2], 16) for i in (1, 3, 5))
        found = [(np.asarray(image) == wanted).all(-1).sum() for image in (early, late)]
        assert found[0] == 0, arm
        assert found[1] > 100, arm  # two dots
