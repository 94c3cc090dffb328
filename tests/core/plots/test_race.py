"""The race as one picture."""

import numpy as np
from PIL import ImageColor

from core.plots import distances
from core.plots.race import COLUMNS, HEAD, WIDTH
from core.plots.theme import GENERATED, REAL
from core.settings.distances import RACERS
from core.training.trainer import Frame

FACTS = {"racers": RACERS, "centre": [1.0, 0.0], "extent": 2.0, "tallness": 0.5}


def picture(places, w2=1.0):
    """Of one point a racer, at those places; the data are one point at (0, 0.5)."""
    arrays = {f"points_{name}": np.array([[place]], np.float16) for name, place in zip(RACERS, places, strict=True)}
    scalars = {"w1" if name == "w1" else f"w1_{name}": 1.0 for name in RACERS} | {"w2": w2}
    real = np.array([[0.0, 0.5]], np.float16)
    return np.asarray(distances.picture(Frame(1, scalars, arrays), FACTS, {"real": real}))


def test_every_cloud_and_the_data_are_in_each_racers_own_box():
    places = [(2.0, 0.0), (1.0, -0.5), (2.5, 0.5), (0.5, 0.0), (-0.5, 0.5), (1.5, 0.25)]
    board = picture(places)
    tall = WIDTH // 2 + HEAD
    assert board.shape == (2 * tall, COLUMNS * WIDTH, 3)
    for i, (x, y) in enumerate(places):
        box = board[i // COLUMNS * tall + HEAD :][: WIDTH // 2, i % COLUMNS * WIDTH :][:, :WIDTH].astype(int)
        for (px, py), color in (((x, y), GENERATED), ((0.0, 0.5), REAL)):
            across, down = WIDTH / 2 * (1 + (px - 1) / 2), WIDTH / 4 - WIDTH / 4 * py
            assert np.abs(box[round(down), round(across)] - ImageColor.getrgb(color)).max() < 30


def test_a_point_that_was_thrown_off_is_not_drawn():
    near, far = picture([(1.0, 0.0)] * 6), picture([(1000.0, -60000.0)] + [(1.0, 0.0)] * 5)
    vermillion = [np.abs(board.astype(int) - ImageColor.getrgb(GENERATED)).max(-1) < 30 for board in (near, far)]
    assert vermillion[0][: WIDTH // 2, :WIDTH].any()
    assert not vermillion[1][: WIDTH // 2, :WIDTH].any()
    assert np.array_equal(*(mask[:, WIDTH:] for mask in vermillion))


def test_only_the_box_of_w2_squared_says_w2():
    one, other = (picture([(1.0, 0.0)] * 6, w2) for w2 in (1.0, 2.0))
    rows, columns = np.nonzero((one != other).any(-1))
    i = list(RACERS).index("w2")
    assert set(columns // WIDTH) == {i % COLUMNS}
    assert set(rows // (WIDTH // 2 + HEAD)) == {i // COLUMNS}
    assert (rows % (WIDTH // 2 + HEAD)).max() < HEAD
