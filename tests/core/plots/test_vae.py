import numpy as np
from PIL import Image

from core.plots.vae import SIZE, picture
from core.training.trainer import Frame


def test_the_picture_is_the_map_beside_the_decoded_plane():
    manifold = np.zeros((9, 4), np.uint8)
    manifold[2] = 255  # the tile at the top right: one black square
    frame = Frame(7, {}, {"mu": np.zeros((1, 2), np.float16), "manifold": manifold})
    board = picture(frame, {"side": 2}, {"labels": np.zeros(1, np.uint8)})
    assert isinstance(board, Image.Image)
    assert board.height == SIZE
    plane = np.asarray(board.convert("L"))[:, -SIZE:]
    third = SIZE // 3
    assert plane[: third - 2, -third + 2 :].max() == 0
    assert plane[third + 2 :].min() == 255
    assert plane[:, : 2 * third - 2].min() == 255
