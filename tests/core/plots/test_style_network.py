"""The numbers of a layer: bars to their own side of the line, and maps in a row."""

import numpy as np

from core.plots.style_network import GAP, LINE, MAP, WIDTH, bars, row_of_maps

BLUE, ORANGE = [0x00, 0x72, 0xB2, 255], [0xD5, 0x5E, 0x00, 255]


def test_bars_stand_above_and_below_the_number_that_their_line_stands_for():
    picture = np.array(bars([(np.array([3.0, 0.0]), 1.0), (np.array([-1.0, 0.0]), 0.0)]))
    assert picture.shape == (2 * LINE, WIDTH, 4)
    quarter = WIDTH // 4
    assert picture[6, quarter].tolist() == BLUE  # 3 is the farthest above 1
    assert picture[LINE // 2 + 8, 3 * quarter].tolist() == ORANGE  # 0 is half as far below
    assert picture[LINE - 6, 3 * quarter, 3] == picture[6, 3 * quarter, 3] == 0
    assert picture[2 * LINE - 6, quarter].tolist() == ORANGE
    assert picture[LINE + 6, :, 3].max() == 0


def test_vectors_of_any_size_fill_the_row():
    for size in (1, 8, 96, 512):
        painted = np.array(bars([(np.ones(size), 0.0)]))[10]
        assert (painted == BLUE).all(1).mean() > 0.4, size
        assert painted[: WIDTH // size - 1].tolist().count(BLUE) >= WIDTH // size - 2


def test_equal_numbers_at_the_line_are_drawn_without_a_division_by_zero():
    assert np.isfinite(np.array(bars([(np.ones(4), 1.0)]))).all()


def test_maps_stand_beside_one_another_clear_at_zero():
    picture = np.array(row_of_maps(np.array([[128] * 4, [255] * 4, [1] * 4], np.uint8), 2))
    assert picture.shape == (MAP, 3 * MAP + 2 * GAP, 4)
    middles = [MAP // 2 + i * (MAP + GAP) for i in range(3)]
    assert picture[MAP // 2, middles[0], 3] == 0
    assert picture[MAP // 2, middles[1:]].tolist() == [BLUE, ORANGE]
    assert picture[:, MAP : MAP + GAP, 3].max() == 0
