from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageColor

from core.plots.pictures import beside, gif, latent_map, png, sheet, strips
from core.plots.theme import CLASSES

SIDE = 2


def tiles(count: int) -> np.ndarray:
    """Pictures that are all different: pixels [count, side²]."""
    return np.arange(count * SIDE * SIDE, dtype=np.uint8).reshape(count, SIDE * SIDE) + 30


@pytest.mark.parametrize("gap", [0, 1, 3])
@pytest.mark.parametrize("scale", [1, 4])
def test_the_tile_of_each_row_and_column_is_at_its_place(gap, scale):
    pixels = tiles(6)
    board = np.asarray(sheet(pixels, SIDE, columns=3, scale=scale, gap=gap))
    assert board.shape == (scale * (2 * SIDE + gap), scale * (3 * SIDE + 2 * gap))
    for row in range(2):
        for column in range(3):
            top, left = scale * row * (SIDE + gap), scale * column * (SIDE + gap)
            tile = board[top : top + scale * SIDE, left : left + scale * SIDE]
            ink = 255 - np.kron(pixels[3 * row + column].reshape(SIDE, SIDE), np.ones((scale, scale), np.uint8))
            assert np.array_equal(tile, ink)


@pytest.mark.parametrize(
    "make", [lambda colors: sheet(colors, SIDE, columns=3, scale=1), lambda c: strips([c], SIDE, 12)]
)
def test_colours_are_kept_as_they_are(make):
    colors = np.random.default_rng(0).integers(0, 256, (3, SIDE * SIDE * 3), dtype=np.uint8)
    board = np.asarray(make(colors))
    assert board.shape == (SIDE, 3 * SIDE + 4, 3)
    for column in range(3):
        left = column * (SIDE + 2)
        assert np.array_equal(board[:, left : left + SIDE], colors[column].reshape(SIDE, SIDE, 3))
    assert (board[:, SIDE : SIDE + 2] == 255).all()


def test_between_the_tiles_is_a_grey_line():
    board = np.asarray(sheet(tiles(4), SIDE, columns=2, scale=1))
    assert len(set(board[SIDE])) == 1
    assert np.array_equal(board[SIDE], board[:, SIDE])


def test_the_last_row_of_a_sheet_may_be_short():
    board = np.asarray(sheet(tiles(4), SIDE, columns=3, scale=1, gap=0))
    assert board.shape == (2 * SIDE, 3 * SIDE)
    assert np.array_equal(board[SIDE:, :SIDE], 255 - tiles(4)[3].reshape(SIDE, SIDE))


@pytest.mark.parametrize(("code", "label"), [((0, 0), 0), ((2, 1), 3), ((-3, 3), 7), ((1, -3.5), 9)])
def test_the_map_has_a_dot_of_the_classes_colour_where_the_code_is(code, label):
    size, reach = 780, 4.0
    picture = latent_map(np.array([code]), np.array([label]), size, reach, caption="")
    x, y = (code[0] / reach + 1) / 2 * size, (1 - code[1] / reach) / 2 * size  # upwards is up
    assert picture.getpixel((round(x), round(y))) == ImageColor.getrgb(CLASSES[label])
    blank = np.asarray(latent_map(np.zeros((0, 2)), np.zeros(0), size, reach, caption=""), int)
    rows, columns = np.nonzero(np.abs(np.asarray(picture, int) - blank).sum(2))
    assert (columns.mean(), rows.mean()) == pytest.approx((x - 0.5, y - 0.5), abs=0.5)
    assert 10 < np.ptp(columns) < 20


def test_the_map_shows_the_first_two_dimensions_of_codes_in_half_precision():
    codes = np.array([[1, 2, 100]], np.float16)
    assert latent_map(codes, [1], 120, 4.0, "").tobytes() == latent_map(codes[:, :2], [1], 120, 4.0, "").tobytes()


def test_the_map_carries_its_caption():
    codes = np.zeros((0, 2))
    assert latent_map(codes, [], 120, 4.0, "step 5").tobytes() != latent_map(codes, [], 120, 4.0, "step 6").tobytes()


def test_pictures_stand_beside_each_other():
    board = beside([Image.new("L", (3, 4), 10), Image.new("RGB", (5, 4), (1, 2, 3))], gap=2)
    assert board.size == (10, 4)
    assert [board.getpixel((x, 0)) for x in (2, 3, 5)] == [(10, 10, 10), (255, 255, 255), (1, 2, 3)]


def test_a_gif_has_every_picture_for_its_time_and_stays_on_the_last():
    pictures = [Image.new("RGB", (8, 8), (60 * i, 0, 0)) for i in range(4)]
    again = Image.open(BytesIO(gif(pictures, milliseconds=120)))
    durations = []
    for index in range(again.n_frames):
        again.seek(index)
        durations.append(again.info["duration"])
        assert again.convert("RGB").getpixel((4, 4)) == (60 * index, 0, 0)
    assert durations == [120, 120, 120, 2000]
    assert again.info["loop"] == 0


def test_a_png_is_the_same_picture():
    picture = Image.fromarray(np.arange(64, dtype=np.uint8).reshape(8, 8))
    assert np.array_equal(np.asarray(Image.open(BytesIO(png(picture)))), np.asarray(picture))
