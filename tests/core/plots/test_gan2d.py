import numpy as np
import pytest

from core.plots.gan2d import SIZE, belief_map, error_map, picture
from core.plots.theme import DISCRIMINATOR, GENERATED, REAL
from core.training.trainer import Frame

GREEN, ORANGE, BLUE = ([int(color[i : i + 2], 16) for i in (1, 3, 5)] for color in (DISCRIMINATOR, GENERATED, REAL))


def drawn(surface, low=0.0, high=1.0, probability=True, points=((9.0, 9.0),), real=((9.0, 9.0),), **scalars):
    """The picture as [row, column, rgb]; points are outside where none are given."""
    arrays = {"surface": np.asarray(surface, np.uint8), "points": np.array([points, points], np.float16)}
    frame = Frame(1200, {"surface_low": low, "surface_high": high, "boundary": 0.0} | scalars, arrays)
    board = picture(frame, {"probability": probability, "extent": 3}, {"real": np.array(real, np.float16)})
    assert (board.width, board.height) == (SIZE, SIZE)
    return np.asarray(board.convert("RGB")).astype(int)


def at(board, x, y):
    return board[int((1 - y / 3) / 2 * SIZE), int((x / 3 + 1) / 2 * SIZE)]


HALVES = np.repeat([[0] * 8, [255] * 8], 4, axis=0)  # row 0 is the lowest: believed generated below, real above


def test_the_ground_leans_to_green_where_real_is_believed_and_to_vermillion_below():
    board = drawn(HALVES)
    assert at(board, 2, 2)[1] > at(board, 2, 2)[0] + 60
    assert at(board, 2, -2)[0] > at(board, 2, -2)[2] + 60


def test_the_boundary_of_a_critic_is_white():
    surface = np.repeat([[0] * 8, [51] * 8, [255] * 8, [255] * 8], 2, axis=0)  # −1, 0 and 4
    board = drawn(surface, low=-1.0, high=4.0, probability=False, boundary=0.0)
    assert at(board, 2, -0.75) == pytest.approx([255, 255, 255], abs=12)
    assert at(board, 2, 2.5)[1] > at(board, 2, 2.5)[0] + 60
    assert at(board, 2, -2.9)[0] > at(board, 2, -2.9)[2] + 15


def test_a_flat_surface_has_no_colour():
    assert (at(drawn(np.zeros((8, 8)), 0.5, 0.5), 2, 2) == 255).all()


def test_points_are_where_they_are_in_their_colours():
    board = drawn(np.zeros((8, 8)), 0.5, 0.5, points=[(-1.5, 0.75)], real=[(2.0, -1.0)])
    assert at(board, -1.5, 0.75) == pytest.approx(ORANGE, abs=15)
    assert at(board, 2.0, -1.0) == pytest.approx(BLUE, abs=15)
    colored = np.argwhere(np.abs(board - ORANGE).sum(-1) < 60)
    assert colored.mean(0) == pytest.approx([(1 - 0.75 / 3) / 2 * SIZE, (1 - 1.5 / 3) / 2 * SIZE], abs=1)


def test_only_the_first_copy_is_drawn():
    arrays = {"surface": np.zeros((8, 8), np.uint8), "points": np.array([[(-1.5, 0)], [(1.5, 0)]], np.float16)}
    frame = Frame(0, {"surface_low": 0.5, "surface_high": 0.5, "boundary": 0.0}, arrays)
    board = picture(frame, {"probability": True, "extent": 3}, {"real": np.zeros((0, 2))})
    board = np.asarray(board.convert("RGB")).astype(int)
    assert at(board, -1.5, 0) == pytest.approx(ORANGE, abs=15)
    assert (at(board, 1.5, 0) == 255).all()


def test_beliefs_go_from_generated_to_real_and_are_undecided_in_the_middle():
    values, ticks = np.arange(9.0).reshape(3, 3) / 8, np.array([-3.0, 0, 3])
    figure = belief_map(values, ticks)
    (heat,) = figure.data
    assert np.array_equal(heat.z, values)
    assert (heat.zmin, heat.zmax) == (0, 1)
    assert [heat.colorscale[0][1], heat.colorscale[-1][1], heat.colorscale[1][0]] == [GENERATED, DISCRIMINATOR, 0.5]
    assert list(heat.x) == list(heat.y) == [-3, 0, 3]
    assert figure.layout.yaxis.scaleanchor == "x"
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("x", "y")


def test_errors_start_at_none_and_unknown_places_stay_unknown():
    errors = np.array([[0.0, np.nan], [0.5, 0.25]])
    (heat,) = error_map(errors, np.array([-3.0, 3.0])).data
    assert np.array_equal(heat.z, errors, equal_nan=True)
    assert (heat.zmin, heat.zmax, heat.colorbar.title.text) == (0, 0.5, "|D − D*|")
