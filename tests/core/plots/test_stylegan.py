"""StyleGAN's pictures: colours that mean what they say."""

import numpy as np

from core.plots.stylegan import heat, signed, strengths, worth

BLUE, ORANGE = [0x00, 0x72, 0xB2], [0xD5, 0x5E, 0x00]


def test_a_signed_map_is_blue_above_zero_orange_below_and_clear_between():
    picture = np.array(signed(np.array([[1.0, 0.0], [-1.0, 9.0]]), 1.0, size=4))
    assert picture[0, 0].tolist() == picture[3, 3].tolist() == [*BLUE, 255]  # beyond the largest: as the largest
    assert picture[0, 3, 3] == 0
    assert picture[3, 0].tolist() == [*ORANGE, 255]
    assert np.array(signed(np.full((2, 2), -0.5), 1.0, size=2))[0, 0].tolist() == [*ORANGE, 128]
    assert np.array(signed(np.zeros((2, 2)), 0.0, size=2))[..., 3].max() == 0


def test_a_heatmap_goes_from_clear_to_vermillion():
    picture = np.array(heat(np.array([[0.0, 5.0]]), 5.0, size=2))
    assert picture[0, :, 3].tolist() == [0, 255]
    assert picture[0, 1, :3].tolist() == ORANGE


def test_quality_and_variety_lie_over_the_truncation_with_what_drawn_faces_have():
    quality, best_quality, variety, best_variety = worth([-0.5, 0.0], [0.9, 0.7], [0.1, 0.3], (0.95, 0.96)).data
    assert (list(quality.x), list(quality.y), list(variety.y)) == ([-0.5, 0.0], [0.9, 0.7], [0.1, 0.3])
    assert (list(best_quality.x), list(best_quality.y), list(best_variety.y)) == ([-0.5, 0.0], [0.95] * 2, [0.96] * 2)
    assert quality.line.color == best_quality.line.color != variety.line.color


def test_noise_has_a_bar_a_layer():
    assert list(strengths([4, 4], [0.1, 0.2]).data[0].x) == ["1: 4²", "2: 4²"]
