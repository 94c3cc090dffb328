"""The microscope as one picture."""

import numpy as np
from PIL import ImageColor

from core.plots.networks import HEAD, WIDTH, picture
from core.plots.theme import GENERATED, REAL
from core.training.trainer import Frame


def test_each_loss_has_a_box_with_its_surface_and_both_kinds_of_points():
    low_below = np.repeat([[0] * 8, [255] * 8], 4, axis=0).astype(np.uint8)  # row 0 has the lowest y
    surfaces = {"surface_minimax": low_below, "surface_least_squares": 255 - low_below}
    frame = Frame(3, {"grad_minimax": 1e-9, "grad_least_squares": 0.5}, surfaces)
    points = {"real": np.array([[0.0, 0.0]], np.float16), "generated": np.array([[1.0, 1.0]], np.float16)}
    board = np.asarray(picture(frame, {"extent": 2.0}, points)).astype(int)
    assert board.shape == (WIDTH + HEAD, 3 * WIDTH, 3)

    def at(box: int, x: float, y: float) -> np.ndarray:
        return board[HEAD + round((1 - y / 2) / 2 * WIDTH), box * WIDTH + round((1 + x / 2) / 2 * WIDTH)]

    for box in (0, 1):
        assert np.abs(at(box, 0, 0) - ImageColor.getrgb(REAL)).max() < 30
        assert np.abs(at(box, 1, 1) - ImageColor.getrgb(GENERATED)).max() < 30
    assert at(0, -1.5, -1)[0] > at(0, -1.5, -1)[1]  # low: vermillion
    assert at(0, -1.5, 1)[1] > at(0, -1.5, 1)[0]  # high: green
    assert at(1, -1.5, -1)[1] > at(1, -1.5, -1)[0]
