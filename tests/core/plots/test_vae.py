import numpy as np
from PIL import Image

from core.plots.vae import SIZE, picture
from core.training.trainer import Frame


def test_the_picture_is_the_map_beside_the_decoded_plane():
    manifold = np.zeros((9, 64), np.uint8)
    manifold[2] = 255  # the tile at the top right: one black square
    frame = Frame(7, {}, {"mu": np.zeros((1, 2), np.float16), "manifold": manifold})
    board = picture(frame, {"side": 8}, {"labels": np.zeros(1, np.uint8)})
    assert isinstance(board, Image.Image)
    assert board.height == SIZE
    plane = np.asarray(board.convert("L"))[:, -SIZE:]
    third, inside = SIZE // 3, slice(SIZE // 12, SIZE // 4)
    centres = [[plane[r * third :, c * third :][inside, inside] for c in range(3)] for r in range(3)]
    assert [[int(tile.mean()) for tile in row] for row in centres] == [[255, 255, 0], [255] * 3, [255] * 3]
