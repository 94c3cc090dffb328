"""The figures hold the numbers that they are given."""

import numpy as np
import pytest
from PIL import Image

from core.plots.linear import angle_map, axes_in_plane, axis_pictures, codes_map, error_over_size, picture
from core.plots.theme import CLASSES
from core.training.trainer import Frame


def test_axes_are_seen_from_above_the_plane():
    components = np.array([[0.0, 1, 0], [0, 0, 1]])
    figure = axes_in_plane(np.array([[9.0, 2, 0], [9, 1, 1]]), components)
    *_, first, second = figure.data
    assert (first.x[1], first.y[1]) == (2, 0)
    assert (second.x[1], second.y[1]) == (1, 1)


def test_angles_have_a_row_a_learned_axis():
    (heat,) = angle_map(np.array([[0.0, 90], [30, 60]])).data
    assert np.array_equal(heat.z, [[0, 90], [30, 60]])
    assert (heat.zmin, heat.zmax) == (0, 90)


def test_codes_have_the_colours_of_their_classes():
    (dots,) = codes_map(np.array([[1.0, 2, 3], [4, 5, 6]]), [3, 0], "number").data
    assert (list(dots.x), list(dots.y)) == ([1, 4], [2, 5])
    assert list(dots.marker.color) == [CLASSES[3], CLASSES[0]]


def test_a_code_of_one_number_is_drawn_over_its_place():
    figure = codes_map(np.array([[5.0], [7]]), None, "number")
    assert (list(figure.data[0].x), list(figure.data[0].y)) == ([0, 1], [5, 7])
    assert figure.layout.xaxis.title.text == "test image"


def test_the_present_run_stands_at_its_size():
    test, train, ours, ours_test = error_over_size(
        np.array([3.0, 2, 1]), np.array([4.0, 3, 2]), (1, 2.5, 3.5), "pixel"
    ).data
    assert (list(test.y), list(train.y)) == ([4, 3, 2], [3, 2, 1])
    assert (list(ours.x), list(ours.y), list(ours_test.y)) == ([1], [2.5], [3.5])


def test_more_ink_is_blue_and_less_is_orange():
    board = axis_pictures(np.array([[255, 128, 128, 0]], np.uint8), side=2, width=2)
    pixels = np.asarray(board.convert("RGB")).astype(int)
    assert pixels[0, 0, 2] > pixels[0, 0, 0]
    assert pixels[-1, -1, 0] > pixels[-1, -1, 2]
    assert pixels[0, -1].min() > 240


@pytest.mark.parametrize("of_images", [False, True])
def test_a_run_is_a_picture(of_images):
    net = np.zeros((2, 2, 3))
    if of_images:
        arrays = {
            name: np.full((2, 4), value, np.uint8) for name, value in (("images", 255), ("pca_reconstructions", 0))
        }
        board = picture(Frame(0, {}, {"reconstructions": np.zeros((2, 4), np.uint8)}), {"side": 2}, arrays)
    else:
        facts = {"middle": [0, 0, 0], "aside": [0.6, 0, 0.8], "reach": 1.0}
        arrays = {"points": np.zeros((3, 3)), "pca_surface": net}
        board = picture(Frame(0, {}, {"surface": net, "reconstructions": net[0]}), facts, arrays)
    assert isinstance(board, Image.Image)
    assert np.asarray(board.convert("L")).min() < 200
